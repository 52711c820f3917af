"""The pages that people sign in on: frozen views become HTML, and nothing is asked of anybody."""
