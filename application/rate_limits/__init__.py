"""Windows in front of the use cases."""
