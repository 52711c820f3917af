"""User exports of other systems."""
