"""`make run`: the product on servers of its own, with a demo tenant and an inbox; never part of production."""
