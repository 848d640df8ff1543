"""The `fenduan` command."""
