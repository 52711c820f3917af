"""The command line: thin, like the HTTP doors; each command goes to one use case."""
