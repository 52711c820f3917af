"""Whose data it is: what is held of a person, how it is forgotten, and for how long it stays."""
