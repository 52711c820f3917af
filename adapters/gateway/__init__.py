"""Messages by a gateway of one's own."""
