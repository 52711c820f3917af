"""LineBook, and what the reputation tells of lines and networks, over memory and Postgres 16 and 18."""

from dataclasses import replace
from datetime import timedelta

import pytest

from application.ports.risk import LINE_LASTS, LINE_WAITS, Probe
from domain.line import Line
from domain.network_list import NetworkList
from tests.contracts.asks import ADA, GRACE
from tests.contracts.conftest import NOON, Stores
from tests.contracts.test_reputation import known, probe_of
from tests.fixtures.race import race

SWAPPED = Line("nonFixedVoip", sim_swapped=True)


def reserve(stores: Stores, tenant_id: str, address: str = ADA.text, hours: float = 0, per_day: int = 9) -> bool:
    """Ask whether to ask, some hours after noon."""
    now = NOON + timedelta(hours=hours)
    return stores.lines.reserve(tenant_id=tenant_id, address=address, now=now, per_day=per_day)  # type: ignore[arg-type]


def test_an_answer_is_good_for_thirty_days(stores: Stores) -> None:
    """The number is not asked about again meanwhile, and every ask for a code reads what was said."""
    tenant = stores.tenant("acme")
    assert reserve(stores, tenant.id)
    assert known(stores, tenant.id).line is None
    stores.lines.keep(tenant_id=tenant.id, address=ADA.text, line=SWAPPED, now=NOON)

    assert SWAPPED == known(stores, tenant.id).line
    assert SWAPPED == known(stores, tenant.id, NOON + LINE_LASTS - timedelta(seconds=1)).line
    assert known(stores, tenant.id, NOON + LINE_LASTS).line is None
    assert not reserve(stores, tenant.id, hours=30 * 24 - 1)
    assert reserve(stores, tenant.id, hours=30 * 24)


def test_a_question_without_an_answer_is_asked_again(stores: Stores) -> None:
    """After ten minutes, not before."""
    tenant, wait = stores.tenant("acme"), LINE_WAITS.total_seconds() / 3600

    assert [True, False, True] == [reserve(stores, tenant.id, hours=hours) for hours in (0, wait * 0.99, wait)]


def test_a_day_has_so_many_questions(stores: Stores) -> None:
    """Each tenant its own; within any 24 hours."""
    tenant, other = stores.tenant("acme"), stores.tenant("globex")

    assert [True, True, False] == [
        reserve(stores, tenant.id, address, per_day=2) for address in (ADA.text, GRACE.text, "+12015550125")
    ]
    assert reserve(stores, other.id, per_day=2)
    assert not reserve(stores, tenant.id, "+12015550125", hours=23.9, per_day=2)
    assert reserve(stores, tenant.id, "+12015550125", hours=24, per_day=2)


def test_the_day_is_exact_in_a_race(stores: Stores) -> None:
    """Of twenty that ask about twenty numbers at once, five may; of ten about one number, one."""
    tenant = stores.tenant("acme")
    won = race(20, lambda number: reserve(stores, tenant.id, f"+1201555{100 + number:04}", per_day=5))
    other = stores.tenant("globex")

    assert 5 == sum(won)
    assert 1 == sum(race(10, lambda _: reserve(stores, other.id)))


def test_another_tenant_knows_nothing_of_it(stores: Stores) -> None:
    """What one tenant paid for is its own."""
    tenant, other = stores.tenant("acme"), stores.tenant("globex")
    reserve(stores, tenant.id)
    stores.lines.keep(tenant_id=tenant.id, address=ADA.text, line=SWAPPED, now=NOON)

    assert known(stores, other.id).line is None


@pytest.mark.parametrize(
    ("ip", "asn", "kind"),
    [
        ("203.0.113.9", None, "tor"),
        ("198.51.100.7", None, "hosting"),
        ("198.51.100.7", 64499, "hosting"),
        ("192.0.2.1", 64496, "hosting"),
        ("203.0.113.9", 64496, "tor"),
        ("2001:db8::1", None, "hosting"),
        ("192.0.2.1", 64497, None),
        (None, None, None),
    ],
)
def test_a_listed_network_is_known(stores: Stores, ip: str | None, asn: int | None, kind: str | None) -> None:
    """By its range or its system, an exit of Tor before a host."""
    tenant = stores.tenant("acme")
    with stores.store.begin() as tx:
        tx.networks.replace("tor", NetworkList(("203.0.113.9/32",), ()), now=NOON)
        tx.networks.replace("hosting", NetworkList(("198.51.100.0/24", "2001:db8::/32"), (64496,)), now=NOON)
        assert [("hosting", 2, 1), ("tor", 1, 0)] == [
            (one.kind, one.networks, one.systems) for one in tx.networks.counts()
        ]
    probe: Probe = replace(probe_of(), ip=ip, asn=asn)

    assert kind == known(stores, tenant.id, probe=probe).network_kind


def test_a_list_takes_the_place_of_the_one_before(stores: Stores) -> None:
    """As a whole, and of its kind alone."""
    with stores.store.begin() as tx:
        tx.networks.replace("tor", NetworkList(("203.0.113.9/32",), ()), now=NOON)
        tx.networks.replace("hosting", NetworkList((), (64496,)), now=NOON)
    with stores.store.begin() as tx:
        tx.networks.replace("tor", NetworkList((), (64497,)), now=NOON)
        found = [(one.kind, one.networks, one.systems) for one in tx.networks.counts()]

    assert [("hosting", 0, 1), ("tor", 0, 1)] == found
