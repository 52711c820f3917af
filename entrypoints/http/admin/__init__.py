"""Doors of the administrator."""
