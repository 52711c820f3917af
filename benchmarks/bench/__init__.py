"""Bench: what a sign-in costs, call by call, beside what its parts could do alone.

Each kind of call is driven alone, on servers of its own, with everything on that an installation has on.
"""
