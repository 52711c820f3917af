"""The demo tenant, so that the first code is a minute away."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from adapters.postgres.secret_ids import is_secret_of
from application.ports.known_keys import KnownKeys
from domain.api_key import digest_of
from domain.caller import Caller
from domain.refusal import NotFound
from domain.tenant import Tenant
from entrypoints.container import Container
from entrypoints.dev.house import dev_container
from entrypoints.dev.state import State
from entrypoints.serve import CannotServe
from entrypoints.settings import Settings

SLUG: Final = "demo"
# The seed's own example, which nobody holds, with the seed's own code.
# ES256, so that an example's server checks tokens by the public key alone.
SETTINGS: Final = {"test_numbers": {"+15551234567": "482913"}, "signing_algorithm": "ES256"}
CALLER: Final = Caller(actor="cli:dev", request_id="req_dev")


@dataclass(frozen=True, slots=True)
class Demo:
    """The demo tenant as an app's developer has it."""

    tenant_id: str
    publishable_key: str = field(repr=False)
    secret_key: str = field(repr=False)


def demo_tenant(settings: Settings, state: State) -> Demo:
    """The demo tenant, with the keys of the last run where they still open it, else with new ones."""
    container = dev_container(settings, pool_size=1)
    adapters = container.adapters
    try:
        if not is_secret_of(adapters.database(), adapters.ring(), adapters.clock().now()):
            raise CannotServe(
                "JWT_SECRET is not the one that this database was set up with. Unset it, or use that one."
            )
        return _demo(container, state)
    finally:
        adapters.database().engine.dispose()


def _demo(container: Container, state: State) -> Demo:
    known_keys, now = container.adapters.known_keys(), container.adapters.clock().now()
    tenants = [_opened(known_keys, key, now) for key in (state.publishable_key, state.secret_key)]
    if tenants[0] and tenants[1]:
        return Demo(tenants[1], state.publishable_key, state.secret_key)
    cases = container.use_cases
    try:
        tenant: Tenant = cases.show_tenant()(SLUG)
    except NotFound:
        new = cases.create_tenant()(name="Demo", slug=SLUG, settings=SETTINGS, branding={}, caller=CALLER)
        return Demo(new.tenant.id, new.publishable_key, new.secret_key)
    issue = cases.issue_api_key()
    kinds = ("publishable", "secret")
    issued = [issue(tenant_id=tenant.id, kind=kind, name="dev", expires_at=None, caller=CALLER)[1] for kind in kinds]
    return Demo(tenant.id, issued[0], issued[1])


def _opened(known_keys: KnownKeys, key: str, now: datetime) -> str | None:
    found = known_keys.find(digest_of(key), now=now) if key else None
    return found.tenant.id if found is not None and found.key.life.is_live(now) else None
