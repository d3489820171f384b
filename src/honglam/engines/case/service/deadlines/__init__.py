"""When things are due, and what happens when they are late."""
