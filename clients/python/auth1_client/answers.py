"""What calls answer: times are datetimes in UTC, durations whole seconds; tokens are out of every repr."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from auth1_client.reading import Fields


@dataclass(frozen=True, slots=True)
class CodeRequest:
    """A code that is on its way; `expires_in` and `resend_after` are seconds."""

    request_id: str
    status: str
    channel: str
    expires_in: int
    resend_after: int
    attempts_remaining: int

    @classmethod
    def of(cls, fields: Fields) -> "CodeRequest":
        """Read from an answer."""
        texts = [fields.text(name) for name in ("request_id", "status", "channel")]
        numbers = [fields.whole(name) for name in ("expires_in", "resend_after", "attempts_remaining")]
        return cls(texts[0], texts[1], texts[2], numbers[0], numbers[1], numbers[2])


@dataclass(frozen=True, slots=True)
class Tokens:
    """A session's pair of tokens; the access token lives `expires_in` seconds from when it was answered.

    `new_user` is true where this proof of a code made the user, and false after a refresh.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(repr=False)
    expires_in: int
    user_id: str
    session_id: str
    new_user: bool = False

    @classmethod
    def of(cls, fields: Fields) -> "Tokens":
        """Read from an answer."""
        token, refresh_token = fields.text("token"), fields.text("refresh_token")
        user_id, session_id = fields.text("user_id"), fields.text("session_id")
        return cls(token, refresh_token, fields.whole("expires_in"), user_id, session_id, fields.flag("new_user"))

    @classmethod
    def kept(cls, refresh_token: str) -> "Tokens":
        """What an app has that kept the refresh token alone: a Session begins with a refresh."""
        return cls("", refresh_token, 0, "", "")


@dataclass(frozen=True, slots=True)
class Introspection:
    """Whether a token is good right now, and what it says; of one that is not good nothing is told.

    `claims` has everything that the server answered, the tenant's own claims included.
    """

    active: bool
    token_type: str | None
    user_id: str | None
    session_id: str | None
    tenant_id: str | None
    issued_at: datetime | None
    expires_at: datetime | None
    authenticated_at: datetime | None
    amr: tuple[str, ...]
    claims: Mapping[str, Any]

    @classmethod
    def of(cls, fields: Fields) -> "Introspection":
        """Read from an answer."""
        return cls(
            fields.flag("active"),
            fields.text_or_none("token_type"),
            fields.text_or_none("sub"),
            fields.text_or_none("sid"),
            fields.text_or_none("aud"),
            fields.epoch_or_none("iat"),
            fields.epoch_or_none("exp"),
            fields.epoch_or_none("auth_time"),
            fields.texts("amr"),
            fields.members,
        )


@dataclass(frozen=True, slots=True)
class User:
    """The signed-in user's own account; `phone` is E.164."""

    id: str
    phone: str | None
    email: str | None
    phone_verified_at: datetime | None
    email_verified_at: datetime | None
    user_metadata: Mapping[str, Any]
    created_at: datetime
    last_sign_in_at: datetime | None

    @classmethod
    def of(cls, fields: Fields) -> "User":
        """Read from an answer."""
        return cls(
            fields.text("id"),
            fields.text_or_none("phone"),
            fields.text_or_none("email"),
            fields.moment_or_none("phone_verified_at"),
            fields.moment_or_none("email_verified_at"),
            fields.object("user_metadata"),
            fields.moment("created_at"),
            fields.moment_or_none("last_sign_in_at"),
        )


@dataclass(frozen=True, slots=True)
class Device:
    """Where a user is signed in: `device`, `place` and `last_used` are words for people; `id` names the session."""

    id: str
    device: str
    place: str
    last_used: str
    current: bool
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime

    @classmethod
    def of(cls, fields: Fields) -> "Device":
        """Read from one item of an answer."""
        words = [fields.text(name) for name in ("id", "device", "place", "last_used")]
        times = [fields.moment(name) for name in ("created_at", "last_used_at", "expires_at")]
        return cls(words[0], words[1], words[2], words[3], fields.flag("current"), times[0], times[1], times[2])
