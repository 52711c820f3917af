"""A tenant's own system is asked before something is done."""
