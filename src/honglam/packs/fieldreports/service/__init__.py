"""The verbs of field reports, by subject."""
