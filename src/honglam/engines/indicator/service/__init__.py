"""The verbs of indicators."""
