"""Builds the image without a registry or a daemon, and tries it."""
