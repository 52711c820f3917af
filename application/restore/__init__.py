"""After a backup was restored."""
