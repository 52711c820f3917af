"""Keys of programs and keys that sign."""
