"""What a client asks of a user (RFC 6749 section 4.1.1, RFC 7636, OpenID Connect Core 1.0 section 3.1.2.1)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from domain.oauth_error import OAuthError, OAuthErrorCode

# base64url of a SHA-256: 43 characters, no other method being known here (RFC 9700 section 2.1.1).
CHALLENGE: Final = re.compile(r"[A-Za-z0-9_-]{43}")
SCOPE: Final = re.compile(r"[\x21\x23-\x5b\x5d-\x7e]{1,64}")
PROMPTS: Final = frozenset(["none", "login", "consent", "select_account"])
MOST_SCOPES: Final = 40
# How long each parameter may be; what is not named is passed over (RFC 6749 section 3.1).
LONGEST: Final = {
    "state": 2000, "nonce": 512, "login_hint": 254, "ui_locales": 200, "prompt": 60, "max_age": 9,
}  # fmt: skip
NOT_SUPPORTED: Final[dict[str, OAuthErrorCode]] = {
    "request": "request_not_supported",
    "request_uri": "request_uri_not_supported",
    "registration": "registration_not_supported",
}


@dataclass(frozen=True, slots=True)
class AuthorizationRequest:
    """A request that a client may make, checked; `scope` holds no name twice.

    `max_age` is the age of the proof, in whole seconds, from which the user has to prove themselves again.
    `login_hint` is an address, and personal.
    """

    redirect_uri: str
    scope: tuple[str, ...]
    code_challenge: str
    state: str | None = field(default=None, repr=False)
    nonce: str | None = field(default=None, repr=False)
    prompt: tuple[str, ...] = ()
    max_age: int | None = None
    login_hint: str | None = field(default=None, repr=False)
    ui_locales: str | None = None

    @classmethod
    def read(cls, sent: Mapping[str, Sequence[str]], *, redirect_uri: str) -> "AuthorizationRequest":
        """The request that the parameters spell, for a redirect address that the client has registered.

        Raises OAuthError, which may be told to that address.
        """
        one = {name: _single(name, values) for name, values in sent.items()}
        for name, error in NOT_SUPPORTED.items():
            if name in one:
                raise OAuthError(error, f"The parameter {name} is not supported here.")
        _require_code(one)
        return cls(
            redirect_uri=redirect_uri,
            scope=scope_of(one.get("scope", "")),
            code_challenge=_challenge(one),
            state=_short(one, "state"),
            nonce=_short(one, "nonce"),
            prompt=_prompt(_short(one, "prompt") or ""),
            max_age=_max_age(_short(one, "max_age")),
            login_hint=_short(one, "login_hint"),
            ui_locales=_short(one, "ui_locales"),
        )

    @classmethod
    def own(cls, page: str, *, max_age: int | None) -> "AuthorizationRequest":
        """One of our own page at that address: it wants to know who is there, and no code."""
        return cls(redirect_uri=page, scope=(), code_challenge="", max_age=max_age)

    def as_json(self) -> dict[str, Any]:
        """All of it, as it is stored."""
        return {name: getattr(self, name) for name in self.__slots__}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "AuthorizationRequest":
        """What was stored."""
        lists = {name: tuple(stored[name]) for name in ("scope", "prompt")}
        return cls(**{**stored, **lists})

    def is_met_by(self, authenticated_at: datetime, *, asked_at: datetime, now: datetime) -> bool:
        """Whether a proof of that moment does, or a new one is wanted (`max_age`, `prompt=login`).

        One that was given for this very request always does, however long its user thinks about the rest.
        """
        if authenticated_at >= asked_at:
            return True
        return "login" not in self.prompt and (
            self.max_age is None or now - authenticated_at <= timedelta(seconds=self.max_age)
        )


def scope_of(text: str) -> tuple[str, ...]:
    """The names of a scope, each once, in their order; raises OAuthError."""
    names = tuple(dict.fromkeys(text.split(" "))) if text else ()
    if len(names) > MOST_SCOPES or not all(SCOPE.fullmatch(name) for name in names):
        raise OAuthError("invalid_scope", "The scope is not a list of names with single spaces between them.")
    return names


def _single(name: str, values: Sequence[str]) -> str:
    if len(values) != 1:
        raise OAuthError("invalid_request", f"The parameter {_plain(name)} is there more than once.")
    return values[0]


def _plain(name: str) -> str:
    return re.sub(r"[^a-z_]", "?", name[:32])


def _short(one: Mapping[str, str], name: str) -> str | None:
    """The parameter, if it is there, of a length that can be kept and without what no text has in it."""
    value = one.get(name)
    if value is not None and (len(value) > LONGEST[name] or "\x00" in value):
        raise OAuthError("invalid_request", f"The parameter {name} is longer than {LONGEST[name]} characters.")
    return value or None


def _require_code(one: Mapping[str, str]) -> None:
    if one.get("response_type") != "code":
        raise OAuthError("unsupported_response_type", "Only response_type=code is supported.")
    if one.get("response_mode", "query") != "query":
        raise OAuthError("invalid_request", "Only response_mode=query is supported.")


def _challenge(one: Mapping[str, str]) -> str:
    """The PKCE challenge: every client has to send one, and by S256."""
    if one.get("code_challenge_method") != "S256":
        raise OAuthError("invalid_request", "PKCE is required: send code_challenge_method=S256.")
    challenge = one.get("code_challenge", "")
    if not CHALLENGE.fullmatch(challenge):
        raise OAuthError("invalid_request", "code_challenge must be the base64url of a SHA-256, 43 characters.")
    return challenge


def _prompt(text: str) -> tuple[str, ...]:
    prompt = tuple(dict.fromkeys(text.split()))
    if not PROMPTS.issuperset(prompt) or ("none" in prompt and len(prompt) > 1):
        raise OAuthError("invalid_request", "prompt is none alone, or any of login, consent and select_account.")
    return prompt


def _max_age(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit()):
        raise OAuthError("invalid_request", "max_age is a whole number of seconds.")
    return int(text)
