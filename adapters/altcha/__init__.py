"""Proof of work by ALTCHA (MIT), made and verified here."""
