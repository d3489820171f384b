"""Whose a task is: routing, handing over, parts, strays."""
