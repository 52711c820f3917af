"""A Session of the Python client: one refresh for all threads, saved before it is used, over when it is over."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from auth1_client import Auth1, Session, SignInRequired, Tokens, Unreachable

from tests.clients.conftest import ClientTenant
from tests.clients.line import Line, line_to
from tests.clients.turned import TurnedSeconds
from tests.fixtures.instance import Instance
from tests.fixtures.race import race

REFRESH = "/api/auth/refresh"
LIFE, MARGIN = 900.0, 30.0


@dataclass(slots=True)
class SignedIn:
    """Somebody who is signed in over a line, on a clock to turn; `saved` is what the app kept."""

    auth1: Auth1
    line: Line
    tokens: Tokens
    clock: TurnedSeconds
    saved: list[Tokens] = field(default_factory=list)

    def session(self, tokens: Tokens | None = None) -> Session:
        """A session that saves."""
        return Session(self.auth1, tokens or self.tokens, self.saved.append, clock=self.clock)


@pytest.fixture
def ada(server: Instance, tenant: ClientTenant) -> Iterator[SignedIn]:
    """Somebody who has just signed in."""
    with line_to(server.port) as line:
        clock = TurnedSeconds()
        auth1 = Auth1(line.url, tenant.publishable, clock=clock, pause=clock.pause)
        auth1.request_code(phone=tenant.phone)
        yield SignedIn(auth1, line, auth1.verify(phone=tenant.phone, code=tenant.code), clock)


def test_a_token_is_refreshed_when_it_has_less_than_half_a_minute(ada: SignedIn) -> None:
    """With 30 seconds to live or more it is handed out as it is; after that a new one is, which works."""
    session = ada.session()
    ada.clock.now += LIFE - MARGIN - 0.1
    before = session.access_token()
    ada.clock.now += 0.2
    after = session.access_token()

    assert ada.tokens.access_token == before
    assert before != after
    assert ada.tokens.user_id == ada.auth1.me(after).id
    assert (1, 1) == (ada.line.times(REFRESH), len(ada.saved))


def test_each_new_token_is_watched_like_the_first(ada: SignedIn) -> None:
    """A token that came from a refresh lives from the moment before it was asked for."""
    session = ada.session()
    ada.clock.now += LIFE
    ada.line.lose.append(REFRESH)
    second = session.access_token()
    ada.clock.now += LIFE - MARGIN - sum(ada.clock.pauses) - 0.1
    same = session.access_token()
    ada.clock.now += 0.2
    third = session.access_token()

    assert [0.2] == ada.clock.pauses
    assert second == same
    assert [second, third] == [tokens.access_token for tokens in ada.saved]


def test_twenty_threads_refresh_once(ada: SignedIn) -> None:
    """Threads that need a token at one moment wait for one refresh, and all get its token."""
    session = ada.session()
    ada.clock.now += LIFE
    given = race(20, lambda _: session.access_token())

    assert 1 == ada.line.times(REFRESH)
    assert {ada.saved[0].access_token} == set(given)
    assert 1 == len(ada.saved)


def test_twenty_threads_hear_one_lost_answer(ada: SignedIn) -> None:
    """A lost answer is repeated for all of them together."""
    session = ada.session()
    ada.clock.now += LIFE
    ada.line.lose.append(REFRESH)
    given = race(20, lambda _: session.access_token())

    assert 2 == ada.line.times(REFRESH)
    assert 1 == len(set(given))


def test_the_app_saves_before_anybody_uses(ada: SignedIn) -> None:
    """`on_change` has the new tokens while no thread has them yet."""
    known: list[str] = []
    session = Session(ada.auth1, ada.tokens, lambda tokens: known.append(tokens.access_token), clock=ada.clock)
    ada.clock.now += LIFE
    orders = race(8, lambda _: (session.access_token(), tuple(known)))

    assert {((token,)) for token, _ in orders} == {saved for _, saved in orders}


def test_tokens_that_could_not_be_saved_are_saved_later(ada: SignedIn) -> None:
    """Where saving fails nobody gets the tokens; the next call saves them, and refreshes nothing again."""
    full = [True]

    def save(tokens: Tokens) -> None:
        if full:
            full.clear()
            raise OSError("The disk is full.")
        ada.saved.append(tokens)

    session = Session(ada.auth1, ada.tokens, save, clock=ada.clock)
    ada.clock.now += LIFE
    with pytest.raises(OSError, match="disk"):
        session.access_token()
    token = session.access_token()

    assert [token] == [tokens.access_token for tokens in ada.saved]
    assert 1 == ada.line.times(REFRESH)


def test_saving_that_asks_the_session_is_told_so(ada: SignedIn) -> None:
    """`on_change` cannot wait for what waits for it."""
    sessions: list[Session] = []
    sessions.append(Session(ada.auth1, ada.tokens, lambda _: sessions[0].access_token(), clock=ada.clock))
    ada.clock.now += LIFE
    with pytest.raises(RuntimeError, match="on_change"):
        sessions[0].access_token()


def test_a_session_begins_with_a_kept_refresh_token(ada: SignedIn) -> None:
    """An app that starts anew has the refresh token alone, and its first call refreshes."""
    session = ada.session(Tokens.kept(ada.tokens.refresh_token))

    assert session.access_token() == ada.saved[0].access_token
    assert ada.tokens.session_id == session.tokens.session_id


def test_a_reused_token_ends_the_session_for_good(ada: SignedIn) -> None:
    """A token that somebody else has used is SignInRequired in every thread, from one call; nothing asks again."""
    ada.auth1.refresh(ada.auth1.refresh(ada.tokens.refresh_token).refresh_token)
    session, before = ada.session(), ada.line.times(REFRESH)
    ada.clock.now += LIFE

    def refused(_: int) -> str:
        with pytest.raises(SignInRequired) as over:
            session.access_token()
        return over.value.code

    said = race(20, refused)

    assert {"refresh_reused"} == set(said)
    assert "refresh_reused" == refused(0)
    assert (1, True, []) == (ada.line.times(REFRESH) - before, session.ended, ada.saved)


def test_a_session_that_was_ended_elsewhere(ada: SignedIn) -> None:
    """After a logout the next refresh says that the person must sign in."""
    session = ada.session()
    ada.auth1.logout(session.access_token())
    ada.clock.now += LIFE
    with pytest.raises(SignInRequired) as over:
        session.access_token()

    assert ("session_revoked", True) == (over.value.code, session.ended)


def test_a_trouble_on_the_line_ends_nothing(ada: SignedIn) -> None:
    """Unreachable passes: the session asks again later with the token that it has, and goes on."""
    session = ada.session()
    ada.clock.now += LIFE
    ada.line.lose += [REFRESH] * 8
    with pytest.raises(Unreachable):
        session.access_token()
    ended = session.ended

    assert ([], False) == (ada.saved, ended)
    assert session.access_token() == ada.saved[0].access_token


def test_a_thread_that_is_stopped_strands_nobody(ada: SignedIn) -> None:
    """Where the refreshing thread is interrupted while it saves, the session saves with the next call."""
    stops = [KeyboardInterrupt()]

    def save(tokens: Tokens) -> None:
        if stops:
            raise stops.pop()
        ada.saved.append(tokens)

    session = Session(ada.auth1, ada.tokens, save, clock=ada.clock)
    ada.clock.now += LIFE
    with pytest.raises(KeyboardInterrupt):
        session.access_token()

    assert session.access_token() == ada.saved[0].access_token
    assert 1 == ada.line.times(REFRESH)
