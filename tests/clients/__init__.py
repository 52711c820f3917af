"""The clients and the examples against a running `auth1 serve`."""
