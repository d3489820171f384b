"""The static tables of the engine."""
