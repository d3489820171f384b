"""The verbs of cases, by subject."""
