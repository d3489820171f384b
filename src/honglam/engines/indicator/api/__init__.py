"""The doors of indicators."""
