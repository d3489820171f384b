"""Figures that are kept."""
