"""What the product does: use cases, each a recipe read from top to bottom, and the ports that they ask."""
