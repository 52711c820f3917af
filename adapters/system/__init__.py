"""The clock and the dice of the machine."""
