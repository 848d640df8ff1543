"""`fenduan law`: the law in force, and what a draft would change."""
