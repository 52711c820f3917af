"""Sessions and UserSessions, over memory and Postgres 16 and 18."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from domain.ids import SessionId, TenantId, UserId
from domain.refusal import Unavailable
from domain.session import EndedAs, Session
from tests.contracts.asks import ADA, GRACE, make
from tests.contracts.conftest import NOON, Stores
from tests.contracts.people import end, got, sign_in, signed_in
from tests.fixtures.race import race

Turned = Callable[..., datetime]
ACCESS = timedelta(minutes=15)


def rotated(session: Session, at: datetime) -> Session:
    """The session with its next token."""
    return session.rotated(at, key_id="other", access=ACCESS)


def stored(stores: Stores, session: Session) -> Session:
    """The session as it is now."""
    held = stores.sessions.find(tenant_id=session.tenant_id, session_id=session.id)
    assert held is not None
    return held.session


def ended(
    stores: Stores, tenant_id: TenantId, now: datetime, since: datetime = NOON, **more: object
) -> list[SessionId]:
    """The feed."""
    values: dict[str, object] = {"after": None, "most": 10, **more}
    with stores.store.begin() as tx:
        found = tx.sessions.ended(tenant_id=tenant_id, since=since, now=now, **values)  # type: ignore[arg-type]
    return [session.id for session in found]


class TestFinding:
    """What is there is found, in its tenant only."""

    def test_a_session_comes_back_as_it_was_made(self, stores: Stores) -> None:
        """Every field survives, and the user is beside it."""
        acme = stores.tenant("acme")
        tried, wished = sign_in(stores, acme.id)
        held = stores.sessions.find(tenant_id=acme.id, session_id=wished.id)

        assert tried is not None and held is not None and tried.user_id == held.user.id
        assert replace(wished, user_id=held.user.id, amr=("otp", "sms")) == held.session

    def test_another_tenants_session_is_none(self, stores: Stores) -> None:
        """A session is found in its own tenant, and an unknown one nowhere."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        session = signed_in(stores, acme.id)

        assert stores.sessions.find(tenant_id=bolt.id, session_id=session.id) is None
        assert stores.sessions.find(tenant_id=acme.id, session_id=make(SessionId)) is None

    def test_a_session_without_its_user_is_none(self, stores: Stores) -> None:
        """With the user the session is gone from every path that lets somebody in."""
        acme = stores.tenant("acme")
        session = signed_in(stores, acme.id)
        with stores.store.begin() as tx:
            user = tx.users.get(tenant_id=acme.id, user_id=session.user_id)
            assert user is not None
            tx.users.remove(user)

        assert stores.sessions.find(tenant_id=acme.id, session_id=session.id) is None

    def test_pages_are_newest_first(self, stores: Stores, turned: Turned) -> None:
        """A cursor goes on where the page before ended; ended sessions are in none."""
        acme = stores.tenant("acme")
        made = [signed_in(stores, acme.id, turned(minutes=minute)) for minute in range(4)]
        end(stores, made[1], turned(minutes=5))
        user = made[0].user_id
        with stores.store.begin() as tx:
            first = tx.sessions.page(tenant_id=acme.id, user_id=user, before="", most=2)
            rest = tx.sessions.page(tenant_id=acme.id, user_id=user, before=first[-1].id, most=2)

        assert [made[3].id, made[2].id] == [session.id for session in first]
        assert [made[0].id] == [session.id for session in rest]


class TestTurning:
    """A refresh token is spent once."""

    def test_a_rotation_is_written_in_place(self, stores: Stores, turned: Turned) -> None:
        """The row has the next generation, and the user was seen; there is no second row."""
        acme = stores.tenant("acme")
        session = signed_in(stores, acme.id)
        after = rotated(session, turned(minutes=1))

        assert stores.sessions.rotate(session, after)
        assert after == stored(stores, session)
        with stores.store.begin() as tx:
            user = tx.users.get(tenant_id=acme.id, user_id=session.user_id)
            assert 1 == len(tx.sessions.page(tenant_id=acme.id, user_id=session.user_id, before="", most=9))
        assert user is not None and turned(minutes=1) == user.last_seen_at

    def test_a_spent_generation_turns_nothing(self, stores: Stores, turned: Turned) -> None:
        """What was rotated before is not rotated again from there."""
        session = signed_in(stores, stores.tenant("acme").id)
        assert stores.sessions.rotate(session, rotated(session, turned(minutes=1)))

        assert not stores.sessions.rotate(session, rotated(session, turned(minutes=2)))
        assert 2 == stored(stores, session).generation

    def test_an_ended_session_turns_no_more(self, stores: Stores, turned: Turned) -> None:
        """An end that was committed meanwhile wins."""
        session = signed_in(stores, stores.tenant("acme").id)
        end(stores, session)

        assert not stores.sessions.rotate(session, rotated(session, turned(minutes=1)))

    def test_a_blocked_users_session_turns_no_more(self, stores: Stores, turned: Turned) -> None:
        """A block that was committed meanwhile wins."""
        acme = stores.tenant("acme")
        session = signed_in(stores, acme.id)
        with stores.store.begin() as tx:
            user = tx.users.get(tenant_id=acme.id, user_id=session.user_id)
            assert user is not None
            tx.users.save(replace(user, blocked_at=NOON))

        assert not stores.sessions.rotate(session, rotated(session, turned(minutes=1)))

    def test_the_last_token_lives_as_long_as_any_of_them(self, stores: Stores, turned: Turned) -> None:
        """Where the tenant shortens its tokens, the end of the longest one that is out stays."""
        session = signed_in(stores, stores.tenant("acme").id)
        stores.sessions.rotate(session, session.rotated(turned(minutes=1), key_id="k", access=timedelta(minutes=1)))

        assert turned(minutes=15) == stored(stores, session).access_until

    def test_of_eight_at_once_one_turns(self, stores: Stores, turned: Turned) -> None:
        """Real threads, one generation: exactly one of them gets it."""
        session = signed_in(stores, stores.tenant("acme").id)
        said = race(8, lambda number: stores.sessions.rotate(session, rotated(session, turned(seconds=number))))

        assert Counter({False: 7, True: 1}) == Counter(said)
        assert 2 == stored(stores, session).generation


class TestEnding:
    """An end is for good, and told."""

    def test_one_session_ends_and_the_others_go_on(self, stores: Stores, turned: Turned) -> None:
        """Its end and reason are kept; ending it again is nothing, and so is ending it as somebody else's."""
        acme = stores.tenant("acme")
        session, other = signed_in(stores, acme.id), signed_in(stores, acme.id, turned(minutes=1))
        stranger = replace(session, user_id=make(UserId))

        assert [] == end(stores, stranger)
        assert [session.id] == end(stores, session, turned(minutes=2))
        assert [] == end(stores, session, turned(minutes=3))
        gone = stored(stores, session)
        assert (turned(minutes=2), EndedAs.LOGOUT) == (gone.ended_at, gone.ended_as)
        assert stored(stores, other).ended_at is None

    def test_all_but_one_end(self, stores: Stores, turned: Turned) -> None:
        """All of a user's sessions, without the one that is spared and without other people's."""
        acme = stores.tenant("acme")
        mine = [signed_in(stores, acme.id, turned(minutes=minute)) for minute in range(3)]
        hers = signed_in(stores, acme.id, address=GRACE)
        with stores.store.begin() as tx:
            said = tx.sessions.end(
                tenant_id=acme.id, user_id=mine[0].user_id, session_id=None, but=mine[1].id,
                as_=EndedAs.ADDRESS_CHANGED, now=turned(minutes=4),
            )  # fmt: skip

        assert sorted([mine[0].id, mine[2].id]) == list(said)
        assert [None, None] == [stored(stores, session).ended_at for session in (mine[1], hers)]

    def test_everybodys_sessions_end_in_batches(self, stores: Stores, turned: Turned) -> None:
        """Those that are there by then, in order of their ids, in this tenant; fewer than asked for are the last."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        mine = [signed_in(stores, acme.id, address=address) for address in (ADA, GRACE, ADA)]
        others = [signed_in(stores, bolt.id), signed_in(stores, acme.id, turned(minutes=9))]
        batches, after = [], ""
        for _ in range(3):
            with stores.store.begin() as tx:
                batch = tx.sessions.end_some(
                    tenant_id=acme.id, after=after, most=2, as_=EndedAs.REVOKED, now=turned(minutes=5)
                )
            batches.append(list(batch))
            after = batch[-1] if batch else after
        ordered = sorted(session.id for session in mine)

        assert [ordered[:2], ordered[2:], []] == batches
        assert [None, None] == [stored(stores, session).ended_at for session in others]

    def test_another_tenant_ends_nothing(self, stores: Stores) -> None:
        """The right ids under the wrong tenant are nobody's."""
        session = signed_in(stores, stores.tenant("acme").id)

        assert [] == end(stores, replace(session, tenant_id=stores.tenant("bolt").id))
        assert stored(stores, session).ended_at is None

    def test_an_end_that_is_rolled_back_is_none(self, stores: Stores) -> None:
        """The end is part of the commit of its reason."""
        session = signed_in(stores, stores.tenant("acme").id)
        with suppress(RuntimeError), stores.store.begin() as tx:
            tx.sessions.end(
                tenant_id=session.tenant_id, user_id=session.user_id, session_id=None, as_=EndedAs.REVOKED, now=NOON
            )
            raise RuntimeError

        assert stored(stores, session).ended_at is None

    def test_the_feed_tells_the_oldest_end_first(self, stores: Stores, turned: Turned) -> None:
        """From a moment on, or after one session of that moment; until the last access token is dead."""
        acme = stores.tenant("acme")
        made = [signed_in(stores, acme.id, NOON) for _ in range(3)]
        for session, minute in zip(made, (3, 1, 3), strict=True):
            end(stores, session, turned(minutes=minute))
        late = sorted([made[0].id, made[2].id])

        assert [made[1].id, *late] == ended(stores, acme.id, turned(minutes=4))
        assert [made[1].id, late[0]] == ended(stores, acme.id, turned(minutes=4), most=2)
        assert late == ended(stores, acme.id, turned(minutes=4), turned(minutes=3))
        assert late[1:] == ended(stores, acme.id, turned(minutes=4), turned(minutes=3), after=late[0])
        assert [] == ended(stores, acme.id, turned(minutes=15))
        assert [] == ended(stores, stores.tenant("bolt").id, turned(minutes=4))


class TestKeepingHouse:
    """What a rotated secret has left over, and what nobody needs any more."""

    def test_leftovers_of_another_secret(self, stores: Stores, turned: Turned) -> None:
        """Live sessions of other keys are counted, with the last end; what moved or ended is not."""
        acme = stores.tenant("acme")
        moved, ends, stays = (signed_in(stores, acme.id, turned(minutes=minute)) for minute in range(3))
        stores.sessions.rotate(moved, rotated(moved, turned(minutes=4)))
        end(stores, ends, turned(minutes=4))
        left = stores.sessions.of_other_keys("other", now=turned(minutes=5))

        assert (1, stays.expires_at) == (left.sessions, left.last_ends_at)
        assert 0 == stores.sessions.of_other_keys("other", now=stays.expires_at).sessions

    def test_the_sweep_keeps_who_is_alive_or_told(self, stores: Stores, turned: Turned) -> None:
        """Gone are those whose end and whose last token's lie before a moment; batch by batch, each row once."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        gone = [signed_in(stores, tenant.id) for tenant in (acme, bolt, acme)]
        kept, alive = signed_in(stores, acme.id), signed_in(stores, bolt.id)
        for session in gone:
            end(stores, session, turned(minutes=1))
        end(stores, kept, turned(minutes=20))
        cursor = stores.sessions.sweep(ended_before=turned(minutes=16), after="", most=2)
        batches = 1
        while cursor:
            cursor, batches = stores.sessions.sweep(ended_before=turned(minutes=16), after=cursor, most=2), batches + 1
        found = [stores.sessions.find(tenant_id=one.tenant_id, session_id=one.id) for one in (*gone, kept, alive)]

        assert [False, False, False, True, True] == [held is not None for held in found]
        assert batches >= 3

    def test_the_sweep_waits_for_the_last_token(self, stores: Stores, turned: Turned) -> None:
        """An end is told for as long as a token of the session could be believed."""
        session = signed_in(stores, stores.tenant("acme").id)
        end(stores, session, turned(minutes=1))
        stores.sessions.sweep(ended_before=turned(minutes=15), after="", most=9)
        assert stores.sessions.find(tenant_id=session.tenant_id, session_id=session.id) is not None
        stores.sessions.sweep(ended_before=turned(minutes=15, microseconds=1), after="", most=9)

        assert stores.sessions.find(tenant_id=session.tenant_id, session_id=session.id) is None


class TestBroken:
    """The store is gone."""

    def test_a_store_that_is_gone_is_unavailable(self, nowhere: Stores) -> None:
        """Nobody is let in, and nobody is told that a session ended."""
        session = Session.open(
            tenant_id=make(TenantId), id=make(SessionId), user_id=make(UserId), nonce=b"", key_id="k", now=NOON,
            lives=ACCESS, access=ACCESS, ip=None, user_agent=None,
        )  # fmt: skip
        with pytest.raises(Unavailable):
            nowhere.sessions.find(tenant_id=session.tenant_id, session_id=session.id)
        with pytest.raises(Unavailable):
            nowhere.sessions.rotate(session, rotated(session, NOON))


def test_who_signs_in_is_seen(stores: Stores, turned: Turned) -> None:
    """A sign-in notes when; the sign-in after it notes that one."""
    acme = stores.tenant("acme")
    session = signed_in(stores, acme.id)
    signed_in(stores, acme.id, turned(minutes=3))
    held = stores.sessions.find(tenant_id=acme.id, session_id=session.id)
    assert held is not None
    user = got(stores, held.user)

    assert user is not None and (turned(minutes=3), turned(minutes=3)) == (user.last_sign_in_at, user.last_seen_at)
