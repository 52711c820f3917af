"""Fraud: what is asked for is weighed before a code is made."""
