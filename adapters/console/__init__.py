"""Messages for people who develop: printed, and kept for the inbox page."""
