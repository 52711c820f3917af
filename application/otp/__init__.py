"""Asking for a code and proving it."""
