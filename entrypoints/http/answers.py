"""What answers hold: the types that are sent, and that the OpenAPI description is made from."""

from collections.abc import Sequence
from typing import Any, Generic, Literal, TypeVar

from msgspec import Struct

from application.tenants.create_tenant import NewTenant
from domain.api_key import ApiKey
from domain.brand_image import ImageKind, ImageMark, image_url
from domain.otp_challenge import OtpChallenge
from domain.palette import Correction, palette_of
from domain.rules import plain_fields
from domain.tenant import Tenant
from entrypoints.http.bodies import At, Look, Settings

Item = TypeVar("Item")
SIGN_IN_ONLY = "sign_in"


class CodeRequested(Struct):
    """A code is on its way."""

    request_id: str
    status: Literal["pending"]
    channel: str
    expires_in: int
    resend_after: int
    attempts_remaining: int

    @classmethod
    def of(cls, challenge: OtpChallenge, tenant: Tenant) -> "CodeRequested":
        """The challenge as its asker sees it."""
        expires_in = challenge.expires_in(challenge.sent_at)
        return cls(
            request_id=challenge.id,
            status="pending",
            channel=challenge.channel,
            expires_in=expires_in,
            resend_after=min(tenant.settings.resend_after_seconds, expires_in),
            attempts_remaining=challenge.attempts_remaining,
        )


class SignedIn(Struct):
    """The code was right."""

    verified: Literal[True]
    token: str
    token_type: Literal["Bearer"]
    expires_in: int
    refresh_token: str
    user_id: str
    session_id: str
    new_user: bool


class TenantCreated(Struct):
    """A tenant and its first keys, shown this once."""

    tenant_id: str
    api_key: str
    secret_key: str
    name: str
    slug: str

    @classmethod
    def of(cls, new: NewTenant) -> "TenantCreated":
        """The new tenant with its secrets."""
        return cls(new.tenant.id, new.publishable_key, new.secret_key, new.tenant.name, new.tenant.slug)


class ImageShown(Struct):
    """An image that was uploaded: where it is shown, as PNG, and its size in pixels."""

    kind: ImageKind
    url: str
    width: int
    height: int

    @classmethod
    def of(cls, kind: ImageKind, mark: ImageMark, slug: str, app_url: str) -> "ImageShown":
        """The image's public fields."""
        return cls(kind, image_url(app_url, slug, kind, mark), mark.width, mark.height)


class CorrectionShown(Struct):
    """A colour that cannot be read or seen where it would stand, such as `light.link`, and what is used instead."""

    place: str
    given: str
    used: str
    ratio: float
    needed: float

    @classmethod
    def of(cls, correction: Correction) -> "CorrectionShown":
        """As it is shown."""
        return cls(correction.place, correction.given, correction.used, correction.ratio, correction.needed)


class TenantShown(Struct):
    """A tenant as it stands; `branding` as it was given, `corrections` what pages and mails use instead."""

    id: str
    name: str
    slug: str
    settings: Settings
    branding: Look
    images: Sequence[ImageShown]
    corrections: Sequence[CorrectionShown]
    created_at: At

    @classmethod
    def of(cls, tenant: Tenant, app_url: str) -> "TenantShown":
        """The tenant's public fields."""
        images = [ImageShown.of(kind, mark, tenant.slug, app_url) for kind, mark in sorted(tenant.images.items())]
        return cls(
            tenant.id,
            tenant.name,
            tenant.slug,
            plain_fields(tenant.settings),
            plain_fields(tenant.branding),
            images,
            [CorrectionShown.of(one) for one in palette_of(tenant.branding).corrections],
            tenant.created_at,
        )


class KeyShown(Struct, omit_defaults=True):
    """A key without its secret; `key` is there once, in the answer that issues it."""

    id: str
    kind: str
    name: str
    prefix: str
    created_at: At
    last_used_at: At | None
    expires_at: At | None
    revoked_at: At | None
    scopes: Sequence[str]
    networks: Sequence[str]
    rate_per_minute: int | None
    key: str | None = None

    @classmethod
    def of(cls, key: ApiKey, secret: str | None = None) -> "KeyShown":
        """The key's public fields."""
        life = key.life
        return cls(
            key.id,
            key.kind,
            key.name,
            key.prefix,
            life.created_at,
            life.last_used_at,
            life.expires_at,
            life.revoked_at,
            key.rights.scopes if key.kind == "secret" else (SIGN_IN_ONLY,),
            key.rights.networks,
            key.rights.rate_per_minute,
            secret,
        )


class Listed(Struct, Generic[Item]):
    """A page of a list, newest first; `next_cursor` is null at the end."""

    data: Sequence[Item]
    next_cursor: str | None


class JwkSet(Struct):
    """RFC 7517."""

    keys: list[dict[str, Any]]


class HealthShown(Struct, omit_defaults=True):
    """The seed's health answer; with HEALTH_DETAIL=off the status alone."""

    status: Literal["healthy", "degraded", "unhealthy"]
    uptime: int | None = None
    database: str | None = None
    redis: str | None = None
    version: str | None = None
    memory_mb: int | None = None


class Alive(Struct):
    """The process is there, or ready."""

    status: Literal["alive", "ready"]
