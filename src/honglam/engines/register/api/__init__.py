"""The doors of registers, one module for each kind of caller."""
