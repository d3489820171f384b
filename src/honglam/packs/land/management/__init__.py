"""What only the operator does."""
