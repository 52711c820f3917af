"""A dependency that is always there, since it is us."""

from application.ports.vital_signs import Pingable


class AlwaysThere(Pingable):
    """Memory answers."""

    def ping(self) -> None:
        """See Pingable."""
