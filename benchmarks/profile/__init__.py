"""Where the time of the hot paths goes."""
