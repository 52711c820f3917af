"""Every port in memory: shipped, fast, and under the same contracts as the real ones."""
