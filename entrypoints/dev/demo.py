"""The demo tenant, so that the first code is a minute away."""

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
TEST_NUMBERS: Final = {"+15551234567": "482913"}
CALLER: Final = Caller(actor="cli:dev", request_id="req_dev")


def demo_keys(settings: Settings, state: State) -> tuple[str, str]:
    """The demo tenant's publishable and secret key: those of the last run where they still open it, else new ones."""
    container = dev_container(settings, pool_size=1)
    adapters = container.adapters
    try:
        if not is_secret_of(adapters.database(), adapters.ring(), adapters.clock().now()):
            raise CannotServe(
                "JWT_SECRET is not the one that this database was set up with. Unset it, or use that one."
            )
        return _keys(container, state)
    finally:
        adapters.database().engine.dispose()


def _keys(container: Container, state: State) -> tuple[str, str]:
    known_keys, now = container.adapters.known_keys(), container.adapters.clock().now()
    if all(_opens(known_keys, key, now) for key in (state.publishable_key, state.secret_key)):
        return state.publishable_key, state.secret_key
    cases = container.use_cases
    try:
        tenant: Tenant = cases.show_tenant()(SLUG)
    except NotFound:
        new = cases.create_tenant()(
            name="Demo", slug=SLUG, settings={"test_numbers": TEST_NUMBERS}, branding={}, caller=CALLER
        )
        return new.publishable_key, new.secret_key
    issue = cases.issue_api_key()
    kinds = ("publishable", "secret")
    issued = [issue(tenant_id=tenant.id, kind=kind, name="dev", expires_at=None, caller=CALLER)[1] for kind in kinds]
    return issued[0], issued[1]


def _opens(known_keys: KnownKeys, key: str, now: datetime) -> bool:
    found = known_keys.find(digest_of(key), now=now) if key else None
    return found is not None and found.key.life.is_live(now)
