"""Remedies, whatever is contested: what may be said of one, what is then true, and the course that it takes."""
