"""What if: a case under another rule book, and what a draft of the law would change."""
