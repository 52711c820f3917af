"""The outside, by technology; one driver per package, and siblings never import each other."""
