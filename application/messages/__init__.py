"""What is sent, by whom, with what outcome."""
