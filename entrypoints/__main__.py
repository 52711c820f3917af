"""`python -m entrypoints` is `auth1`."""

from entrypoints.cli.main import main

main()
