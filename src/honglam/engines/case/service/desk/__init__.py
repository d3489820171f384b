"""What officers and machines see and write."""
