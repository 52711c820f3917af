"""Who carries messages, in which order: the plan of an installation, overridden per tenant and country."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from domain.address import Address
from domain.phone import REGIONS, PhoneNumber
from domain.refusal import FieldError, InvalidRequest, Unavailable
from domain.rules import Schema

DEFAULT: Final = "default"
EMAIL: Final = "email"
ROUTE: Final = re.compile(r"[a-z][a-z0-9_-]{0,31}(:[a-z0-9][a-z0-9_-]{0,31})?")
MOST_ROUTES: Final = 8

Plan = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class PlanRule:
    """The rule of a plan: `default`, `email` or a country (ISO 3166-1 alpha-2) to a list of routes, the first first."""

    def read(self, value: Any) -> dict[str, tuple[str, ...]]:
        """See Rule."""
        if not isinstance(value, Mapping) or not all(key in (DEFAULT, EMAIL) or key in REGIONS for key in value):
            raise ValueError('an object of routes by country, such as {"default": ["twilio", "sns"], "IN": ["sns"]}')
        return {key: _routes(routes) for key, routes in value.items()}

    def schema(self) -> Schema:
        """See Rule."""
        route = {"type": "string", "pattern": f"^{ROUTE.pattern}$"}
        routes = {"type": "array", "items": route, "minItems": 1, "maxItems": MOST_ROUTES}
        return {"type": "object", "additionalProperties": routes}


def _routes(value: Any) -> tuple[str, ...]:
    fits = isinstance(value, list | tuple) and 0 < len(value) <= MOST_ROUTES
    if not fits or not all(isinstance(route, str) and ROUTE.fullmatch(route) for route in value):
        raise ValueError(f"lists of 1 to {MOST_ROUTES} routes, such as twilio, sns, twilio:whatsapp or http:acme")
    if len(set(value)) != len(value):
        raise ValueError("lists in which no route stands twice")
    return tuple(value)


@dataclass(frozen=True, slots=True)
class RouteBook:
    """The routes that are configured, and the installation's plan.

    `carries` maps each route to its channel (sms, whatsapp, voice, email), in the order of preference where no plan
    speaks; `owners` names the only tenants (slugs) that may use a route, where it is not for all.
    """

    carries: Mapping[str, str]
    plan: Plan = field(default_factory=dict)
    owners: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def require(self, plan: Plan, slug: str) -> None:
        """Raise InvalidRequest where a tenant's plan names a route that this tenant cannot use: a typo loses codes."""
        named = {route for routes in plan.values() for route in routes}
        unknown = sorted(route for route in named if not self._may_use(route, slug))
        if unknown:
            usable = ", ".join(route for route in self.carries if self._may_use(route, slug)) or "none"
            said = f"Not configured here: {', '.join(unknown)}. What there is: {usable}."
            raise InvalidRequest([FieldError("settings.message_plan", said)])
        if strays := strays_of(plan, self.carries):
            said = f"Mail routes belong under email, and only those: {', '.join(strays)}."
            raise InvalidRequest([FieldError("settings.message_plan", said)])

    def routes(self, *, address: Address, channel: str | None, plan: Plan, slug: str) -> tuple[str, ...]:
        """The providers for an address, best first; a named channel begins at the first of that channel.

        What stands behind it in the plan is its fallback (WhatsApp, then SMS).
        A plan that leaves a channel out keeps it from being asked for: a call costs more than an SMS.
        Raises Unavailable where nothing could send there, and InvalidRequest where only the named channel has nobody.
        """
        configured = [route for route in self.carries if self._reaches(route, address, slug)]
        planned = self._planned(address, plan, slug)
        found = planned or self._preferred(configured)
        if not found:
            kind = EMAIL if address.kind == "email" else "sms"
            raise Unavailable(f"No provider is configured that could send by {channel or kind}.", retry_after=60)
        if channel is None:
            return found
        start = next((at for at, route in enumerate(found) if self.carries[route] == channel), None)
        if start is not None:
            return found[start:]
        named = () if planned else tuple(route for route in configured if self.carries[route] == channel)
        if not named:
            raise InvalidRequest([FieldError("channel", f"No provider here serves {channel} for this {address.kind}.")])
        return named

    def kinds(self, slug: str) -> tuple[str, ...]:
        """Which kinds of address a tenant's codes can reach at all: `phone`, `email`."""
        usable = {self.carries[route] == EMAIL for route in self.carries if self._may_use(route, slug)}
        return tuple(kind for kind, is_mail in (("phone", False), ("email", True)) if is_mail in usable)

    def channel_of(self, route: str) -> str:
        """What a route carries."""
        return self.carries[route]

    def _planned(self, address: Address, plan: Plan, slug: str) -> tuple[str, ...]:
        """The tenant's own word for the country goes first, then its default, then the installation's likewise."""
        for each in (plan, self.plan):
            for key in _keys(address):
                usable = tuple(route for route in each.get(key, ()) if self._reaches(route, address, slug))
                if usable:
                    return usable
        return ()

    def _preferred(self, configured: Sequence[str]) -> tuple[str, ...]:
        """SMS before the other channels of a phone: those are for whoever asks for them."""
        first = [route for route in configured if self.carries[route] in ("sms", EMAIL)]
        return tuple(first or configured)

    def _reaches(self, route: str, address: Address, slug: str) -> bool:
        return self._may_use(route, slug) and (self.carries[route] == "email") == (address.kind == "email")

    def _may_use(self, route: str, slug: str) -> bool:
        owners = self.owners.get(route)
        return route in self.carries and (owners is None or slug in owners)


def strays_of(plan: Plan, carries: Mapping[str, str]) -> list[str]:
    """The routes that stand where they could never apply: SMS under `email`, mail elsewhere."""
    pairs = [(key, route) for key, routes in plan.items() for route in routes]
    return sorted({route for key, route in pairs if (key == EMAIL) != (carries.get(route, "") == EMAIL)})


def _keys(address: Address) -> tuple[str, ...]:
    return (address.region, DEFAULT) if isinstance(address, PhoneNumber) else (EMAIL,)
