"""Files in MaxMind's format, from whomever they come."""
