"""The schema's history; forward and back, safe beside the previous version of the code."""
