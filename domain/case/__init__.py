"""The approval procedure: a module per stage, composed in `domain.case.procedure`."""
