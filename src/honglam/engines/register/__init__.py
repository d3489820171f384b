"""Registers: sector databases made from a definition, with history, quality and doors for people and machines."""
