"""What a browser shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Place = Literal[
    "nowhere", "address", "code", "puzzle", "consent", "choice", "question", "signed out", "trouble", "app",
    "mail", "button", "number", "elsewhere", "account", "new address",
]  # fmt: skip
Sent = Mapping[str, str]
Kind = Literal["phone", "email"]


@dataclass(frozen=True, slots=True)
class Own:
    """What the account page shows: addresses, those that will take their place, masked, and devices by their name.

    `is_this` says of each device whether it is the one at hand.
    """

    addresses: Sequence[str] = ()
    coming: Sequence[str] = ()
    devices: Sequence[str] = ()
    is_this: Sequence[bool] = ()


@dataclass(frozen=True, slots=True)
class Sight:
    """Which page a browser shows, and what is the matter in the words that the person reads.

    In an app it is `at` the address that it was led back to, where the app is `told` something.
    While it waits for a link it shows the `number` that other devices ask for.
    Over HTTP there is the page itself, as `html`.
    """

    place: Place
    says: str = ""
    at: str = ""
    told: Sent = field(default_factory=dict)
    number: str = ""
    own: Own = field(default_factory=Own)
    html: str = field(default="", repr=False)
