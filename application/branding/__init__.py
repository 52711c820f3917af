"""A tenant's logo and favicon."""
