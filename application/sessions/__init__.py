"""Sessions: refresh, recognise, list, end, tell others."""
