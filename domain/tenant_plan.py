"""What has to change so that a tenant is as its file wants it; made before anything is done, and shown."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from dataclasses import field as secret
from datetime import datetime
from typing import Any, Final

from domain.api_key import ApiKey, require_end
from domain.branding import Branding
from domain.oauth_client import OAuthClient
from domain.refusal import FieldError, InvalidRequest
from domain.rules import default_of, plain, read_ruled
from domain.tenant import Tenant
from domain.tenant_settings import TenantSettings
from domain.wanted_client import ClientPlan, plan_clients
from domain.wanted_tenant import WantedKey, WantedTenant

# Fixed codes open accounts, so an export leaves them out; where a file is silent about them they stay.
KEPT_IN_SILENCE: Final = ("test_numbers", "test_numbers_until")


@dataclass(frozen=True, slots=True)
class Change:
    """One value that changes; `part` is `settings`, `branding`, or empty for the name. Values are plain JSON."""

    part: str
    field: str
    before: Any = secret(repr=False)
    after: Any = secret(repr=False)

    @property
    def path(self) -> str:
        """Such as `settings.otp_length`."""
        return f"{self.part}.{self.field}" if self.part else self.field


@dataclass(frozen=True, slots=True)
class KeyChange:
    """A key that gets other rights or another end; its secret stays."""

    before: ApiKey
    after: WantedKey


@dataclass(frozen=True, slots=True)
class TenantPlan:
    """The way from a tenant as it is to the wanted one.

    `others` are live keys that the file does not name: they stay, since somebody may call with them.
    """

    slug: str
    is_new: bool
    changes: tuple[Change, ...] = ()
    new_keys: tuple[WantedKey, ...] = ()
    changed_keys: tuple[KeyChange, ...] = ()
    others: tuple[ApiKey, ...] = ()
    clients: ClientPlan = ClientPlan()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.is_new or self.changes or self.new_keys or self.changed_keys) and self.clients.is_empty

    def body(self) -> dict[str, Any]:
        """The changes as `Tenant.changed` takes them."""
        found: dict[str, Any] = {"settings": {}, "branding": {}}
        for change in self.changes:
            (found[change.part] if change.part else found)[change.field] = change.after
        return found


def plan_of(
    wanted: WantedTenant,
    present: Tenant | None,
    keys: Sequence[ApiKey],
    now: datetime,
    clients: Sequence[OAuthClient] = (),
) -> tuple[TenantPlan, list[FieldError]]:
    """What to do about a tenant, and every field that cannot be so; `keys`, `clients`: all of its own, newest first."""
    base = (present.settings, present.branding) if present else (TenantSettings(), Branding())
    settings, wrong = _changes("settings", wanted.settings, base[0])
    branding, wrong_too = _changes("branding", wanted.branding, base[1])
    name = wanted.name if wanted.name is not None or present else wanted.slug
    named = [Change("", "name", present and present.name, name)] if name not in (None, present and present.name) else []
    new, changed, others = _keys(wanted.keys, [_still(key) for key in keys if key.life.is_live(now)])
    planned, wrong_clients = plan_clients(wanted.clients, clients)
    plan = TenantPlan(wanted.slug, present is None, (*named, *settings, *branding), new, changed, others, planned)
    return plan, [*wrong, *wrong_too, *_late([*new, *(each.after for each in changed)], now), *wrong_clients]


def _changes(part: str, values: Mapping[str, Any] | None, present: Any) -> tuple[list[Change], list[FieldError]]:
    """The file is the whole of a part that it has: what it does not name gets its default."""
    if values is None:
        return [], []
    read, errors = read_ruled(type(present), values, part)
    for known in fields(present):
        if known.name not in values and known.name not in KEPT_IN_SILENCE:
            read[known.name] = default_of(known)
    changes = [
        Change(part, name, plain(getattr(present, name)), plain(value))
        for name, value in sorted(read.items())
        if value != getattr(present, name)
    ]
    return changes, errors


def _keys(
    wanted: Sequence[WantedKey] | None, live: Sequence[ApiKey]
) -> tuple[tuple[WantedKey, ...], tuple[KeyChange, ...], tuple[ApiKey, ...]]:
    """New ones, changed ones, and those that the file does not name; of two of one name the newer one is meant."""
    if wanted is None:
        return (), (), ()
    meant = {(key.kind, key.name): key for key in reversed(live)}
    pairs = [(key, meant.get((key.kind, key.name))) for key in wanted]
    new = tuple(key for key, found in pairs if found is None)
    changed = tuple(KeyChange(found, key) for key, found in pairs if found and _differs(found, key))
    known = {found.id for _, found in pairs if found}
    return new, changed, tuple(key for key in live if key.id not in known)


def _still(key: ApiKey) -> ApiKey:
    """Calls that a key makes meanwhile change no plan."""
    return replace(key, life=replace(key.life, last_used_at=None))


def _differs(key: ApiKey, wanted: WantedKey) -> bool:
    return (key.rights, key.life.expires_at) != (wanted.rights, wanted.expires_at)


def _late(keys: Sequence[WantedKey], now: datetime) -> list[FieldError]:
    errors = []
    for key in keys:
        try:
            require_end(key.expires_at, now)
        except InvalidRequest as refusal:
            errors.append(FieldError(f"keys.{key.name}.expires_at", refusal.members["errors"][0]["message"]))
    return errors
