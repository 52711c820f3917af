"""Authorizations, consents and the sessions that clients have, over memory and Postgres 16 and 18."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from domain.authorization import Authorization, digest_of_browser, digest_of_code
from domain.authorization_request import AuthorizationRequest
from domain.ids import AuthorizationId, ClientId, SessionId, TenantId
from domain.oauth_client import OAuthClient
from domain.session import EndedAs, Session
from tests.contracts.asks import GRACE, make
from tests.contracts.conftest import NOON, Stores
from tests.contracts.people import end, signed_in
from tests.fixtures.race import race

CLIENT = ClientId.make(NOON, b"client-one")
REQUEST = AuthorizationRequest(
    redirect_uri="https://app.example.com/back?a=1",
    scope=("openid", "phone"),
    code_challenge="c" * 43,
    state='é " \\ state',
    nonce="n",
    prompt=("login", "consent"),
    max_age=0,
    login_hint="+12015550123",
    ui_locales="de fr",
)


def begun(stores: Stores, tenant_id: TenantId, *, browser: bytes | None = digest_of_browser("s")) -> Authorization:
    """One that was begun at noon, kept."""
    authorization = Authorization.start(
        tenant_id=tenant_id,
        id=make(AuthorizationId, NOON),
        client_id=CLIENT,
        request=REQUEST,
        browser=browser,
        now=NOON,
    )
    with stores.store.begin() as tx:
        tx.authorizations.add(authorization)
    return authorization


def got(stores: Stores, authorization: Authorization) -> Authorization | None:
    """As it is stored."""
    with stores.store.begin() as tx:
        return tx.authorizations.get(tenant_id=authorization.tenant_id, id=authorization.id)


def child_of(parent: Session, *, minutes: int = 1) -> Session:
    """A session that a client has by another one."""
    now = NOON + timedelta(minutes=minutes)
    session = Session.open(
        tenant_id=parent.tenant_id,
        id=make(SessionId, now),
        user_id=parent.user_id,
        nonce=b"n" * 32,
        key_id="k" * 12,
        now=now,
        lives=timedelta(days=1),
        access=timedelta(minutes=15),
        ip="198.51.100.7",
        user_agent="Firefox",
    )
    return replace(
        session,
        authenticated_at=parent.authenticated_at,
        amr=parent.amr,
        client_id=CLIENT,
        scope=("openid",),
        parent_id=parent.id,
    )


def added(stores: Stores, session: Session) -> Session:
    """The session, kept, of a client that is registered."""
    with stores.store.begin() as tx:
        if tx.oauth_clients.get(tenant_id=session.tenant_id, client_id=CLIENT) is None:
            tx.oauth_clients.add(OAuthClient(session.tenant_id, CLIENT, "App", "none", NOON))
        assert tx.sessions.add(session)
    return session


def stored(stores: Stores, session: Session) -> Session | None:
    """The session as it is stored."""
    with stores.store.begin() as tx:
        return tx.sessions.get(tenant_id=session.tenant_id, session_id=session.id)


class TestAuthorizations:
    """A row from the request to its code."""

    def test_it_comes_back_as_it_was_kept(self, stores: Stores) -> None:
        """Every field survives, before and after the code was given and spent."""
        acme = stores.tenant("acme")
        first = begun(stores, acme.id)
        later = first.given(make(SessionId, NOON), digest_of_code("c"), NOON).spent(make(SessionId, NOON), NOON)
        assert first == got(stores, first)
        with stores.store.begin() as tx:
            tx.authorizations.save(later)

        assert later == got(stores, first)

    def test_another_tenant_cannot_see_it(self, stores: Stores) -> None:
        """Neither by its id nor by its code."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        given = begun(stores, acme.id).given(make(SessionId, NOON), digest_of_code("c"), NOON)
        with stores.store.begin() as tx:
            tx.authorizations.save(given)
            mine = tx.authorizations.of_code(tenant_id=acme.id, code=digest_of_code("c"))
            theirs = tx.authorizations.of_code(tenant_id=bolt.id, code=digest_of_code("c"))
            by_id = tx.authorizations.get(tenant_id=bolt.id, id=given.id)

        assert (given, None, None) == (mine, theirs, by_id)

    def test_one_of_many_spends_it(self, stores: Stores) -> None:
        """It is locked from the look to the commit, so that of ten who look one sees it unspent (A31)."""
        acme = stores.tenant("acme")
        given = begun(stores, acme.id).given(make(SessionId, NOON), digest_of_code("c"), NOON)
        with stores.store.begin() as tx:
            tx.authorizations.save(given)

        def spend() -> bool:
            with stores.store.begin() as tx:
                found = tx.authorizations.of_code(tenant_id=acme.id, code=digest_of_code("c"))
                assert found is not None
                if found.spent_at:
                    return False
                tx.authorizations.save(found.spent(make(SessionId, NOON), NOON))
                return True

        assert 1 == sum(race(10, lambda _: spend()))

    def test_what_is_over_is_swept(self, stores: Stores) -> None:
        """With the assertions whose time is over, and nothing else."""
        acme = stores.tenant("acme")
        old, pushed = begun(stores, acme.id), begun(stores, acme.id, browser=None)
        with stores.store.begin() as tx:
            tx.authorizations.spend_assertion(tenant_id=acme.id, digest=b"old", until=NOON)
            tx.authorizations.sweep(before=NOON + timedelta(minutes=2), most=10)
            assert tx.authorizations.spend_assertion(tenant_id=acme.id, digest=b"old", until=NOON)

        assert (old, None) == (got(stores, old), got(stores, pushed))

    def test_an_assertion_is_good_once(self, stores: Stores) -> None:
        """In each tenant."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        with stores.store.begin() as tx:
            spent = [
                tx.authorizations.spend_assertion(tenant_id=tenant.id, digest=b"one", until=NOON)
                for tenant in (acme, acme, bolt)
            ]

        assert [True, False, True] == spent


class TestConsents:
    """What a user lets a client have."""

    def test_agreements_replace_each_other(self, stores: Stores) -> None:
        """Nothing at first, then the last word, until it is taken back."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        session = signed_in(stores, acme.id)
        who: dict[str, Any] = {"user_id": session.user_id, "client_id": CLIENT}
        with stores.store.begin() as tx:
            before = tx.consents.get(tenant_id=acme.id, **who)
            tx.consents.put(tenant_id=acme.id, **who, scope=("openid",), now=NOON)
            tx.consents.put(tenant_id=acme.id, **who, scope=("openid", "phone"), now=NOON)
            after = tx.consents.get(tenant_id=acme.id, **who)
            theirs = tx.consents.get(tenant_id=bolt.id, **who)
            gone = [tx.consents.remove(tenant_id=tenant.id, **who) for tenant in (bolt, acme, acme)]

        assert ((), ("openid", "phone"), (), [False, True, False]) == (before, after, theirs, gone)


class TestClientSessions:
    """Sessions under a browser's."""

    def test_it_comes_back_as_it_was_added(self, stores: Stores) -> None:
        """Every field survives; another tenant has no such session."""
        acme, bolt = stores.tenant("acme"), stores.tenant("bolt")
        child = added(stores, child_of(signed_in(stores, acme.id)))
        with stores.store.begin() as tx:
            theirs = tx.sessions.get(tenant_id=bolt.id, session_id=child.id)

        assert (child, None) == (stored(stores, child), theirs)

    def test_they_end_with_their_parent(self, stores: Stores) -> None:
        """With it, and not with another one; and one of them ends alone."""
        acme = stores.tenant("acme")
        parent, other = signed_in(stores, acme.id), signed_in(stores, acme.id, address=GRACE)
        first, second = (added(stores, child_of(parent, minutes=minutes)) for minutes in (1, 2))
        theirs = added(stores, child_of(other))

        assert [first.id] == end(stores, first)
        assert [parent.id, second.id] == end(stores, parent)
        still = stored(stores, theirs)
        assert still is not None and still.ended_at is None

    def test_all_but_one_leaves_what_clients_have_by_it(self, stores: Stores) -> None:
        """Who ends all other sessions goes on in the apps of this browser."""
        acme = stores.tenant("acme")
        here = signed_in(stores, acme.id)
        elsewhere = signed_in(stores, acme.id, NOON + timedelta(minutes=5))
        added(stores, child_of(here))
        there = added(stores, child_of(elsewhere, minutes=6))
        with stores.store.begin() as tx:
            ended = tx.sessions.end(
                tenant_id=acme.id,
                user_id=here.user_id,
                session_id=None,
                but=here.id,
                as_=EndedAs.REVOKED,
                now=NOON + timedelta(minutes=7),
            )

        assert sorted([elsewhere.id, there.id]) == list(ended)

    def test_a_new_session_of_the_browser_adopts_them(self, stores: Stores) -> None:
        """Then they end with the new one, and not with the old one."""
        acme = stores.tenant("acme")
        old, new = signed_in(stores, acme.id), signed_in(stores, acme.id, NOON + timedelta(minutes=5))
        child = added(stores, child_of(old))
        with stores.store.begin() as tx:
            tx.sessions.adopt(tenant_id=acme.id, before=old.id, after=new.id)

        assert [old.id] == end(stores, old)
        assert sorted([new.id, child.id]) == list(end(stores, new))

    def test_the_oldest_of_too_many_end(self, stores: Stores) -> None:
        """Those that were used longest ago, none of those that are spared, and as many as are too many."""
        acme = stores.tenant("acme")
        parent = signed_in(stores, acme.id)
        children = [added(stores, child_of(parent, minutes=minutes)) for minutes in (1, 2, 3)]
        now = NOON + timedelta(minutes=4)
        values: dict[str, Any] = {"tenant_id": acme.id, "user_id": parent.user_id, "but": (parent.id,), "now": now}
        with stores.store.begin() as tx:
            none = list(tx.sessions.end_surplus(**values, most=4))
            two = list(tx.sessions.end_surplus(**values, most=2))

        assert ([], [children[0].id, children[1].id]) == (none, two)
