"""What stands in front of Auth1 and behind it, as deploy/ has it."""
