"""Email addresses: one canonical form, checked without asking the network."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import idna

from domain.refusal import Refusal

MAX_LENGTH: Final = 254
LOCAL: Final = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
DOMAIN: Final = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")


class InvalidEmail(Refusal):
    """The text cannot be an email address that we could write to."""

    code = "invalid_email"


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """An address in lower case, ASCII (a domain of another script in its `xn--` form), at most 254 characters."""

    address: str

    @classmethod
    def parse(cls, raw: str) -> "EmailAddress":
        """Read what a person typed; raises InvalidEmail.

        Lower case for the local part too: mail servers that tell ADA@ from ada@ are not met, twins in a user table are.
        """
        if len(raw) > MAX_LENGTH:
            raise InvalidEmail("The address is longer than 254 characters.")
        local, _, domain = unicodedata.normalize("NFKC", raw).strip().lower().rpartition("@")
        domain = _ascii(domain.removesuffix("."))
        if (
            len(local) > 64
            or len(local) + len(domain) >= MAX_LENGTH
            or not LOCAL.fullmatch(local)
            or not DOMAIN.fullmatch(domain)
        ):
            raise InvalidEmail("Write the address as name@example.com.")
        return cls(f"{local}@{domain}")

    @property
    def kind(self) -> str:
        """The kind of address: `email`."""
        return "email"

    @property
    def text(self) -> str:
        """The canonical form that limits, users and slots are keyed on."""
        return self.address

    @property
    def mailbox(self) -> str:
        """What bounds on sending are keyed on: ada+a@ and ada+b@ are two users and one mailbox."""
        local, _, domain = self.address.partition("@")
        return f"{local.partition('+')[0] or local}@{domain}"

    def masked(self) -> str:
        """For logs and people: the first letter and the domain's first letter and end."""
        local, _, domain = self.address.partition("@")
        return f"{local[0]}***@{domain[0]}***.{domain.rpartition('.')[2]}"


@lru_cache(maxsize=1024)
def _ascii(domain: str) -> str:
    """A domain of any script by UTS 46, in the letters that travel; empty where it is none.  Most mail goes to few."""
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return ""
