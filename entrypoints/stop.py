"""When a worker stops."""

from dataclasses import dataclass

from adapters.lifeline import is_orphaned


@dataclass(slots=True)
class Stop:
    """Whether to stop: told so, or left alone by the process that started this worker beside itself.

    A plain flag and no Event: a signal's handler may run while this very thread holds an Event's lock.
    """

    told: bool = False

    @property
    def is_due(self) -> bool:
        """Told so, or orphaned."""
        return self.told or is_orphaned()

    def tell(self, *_: object) -> None:
        """Stop; fit to be a signal's handler."""
        self.told = True
