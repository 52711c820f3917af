"""Load: whole sign-ins against running servers, from one thread, in bounded memory.

The tenant's risk score only looks on (`risk_shadow`) and `RATE_LIMIT_MAX` is high: a flood of strangers who all prove
their codes from one machine is what those are there to stop.
"""
