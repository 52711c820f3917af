"""Traffic, honest and not, against the real use cases with a turned clock."""
