"""Users as another system's export has them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class ForeignUser:
    """One record; addresses as the file spells them, moments in UTC.

    `left_out` says what was not taken, in words of a closed list: `password`, `second factor`, `anonymous`.
    A secret of the other system is never in here.
    """

    line: int
    source_id: str = ""
    phone: str | None = field(default=None, repr=False)
    phone_verified: bool = False
    email: str | None = field(default=None, repr=False)
    email_verified: bool = False
    created_at: datetime | None = None
    last_sign_in_at: datetime | None = None
    blocked: bool = False
    user_metadata: Mapping[str, Any] = field(default_factory=dict, repr=False)
    app_metadata: Mapping[str, Any] = field(default_factory=dict, repr=False)
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadableRecord:
    """A record that could not be read; `why` quotes nothing of it."""

    line: int
    why: str
