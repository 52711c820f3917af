"""A policy, tried on what was recorded."""

from datetime import UTC, datetime, timedelta
from typing import Any

from domain.fraud_stats import FraudStats
from domain.replay import Bar, Recorded, Replay
from domain.risk_facts import RiskFacts
from domain.risk_policy import RiskPolicy, SignalRule
from domain.stats import Period

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
PRESSED: dict[str, Any] = {"pressure": {"prefix4": 2.0}}
SHUT: dict[str, Any] = {"is_shut": True}


def recorded(
    outcome: str, facts: dict[str, Any] | None = None, *, verified: bool = False, minutes: int = 0, cost: int = 1000
) -> Recorded:
    """A decision on an ask for a number in Kenya."""
    known = {"kind": "phone", "region": "KE", **(facts or {})}
    return Recorded("", NOON + timedelta(minutes=minutes), outcome, known, cost, verified)


def test_the_same_policy_decides_the_same() -> None:
    """Nothing is newly refused or let through."""
    replay = Replay(RiskPolicy())
    replay.add([recorded("allow"), recorded("challenge", PRESSED), recorded("block", SHUT)])

    assert (0, 0) == (replay.newly_refused, replay.newly_allowed)
    assert {"allow": 1, "challenge": 1, "block": 1} == dict(replay.judged) == dict(replay.recorded)


def test_a_stricter_policy_saves_money_and_makes_mistakes() -> None:
    """Codes that were sent and never proven are saved; blocked asks that were proven are mistakes."""
    replay = Replay(RiskPolicy(block_at=60))
    replay.add(
        [
            recorded("allow", PRESSED),
            recorded("allow", PRESSED, verified=True, minutes=61),
            recorded("challenge", PRESSED),
            recorded("allow"),
        ]
    )

    assert (4, 2, 1, 1000, 1000) == (
        replay.asks, replay.newly_refused, replay.mistakes, replay.mistake_micros, replay.saved_micros,
    )  # fmt: skip
    assert [("prefix", {"asks": 3, "mistakes": 1, "mistake_micros": 1000, "saved_micros": 1000})] == [
        (name, dict(counts)) for name, counts in replay.by_signal
    ]
    assert {NOON: Bar(1, 0, 2, 0), NOON + timedelta(hours=1): Bar(0, 0, 1, 1)} == replay.hours


def test_a_milder_policy_lets_more_through() -> None:
    """A signal that is off refuses nobody; who is let work and was proven is no mistake."""
    replay = Replay(RiskPolicy(rules={"prefix_shut": SignalRule("off")}))
    replay.add([recorded("block", SHUT), recorded("challenge", PRESSED, verified=True)])

    assert (1, 1, 0) == (replay.newly_allowed, replay.worked, replay.mistakes)


def test_shadow_is_judged_as_if_it_bit() -> None:
    """That is what a replay is for; a single signal in shadow stays silent."""
    whole, one = Replay(RiskPolicy(shadow=True)), Replay(RiskPolicy(rules={"prefix": SignalRule("shadow")}))
    for replay in (whole, one):
        replay.add([recorded("allow", PRESSED)])

    assert ({"challenge": 1}, {"allow": 1}) == (dict(whole.judged), dict(one.judged))


def test_money_stands_above_every_policy() -> None:
    """What a budget refused is counted and not judged."""
    replay = Replay(RiskPolicy())
    replay.add([recorded("budget", SHUT)])

    assert ({"budget": 1}, {}) == (dict(replay.recorded), dict(replay.judged))


def test_facts_of_other_versions_are_read() -> None:
    """What is unknown is left out, what is missing is as if nothing were known."""
    replay = Replay(RiskPolicy())
    replay.add([recorded("allow", {"of_a_later_version": 7})])

    assert {"allow": 1} == dict(replay.judged)
    assert RiskFacts(kind="phone") == RiskFacts.read({"kind": "phone", "x": 1})


def test_the_share_of_refused_asks_has_its_band() -> None:
    """Two to five per cent; below a hundred asks nothing is said of it."""
    period = Period(NOON, NOON + timedelta(hours=1))

    def found(asked: int, blocked: int) -> tuple[bool | None, bool]:
        one = FraudStats(period, asked=asked, blocked=blocked)
        return one.is_normal, one.note is None

    assert [(None, False), (True, False), (True, True), (True, True), (False, False)] == [
        found(99, 50), found(100, 1), found(100, 2), found(100, 5), found(100, 6),
    ]  # fmt: skip
