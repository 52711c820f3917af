"""Growth: what a call costs as tenants, users, waiting messages and instances become more; curves, not points."""
