"""What the sentences mean: one line each, by noun."""
