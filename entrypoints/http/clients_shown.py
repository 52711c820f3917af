"""What requests and answers about OAuth clients hold; the bounds are said here, and judged by the domain."""

from collections.abc import Sequence
from typing import Annotated, Any, Final

from msgspec import UNSET, Meta, Struct, UnsetType

from domain.client_rules import rules_for
from domain.client_secret import LONGEST_OVERLAP, ClientSecret
from domain.oauth_client import OAuthClient
from domain.public_jwk import JwksRule
from entrypoints.http.answers import JwkSet
from entrypoints.http.bodies import At

RULES: Final = rules_for("none")
ClientName = Annotated[str, Meta(extra_json_schema={"minLength": 1, "maxLength": 64}, description="Printable.")]
Method = Annotated[
    str,
    Meta(
        extra_json_schema=RULES["auth_method"].schema(),
        description="How it proves itself; `none`: it can keep no secret, as an app on people's devices.",
        examples=["none"],
    ),
]
Uris = Annotated[
    list[str],
    Meta(
        extra_json_schema=RULES["redirect_uris"].schema(),
        description="Compared byte for byte.",
        examples=[["https://app.example.com/callback"]],
    ),
]
Grants = Annotated[list[str], Meta(extra_json_schema=RULES["grant_types"].schema())]
Scopes = Annotated[list[str], Meta(extra_json_schema=RULES["scopes"].schema(), examples=[["openid", "phone"]])]
Consent = Annotated[bool, Meta(description="False for the tenant's own apps: nobody is asked.")]
Keys = Annotated[dict[str, Any], Meta(extra_json_schema=JwksRule().schema())]


class NewClient(Struct, kw_only=True, omit_defaults=True):
    """An app to register."""

    name: ClientName
    auth_method: Method
    redirect_uris: Uris = []
    post_logout_redirect_uris: Uris = []
    grant_types: Grants | UnsetType = UNSET
    scopes: Scopes | UnsetType = UNSET
    needs_consent: Consent = True
    jwks: Keys | None = None

    def values(self) -> dict[str, Any]:
        """What the request says."""
        return given(self)


class ClientChanges(Struct, kw_only=True, omit_defaults=True):
    """Any part of a client; with another `auth_method` the secrets or keys of the one before are gone."""

    name: ClientName | UnsetType = UNSET
    auth_method: Method | UnsetType = UNSET
    redirect_uris: Uris | UnsetType = UNSET
    post_logout_redirect_uris: Uris | UnsetType = UNSET
    grant_types: Grants | UnsetType = UNSET
    scopes: Scopes | UnsetType = UNSET
    needs_consent: Consent | UnsetType = UNSET
    jwks: Keys | UnsetType | None = UNSET

    def values(self) -> dict[str, Any]:
        """What the request says."""
        return given(self)


class NewClientSecret(Struct, kw_only=True, omit_defaults=True):
    """For how long the secret before is good, too."""

    overlap_seconds: Annotated[int, Meta(ge=0, le=int(LONGEST_OVERLAP.total_seconds()))] = 0


def given(body: Struct) -> dict[str, Any]:
    """The fields that a body names."""
    return {name: getattr(body, name) for name in body.__struct_fields__ if getattr(body, name) is not UNSET}


class ClientSecretShown(Struct):
    """How a secret begins, and how long it is good; null: until it is changed."""

    prefix: str
    created_at: At
    expires_at: At | None

    @classmethod
    def of(cls, secret: ClientSecret) -> "ClientSecretShown":
        """What may be seen of it."""
        return cls(secret.prefix, secret.created_at, secret.expires_at)


class ClientShown(Struct, omit_defaults=True):
    """A client; `secret` is there once, in the answer that makes it."""

    id: str
    name: str
    auth_method: str
    redirect_uris: Sequence[str]
    post_logout_redirect_uris: Sequence[str]
    grant_types: Sequence[str]
    scopes: Sequence[str]
    needs_consent: bool
    jwks: JwkSet | None
    secrets: Sequence[ClientSecretShown]
    created_at: At
    secret: str | None = None

    @classmethod
    def of(cls, client: OAuthClient, secret: str | None = None) -> "ClientShown":
        """The client's public fields."""
        return cls(
            client.id,
            client.name,
            client.auth_method,
            client.redirect_uris,
            client.post_logout_redirect_uris,
            client.grant_types,
            client.scopes,
            client.needs_consent,
            JwkSet([dict(key) for key in client.jwks]) if client.jwks else None,
            [ClientSecretShown.of(one) for one in client.secrets],
            client.created_at,
            secret,
        )
