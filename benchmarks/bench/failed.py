"""Why nothing is reported."""

from benchmarks.bench.drive import Run


class Failed(Exception):
    """Something failed or is missing, so that figures would be worth nothing; in words."""


def checked(run: Run) -> Run:
    """The run, where every call of it was answered well."""
    if run.failed or not run.many:
        raise Failed(f"{run.kind}: {run.failed} of {run.many} calls failed, such as {run.failures[:3]}")
    return run
