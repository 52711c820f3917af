"""Tokens and sealed keys, on joserfc and cryptography."""
