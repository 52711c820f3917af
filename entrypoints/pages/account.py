"""What a person sees of the own account."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from domain.device import UNKNOWN
from entrypoints.pages.form import Form, Problem
from entrypoints.pages.sign_in import Kind

Done = Literal["changed", "stopped", "ended"]


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """A phone number or email address, or None where there is none yet; `change` is the page that asks for another.

    A change that waits has the new address in `coming`, masked, the seconds until it acts, and a form that stops it.
    """

    kind: Kind
    text: str | None
    change: str | None = None
    coming: str | None = None
    wait: int = 0
    stop: Form | None = None


@dataclass(frozen=True, slots=True)
class Device:
    """A session: what was signed in with, in which country, how many seconds ago it was used, and how to end it."""

    device: str
    used_ago: int
    end: Form
    country: str | None = None
    is_this: bool = False

    @property
    def known(self) -> str | None:
        """`Chrome · Android`, which reads the same in every language; None for a device that nobody knows."""
        return None if self.device == UNKNOWN else " · ".join(self.device.split(" on ", 1))


@dataclass(frozen=True, slots=True)
class MyAccount:
    """Addresses, sessions and data of somebody who is signed in; `done` says what the last form did."""

    template: ClassVar[str] = "account.html"
    addresses: Sequence[OwnAddress]
    devices: Sequence[Device]
    export: Form | None = None
    end_others: Form | None = None
    log_out: Form | None = None
    done: Done | None = None
    problem: Problem | None = None
