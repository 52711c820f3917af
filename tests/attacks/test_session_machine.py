"""A model of sessions decides who may get in, and the product on real Postgres and Valkey agrees at every step."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.fixtures.worlds import TenantKeys, World

NUMBER, FIXED = "+15551234567", "482913"
LIVES, IDLE, ACCESS = timedelta(days=1), timedelta(hours=2), timedelta(minutes=15)
GRACE = timedelta(seconds=10)
SLUGS = count()


@dataclass(slots=True)
class Modelled:
    """What the model knows of a session: its tokens, oldest first, and when the last ones were made."""

    tokens: list[str]
    access: list[tuple[str, datetime]]
    began: datetime
    used: datetime
    rotated: datetime | None = None
    is_over: bool = False

    def is_live(self, now: datetime) -> bool:
        return not self.is_over and now < min(self.began + LIVES, self.used + IDLE)


@dataclass(slots=True)
class House:
    """The world that all examples share; each has a tenant of its own."""

    world: World
    tenant: TenantKeys = field(init=False)


class SessionMachine(RuleBasedStateMachine):
    """Random sign-ins, refreshes, thefts, ends, waits and rotations."""

    house: House

    def __init__(self) -> None:
        super().__init__()
        self.sessions: list[Modelled] = []
        self.is_blocked = False
        self.user_id = ""
        self.world = self.house.world
        self.tenant = self.world.tenant(
            f"t{next(SLUGS)}", test_numbers={NUMBER: FIXED}, refresh_ttl_days=1, session_idle_minutes=120
        )

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    def call(self, path: str, body: Any) -> Any:
        return self.world.call("POST", path, body, key=self.tenant.secret)

    def _pick(self, which: int) -> Modelled:
        """A session, one that goes on where there is one."""
        live = [session for session in self.sessions if session.is_live(self.now)] if which else []
        return (live or self.sessions)[which % len(live or self.sessions)]

    @initialize()
    def begin(self) -> None:
        self.sign_in()

    @precondition(lambda self: not self.is_blocked)
    @rule()
    def sign_in(self) -> None:
        assert 200 == self.call("/api/auth/request", {"phone": NUMBER}).status_code
        said = self.call("/api/auth/verify", {"phone": NUMBER, "code": FIXED}).get_json()
        self.user_id = said["user_id"]
        access = [(said["token"], self.now + ACCESS)]
        self.sessions.append(Modelled([said["refresh_token"]], access, self.now, self.now))

    @precondition(lambda self: self.sessions)
    @rule(which=st.integers(0, 5), back=st.integers(0, 4))
    def refresh(self, which: int, back: int) -> None:
        """Use a token of some age: the present one, the one before, or a stolen old one."""
        self._refresh(self._pick(which), back)

    def _refresh(self, session: Modelled, back: int) -> None:
        at = max(0, len(session.tokens) - 1 - back)
        said = self.call("/api/auth/refresh", {"refresh_token": session.tokens[at]})
        wanted = self._expected(session, len(session.tokens) - 1 - at)

        assert wanted == (said.get_json().get("code") or "ok")
        if wanted == "ok":
            self._given(session, said.get_json(), rotates=at == len(session.tokens) - 1)

    @precondition(lambda self: self.sessions)
    @rule(which=st.integers(0, 5), seconds=st.sampled_from([1, 4, 6, 9, 10, 11]), used=st.booleans())
    def lose_an_answer(self, which: int, seconds: int, used: bool) -> None:
        """Refresh, lose the answer, come back after some seconds; perhaps somebody has used the successor by then."""
        session = self._pick(which)
        self._refresh(session, 0)
        self.wait(seconds)
        if used:
            self._refresh(session, 0)
        self._refresh(session, 2 if used else 1)

    def _expected(self, session: Modelled, age: int) -> str:
        if not session.is_live(self.now) or self.is_blocked:
            return "session_revoked"
        in_time = session.rotated is not None and self.now - session.rotated < GRACE
        if age == 0 or (age == 1 and in_time):
            return "ok"
        session.is_over = True
        return "refresh_reused"

    def _given(self, session: Modelled, said: dict[str, Any], *, rotates: bool) -> None:
        if rotates:
            session.tokens.append(said["refresh_token"])
            session.used = session.rotated = self.now
        assert session.tokens[-1] == said["refresh_token"]
        session.access.append((said["token"], min(self.now + ACCESS, session.began + LIVES)))

    @precondition(lambda self: self.sessions)
    @rule(which=st.integers(0, 5), everywhere=st.sampled_from([False, False, False, True]))
    def log_out(self, which: int, everywhere: bool) -> None:
        session = self._pick(which)
        token, ends = session.access[-1]
        may = session.is_live(self.now) and self.now < ends and not self.is_blocked
        said = self.world.call("POST", "/api/auth/logout", {"everywhere": everywhere}, bearer=token)

        assert (204 if may else 401) == said.status_code
        for one in self.sessions if may and everywhere else [session] if may else []:
            one.is_over = True

    @precondition(lambda self: self.is_blocked)
    @rule()
    def unblock(self) -> None:
        self._turn_block()

    @precondition(lambda self: self.user_id and not self.is_blocked and len(self.sessions) > 3)
    @rule()
    def block(self) -> None:
        """Blocking ends every session for good."""
        self._turn_block()

    def _turn_block(self) -> None:
        self.is_blocked = not self.is_blocked
        verb = "block" if self.is_blocked else "unblock"
        assert 200 == self.call(f"/api/users/{self.user_id}/{verb}", None).status_code
        for session in self.sessions if self.is_blocked else []:
            session.is_over = True

    @rule(seconds=st.sampled_from([1, 5, 9, 11, 60, 600, 960, 4000, 4000, 8000]))
    def wait(self, seconds: int) -> None:
        self.world.later(seconds=seconds)

    @rule()
    def rotate_signing_key(self) -> None:
        said = self.call("/api/signing-keys/rotate", {"activate_after": 30})
        assert said.status_code in (201, 409)

    @rule()
    def lose_redis(self) -> None:
        """Everything in Redis goes; nothing changes."""
        self.world.container.adapters.redis().client.flushall()

    @invariant()
    def access_tokens_are_worth_what_the_model_says(self) -> None:
        for session in self.sessions[-5:]:
            for token, ends in session.access[-2:]:
                said = self.world.call("GET", "/api/auth/me", bearer=token)
                is_good = session.is_live(self.now) and self.now < ends and not self.is_blocked

                assert (200 if is_good else 401) == said.status_code


@pytest.fixture
def house(world: World) -> Iterator[House]:
    """A world whose windows do not stand in the way."""
    from tests.fixtures.worlds import make_live_world

    given = world.container.settings()
    wide = make_live_world(given.database_url, given.redis_url, rate_limit_max=1_000_000, address_max_per_hour=10_000)
    yield House(wide)
    wide.container.adapters.database().engine.dispose()


def test_the_model_decides_who_gets_in(house: House) -> None:
    """Whatever happens in whatever order: who may refresh or call is what the model says, with Redis or without."""
    SessionMachine.house = house
    run_state_machine_as_test(
        SessionMachine,
        settings=settings(
            max_examples=40,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=False,
        ),
    )
