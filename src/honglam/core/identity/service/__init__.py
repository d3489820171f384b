"""The verbs of identity, by subject."""
