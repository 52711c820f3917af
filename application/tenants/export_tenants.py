"""Tenants as a file that would make them so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

from application.audit.scribe import Scribe
from application.ports.store import Store
from application.tenants.apply_tenants import BATCH, clients_of, keys_of
from domain.api_key import ApiKey
from domain.oauth_client import OAuthClient
from domain.refusal import NotFound
from domain.rights import Rights
from domain.rules import default_of, plain
from domain.tenant import Tenant
from domain.tenant_plan import KEPT_IN_SILENCE
from domain.wanted_client import DEFAULTS

ALL_RIGHTS: Final = Rights()
ALWAYS: Final = ("name", "auth_method")


@dataclass(frozen=True, slots=True)
class ExportTenants:
    """The document that `ApplyTenants` finds nothing to do about: what differs from defaults, live keys, and clients.

    No secret of a key or client is in it; fixed codes of test numbers only where they are asked for, since they open
    accounts.
    Without `slugs` it has every tenant.
    Raises NotFound for a slug that no tenant has.
    """

    store: Store
    scribe: Scribe

    def __call__(self, slugs: Sequence[str] = (), *, test_codes: bool = False) -> dict[str, Any]:
        now = self.scribe.now()
        hidden = () if test_codes else KEPT_IN_SILENCE
        with self.store.begin() as tx:
            tenants = [_named(tx.tenants.by_slug(slug), slug) for slug in slugs]
            while not slugs and (page := tx.tenants.page(before=tenants[-1].id if tenants else "", most=BATCH)):
                tenants += page
            live = {each.id: [key for key in keys_of(tx, each.id) if key.life.is_live(now)] for each in tenants}
            clients = {each.id: clients_of(tx, each) for each in tenants}
        shown = {each.slug: _shown(each, live[each.id], hidden) | _clients(clients[each.id]) for each in tenants}
        return {"tenants": dict(sorted(shown.items()))}


def _named(tenant: Tenant | None, slug: str) -> Tenant:
    if tenant is None:
        raise NotFound(f"There is no tenant {slug[:64]}.")
    return tenant


def _shown(tenant: Tenant, keys: Sequence[ApiKey], hidden: Sequence[str]) -> dict[str, Any]:
    parts = {"settings": _differing(tenant.settings, hidden), "branding": _differing(tenant.branding, ())}
    newest = {(key.kind, key.name): key for key in reversed(keys)}
    return {"name": tenant.name, **parts, "keys": [_key(newest[known]) for known in sorted(newest)]}


def _differing(record: Any, hidden: Sequence[str]) -> Mapping[str, Any]:
    held = {known.name: (getattr(record, known.name), default_of(known)) for known in fields(record)}
    return {name: plain(here) for name, (here, default) in held.items() if here != default and name not in hidden}


def _clients(clients: Sequence[OAuthClient]) -> dict[str, Any]:
    """Of two of one name the newer one, as for keys; what is as it would be anyway is left out."""
    newest = {client.name: client.said() for client in reversed(clients)}
    shown = [
        {name: value for name, value in newest[known].items() if name in ALWAYS or value != DEFAULTS[name]}
        for known in sorted(newest)
    ]
    return {"clients": shown} if shown else {}


def _key(key: ApiKey) -> dict[str, Any]:
    shown: dict[str, Any] = {"kind": key.kind, "name": key.name}
    if key.rights.scopes != ALL_RIGHTS.scopes:
        shown["scopes"] = list(key.rights.scopes)
    if key.rights.networks:
        shown["networks"] = list(key.rights.networks)
    if key.rights.rate_per_minute:
        shown["rate_per_minute"] = key.rights.rate_per_minute
    return shown | ({"expires_at": plain(key.life.expires_at)} if key.life.expires_at else {})
