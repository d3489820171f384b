"""The verbs of notices, by subject."""
