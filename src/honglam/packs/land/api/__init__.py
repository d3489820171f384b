"""The doors of land, one module for each kind of work."""
