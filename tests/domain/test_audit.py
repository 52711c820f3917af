"""What the audit log may hold of a caller."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from domain.audit import Action, Footprint, keyed_digest
from domain.caller import Caller
from domain.ids import AuditId

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
KEY = b"d" * 32


@given(st.text(max_size=20), st.text(max_size=20))
def test_digests_compare_and_hide(first: str, second: str) -> None:
    """Equal values have equal digests, others have others, and 32 hex digits show nothing of them."""
    digests = keyed_digest(KEY, "network", first), keyed_digest(KEY, "network", second)

    assert (first == second) == (digests[0] == digests[1])
    assert all(len(digest) == 32 and set(digest) <= set("0123456789abcdef") for digest in digests)


def test_a_digest_needs_its_key_and_its_use() -> None:
    """The same value under another key, or for another use, cannot be compared with it."""
    digests = {
        keyed_digest(KEY, "network", "198.51.100.7"),
        keyed_digest(b"e" * 32, "network", "198.51.100.7"),
        keyed_digest(KEY, "slot", "198.51.100.7"),
        keyed_digest(KEY, "198.51.100.7"),
    }

    assert 4 == len(digests)


def test_a_row_names_the_caller_without_its_address() -> None:
    """A row has actor, request ids and a digest of the network; neither IP nor user agent is in it."""
    caller = Caller("key:key_1", "req_1", "198.51.100.7", "198.51.100.7", "Agent/1.0", "mine-1")
    row = Footprint.of(caller, KEY).event(
        tenant_id="tn_1", id=AuditId("aud_1"), at=NOW, action=Action.OTP_REQUESTED, subject="otp_1", details={}
    )

    assert ("key:key_1", "req_1", "mine-1", "otp_1") == (row.actor, row.request_id, row.client_request_id, row.subject)
    assert keyed_digest(KEY, "network", "198.51.100.7") == row.network_digest
    assert not any(part in repr(row) for part in ("198.51.100.7", "Agent"))


def test_a_caller_without_a_network_has_no_digest() -> None:
    """Where a server calls without the end user's address, there is nothing to compare."""
    assert Footprint.of(Caller("cli:ada", "cli_1"), KEY).network_digest is None


def test_the_vocabulary_is_of_one_shape() -> None:
    """Every action is `noun.verb` in small letters, and none is there twice."""
    words = [action.value for action in Action]

    assert len(words) == len(set(words))
    assert all(word.replace("_", "").replace(".", "", 1).isalpha() and "." in word for word in words)
