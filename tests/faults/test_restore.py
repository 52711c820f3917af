"""C25: a dump is restored into another cluster, whose transactions have other numbers, and what had ended stays ended."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from redis import Redis

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from application.audit.verify_chain import Verified
from domain.caller import Caller
from domain.ending import Ending
from domain.ids import ClientId, TenantId
from entrypoints.logs import JsonLines
from tests.fixtures.receiver import Receiver
from tests.fixtures.restored import dump, restore
from tests.fixtures.worlds import ADMIN_TOKEN, GRACE, TenantKeys, World, make_live_world


def test_what_was_not_told_is_told_and_the_chain_goes_on(
    world: World,
    postgres_18: EmbeddedPostgres,
    fresh: EmbeddedPostgres,
    valkey_9: EmbeddedValkey,
    receiver: Receiver,
    tmp_path: Path,
) -> None:
    """Events of before and after the dump arrive, each with one id; every row has its link, and all verify."""
    acme = world.tenant()
    world.later(seconds=1)
    made = world.call("POST", "/api/webhooks", {"url": receiver.url, "events": ["session.created"]}, key=acme.secret)
    receiver.secret = made.get_json()["secret"]
    world.sign_in(acme)
    world.post()
    world.container.use_cases.chain_rows()()
    world.later(minutes=1)
    world.sign_in(acme, GRACE)
    # Transactions of this cluster that the other one has not come to yet, as on any busy server.
    _burn(postgres_18, 2000)
    world.sign_in(acme, "+12015550126")
    restore(dump(postgres_18, tmp_path / "dump.sql"), fresh)
    restored = make_live_world(fresh.serving_url, valkey_9.url)
    restored.clock.at = world.clock.at
    told = [len(receiver.events)]
    restored.post()
    told.append(len(receiver.events))
    restored.later(minutes=1)
    restored.sign_in(acme, "+12025550125")
    restored.post()
    told.append(len(receiver.events))
    restored.container.use_cases.chain_rows()()
    restored.later(minutes=10)
    *_, last = restored.container.use_cases.verify_chain()(acme.id)
    restored.container.adapters.database().engine.dispose()

    assert [1, 3, 4] == told
    assert isinstance(last, Verified)
    assert (None, True) == (last.finding, last.links >= 9)


def _burn(server: EmbeddedPostgres, transactions: int) -> None:
    with psycopg.connect(server.owner_url, autocommit=True) as line:
        for _ in range(transactions):
            line.execute("SELECT pg_current_xact_id()")


class Aftermath:
    """What somebody holds who was shut out after the backup, and whether it opens anything."""

    def __init__(self, world: World) -> None:
        self.world, self.acme = world, world.tenant()
        world.later(seconds=1)
        self.session = world.sign_in(self.acme)
        self.blocked = world.sign_in(self.acme, GRACE)
        body = {"kind": "secret", "name": "leaked"}
        self.key = world.call("POST", "/api/keys", body, key=self.acme.secret).get_json()
        self.gone, self.changed = (self._client(name) for name in ("gone", "changed"))
        self.admin = self._admin_token()
        world.ask(self.acme, "+12015550125")
        self.code = world.code("+12015550125")

    def _client(self, name: str) -> dict[str, Any]:
        body = {"name": name, "auth_method": "client_secret_basic", "redirect_uris": ["https://app.example.com/cb"]}
        made: dict[str, Any] = self.world.call("POST", "/api/clients", body, key=self.acme.secret).get_json()
        return made

    def _admin_token(self) -> str:
        issue = self.world.container.use_cases.issue_admin_token()
        token, secret = issue(name="ada", lives=None, caller=Caller(actor="cli:test", request_id="cli_1"))
        self.admin_id = token.id
        return str(secret)

    def shut_out(self) -> None:
        """Sessions end, the code is used, keys are revoked, a client goes, one's secret is changed, a user is blocked."""
        world, key = self.world, self.acme.secret
        world.later(seconds=1)
        assert 204 == world.call("POST", "/api/auth/logout", bearer=self.session["token"]).status_code
        assert 200 == world.prove(self.acme, self.code, "+12015550125").status_code
        assert 204 == world.call("DELETE", f"/api/keys/{self.key['id']}", key=key).status_code
        assert 200 == world.call("POST", f"/api/users/{self.blocked['user_id']}/block", key=key).status_code
        assert 204 == world.call("DELETE", f"/api/clients/{self.gone['id']}", key=key).status_code
        assert 200 == world.call("POST", f"/api/clients/{self.changed['id']}/secret", {}, key=key).status_code
        revoke = world.container.use_cases.revoke_admin_token()
        revoke(token_id=self.admin_id, caller=Caller(actor="cli:test", request_id="cli_2"))

    def opens(self, world: World) -> dict[str, bool]:
        """What each of them opens in a world."""
        refresh = {"refresh_token": self.session["refresh_token"]}
        world.later(seconds=6)
        answers = {
            "access token": world.call("GET", "/api/auth/me", bearer=self.session["token"]),
            "refresh token": world.call("POST", "/api/auth/refresh", refresh, key=self.acme.publishable),
            "used code": world.prove(self.acme, self.code, "+12015550125"),
            "revoked key": world.call("GET", "/api/users", key=self.key["key"]),
            "admin token": world.call("GET", "/api/admin/tenants", bearer=self.admin),
        }
        shown = world.call("GET", f"/api/users/{self.blocked['user_id']}", key=self.acme.secret).get_json()
        clients = {
            "deleted client": self._proves(world, self.gone),
            "changed secret": self._proves(world, self.changed),
        }
        opened = {name: said.status_code == 200 for name, said in answers.items()}
        return {**opened, **clients, "blocked": not shown["blocked"]}

    def _proves(self, world: World, made: dict[str, Any]) -> bool:
        book = world.container.adapters.client_book()
        client = book.find(tenant_id=TenantId(self.acme.id), client_id=ClientId(made["id"]))
        return client is not None and bool(client.matches(made["secret"], world.clock.now()))


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Iterator[Any]:
    """The log as it is shipped elsewhere; what it tells of."""
    with caplog.at_level(logging.INFO, "auth1.audit"):
        yield lambda: [json.loads(JsonLines().format(record)) for record in caplog.records]


@pytest.mark.fault("C25")
def test_what_had_ended_stays_ended(
    world: World,
    postgres_18: EmbeddedPostgres,
    fresh: EmbeddedPostgres,
    valkey_9: EmbeddedValkey,
    tmp_path: Path,
    lines: Any,
) -> None:
    """C25: a backup brings everything back to life that ended after it; restore-finish lets none of it live.

    The rest goes on: people sign in, keys that were not revoked open what they did, and the chain says what it lacks.
    """
    after = Aftermath(world)
    # A worker has looked before the backup, as in every installation.
    world.container.use_cases.chain_rows()()
    file = dump(postgres_18, tmp_path / "dump.sql")
    after.shut_out()
    endings = [ending for line in lines() if (ending := Ending.read(line))]
    restore(file, fresh)
    Redis.from_url(valkey_9.url).flushall()
    restored = make_live_world(fresh.serving_url, valkey_9.url)
    restored.clock.at = world.clock.at
    finish = restored.container.use_cases.finish_restore()
    ended = {
        step.what: step.count
        for step in finish(backup_at=world.clock.at, endings=endings, keep_admin_tokens=False, caller=OPERATOR)
    }

    opens = after.opens(restored)

    assert dict.fromkeys(opens, False) == opens
    assert (2, 1, 5) == (
        ended["sessions ended in all"], ended["live codes ended"],
        ended["revocations, blocks and deletions of the log done again"],
    )  # fmt: skip
    _goes_on(restored, after.acme)
    restored.container.adapters.database().engine.dispose()


OPERATOR = Caller(actor="cli:test", request_id="cli_3")


def _goes_on(world: World, acme: TenantKeys) -> None:
    world.later(minutes=30)
    assert 200 == world.call("GET", "/api/users", key=acme.secret).status_code
    assert 200 == world.call("GET", "/api/auth/me", bearer=world.sign_in(acme)["token"]).status_code
    assert 200 == world.call("GET", "/api/admin/tenants", bearer=ADMIN_TOKEN).status_code
    found = world.call("GET", "/api/audit-logs?action=installation.restored", key=acme.secret).get_json()["data"]
    assert ["cli:test"] == [row["actor"] for row in found]
    world.container.use_cases.chain_rows()()
    world.clock.turn(timedelta(minutes=10))
    *_, last = world.container.use_cases.verify_chain()(acme.id)
    assert isinstance(last, Verified)
    assert last.finding is None


def test_without_it_everything_would_live_again(
    world: World, postgres_18: EmbeddedPostgres, fresh: EmbeddedPostgres, valkey_9: EmbeddedValkey, tmp_path: Path
) -> None:
    """A restored database that nobody finished lets in whoever had been shut out: so the command is needed."""
    after = Aftermath(world)
    file = dump(postgres_18, tmp_path / "dump.sql")
    after.shut_out()
    restore(file, fresh)
    Redis.from_url(valkey_9.url).flushall()
    restored = make_live_world(fresh.serving_url, valkey_9.url)
    restored.clock.at = world.clock.at

    assert {
        "access token",
        "refresh token",
        "used code",
        "revoked key",
        "admin token",
        "blocked",
        "deleted client",
        "changed secret",
    } == {name for name, lives in after.opens(restored).items() if lives}
    restored.container.adapters.database().engine.dispose()
