"""Tables of civil servants."""
