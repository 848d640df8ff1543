"""What an auditor checks evidence with: one module that can be copied out by itself."""
