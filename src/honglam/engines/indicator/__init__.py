"""Indicators: figures with a definition, a period, a source, evidence and a target."""
