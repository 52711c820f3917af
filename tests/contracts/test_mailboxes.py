"""OtpSlots, where many addresses are one mailbox; over memory and Postgres 16 and 18."""

from dataclasses import replace

from domain.email import EmailAddress
from domain.ids import TenantId
from domain.otp import HOUR
from domain.otp_challenge import SIGN_IN
from domain.rate_limit import Limit
from tests.contracts.asks import ask_of, challenge_at
from tests.contracts.conftest import NOON, Stores
from tests.fixtures.race import race

ROOMY = Limit(100, HOUR)


def ask(stores: Stores, tenant_id: TenantId, number: int, bounds: tuple[Limit, Limit]) -> bool:
    """Ask for a code for one of Ada's tagged addresses."""
    address = EmailAddress.parse(f"ada+{number}@example.com")
    made = replace(ask_of(tenant_id, challenge_at(NOON, address), address=address), bounds=bounds)
    return stores.slots.issue(tenant_id=tenant_id, address=address, purpose=SIGN_IN, ask=made)


def test_tags_share_a_mailboxes_bound(stores: Stores) -> None:
    """One after the other, three tagged addresses get a code of three, and the fourth is told to look again."""
    acme = stores.tenant("acme")

    assert [True, True, True, False] == [ask(stores, acme.id, number, (ROOMY, Limit(3, HOUR))) for number in range(4)]


def test_tags_share_it_also_at_once(stores: Stores) -> None:
    """Of twelve tagged addresses that ask at the same moment, three get a code (B13)."""
    acme = stores.tenant("acme")
    issued = race(12, lambda number: ask(stores, acme.id, number, (ROOMY, Limit(3, HOUR))))

    assert 3 == sum(issued)


def test_the_bound_over_all_tenants_holds_at_once(stores: Stores) -> None:
    """Of twelve tenants that ask for one mailbox at the same moment, four get a code (B16)."""
    tenants = [stores.tenant(f"tenant-{number}") for number in range(12)]
    issued = race(12, lambda number: ask(stores, tenants[number].id, 1, (Limit(4, HOUR), ROOMY)))

    assert 4 == sum(issued)


def test_another_tenants_asks_do_not_count_here(stores: Stores) -> None:
    """The bound within a tenant is the tenant's own."""
    acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
    bounds = (ROOMY, Limit(1, HOUR))

    assert [True, True, False] == [
        ask(stores, acme.id, 1, bounds), ask(stores, bolt.id, 1, bounds), ask(stores, acme.id, 2, bounds)
    ]  # fmt: skip
