"""The journal of an organisation: what its people do beside the regulated acts. A stream without a workflow."""
