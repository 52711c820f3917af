"""Requests to addresses that tenants name, over HTTP."""
