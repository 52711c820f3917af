"""The audit log and its chain, over memory and Postgres 16 and 18."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from application.ports.audit import StoredKey, Wanted
from domain.audit import INSTALLATION, Action, AuditEvent
from domain.audit_chain import ChainKey, Finding, Head, judge, linked
from domain.ids import AuditId
from tests.contracts.conftest import DICE, NOON, Stores
from tests.fixtures.race import race

KEY = ChainKey(b"k" * 32)
LINKER = partial(linked, KEY)


def row(tenant_id: str, action: Action = Action.USER_CREATED, *, at: datetime = NOON, **more: object) -> AuditEvent:
    """A row of the log."""
    given = {"actor": "key:key_1", "subject": "usr_1", "request_id": f"req_{DICE.roll(4).hex()}", **more}
    return AuditEvent(tenant_id, AuditId.make(at, DICE.roll(10)), at, action, **given)  # type: ignore[arg-type]


def write(stores: Stores, *rows: AuditEvent) -> Sequence[AuditEvent]:
    """In a commit of their own."""
    with stores.store.begin() as tx:
        tx.records.add(*rows)
    return rows


def chain(stores: Stores, most: int = 100) -> int:
    """Link everything; how many rows were looked at."""
    total = 0
    while found := stores.chain.extend(LINKER, now=stores.clock.now(), most=most):
        total += found
    return total


def heads_of(stores: Stores, tenant_id: str) -> list[int]:
    """The places of a chain that verify, one after the other."""
    head, places = Head.before_all(tenant_id), []
    for link, found in stores.chain.links(tenant_id=tenant_id, after=0, most=1000):
        judged = judge(KEY, head, link, found, retained_since=NOON - timedelta(days=1))
        assert not isinstance(judged, Finding), judged
        head = judged
        places.append(head.seq)
    return places


class TestSearching:
    """Rows that fit."""

    def test_rows_come_back_whole_and_newest_first(self, stores: Stores) -> None:
        """With where they came from."""
        acme = stores.tenant("acme").id
        first = row(acme, details={"a": [1, "b", None, 0.5]}, network_digest="n", client_request_id="c")
        second = row(acme, at=NOON + timedelta(seconds=1), ip="198.51.100.7", user_agent="curl")
        write(stores, first, second)

        assert [second, first] == list(stores.trail.search(tenant_id=acme, wanted=Wanted(), before="", most=5).rows)

    def test_filters_hold_each_by_itself_and_together(self, stores: Stores) -> None:
        """By actor, action, family, subject, request and time."""
        acme = stores.tenant("acme").id
        a = row(acme, Action.OTP_FAILED, actor="key:a", subject="otp_1")
        b = row(acme, Action.OTP_VERIFIED, actor="key:b", subject="otp_1", at=NOON + timedelta(seconds=1))
        c = row(acme, Action.USER_BLOCKED, actor="key:b", at=NOON + timedelta(seconds=2))
        write(stores, a, b, c)

        def found(**wanted: object) -> list[AuditEvent]:
            return list(stores.trail.search(tenant_id=acme, wanted=Wanted(**wanted), before="", most=5).rows)  # type: ignore[arg-type]

        assert [c, b] == found(actor="key:b")
        assert [a] == found(action="otp.failed")
        assert [b, a] == found(action="otp.*")
        assert [b, a] == found(subject="otp_1")
        assert [b] == found(subject="otp_1", actor="key:b")
        assert [c] == found(request_id=c.request_id)
        assert [b] == found(since=b.at, until=c.at)
        assert [] == found(action="tenant.*")

    def test_a_cursor_goes_on_where_the_page_before_ended(self, stores: Stores) -> None:
        """And another tenant's rows, or the installation's, are never there."""
        acme, other = stores.tenant("acme").id, stores.tenant("other").id
        rows = [row(acme, at=NOON + timedelta(seconds=n)) for n in range(5)]
        write(stores, *rows, row(other), row(INSTALLATION))
        first = stores.trail.search(tenant_id=acme, wanted=Wanted(), before="", most=2).rows
        rest = stores.trail.search(tenant_id=acme, wanted=Wanted(), before=first[-1].id, most=9).rows

        assert [one.id for one in reversed(rows)] == [one.id for one in (*first, *rest)]


class TestLinking:
    """The chain."""

    def test_each_tenant_has_a_chain_of_its_own(self, stores: Stores) -> None:
        """Begun anew, in the order of commits, in batches too."""
        acme, other = stores.tenant("acme").id, stores.tenant("other").id
        write(stores, *(row(acme) for _ in range(3)), row(other), row(INSTALLATION))
        write(stores, row(acme))

        assert 6 == chain(stores, most=2)
        assert ([1, 2, 3, 4], [1], [1]) == tuple(heads_of(stores, one) for one in (acme, other, INSTALLATION))
        assert sorted([acme, other, INSTALLATION]) == sorted(stores.chain.tenants())

    def test_a_row_is_linked_once(self, stores: Stores) -> None:
        """However many workers are at it."""
        acme = stores.tenant("acme").id
        write(stores, *(row(acme) for _ in range(20)))
        race(6, lambda _: stores.chain.extend(LINKER, now=NOON, most=7))
        chain(stores)

        assert list(range(1, 21)) == heads_of(stores, acme)
        assert 20 == stores.chain.count(tenant_id=acme)

    def test_what_has_no_link_is_found(self, stores: Stores) -> None:
        """Before a moment alone, page by page."""
        acme = stores.tenant("acme").id
        write(stores, *(row(acme, at=NOON - timedelta(hours=1) + timedelta(seconds=n)) for n in range(4)))
        chain(stores)
        late = write(stores, row(acme, at=NOON - timedelta(minutes=30)))[0]
        since, before = NOON - timedelta(days=1), NOON
        found, cursor = stores.chain.unlinked(tenant_id=acme, since=since, before=before, after="", most=2)
        assert found is None
        second, cursor = stores.chain.unlinked(tenant_id=acme, since=since, before=before, after=cursor, most=2)
        assert second is None
        third, _ = stores.chain.unlinked(tenant_id=acme, since=since, before=before, after=cursor, most=2)
        early, end = stores.chain.unlinked(tenant_id=acme, since=since, before=late.at, after="", most=9)

        assert (late.id, None, "") == (third, early, end)

    def test_heads_tell_which_chains_have_grown(self, stores: Stores) -> None:
        """Since the last time they were put outside."""
        acme, other = stores.tenant("acme").id, stores.tenant("other").id
        write(stores, row(acme), row(other))
        chain(stores)
        stores.chain.anchored(at=NOON, place="file", heads=2)
        stores.clock.turn(timedelta(minutes=1))
        write(stores, row(acme))
        chain(stores)

        assert NOON == stores.chain.anchored_at()
        assert {(acme, 2), (other, 1)} == {(one.tenant_id, one.seq) for one in stores.chain.heads(since=None)}
        assert {(acme, 2)} == {(one.tenant_id, one.seq) for one in stores.chain.heads(since=NOON)}

    def test_the_key_is_the_first_that_was_offered(self, stores: Stores) -> None:
        """Of many that offer one at a time, one wins; its seal may change."""
        offers = [StoredKey(f"ck_{number}", bytes([number]), "k1") for number in range(6)]
        won = set(race(6, lambda number: stores.chain.key(offers[number], now=NOON).id))
        mine = stores.chain.key(offers[0], now=NOON)
        stores.chain.reseal(StoredKey(mine.id, b"anew", "k2"))

        assert {mine.id} == won
        assert StoredKey(mine.id, b"anew", "k2") == stores.chain.key(offers[1], now=NOON)

    def test_nothing_is_nothing(self, stores: Stores) -> None:
        """An empty log has no chain, no head and no anchor."""
        assert (0, [], [], None) == (
            chain(stores),
            list(stores.chain.tenants()),
            list(stores.chain.heads(since=None)),
            stores.chain.anchored_at(),
        )
        assert stores.chain.checkpoint(tenant_id="tn_x") is None
