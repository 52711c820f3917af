"""The product in its users' words, at two levels: use cases on memory, and HTTP on real servers."""
