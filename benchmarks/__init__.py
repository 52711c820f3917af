"""What things cost, measured on this machine; nothing here is a test, and no test compares times."""
