"""Sessions that clients open at the very moment at which something ends; on Postgres, where each waits for the other."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from application.ports.store import Transaction
from domain.caller import Caller
from domain.ids import ClientId, SessionId, TenantId
from domain.oauth_error import OAuthError
from domain.session import Session
from tests.fixtures.browser import Browser
from tests.fixtures.relying import BACK, VERIFIER, App
from tests.fixtures.rows import rows, until_it_waits
from tests.fixtures.worlds import ADA, World

LIVE = "SELECT id FROM sessions WHERE ended_at IS NULL"


@pytest.fixture
def app(world: World) -> App:
    """A client."""
    return App.register(world, world.tenant())


@pytest.fixture
def ada(app: App) -> Browser:
    """Somebody who is at the account page."""
    browser = Browser(app.world)
    browser.open("/t/acme/account")
    browser.submit("/sign-in", phone=ADA)
    browser.submit("/sign-in/code", code=app.world.code())
    return browser


def child(app: App, parent: Session) -> Session:
    """A session of the client's under the browser's."""
    id = SessionId.make(parent.created_at, b"a-child-id")
    return replace(parent, id=id, client_id=ClientId(app.id), scope=("openid",), parent_id=parent.id)


@contextmanager
def meanwhile(server: EmbeddedPostgres, act: Callable[[], object]) -> Iterator[None]:
    """Something that waits for what this transaction holds, and goes on after it."""
    thread = threading.Thread(target=act)
    thread.start()
    until_it_waits(server, thread)
    yield


def opened(app: App, server: EmbeddedPostgres, act: Callable[[], object]) -> None:
    """A client's session is opened, and before that is committed somebody acts."""
    (parent_id,) = (SessionId(id) for (id,) in rows(server, LIVE))
    tenant_id = TenantId(app.tenant.id)
    with app.world.container.adapters.store().begin() as tx:
        parent = held(tx, tenant_id, parent_id)
        assert tx.sessions.add(child(app, parent))
        with meanwhile(server, act):
            """Until it waits."""
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join(10)


def held(tx: Transaction, tenant_id: TenantId, id: SessionId) -> Session:
    """The parent, locked."""
    found = tx.sessions.get(tenant_id=tenant_id, session_id=id)
    assert found is not None
    return found


def test_what_is_opened_as_its_browser_signs_out_ends(app: App, ada: Browser, postgres_18: EmbeddedPostgres) -> None:
    """Nothing of a session outlives its end, however late it was opened (A23)."""
    opened(app, postgres_18, lambda: ada.submit("/account/sign-out"))

    assert [] == list(rows(postgres_18, LIVE))


def test_what_is_opened_as_its_client_is_deleted_ends(app: App, ada: Browser, postgres_18: EmbeddedPostgres) -> None:
    """The deletion waits for it, and ends it."""
    opened(app, postgres_18, lambda: app.world.call("DELETE", f"/api/clients/{app.id}", key=app.tenant.secret))

    assert 1 == len(list(rows(postgres_18, LIVE)))


def test_nothing_is_opened_for_a_client_that_is_gone(app: App, ada: Browser) -> None:
    """A call that had found the client before the deletion opens nothing after it."""
    cases, code = app.world.container.use_cases, app.sign_in(ada)["code"]
    known = app.world.container.adapters.known_keys().by_slug("acme", now=app.world.clock.now())
    client = cases.read_request().client(known, app.id)
    app.world.call("DELETE", f"/api/clients/{app.id}", key=app.tenant.secret)

    with pytest.raises(OAuthError) as refused:
        cases.exchange_code()(
            known=known, client=client, code=code, redirect_uri=BACK, verifier=VERIFIER, caller=Caller("x", "req_x")
        )
    assert "invalid_grant" == refused.value.error
