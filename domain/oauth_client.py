"""An app that lets a tenant's people sign in: where they may be sent back to, and what it may ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from domain.api_key import MAX_SECRET, digest_of
from domain.client_rules import BY_SHARED_TEXT, FIELDS, AuthMethod, GrantType, read_client
from domain.client_secret import ClientSecret
from domain.ids import ClientId, TenantId
from domain.public_jwk import PublicJwk
from domain.refusal import InvalidRequest

MOST_PER_TENANT: Final = 100


@dataclass(frozen=True, slots=True)
class OAuthClient:
    """A client of a tenant (RFC 6749 section 2).

    `needs_consent` is false for the tenant's own apps, for which nobody is asked.
    `secrets` are at most two, the newest first: the one before goes on for a while, so that a server changes over.
    `version` counts changes, for those who change it only as they saw it.
    """

    tenant_id: TenantId
    id: ClientId
    name: str
    auth_method: AuthMethod
    created_at: datetime
    redirect_uris: tuple[str, ...] = ()
    post_logout_redirect_uris: tuple[str, ...] = ()
    grant_types: tuple[GrantType, ...] = ("authorization_code",)
    scopes: tuple[str, ...] = ("openid",)
    needs_consent: bool = True
    jwks: tuple[PublicJwk, ...] = ()
    secrets: tuple[ClientSecret, ...] = ()
    version: int = 1

    @classmethod
    def create(cls, *, tenant_id: TenantId, id: ClientId, values: Mapping[str, Any], now: datetime) -> "OAuthClient":
        """A new client without a secret yet; raises InvalidRequest that names every wrong field."""
        blank = cls(tenant_id, id, "", "none", now, version=0)
        return blank.changed({"auth_method": None, **values})

    def changed(self, changes: Mapping[str, Any]) -> "OAuthClient":
        """This client with any of its fields changed; raises InvalidRequest, all or nothing.

        With another way to prove itself, what the way before needed is gone: its secrets, or its keys.
        """
        held = self.said()
        if changes.get("auth_method", self.auth_method) != "private_key_jwt":
            held["jwks"] = None
        read, errors = read_client({**held, **changes})
        if errors:
            raise InvalidRequest(errors)
        kept = self.secrets if read["auth_method"] in BY_SHARED_TEXT else ()
        return replace(self, **{**read, "jwks": read["jwks"] or ()}, secrets=kept, version=self.version + 1)

    def said(self) -> dict[str, Any]:
        """Everything that was said of it, as plain JSON and as `create` takes it."""
        held = {name: getattr(self, name) for name in FIELDS}
        keys = {"keys": [dict(key) for key in self.jwks]} if self.jwks else None
        return {name: list(value) if isinstance(value, tuple) else value for name, value in held.items()} | {
            "jwks": keys
        }

    def given(self, first: ClientSecret) -> "OAuthClient":
        """This new client with its first secret."""
        return replace(self, secrets=(first,))

    def rotated(self, new: ClientSecret, *, until: datetime, now: datetime) -> "OAuthClient":
        """With a new secret, beside which the one before is good until then; older ones are gone."""
        before = [one.ended(until) for one in self.secrets[:1]]
        both = (new, *(one for one in before if one.is_live(now)))
        return replace(self, secrets=both, version=self.version + 1)

    @property
    def is_public(self) -> bool:
        """Whether it can keep no secret (RFC 6749 section 2.1)."""
        return self.auth_method == "none"

    @property
    def has_secret(self) -> bool:
        """Whether it proves itself by a secret that we share with it."""
        return self.auth_method in BY_SHARED_TEXT

    def matches(self, secret: str, now: datetime) -> bool:
        """Whether that is a secret of its that is still good; as slow for a wrong one as for a right one."""
        digest = digest_of(secret[:MAX_SECRET])
        good = [one.matches(digest) & one.is_live(now) for one in self.secrets]
        return any(good)

    def may_redirect_to(self, uri: str) -> bool:
        """Whether a code may be sent there: byte for byte one that was registered (RFC 9700 section 2.1)."""
        return uri in self.redirect_uris

    def may_log_out_to(self, uri: str) -> bool:
        """Whether a browser may be sent there after a log-out (OpenID Connect RP-Initiated Logout 1.0 section 3)."""
        return uri in self.post_logout_redirect_uris

    def allows(self, grant: str) -> bool:
        """Whether it may ask for tokens in that way."""
        return grant in self.grant_types

    def granted(self, wanted: Sequence[str]) -> tuple[str, ...]:
        """Of the scopes that are asked for, those that it may have, each once (RFC 6749 section 3.3)."""
        return tuple(dict.fromkeys(scope for scope in wanted if scope in self.scopes))
