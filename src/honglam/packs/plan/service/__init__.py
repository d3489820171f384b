"""The verbs of plans, by subject."""
