"""`fenduan up`: the whole engine on one machine, with sample cases to watch."""
