"""Users and their addresses."""
