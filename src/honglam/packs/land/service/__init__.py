"""The rules of land."""
