"""What the inside asks of the outside; every adapter of a port passes the suite of the same name in tests/contracts.

A port whose store is gone raises `domain.refusal.Unavailable`, never an exception of its driver.
"""
