"""Doors into the house: HTTP, the command line, the worker; and the one place that knows every adapter."""
