"""Rows to domain objects and back, for the administrative paths."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any, cast

from domain.api_key import AdminToken, ApiKey, KeyKind, Lifetime
from domain.brand_image import ImageKind, ImageMark
from domain.branding import Branding
from domain.ids import AdminTokenId, KeyId, TenantId
from domain.rights import Rights
from domain.rules import plain_fields, read_ruled
from domain.signing_key import SigningKey
from domain.tenant import Tenant
from domain.tenant_settings import TenantSettings

LIFE = ("created_at", "expires_at", "revoked_at", "last_used_at")


def tenant_of(row: Any) -> Tenant:
    """A tenant; a stored setting that its rule would not take today falls back to the default."""
    settings, _ = read_ruled(TenantSettings, row.settings, "settings")
    branding, _ = read_ruled(Branding, row.branding, "branding")
    return Tenant(
        id=TenantId(row.id),
        slug=row.slug,
        name=row.name,
        created_at=row.created_at,
        settings=replace(TenantSettings(), **settings),
        branding=replace(Branding(), **branding),
        deleted_at=row.deleted_at,
        version=row.version,
        images={ImageKind(kind): ImageMark(**mark) for kind, mark in row.images.items()},
    )


def of_tenant(tenant: Tenant) -> dict[str, Any]:
    """The columns of a tenant; only settings that differ from the defaults, so that defaults can get better."""
    return {
        "id": tenant.id, "slug": tenant.slug, "name": tenant.name, "created_at": tenant.created_at,
        "settings": _differing(tenant.settings, TenantSettings()), "branding": _differing(tenant.branding, Branding()),
        "deleted_at": tenant.deleted_at, "version": tenant.version, "images": _of_images(tenant.images),
    }  # fmt: skip


def _of_images(images: Mapping[ImageKind, ImageMark]) -> dict[str, Any]:
    return {kind.value: asdict(mark) for kind, mark in images.items()}


def _differing(record: Any, default: Any) -> dict[str, Any]:
    defaults = plain_fields(default)
    return {name: value for name, value in plain_fields(record).items() if value != defaults[name]}


def key_of(row: Any) -> ApiKey:
    """An API key."""
    return ApiKey(
        TenantId(row.tenant_id), KeyId(row.id), cast(KeyKind, row.kind), row.name, row.prefix, row.digest,
        _life_of(row),        Rights(tuple(row.scopes), tuple(row.networks), row.rate_per_minute),
    )  # fmt: skip


def of_key(key: ApiKey) -> dict[str, Any]:
    """The columns of an API key."""
    return {
        "tenant_id": key.tenant_id, "id": key.id, "kind": key.kind, "name": key.name, "prefix": key.prefix,
        "digest": key.digest, **_of_life(key.life), "scopes": list(key.rights.scopes),
        "networks": list(key.rights.networks), "rate_per_minute": key.rights.rate_per_minute,
    }  # fmt: skip


def admin_token_of(row: Any) -> AdminToken:
    """A named admin token."""
    return AdminToken(AdminTokenId(row.id), row.name, row.digest, _life_of(row))


def of_admin_token(token: AdminToken) -> dict[str, Any]:
    """The columns of a named admin token."""
    return {"id": token.id, "name": token.name, "digest": token.digest, **_of_life(token.life)}


def signing_key_of(row: Any) -> SigningKey:
    """A signing key, sealed."""
    return SigningKey(
        TenantId(row.tenant_id), row.id, row.algorithm, row.generation, row.sealed, row.seal_key_id, row.created_at,
        row.active_from, row.retires_at, row.use,
    )  # fmt: skip


def of_signing_key(key: SigningKey) -> dict[str, Any]:
    """The columns of a signing key."""
    return {
        "tenant_id": key.tenant_id, "id": key.id, "algorithm": key.algorithm, "generation": key.generation,
        "sealed": key.sealed, "seal_key_id": key.seal_key_id, "created_at": key.created_at,
        "active_from": key.active_from, "retires_at": key.retires_at, "use": key.use,
    }  # fmt: skip


def _life_of(row: Any) -> Lifetime:
    moments = {name: _utc(getattr(row, name)) for name in LIFE}
    return Lifetime(**cast(dict[str, Any], moments))


def _of_life(life: Lifetime) -> dict[str, Any]:
    return {name: getattr(life, name) for name in LIFE}


def _utc(moment: datetime | None) -> datetime | None:
    return moment and moment.astimezone(UTC)
