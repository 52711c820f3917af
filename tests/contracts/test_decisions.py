"""Decisions, over memory and Postgres 16 and 18."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.fraud_stats import FraudStats, RuleLine
from domain.ids import TenantId
from domain.phone import PhoneNumber
from domain.replay import Recorded
from domain.risk import Reason, RiskScore, Verdict
from domain.stats import Period
from tests.contracts.asks import CODE, attempt
from tests.contracts.conftest import NOON, Stores
from tests.contracts.test_reputation import decision_of, refused_of, send, weighed_of

MINUTE = timedelta(minutes=1)
TODAY = Period(NOON - timedelta(hours=12), NOON + timedelta(hours=12))
EMPTY = FraudStats(TODAY)
PREFIX, COUNTRY = Reason("prefix", 70, "Why."), Reason("country", 60, "Why.")


def refuse(
    stores: Stores, tenant_id: TenantId, at: datetime, outcome: str, *reasons: Reason, number: str = "+12015550123"
) -> None:
    """An ask that was refused, and why."""
    verdict = Verdict.ALLOW if outcome == "budget" else Verdict(outcome)
    score = RiskScore(70, verdict, reasons, Verdict.CHALLENGE)
    decision = replace(decision_of(tenant_id, at, "block"), outcome=outcome, score=score, address=number)
    stores.reputation.refuse(tenant_id=tenant_id, refused=refused_of(tenant_id, at, decision=decision))


def allow(stores: Stores, tenant_id: TenantId, at: datetime, number: str, *reasons: Reason) -> None:
    """An ask that got its code; with reasons, one that only shadow let through."""
    would = Verdict.BLOCK if reasons else Verdict.ALLOW
    decision = replace(decision_of(tenant_id, at), score=RiskScore(0, Verdict.ALLOW, reasons, would), address=number)
    weighed = weighed_of(tenant_id, at, decision=decision)
    assert send(stores, tenant_id, at, PhoneNumber.parse(number), decision=weighed.decision)


def figures(stores: Stores, tenant_id: TenantId, period: Period = TODAY) -> FraudStats:
    """What is counted."""
    return stores.decisions.figures(tenant_id=tenant_id, period=period)


def pages(stores: Stores, tenant_id: TenantId, most: int = 2) -> list[Recorded]:
    """Everything, page by page."""
    found: list[Recorded] = []
    while more := stores.decisions.page(
        tenant_id=tenant_id, period=TODAY, after=found[-1].cursor if found else "", most=most
    ):
        found += more
    return found


def test_without_asks_there_is_nothing(stores: Stores) -> None:
    """No share, no lines, no pages."""
    tenant = stores.tenant("acme")

    assert EMPTY == figures(stores, tenant.id)
    assert None is EMPTY.block_rate
    assert [] == pages(stores, tenant.id)


def test_what_was_decided_is_counted_in_asks_and_money(stores: Stores) -> None:
    """A puzzle that was solved within a quarter of an hour refused nobody; each signal has its line, the dearest first."""
    acme = stores.tenant("acme")
    allow(stores, acme.id, NOON, "+12015550124")
    refuse(stores, acme.id, NOON, "challenge", PREFIX, number="+12015550125")
    allow(stores, acme.id, NOON + 15 * MINUTE, "+12015550125")
    refuse(stores, acme.id, NOON, "challenge", PREFIX, number="+12015550126")
    allow(stores, acme.id, NOON + 16 * MINUTE, "+12015550126")
    refuse(stores, acme.id, NOON, "block", PREFIX, COUNTRY, replace(COUNTRY, signal="network", shadow=True))
    refuse(stores, acme.id, NOON, "budget", PREFIX)

    assert FraudStats(
        TODAY, asked=7, allowed=3, challenged=2, solved=1, blocked=1, budget=1,
        spent_micros=3 * 7_900, prevented_micros=3 * 7_900,
        by_rule=(RuleLine("prefix", 2, 15_800), RuleLine("budget", 1, 7_900), RuleLine("country", 1, 7_900)),
    ) == figures(stores, acme.id)  # fmt: skip
    assert round(3 / 7, 4) == figures(stores, acme.id).block_rate


def test_what_shadow_let_through_has_its_line(stores: Stores) -> None:
    """It was sent and paid for."""
    acme = stores.tenant("acme")
    allow(stores, acme.id, NOON, "+12015550124", replace(PREFIX, shadow=True))

    found = figures(stores, acme.id)
    assert ([RuleLine("prefix", 0, 0, 1)], 7_900, 0) == (
        list(found.by_rule),
        found.spent_micros,
        found.prevented_micros,
    )


def test_a_period_has_its_own(stores: Stores) -> None:
    """The beginning is in it, the end is not."""
    acme = stores.tenant("acme")
    for minute in range(3):
        refuse(stores, acme.id, NOON + minute * MINUTE, "block", PREFIX)

    assert 1 == figures(stores, acme.id, Period(NOON + MINUTE, NOON + 2 * MINUTE)).asked


@pytest.mark.parametrize("most", [1, 2, 50])
def test_pages_are_in_the_order_of_time(stores: Stores, most: int) -> None:
    """Each decision once, with its facts and what came of it."""
    acme = stores.tenant("acme")
    send(stores, acme.id, NOON)
    attempt(stores.slots, acme.id, CODE)
    refuse(stores, acme.id, NOON + MINUTE, "challenge", PREFIX, number="+12015550125")
    refuse(stores, acme.id, NOON + MINUTE, "challenge", PREFIX, number="+12015550127")
    allow(stores, acme.id, NOON + 2 * MINUTE, "+12015550125")
    attempt(stores.slots, acme.id, CODE, NOON + 2 * MINUTE, address=PhoneNumber.parse("+12015550125"))
    refuse(stores, acme.id, NOON + 20 * MINUTE, "block", PREFIX, number="+12015550125")
    found = pages(stores, acme.id, most)

    assert [
        (0, "allow", True), (1, "challenge", False), (1, "challenge", True), (2, "allow", True), (20, "block", False),
    ] == sorted(((one.at - NOON) / MINUTE, one.outcome, one.verified) for one in found)  # fmt: skip
    assert {(7_900, "phone")} == {(one.cost_micros, one.facts["kind"]) for one in found}
    assert [one.at for one in found] == sorted(one.at for one in found)


def test_another_tenant_sees_nothing_of_it(stores: Stores) -> None:
    """Neither figures nor decisions; a code of another tenant for the same number solves nothing here."""
    acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
    refuse(stores, acme.id, NOON, "challenge", PREFIX, number="+12015550125")
    allow(stores, bolt.id, NOON + MINUTE, "+12015550125")

    assert (1, 0) == (figures(stores, bolt.id).asked, figures(stores, bolt.id).challenged)
    assert (1, 0) == (figures(stores, acme.id).challenged, figures(stores, acme.id).solved)
    assert ["allow"] == [one.outcome for one in pages(stores, bolt.id)]
