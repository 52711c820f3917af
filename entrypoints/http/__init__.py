"""HTTP doors: each reads a request, goes to one use case, and picks the fields of the answer."""
