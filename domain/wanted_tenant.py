"""A tenant as its owner wants it, in a file that lies in version control."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any, Final, cast

from domain.api_key import MAX_NAME, KeyKind, require_name
from domain.refusal import FieldError, InvalidRequest
from domain.rights import Rights
from domain.rules import Maybe, Moment
from domain.tenant import is_slug
from domain.wanted_client import WantedClient, read_clients

PARTS: Final = ("name", "settings", "branding", "keys", "clients")
RIGHTS: Final = ("scopes", "networks", "rate_per_minute")


@dataclass(frozen=True, slots=True)
class WantedKey:
    """A key that shall be there, known by its kind and name; its secret is made once and stands in no file."""

    kind: KeyKind
    name: str
    rights: Rights = field(default_factory=Rights)
    expires_at: datetime | None = None

    @classmethod
    def read(cls, values: Any, path: str) -> tuple["WantedKey | None", list[FieldError]]:
        """A key of the file, or every error in it."""
        if not isinstance(values, Mapping):
            return None, [FieldError(path, "This must be a key, such as {name: web, kind: publishable}.")]
        known = [known.name for known in fields(cls) if known.name != "rights"]
        errors = _unknown(values, (*known, *RIGHTS), path)
        kind, name = values.get("kind"), values.get("name")
        if kind not in ("publishable", "secret"):
            errors.append(FieldError(f"{path}.kind", "This must be publishable or secret."))
        if not _is_name(name):
            errors.append(FieldError(f"{path}.name", f"This must be 1 to {MAX_NAME} printable characters."))
        if kind == "publishable" and any(part in values for part in RIGHTS):
            errors.append(FieldError(path, "A publishable key opens sign-in alone; it takes no rights."))
        rights, wrong = _rights(values, path)
        end, late = _end(values, path)
        errors += [*wrong, *late]
        return (None if errors else cls(cast(KeyKind, kind), str(name), rights, end)), errors


@dataclass(frozen=True, slots=True)
class WantedTenant:
    """What a file says of a tenant; a part that it leaves out (None) stays as it is."""

    slug: str
    name: str | None = None
    settings: Mapping[str, Any] | None = field(default=None, repr=False)
    branding: Mapping[str, Any] | None = None
    keys: tuple[WantedKey, ...] | None = None
    clients: tuple[WantedClient, ...] | None = None

    @classmethod
    def read(cls, slug: str, values: Any) -> tuple["WantedTenant", list[FieldError]]:
        """A tenant of the file, and every error that shows without looking at what is there."""
        path = f"tenants.{slug}"
        if not is_slug(slug):
            said = "A tenant is called by its slug: 1 to 39 of a-z, 0-9 and single hyphens inside."
            return cls(slug), [FieldError(path[:120], said)]
        if not isinstance(values, Mapping):
            return cls(slug), [FieldError(path, f"This must be an object of any of {', '.join(PARTS)}.")]
        errors = _unknown(values, PARTS, path)
        for part in ("settings", "branding"):
            if not isinstance(values.get(part, {}), Mapping):
                errors.append(FieldError(f"{path}.{part}", "This must be an object."))
        keys, wrong = _keys(values.get("keys"), f"{path}.keys")
        clients, odd = read_clients(values.get("clients"), f"{path}.clients")
        errors += [*wrong, *odd]
        if errors:
            return cls(slug), errors
        return cls(slug, values.get("name"), values.get("settings"), values.get("branding"), keys, clients), []


def _unknown(values: Mapping[Any, Any], known: tuple[str, ...], path: str) -> list[FieldError]:
    return [FieldError(f"{path}.{name}"[:120], "There is no such field.") for name in values if name not in known]


def _is_name(name: Any) -> bool:
    try:
        require_name(name if isinstance(name, str) else "")
    except InvalidRequest:
        return False
    return True


def _rights(values: Mapping[str, Any], path: str) -> tuple[Rights, list[FieldError]]:
    scopes, networks, rate = values.get("scopes", ["*"]), values.get("networks", []), values.get("rate_per_minute")
    errors = [
        FieldError(f"{path}.{part}", "This must be a list of texts.")
        for part, found in (("scopes", scopes), ("networks", networks))
        if not isinstance(found, list) or not all(isinstance(one, str) for one in found)
    ]
    if rate is not None and (not isinstance(rate, int) or isinstance(rate, bool)):
        errors.append(FieldError(f"{path}.rate_per_minute", "This must be a whole number, or null."))
    if errors:
        return Rights(), errors
    try:
        return Rights.of(scopes, networks, rate), []
    except InvalidRequest as refusal:
        return Rights(), [FieldError(f"{path}.{one['field']}", one["message"]) for one in refusal.members["errors"]]


def _end(values: Mapping[str, Any], path: str) -> tuple[datetime | None, list[FieldError]]:
    try:
        return Maybe(Moment()).read(values.get("expires_at")), []
    except ValueError as error:
        return None, [FieldError(f"{path}.expires_at", f"This must be {error}.")]


def _keys(values: Any, path: str) -> tuple[tuple[WantedKey, ...] | None, list[FieldError]]:
    if values is None:
        return None, []
    if not isinstance(values, list):
        return None, [FieldError(path, "This must be a list of keys, such as [{name: web, kind: publishable}].")]
    read = [WantedKey.read(one, f"{path}[{at}]") for at, one in enumerate(values)]
    keys = tuple(key for key, _ in read if key is not None)
    errors = [error for _, wrong in read for error in wrong]
    if len({(key.kind, key.name) for key in keys}) != len(keys):
        errors.append(FieldError(path, "No two keys of one kind may have the same name: they are known by it."))
    return keys, errors
