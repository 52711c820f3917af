"""Doors that stand under two roofs: what a tenant looks after itself, and the administrator for it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint

from domain.ids import TenantId
from entrypoints.http import clients, keys
from entrypoints.http.caller import Callers
from entrypoints.http.idempotency import Onces
from entrypoints.http.keys import tenant_id_of


def own(callers: Callers) -> Callable[[str], TenantId]:
    """Whose key calls, where the path names nobody."""
    return lambda _: callers.known().tenant.id


def blueprints(cases: Any, callers: Callers, onces: Onces) -> list[Blueprint]:
    """Keys and OAuth clients."""
    tenants_own: dict[str, Any] = {"prefix": "/api", "credential": "secret", "tenant_of": own(callers)}
    admins: dict[str, Any] = {
        "prefix": "/api/admin/tenants/<tenant>", "credential": "admin", "tenant_of": tenant_id_of,
    }  # fmt: skip
    shared: dict[str, Any] = {"callers": callers, "onces": onces}
    of_keys: dict[str, Any] = {
        "issue": cases.issue_api_key(), "find": cases.list_api_keys(), "revoke": cases.revoke_api_key(),
    }  # fmt: skip
    return [
        keys.blueprint(name="keys", **tenants_own, **of_keys, **shared),
        keys.blueprint(name="admin_keys", **admins, **of_keys, **shared),
        clients.blueprint(name="clients", **tenants_own, cases=cases, **shared),
        clients.blueprint(name="admin_clients", **admins, cases=cases, **shared),
    ]
