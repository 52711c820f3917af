"""Places outside, where documents are put and not changed from here."""
