"""Cases: whatever is received, routed, handled against a deadline and answered."""
