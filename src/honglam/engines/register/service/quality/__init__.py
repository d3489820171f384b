"""Quality: rules, measuring, scores, doubles."""
