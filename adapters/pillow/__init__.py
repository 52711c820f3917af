"""Pillow: images."""
