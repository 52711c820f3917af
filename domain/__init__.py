"""What the product is about: pure, frozen, without clock, network or framework."""
