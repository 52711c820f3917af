"""What is recorded for good."""
