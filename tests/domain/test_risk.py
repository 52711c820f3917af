"""The risk score: deterministic, monotone, explained."""

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.risk import Verdict, assess
from domain.risk_facts import RiskFacts
from domain.risk_policy import RiskPolicy, SignalRule
from domain.risk_signals import FAMILIES, NAMES, ODD_TYPES, SIGNALS

PRESSURES = st.dictionaries(
    st.sampled_from(["prefix3", "prefix4", "prefix6", "worked4", "country", "network", "neighbourhood", "mail"]),
    st.floats(0, 5),
)
FACTS = st.builds(
    RiskFacts,
    kind=st.just("phone"),
    region=st.sampled_from(["US", "KE"]),
    line_type=st.sampled_from(["mobile", *ODD_TYPES]),
    pressure=PRESSURES,
    money=st.floats(0, 5),
    neighbours=st.integers(0, 20),
    countries=st.integers(0, 9),
    is_shut=st.booleans(),
    network_country=st.sampled_from([None, "US", "KE"]),
    network_kind=st.sampled_from([None, "hosting", "tor"]),
    disposable_mail=st.booleans(),
    looked_up=st.sampled_from([None, "mobile", "landline", "fixedVoip", "nonFixedVoip"]),
    voip_refused=st.booleans(),
    sim_swapped=st.booleans(),
)
PLAIN = RiskPolicy()
CALM = RiskFacts(kind="phone", region="KE", line_type="mobile")
WORSE: dict[str, Any] = {
    "money": 4.0,
    "neighbours": 15,
    "countries": 8,
    "is_shut": True,
    "network_kind": "tor",
    "disposable_mail": True,
    "looked_up": "nonFixedVoip",
    "voip_refused": True,
    "sim_swapped": True,
    "network_country": "CN",
    "line_type": "premium_rate",
}


@given(facts=FACTS, name=st.sampled_from(sorted(WORSE)))
def test_a_worse_fact_never_lowers_the_score(facts: RiskFacts, name: str) -> None:
    """Whatever else is known."""
    calm = replace(facts, **{name: getattr(CALM, name)})

    assert assess(calm, PLAIN).score <= assess(replace(facts, **{name: WORSE[name]}), PLAIN).score


@given(facts=FACTS, level=st.sampled_from(["prefix4", "worked4", "country", "network"]), more=st.floats(0, 5))
def test_more_pressure_never_lowers_the_score(facts: RiskFacts, level: str, more: float) -> None:
    """At any level."""
    pressed = {**facts.pressure, level: facts.pressure.get(level, 0.0) + more}

    assert assess(facts, PLAIN).score <= assess(replace(facts, pressure=pressed), PLAIN).score


@given(facts=FACTS)
def test_the_same_facts_give_the_same_verdict(facts: RiskFacts) -> None:
    """Also after they were written down and read again, as replay does, but for what is rounded away."""
    again = RiskFacts.read(facts.plain())

    assert assess(facts, PLAIN) == assess(facts, PLAIN)
    assert abs(assess(facts, PLAIN).score - assess(again, PLAIN).score) <= 3


def test_a_calm_ask_is_allowed() -> None:
    """Nothing speaks, and nothing is asked for."""
    score = assess(CALM, PLAIN)

    assert (0, Verdict.ALLOW, ()) == (score.score, score.verdict, score.reasons)


@pytest.mark.parametrize(("points", "verdict"), [(59, "allow"), (60, "challenge"), (79, "challenge"), (80, "block")])
def test_thresholds_are_met_from_their_value_on(points: int, verdict: str) -> None:
    """60 asks for work and 80 refuses, unless the tenant says otherwise."""
    policy = RiskPolicy(rules={"prefix_shut": SignalRule(weight=points)})
    facts = replace(CALM, is_shut=True)

    assert (points, verdict) == (assess(facts, policy).score, assess(facts, policy).verdict)


def test_pressure_asks_for_work_and_solved_puzzles_in_vain_shut() -> None:
    """A prefix that is only asked for is worked for; where those who worked prove nothing, it is shut."""
    pressed = assess(replace(CALM, pressure={"prefix4": 9.0}), PLAIN)
    worked = assess(replace(CALM, pressure={"prefix4": 9.0, "worked4": 1.0}), PLAIN)

    assert (Verdict.CHALLENGE, None) == (pressed.verdict, pressed.shut)
    assert (Verdict.BLOCK, "prefix4") == (worked.verdict, worked.shut)


def test_families_add_up_and_members_do_not() -> None:
    """Two looks at the same traffic count once, the louder; the caller's place counts beside it."""
    traffic = replace(CALM, pressure={"prefix4": 1.0, "country": 1.0})
    elsewhere = replace(traffic, network_country="US")

    assert (60, 70) == (assess(traffic, PLAIN).score, assess(elsewhere, PLAIN).score)


def test_trust_and_allow_lists_win() -> None:
    """Whoever proved the address here, or is listed, gets the code; the reasons are still written down."""
    worst = replace(CALM, is_shut=True)

    for facts in (replace(worst, trusted=True), replace(worst, allowed_by="numbers")):
        score = assess(facts, PLAIN)
        assert (Verdict.ALLOW, 100) == (score.verdict, score.score)
        assert score.reasons


def test_a_network_of_customers_is_spared_its_countrys_troubles() -> None:
    """Not those of the number's prefix."""
    country = replace(CALM, pressure={"country": 3.0}, money=3.0, network_is_known=True)

    assert Verdict.ALLOW is assess(country, PLAIN).verdict
    assert Verdict.CHALLENGE is assess(replace(country, pressure={"prefix4": 3.0}), PLAIN).verdict


def test_shadow_records_and_refuses_nothing() -> None:
    """Of the whole tenant, or of one signal."""
    facts = replace(CALM, is_shut=True)
    whole, one = RiskPolicy(shadow=True), RiskPolicy(rules={"prefix_shut": SignalRule("shadow")})

    for policy in (whole, one):
        score = assess(facts, policy)
        assert (Verdict.ALLOW, Verdict.BLOCK) == (score.verdict, score.would)
    assert (100, 0) == (assess(facts, whole).score, assess(facts, one).score)


def test_a_signal_that_is_off_says_nothing() -> None:
    """Not even for the record."""
    policy = RiskPolicy(rules={"prefix_shut": SignalRule("off")})

    assert () == assess(replace(CALM, is_shut=True), policy).reasons


def test_every_signal_can_speak_and_says_why() -> None:
    """In a sentence that ends in a full stop, with points up to 100."""
    loud = RiskFacts(
        kind="phone", region="KE", line_type="voip",
        pressure=dict.fromkeys(["prefix4", "worked4", "country", "network", "neighbourhood", "mail", "guesses"], 3.0),
        **{name: value for name, value in WORSE.items() if name != "line_type"},
    )  # fmt: skip
    said = {one.signal: one for one in assess(loud, PLAIN).reasons}

    assert set(NAMES) == set(said) == set(FAMILIES)
    assert all(0 < one.points <= 100 and one.sentence.endswith(".") for one in said.values())
    assert all(signal.says.endswith(".") for signal in SIGNALS)


def test_facts_are_read_whatever_another_version_wrote() -> None:
    """Unknown facts are passed over, missing ones are as if nothing was seen."""
    assert CALM == RiskFacts.read({"kind": "phone", "region": "KE", "line_type": "mobile", "moon": "full"})
    assert {known.name for known in fields(RiskFacts)} >= set(WORSE)
