"""What who asked does and sees."""
