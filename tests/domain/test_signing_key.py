"""Signing keys take turns: published before they sign, kept until the last token is dead."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain.ids import TenantId
from domain.signing_key import (
    LEAD,
    LEEWAY,
    LONGEST_TOKEN,
    KeyState,
    SigningKey,
    make_way,
    published,
    signer_of,
    state_of,
)

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
TENANT = TenantId.make(NOON, b"0123456789")


def first(now: datetime = NOON) -> SigningKey:
    """A tenant's first key, which signs at once."""
    return SigningKey(TENANT, "k1", "ES256", 1, b"", "seal", now, now)


def rotated(
    keys: Sequence[SigningKey], now: datetime, after: timedelta = LEAD, *, at_once: bool = False
) -> list[SigningKey]:
    """The keys after a rotation, newest first."""
    begins = now if at_once else now + after
    moved = {key.id: key for key in make_way(keys, active_from=begins, now=now, at_once=at_once)}
    generation = max(key.generation for key in keys) + 1
    new = SigningKey(TENANT, f"k{generation}", "ES256", generation, b"", "seal", now, begins)
    return [new, *(moved.get(key.id, key) for key in keys)]


def test_a_key_goes_through_four_states() -> None:
    """Upcoming, active, retiring, retired; at the exact moments and not a microsecond before."""
    keys = rotated(rotated([first()], NOON), NOON + timedelta(hours=1))
    second = keys[1]
    begins, replaced = NOON + LEAD, NOON + timedelta(hours=1) + LEAD
    gone = replaced + LONGEST_TOKEN + LEEWAY
    moments = [NOON, begins - timedelta(microseconds=1), begins, replaced, gone - timedelta(microseconds=1), gone]

    assert ["upcoming", "upcoming", "active", "retiring", "retiring", "retired"] == [
        state_of(second, keys, at).value for at in moments
    ]


def test_the_old_key_verifies_until_its_last_token_is_dead() -> None:
    """The longest token, signed the moment before the change, with five minutes of leeway, finds its key."""
    keys = rotated([first()], NOON)
    last_signature = NOON + LEAD - timedelta(microseconds=1)

    assert "k1" == signer_of(keys, last_signature).id
    assert "k1" in [key.id for key in published(keys, last_signature + LONGEST_TOKEN + LEEWAY)]


def test_a_leaked_key_goes_at_once() -> None:
    """`at_once` retires every older key now, those that wait for their turn too."""
    keys = rotated(rotated([first()], NOON), NOON + timedelta(minutes=1), at_once=True)
    now = NOON + timedelta(minutes=1)

    assert ["k3"] == [key.id for key in published(keys, now)]
    assert [KeyState.ACTIVE, KeyState.RETIRED, KeyState.RETIRED] == [state_of(key, keys, now) for key in keys]


def test_a_key_that_never_signed_goes_now() -> None:
    """A second rotation before the first took effect leaves the waiting key no tokens to verify."""
    keys = rotated(rotated([first()], NOON), NOON + timedelta(minutes=1))

    assert ["k3", "k1"] == [key.id for key in published(keys, NOON + timedelta(minutes=1))]


def test_an_earlier_end_stays() -> None:
    """A rotation never lengthens the life of an older key."""
    ends = NOON + timedelta(minutes=5)
    keys = rotated([replace(first(), retires_at=ends), replace(first(), id="k0", generation=0)], NOON)

    assert ends == next(key for key in keys if key.id == "k1").retires_at


@given(st.lists(st.tuples(st.integers(0, 3 * 86400), st.integers(0, 3600), st.booleans()), max_size=8), st.data())
def test_somebody_signs_and_everybody_can_verify(turns: list[tuple[int, int, bool]], data: st.DataObject) -> None:
    """After whatever rotations, one key signs at every moment, it is published, and none signs again after another."""
    now, keys = NOON, [first()]
    for pause, after, at_once in turns:
        now += timedelta(seconds=pause)
        keys = rotated(keys, now, timedelta(seconds=after), at_once=at_once)
    moments = sorted(data.draw(st.lists(st.integers(0, 5 * 86400), min_size=1, max_size=6)))
    signers = [signer_of(keys, now + timedelta(seconds=at)) for at in moments]

    assert [key.generation for key in signers] == sorted(key.generation for key in signers)
    assert all(key in published(keys, now + timedelta(seconds=at)) for key, at in zip(signers, moments, strict=True))
