"""Sessions, and refresh tokens that are derived, so that no form of them is stored."""

import hmac
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from domain.derived_keys import DerivedKeys
from domain.ids import ClientId, SessionId, TenantId, UserId
from domain.mac import mac_of
from domain.refresh_token import RefreshToken

NONCE_BYTES: Final = 32
# A client that lost the answer comes back within seconds; a thief has to be as fast.
GRACE: Final = timedelta(seconds=10)


class Turn(StrEnum):
    """What a refresh token of some generation is worth (RFC 9700 section 4.14.2)."""

    ROTATE = "rotate"
    REPEAT = "repeat"
    REUSED = "reused"
    UNKNOWN = "unknown"


class EndedAs(StrEnum):
    """Why a session ended before its time."""

    LOGOUT = "logout"
    LOGOUT_EVERYWHERE = "logout_everywhere"
    REVOKED = "revoked"
    REUSE = "reuse"
    LIMIT = "limit"
    USER_BLOCKED = "user_blocked"
    USER_DELETED = "user_deleted"
    ADDRESS_CHANGED = "address_changed"

    @property
    def is_of_user(self) -> bool:
        """Whether nothing of the user counts any more, not this session alone."""
        return self in (EndedAs.USER_BLOCKED, EndedAs.USER_DELETED)


@dataclass(frozen=True, slots=True)
class Session:
    """A sign-in that goes on: who, by which means, from where, until when.

    `generation` counts rotations of the refresh token; `nonce` never leaves the database and our memory.
    `access_until` is when the last access token of it is dead.
    `client_id` is the OpenID client that has it, for `scope`, by the browser's session `parent_id`; None: the API's.
    """

    tenant_id: TenantId
    id: SessionId
    user_id: UserId
    nonce: bytes = field(repr=False)
    key_id: str
    created_at: datetime
    authenticated_at: datetime
    last_used_at: datetime
    expires_at: datetime
    access_until: datetime
    amr: tuple[str, ...]
    ip: str | None = None
    user_agent: str | None = None
    generation: int = 1
    rotated_at: datetime | None = None
    ended_at: datetime | None = None
    ended_as: EndedAs | None = None
    client_id: ClientId | None = None
    scope: tuple[str, ...] = ()
    parent_id: SessionId | None = None

    @classmethod
    def open(
        cls,
        *,
        tenant_id: TenantId,
        id: SessionId,
        user_id: UserId,
        nonce: bytes,
        key_id: str,
        now: datetime,
        lives: timedelta,
        access: timedelta,
        ip: str | None,
        user_agent: str | None,
    ) -> "Session":
        """A session that begins now; what it was proven by is known when it is kept."""
        ends = now + lives
        until = min(now + access, ends)
        return cls(tenant_id, id, user_id, nonce, key_id, now, now, now, ends, until, (), ip, user_agent)

    def ends_at(self, idle: timedelta | None) -> datetime:
        """Its absolute end, or the end of its idle time where that is sooner (NIST SP 800-63B 5.2)."""
        return min(self.expires_at, self.last_used_at + idle) if idle else self.expires_at

    def is_live(self, now: datetime, idle: timedelta | None) -> bool:
        """Neither ended nor out of its time."""
        return self.ended_at is None and now < self.ends_at(idle)

    def turn_of(self, generation: int, now: datetime) -> Turn:
        """What a token of that generation may do: the present one rotates.

        The one before it gets the same successor once more, while nobody has used that and for ten seconds.
        """
        if generation == self.generation:
            return Turn.ROTATE
        lost = self.rotated_at is not None and now - self.rotated_at < GRACE
        if generation == self.generation - 1 and lost:
            return Turn.REPEAT
        return Turn.REUSED if generation < self.generation else Turn.UNKNOWN

    def rotated(self, now: datetime, *, key_id: str, access: timedelta) -> "Session":
        """The session with its next refresh token, made with the keys of that id."""
        return replace(
            self,
            generation=self.generation + 1,
            key_id=key_id,
            rotated_at=now,
            last_used_at=now,
            access_until=min(now + access, self.expires_at),
        )

    def refresh_token(self, keys: DerivedKeys) -> RefreshToken:
        """The present refresh token, for the keys that `key_id` names."""
        return RefreshToken(self.id, self.generation, keys.id, self._mac(keys, self.generation))

    def made(self, token: RefreshToken, keys: DerivedKeys) -> bool:
        """Whether this session made that token, of whatever generation; time-constant."""
        return hmac.compare_digest(self._mac(keys, token.generation), token.mac)

    def _mac(self, keys: DerivedKeys, generation: int) -> bytes:
        return mac_of(keys.refresh, self.tenant_id, self.id, self.nonce, str(generation))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is asked of a session on every call: whose it is, until when, and since when the truth said so."""

    user_id: UserId
    ends_at: datetime
    authenticated_at: datetime
    said_at: datetime


def methods(channel: str, is_test: bool) -> tuple[str, ...]:
    """The `amr` of a proof (RFC 8176): `otp`, what carried it where that is registered, and `test` for fixed codes."""
    carried = {"sms": ("sms",), "voice": ("tel",)}.get(channel, ())
    return ("otp", *carried, *(("test",) if is_test else ()))
