"""What operators do to cases."""
