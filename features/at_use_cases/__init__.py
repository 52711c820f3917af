"""Every scenario that is not about the wire, on use cases and memory adapters."""
