"""Data quality: work for the agencies whose records break rules, and the scores of all registers."""
