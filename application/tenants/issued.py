"""What carrying out a file has made that is shown once."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Issued:
    """A secret of a tenant of the file: a key of some kind, or that of a `client`."""

    slug: str
    kind: str
    name: str
    id: str
    secret: str = field(repr=False)
