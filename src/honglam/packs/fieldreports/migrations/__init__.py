"""Tables of field reports."""
