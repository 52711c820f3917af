"""OAuth clients as lines of a tenant's file."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from domain.client_rules import FIELDS
from domain.client_secret import ClientSecret
from domain.ids import ClientId, TenantId
from domain.oauth_client import OAuthClient


def line_of(client: OAuthClient) -> dict[str, Any]:
    """A client with the digests of its secrets, so that those that its servers have go on."""
    secrets = [_of_secret(one) for one in client.secrets]
    made = client.created_at.isoformat()
    return {**client.said(), "id": client.id, "created_at": made, "version": client.version, "secrets": secrets}


def client_of(tenant_id: TenantId, row: Mapping[str, Any]) -> OAuthClient:
    """The client of a line; raises InvalidRequest where it is none that could be registered here."""
    values, made = {name: row[name] for name in FIELDS}, datetime.fromisoformat(row["created_at"])
    client = OAuthClient.create(tenant_id=tenant_id, id=ClientId(row["id"]), values=values, now=made)
    return replace(client, secrets=tuple(_secret_of(one) for one in row["secrets"]), version=row["version"])


def _of_secret(one: ClientSecret) -> dict[str, Any]:
    ends = one.expires_at and one.expires_at.isoformat()
    return {
        "prefix": one.prefix, "digest": one.digest.hex(), "created_at": one.created_at.isoformat(), "expires_at": ends,
    }  # fmt: skip


def _secret_of(row: Mapping[str, Any]) -> ClientSecret:
    made, ends = datetime.fromisoformat(row["created_at"]), row["expires_at"]
    return ClientSecret(row["prefix"], bytes.fromhex(row["digest"]), made, ends and datetime.fromisoformat(ends))
