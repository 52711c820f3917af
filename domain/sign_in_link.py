"""A link in a mail that signs in: it stands for the code, in one sign-in of one browser."""

import hmac
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from domain.derived_keys import KeyRing
from domain.ids import AuthorizationId, ChallengeId
from domain.mac import mac_of

# What a challenge is for that is sent as links: one live challenge serves every sign-in that asks for one meanwhile.
LINK: Final = "link"


@dataclass(frozen=True, slots=True)
class SignInLink:
    """What a link carries, sealed: the sign-in that it belongs to, the mailbox that it went to, and its code."""

    flow: AuthorizationId
    challenge: ChallengeId
    mailbox: str = field(repr=False)
    code: str = field(repr=False)

    def packed(self) -> list[str]:
        """All of it."""
        return [self.flow, self.challenge, self.mailbox, self.code]

    @classmethod
    def unpacked(cls, packed: Sequence[str]) -> "SignInLink | None":
        """What was packed, or None."""
        flow, challenge, mailbox, code = packed
        id, of = AuthorizationId.parse(flow), ChallengeId.parse(challenge)
        return cls(id, of, mailbox, code) if id and of else None


def number_of(flow: AuthorizationId, challenge: str, ring: KeyRing) -> str:
    """Two digits that the browser shows in which a sign-in was begun, for one challenge: 10 to 99."""
    return _numbers(flow, challenge, ring)[0]


def is_number(told: str, flow: AuthorizationId, challenge: str, ring: KeyRing) -> bool:
    """Whether that is the number of a sign-in's challenge; time-constant."""
    given = told.strip().encode("utf-8", "surrogatepass")
    good = [hmac.compare_digest(number.encode(), given) for number in _numbers(flow, challenge, ring)]
    return any(good)


def _numbers(flow: AuthorizationId, challenge: str, ring: KeyRing) -> list[str]:
    macs = (mac_of(keys.browser, "number", flow, challenge) for keys in ring.all)
    return [str(10 + int.from_bytes(mac[:4], "big") % 90) for mac in macs]
