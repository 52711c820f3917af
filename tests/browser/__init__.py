"""The sign-in pages in a real browser: pictures, axe's findings, and what scripts do; see `make screenshots`."""
