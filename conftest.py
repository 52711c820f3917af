"""Names the modules that fixtures and steps come from, nothing else."""

pytest_plugins = ["tests.fixtures.servers", "tests.fixtures.worlds"]
