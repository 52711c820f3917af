"""Reputation, over memory and Postgres 16 and 18."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from application.ports.otp import Question
from application.ports.puzzles import Work
from application.ports.risk import Decision, Known, Probe, Refused, Weighed
from domain.address import Address
from domain.audit import Action, AuditEvent, Event
from domain.delivery import Next
from domain.ids import AuditId, ChallengeId, EventId, TenantId
from domain.message import Outcome, Status
from domain.otp import HOUR
from domain.phone import PhoneNumber
from domain.prefix_block import PrefixBlock, shut
from domain.price import Price
from domain.rate_limit import Limit
from domain.refusal import Unavailable
from domain.risk import Reason, RiskScore, Verdict
from domain.risk_effects import Mark
from domain.risk_keys import GUESSES, keys_of, wide_of
from domain.spend import Spent, Window, windows_of
from domain.traffic import Traffic, nothing
from tests.contracts.asks import ADA, CALLER, CODE, ask_of, attempt, challenge_at, make
from tests.contracts.conftest import NOON, Stores
from tests.contracts.outbox import begin, claim, finish

NETWORK = "198.51.100.7"
KEYS = {level: key for level, key in keys_of(ADA, NETWORK).items() if level != GUESSES}
WINDOWS = windows_of(["t", "c:US", "*"], NOON)


def probe_of(address: Address = ADA, work_id: str | None = None) -> Probe:
    """Everything about an address, as asked for from the usual network."""
    keys = keys_of(address, NETWORK)
    return Probe(address, keys, wide_of(NETWORK), NETWORK, "twilio", "sms", WINDOWS, work_id)


def decision_of(tenant_id: TenantId, at: datetime, outcome: str = "allow") -> Decision:
    """A decision with a reason."""
    score = RiskScore(36, Verdict(outcome), (Reason("country", 36, "Why."),))
    challenge_id = make(ChallengeId, at)
    return Decision(tenant_id, challenge_id, at, ADA.text, "sms", "US", score, {"kind": "phone"}, 7_900, outcome)


def weighed_of(tenant_id: TenantId, at: datetime = NOON, **values: object) -> Weighed:
    """An ask that goes on, counted under every key."""
    weighed = Weighed(decision_of(tenant_id, at), tuple(KEYS.values()), 1.0, WINDOWS)
    return replace(weighed, **values)  # type: ignore[arg-type]


def refused_of(tenant_id: TenantId, at: datetime = NOON, **values: object) -> Refused:
    """An ask that was refused."""
    decision = decision_of(tenant_id, at, "block")
    audit = AuditEvent(
        tenant_id, make(AuditId, at), at, Action.OTP_REFUSED, "key:key_1", decision.challenge_id, "req_1"
    )
    event = Event(tenant_id, make(EventId, at), at, "request.blocked", decision.challenge_id, {"score": 36})
    refused = Refused(decision, (KEYS["country"],), 1.0, None, None, "sign_in", audit, event)
    return replace(refused, **values)  # type: ignore[arg-type]


def send(stores: Stores, tenant_id: TenantId, at: datetime = NOON, address: Address = ADA, **values: object) -> bool:
    """Issue a code that weighs."""
    slot, _ = stores.slots.look(tenant_id=tenant_id, address=address, purpose="sign_in", now=at)
    weighed, challenge = weighed_of(tenant_id, at, **values), challenge_at(at, address)
    weighed = replace(weighed, decision=replace(weighed.decision, challenge_id=challenge.id))
    ask = replace(ask_of(tenant_id, challenge, address=address), seen=slot.version, weighed=weighed)
    return stores.slots.issue(tenant_id=tenant_id, address=address, purpose="sign_in", ask=ask)


def known(stores: Stores, tenant_id: TenantId, at: datetime = NOON, probe: Probe | None = None) -> Known:
    """What is known now."""
    probe = probe or probe_of()
    far = Limit(1_000, HOUR)
    question = Question(far, far, probe=probe)
    _, facts = stores.slots.look(
        tenant_id=tenant_id, address=probe.address, purpose="sign_in", now=at, question=question, network=probe.network
    )
    assert facts.known is not None
    return facts.known


def about(traffic: Traffic, at: datetime) -> tuple[float, ...]:
    """Its figures at a moment, rounded."""
    seen = traffic.as_of(at)
    counts = (seen.minutes, seen.hour, seen.day, seen.weeks)
    values = [value for count in counts for value in (count.asked, count.proven)]
    return tuple(round(value, 6) for value in (*values, seen.young))


@pytest.mark.parametrize("outcome", [Outcome.ACCEPTED, Outcome.UNAVAILABLE])
def test_what_a_failover_sends_counts_too(stores: Stores, outcome: Outcome) -> None:
    """Where the first provider took the message and a second one did as well; what nobody took costs nothing more."""
    tenant = stores.tenant("acme")
    with stores.store.begin() as tx:
        tx.prices.put([Price("sns", "sms", "US", 6_000)], now=NOON)
    send(stores, tenant.id)
    (claimed,) = claim(stores)
    begin(stores, claimed)
    finish(stores, claimed, 1, outcome, Next(Status.SENDING, claimed.lease_until, goes_on=True))
    begin(stores, claimed, provider="sns")
    finish(stores, claimed, 2, provider="sns")
    expected = 7_900 + (6_000 if outcome is Outcome.ACCEPTED else 0)
    windows = windows_of(["t", "c:US", "p4:+1201555"], NOON)
    probe = replace(probe_of(), windows=windows)

    for _ in range(2):
        found = known(stores, tenant.id, probe=probe).spent
        p4 = {window: 0 if window.scope.startswith("p4") else 7_900 for window in windows}
        asked = {window: expected - 7_900 + p4[window] for window in windows}
        assert asked == {window: spent.micros for window, spent in found.items()}
        stores.reputation.settle(most=100)


def test_nothing_is_known_at_first(stores: Stores) -> None:
    """A tenant without traffic has nothing to go by."""
    tenant = stores.tenant("acme")

    found = known(stores, tenant.id)

    assert ({}, {}, False, 0, 0, None, False) == (
        found.traffic, found.blocks, found.proven_from_here, found.neighbours, found.countries, found.price_micros,
        found.is_spent,
    )  # fmt: skip
    assert all(spent == Spent() for window, spent in found.spent.items() if window.scope != "*")
    assert set(WINDOWS) == set(found.spent)


@pytest.mark.parametrize("settled", [False, True])
def test_an_ask_counts_under_its_keys(stores: Stores, settled: bool) -> None:
    """Also before it was added up: once under each key, with its money in each window."""
    tenant = stores.tenant("acme")

    assert send(stores, tenant.id)
    if settled:
        stores.reputation.settle(most=100)
    found = known(stores, tenant.id)

    assert set(KEYS.values()) == set(found.traffic)
    assert {about(nothing(NOON).plus(1, 0, NOON), NOON)} == {about(seen, NOON) for seen in found.traffic.values()}
    of_tenant = {window: spent.micros for window, spent in found.spent.items() if window.scope != "*"}
    assert dict.fromkeys((window for window in WINDOWS if window.scope != "*"), 7_900) == of_tenant


def test_the_installation_pays_for_all(stores: Stores) -> None:
    """What two tenants spend is added up under the installation, once the facts are settled."""
    first, second = stores.tenant("acme"), stores.tenant("globex")
    window = Window("*", "day", NOON.replace(hour=0))
    stores.reputation.settle(most=100_000)
    before = known(stores, first.id).spent[window].micros

    send(stores, first.id)
    send(stores, second.id)
    stores.reputation.settle(most=100_000)

    assert 2 * 7_900 == known(stores, first.id).spent[window].micros - before


def test_counts_fade(stores: Stores) -> None:
    """Both adapters forget as the domain does, whether facts are added up early or late."""
    tenant, later = stores.tenant("acme"), NOON + timedelta(minutes=7)
    expected = nothing(NOON).plus(1, 0, NOON).plus(1, 0, later)

    send(stores, tenant.id)
    stores.reputation.settle(most=100)
    send(stores, tenant.id, later)
    stores.reputation.settle(most=100)

    found = known(stores, tenant.id, later).traffic[KEYS["country"]]
    end = later + timedelta(minutes=5)
    assert about(expected, end) == pytest.approx(about(found, end), abs=1e-5)


@pytest.mark.parametrize("settled", [False, True])
def test_a_proof_speaks_for_its_asks(stores: Stores, settled: bool) -> None:
    """All that was counted for a challenge is proven at once, under the same keys, and makes trust where it was done."""
    tenant = stores.tenant("acme")
    assert not known(stores, tenant.id).proven_from_here

    send(stores, tenant.id)
    tried = attempt(stores.slots, tenant.id, CODE)
    assert tried
    assert "used" == tried.ended_as
    if settled:
        stores.reputation.settle(most=100)

    found = known(stores, tenant.id)
    assert 1.0 == found.traffic[KEYS["prefix4"]].day.proven
    assert found.proven_from_here
    elsewhere = replace(probe_of(), home="203.0.113.0/24")
    assert not known(stores, tenant.id, probe=elsewhere).proven_from_here
    half_a_year = NOON + timedelta(days=180)
    assert not known(stores, tenant.id, half_a_year).proven_from_here


def test_a_refusal_weighs_for_minutes(stores: Stores) -> None:
    """No message went out: it counts in the ten minutes alone."""
    tenant = stores.tenant("acme")

    stores.reputation.refuse(tenant_id=tenant.id, refused=refused_of(tenant.id))

    for _ in range(2):
        seen = known(stores, tenant.id).traffic[KEYS["country"]]
        assert (1.0, 0.0, 0.0, 0.0) == (seen.minutes.asked, seen.hour.asked, seen.day.asked, seen.young)
        stores.reputation.settle(most=100)


def test_a_solved_puzzle_takes_the_refusal_back(stores: Stores) -> None:
    """Who was asked to work and did is not held against the country."""
    tenant, country = stores.tenant("acme"), KEYS["country"]

    stores.reputation.refuse(tenant_id=tenant.id, refused=refused_of(tenant.id))
    send(stores, tenant.id, untried=(country,), work=Work("w1", NOON + timedelta(minutes=10)))

    for _ in range(2):
        assert 1.0 == pytest.approx(known(stores, tenant.id).traffic[country].minutes.asked)
        stores.reputation.settle(most=100)


def test_a_puzzle_is_spent_once(stores: Stores) -> None:
    """In the commit of the code; a second code for the same work is not issued."""
    tenant, work = stores.tenant("acme"), Work("w1", NOON + timedelta(minutes=10))

    assert send(stores, tenant.id, work=work)
    assert known(stores, tenant.id, probe=probe_of(work_id="w1")).is_spent
    assert not send(stores, tenant.id, NOON + timedelta(minutes=1), work=work)
    other = stores.tenant("globex")
    assert send(stores, other.id, work=work)


def test_a_puzzle_of_an_overtaken_ask_is_not_spent(stores: Stores) -> None:
    """Where somebody was faster nothing is written, so the work is still good."""
    tenant, work = stores.tenant("acme"), Work("w1", NOON + timedelta(minutes=10))
    send(stores, tenant.id)
    stale = replace(ask_of(tenant.id, challenge_at(NOON)), seen=7, weighed=weighed_of(tenant.id, work=work))

    assert not stores.slots.issue(tenant_id=tenant.id, address=ADA, purpose="sign_in", ask=stale)
    assert send(stores, tenant.id, NOON + timedelta(minutes=1), work=work)


def test_a_prefix_is_shut(stores: Stores) -> None:
    """It is forgotten with what it pressed with, also on those around it; tries against it are counted."""
    tenant, prefix, country = stores.tenant("acme"), KEYS["prefix4"], KEYS["country"]
    for minute in range(3):
        send(stores, tenant.id, NOON + timedelta(minutes=minute))
    later = NOON + timedelta(minutes=3)
    block = shut(None, later)

    stores.reputation.refuse(
        tenant_id=tenant.id,
        refused=refused_of(tenant.id, later, keys=(), mark=Mark(prefix, block, (prefix,), (country,))),
    )
    stores.reputation.refuse(tenant_id=tenant.id, refused=refused_of(tenant.id, later, keys=(), tried=prefix))

    found = known(stores, tenant.id, later)
    assert {prefix: replace(block, tries=1.0, tried_at=later)} == found.blocks
    assert prefix not in found.traffic
    assert 0.0 == pytest.approx(found.traffic[country].day.asked, abs=1e-6)
    assert 0.0 < found.traffic[KEYS["network"]].day.asked


def test_neighbours_are_unproven_numbers_beside(stores: Stores) -> None:
    """Within ten, within the hour, of the same length, not proven, and not the number itself."""
    tenant = stores.tenant("acme")
    for number in ("+12015550124", "+12015550133", "+12015550134", "+12015550113", "+12015550112"):
        send(stores, tenant.id, address=PhoneNumber.parse(number))
    send(stores, tenant.id)
    proven = PhoneNumber.parse("+12015550125")
    send(stores, tenant.id, address=proven)
    attempt(stores.slots, tenant.id, CODE, address=proven)

    assert 3 == known(stores, tenant.id).neighbours
    assert 0 == known(stores, tenant.id, NOON + timedelta(hours=1)).neighbours


def test_countries_of_a_network(stores: Stores) -> None:
    """Those of the numbers that it asked for within the hour and that were not proven."""
    tenant = stores.tenant("acme")
    for number in ("+12015550124", "+447400123456", "+4915123456789"):
        send(stores, tenant.id, address=PhoneNumber.parse(number))

    assert 3 == known(stores, tenant.id).countries
    assert CALLER.network == NETWORK


def test_tenants_are_walled(stores: Stores) -> None:
    """Nothing of one tenant weighs on another: traffic, blocks, money, trust, neighbours."""
    first, second = stores.tenant("acme"), stores.tenant("globex")
    send(stores, first.id)
    attempt(stores.slots, first.id, CODE)
    block = PrefixBlock(NOON, NOON + timedelta(minutes=5))
    stores.reputation.refuse(
        tenant_id=first.id, refused=refused_of(first.id, mark=Mark(KEYS["prefix4"], block, (), ()))
    )

    found = known(stores, second.id)

    assert ({}, {}, False, 0, 0) == (
        found.traffic, found.blocks, found.proven_from_here, found.neighbours, found.countries,
    )  # fmt: skip
    assert all(spent == Spent() for window, spent in found.spent.items() if window.scope != "*")


def test_facts_are_settled_once(stores: Stores) -> None:
    """However often and in whichever batches: the sum stays the same."""
    tenant = stores.tenant("acme")
    for minute in range(5):
        send(stores, tenant.id, NOON + timedelta(minutes=minute))
    later = NOON + timedelta(minutes=5)
    before = about(known(stores, tenant.id, later).traffic["t"], later)[4:8]

    while stores.reputation.settle(most=2):
        assert before == pytest.approx(about(known(stores, tenant.id, later).traffic["t"], later)[4:8], abs=1e-5)
    assert 0 == stores.reputation.settle(most=2)


def test_what_faded_away_never_stops_the_count(stores: Stores) -> None:
    """After months of days between asks what is left is next to nothing, and the next ask is one."""
    tenant, day = stores.tenant("acme"), timedelta(days=1)
    for passed in range(40):
        refused = refused_of(tenant.id, NOON + passed * day)
        stores.reputation.refuse(tenant_id=tenant.id, refused=refused)
        stores.reputation.settle(most=100)

    seen = known(stores, tenant.id, NOON + 39 * day).traffic[KEYS["country"]]
    assert 1.0 == pytest.approx(seen.minutes.asked, abs=1e-6)


def test_a_warning_is_given_once(stores: Stores) -> None:
    """However many see that a budget is nearly used up; the next window has its own."""
    tenant, window = stores.tenant("acme"), windows_of(["t"], NOON)[0]
    event = Event(tenant.id, make(EventId, NOON), NOON, "budget.reached", tenant.id, {"scope": "t"})

    for _ in range(2):
        stores.reputation.warn(tenant_id=tenant.id, window=window, event=event)
        assert known(stores, tenant.id).spent[window].warned
    assert not known(stores, tenant.id).spent[windows_of(["t"], NOON)[1]].warned


def test_what_weighs_on_nobody_is_forgotten(stores: Stores) -> None:
    """Traffic, proofs, money, decisions, puzzles, lines and blocks, each after its time and not before."""
    tenant, work = stores.tenant("acme"), Work("w1", NOON + timedelta(minutes=10))
    send(stores, tenant.id, work=work)
    attempt(stores.slots, tenant.id, CODE)
    mark = Mark(KEYS["prefix4"], shut(None, NOON), (), ())
    stores.reputation.refuse(tenant_id=tenant.id, refused=refused_of(tenant.id, mark=mark))
    stores.lines.reserve(tenant_id=tenant.id, address=ADA.text, now=NOON, per_day=9)
    while stores.reputation.settle(most=100):
        pass

    def left(days: float) -> tuple[bool, ...]:
        at, after = NOON + timedelta(days=days), "begin"
        while after:
            after = stores.reputation.sweep(now=at, after="" if after == "begin" else after, most=3)
        found = known(stores, tenant.id, probe=probe_of(work_id="w1"))
        spent = any(one.micros for window, one in found.spent.items() if window.scope != "*")
        asked = not stores.lines.reserve(tenant_id=tenant.id, address=ADA.text, now=NOON, per_day=9)
        return bool(found.traffic), found.proven_from_here, spent, found.is_spent, bool(found.blocks), asked

    assert (True, True, True, True, True, True) == left(0)
    assert (True, True, True, False, False, True) == left(29.9)
    assert (True, True, True, False, False, False) == left(31)
    assert (False, True, True, False, False, False) == left(61)
    assert (False, True, False, False, False, False) == left(100)
    assert (False, False, False, False, False, False) == left(180)


def test_away(nowhere: Stores) -> None:
    """A database that is gone is Unavailable."""
    with pytest.raises(Unavailable):
        known(nowhere, TenantId.make(NOON, bytes(10)))
    with pytest.raises(Unavailable):
        nowhere.reputation.settle(most=1)
