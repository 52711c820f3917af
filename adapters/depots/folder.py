"""A folder of this machine, best one that something else collects and that takes no changes."""

import os
from pathlib import Path

from application.ports.audit import Depot
from domain.refusal import Unavailable


class FolderDepot(Depot):
    """Writes new files, each on the disk before it counts; never over one that is there."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)

    @property
    def name(self) -> str:
        """See Depot."""
        return "file"

    def put(self, name: str, body: bytes) -> None:
        """See Depot."""
        try:
            file = os.open(self._folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640)
            with os.fdopen(file, "wb") as opened:
                opened.write(body)
                opened.flush()
                os.fsync(opened.fileno())
        except FileExistsError:
            if (self._folder / name).read_bytes() != body:
                raise Unavailable(f"There is another {name} in the folder already.") from None
        except OSError:
            raise Unavailable(f"The folder does not take {name}.") from None
