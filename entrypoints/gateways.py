"""Local providers behind a signed HTTP gateway, and the plan of routes, as the environment spells them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

from domain.plan import Plan, PlanRule
from domain.standard_webhooks import key_of
from domain.tenant import is_slug
from entrypoints import variables as read

NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,31}")
CHANNELS: Final = ("sms", "whatsapp", "voice", "email")
FIELDS: Final = frozenset({"url", "secret", "template", "channel", "tenants"})
FEWEST_BYTES: Final = 8


@dataclass(frozen=True, slots=True)
class Gateway:
    """One local provider; `tenants` are the only ones (slugs) that may use it, None: all."""

    name: str
    url: str
    secret: str = field(repr=False)
    channel: str = "sms"
    template: str | None = None
    tenants: tuple[str, ...] | None = None

    @property
    def route(self) -> str:
        """Its name in plans."""
        return f"http:{self.name}"


def _object(raw: str) -> Mapping[str, Any]:
    try:
        value = json.loads(raw, object_pairs_hook=_no_twins, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise ValueError("must be a JSON object, in which no name stands twice")
    return value


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise ValueError("a name twice")
    return values


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def read_plan(raw: str) -> Plan:
    """MESSAGE_PLAN."""
    try:
        return PlanRule().read(_object(raw))
    except ValueError as error:
        raise ValueError(f"must be {str(error).removeprefix('must be ')}") from None


def read_gateways(raw: str) -> tuple[Gateway, ...]:
    """HTTP_GATEWAYS."""
    return tuple(_gateway(name, given) for name, given in _object(raw).items())


def _gateway(name: str, given: Any) -> Gateway:
    if not NAME.fullmatch(name) or not isinstance(given, dict) or not FIELDS >= given.keys() >= {"url", "secret"}:
        raise ValueError(
            "must map names such as acme to objects with url, secret, and if need be template, channel, tenants"
        )
    channel, tenants, secret = given.get("channel", "sms"), given.get("tenants"), given["secret"]
    if not isinstance(secret, str) or not secret.isascii() or not _is_key(secret):
        raise ValueError(f"needs a secret for {name}: whsec_ and base64 of 24 bytes or more, or as many ASCII letters")
    if channel not in CHANNELS or not (tenants is None or (isinstance(tenants, list) and all(map(_is_slug, tenants)))):
        raise ValueError(f"needs a channel of {', '.join(CHANNELS)} and tenants as a list of slugs for {name}")
    if not isinstance(given["url"], str):
        raise ValueError(f"needs an address as url for {name}")
    template = json.dumps(given["template"]) if "template" in given else None
    url, owners = read.gateway_url(given["url"]), None if tenants is None else tuple(tenants)
    return Gateway(name, url, secret, channel, template, owners)


def _is_key(secret: str) -> bool:
    """Whether the gateway's adapter will take it; an example is none."""
    try:
        key = key_of(secret)
    except ValueError:
        return False
    return len(set(key)) >= FEWEST_BYTES and not any(part in secret.lower() for part in read.EXAMPLES)


def _is_slug(text: Any) -> bool:
    return isinstance(text, str) and is_slug(text)
