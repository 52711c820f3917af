"""Identifiers: a readable prefix and a UUIDv7 (RFC 9562), so that they sort by the time they were made."""

from datetime import UTC, datetime, timedelta
from typing import ClassVar, Self

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
BODY_LENGTH = 26
# Two letters at a time, since some identifiers are made in every call.
PAIRS = [first + second for first in ALPHABET for second in ALPHABET]
# The year 9999, beyond which no moment can be told.
LATEST_MS = 253_402_300_799_000
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def uuid7(at: datetime, chance: bytes) -> int:
    """A UUIDv7 as an integer: 48 bits of Unix milliseconds, version, variant, and 74 of the given 80 random bits."""
    random = int.from_bytes(chance[:10], "big")
    milliseconds = int(at.timestamp() * 1000) & (1 << 48) - 1
    return milliseconds << 80 | 7 << 76 | (random >> 68 & 0xFFF) << 64 | 2 << 62 | random & (1 << 62) - 1


def time_of(id: str) -> datetime:
    """The millisecond in which an identifier was made; of what is none, the beginning of time."""
    number = 0
    for letter in id[-BODY_LENGTH:]:
        number = number << 5 | max(0, ALPHABET.find(letter))
    return EPOCH + timedelta(milliseconds=min(number >> 80, LATEST_MS))


def base32(number: int) -> str:
    """Crockford's alphabet in lower case, 26 characters for 128 bits, so that text sorts as the number does."""
    return "".join([PAIRS[number >> shift & 1023] for shift in range(120, -10, -10)])


class Id(str):
    """The root of the typed identifiers; the text is what is stored and shown."""

    __slots__ = ()
    prefix: ClassVar[str] = ""

    @classmethod
    def make(cls, at: datetime, chance: bytes) -> Self:
        """A new identifier from a moment and at least ten random bytes."""
        return cls(cls.prefix + base32(uuid7(at, chance)))

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """The identifier that the text spells, or None where it cannot be one of this kind."""
        body = text.removeprefix(cls.prefix)
        fits = len(body) == BODY_LENGTH and text != body and all(letter in ALPHABET for letter in body)
        return cls(text) if fits else None


class TenantId(Id):
    """A tenant."""

    __slots__ = ()
    prefix = "tn_"


class UserId(Id):
    """A user; the `sub` of tokens."""

    __slots__ = ()
    prefix = "usr_"


class SessionId(Id):
    """A session; the `sid` of tokens."""

    __slots__ = ()
    prefix = "ses_"


class ChallengeId(Id):
    """A one-time code's challenge; public as `request_id`."""

    __slots__ = ()
    prefix = "otp_"


class MessageId(Id):
    """A message to an address."""

    __slots__ = ()
    prefix = "msg_"


class KeyId(Id):
    """A tenant's API key."""

    __slots__ = ()
    prefix = "key_"


class AuthorizationId(Id):
    """A user's way from a client to its code."""

    __slots__ = ()
    prefix = "azn_"


class AdminTokenId(Id):
    """A named admin token."""

    __slots__ = ()
    prefix = "adm_"


class AuditId(Id):
    """A row of the audit log."""

    __slots__ = ()
    prefix = "aud_"


class EventId(Id):
    """An event for the tenant's own systems."""

    __slots__ = ()
    prefix = "evt_"


class WebhookId(Id):
    """A tenant's webhook: a URL that hears of events."""

    __slots__ = ()
    prefix = "wh_"


class ClientId(Id):
    """An OAuth client of a tenant: an app that lets people sign in by it; public as `client_id`."""

    __slots__ = ()
    prefix = "cl_"


class RequestId(Id):
    """One HTTP request; `X-Request-Id`."""

    __slots__ = ()
    prefix = "req_"
