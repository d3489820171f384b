"""What templates of cases may ask."""
