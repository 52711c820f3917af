"""Hands that do what the sentences say: by use case, and over HTTP."""
