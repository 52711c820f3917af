"""Users of other systems come in, and whole tenants go in and out."""
