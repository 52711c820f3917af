"""Calls that have one effect, however often they are sent."""
