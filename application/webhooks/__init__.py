"""A tenant's own systems hear of what happens here."""
