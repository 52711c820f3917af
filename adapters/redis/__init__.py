"""Windows in front of the truth, on Redis 6 and later."""
