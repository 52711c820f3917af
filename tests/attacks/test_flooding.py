"""Bombing a number, dodging limits, lying about addresses (B10, B11, B16, A41)."""

from urllib.parse import parse_qsl, urlsplit

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from tests.fixtures.browser import Browser
from tests.fixtures.relying import App
from tests.fixtures.rows import everything, rows
from tests.fixtures.worlds import ADA, World, make_live_world, make_memory_world

LIARS = (
    {"X-Forwarded-For": "1.2.3.{i}"},
    {"X-Real-IP": "1.2.3.{i}"},
    {"Forwarded": "for=1.2.3.{i}"},
    {"CF-Connecting-IP": "1.2.3.{i}"},
    {"True-Client-IP": "1.2.3.{i}"},
)


@pytest.mark.parametrize("headers", LIARS)
def test_headers_do_not_make_another_caller(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, world: World, headers: dict[str, str]
) -> None:
    """B11: without proxies of ours, no header makes another caller of a caller."""
    world = make_live_world(postgres_18.serving_url, valkey_9.url, rate_limit_max=3)
    acme = world.tenant()
    said = [
        world.ask(
            acme, f"+1201555{i:04}", headers={name: value.format(i=i) for name, value in headers.items()}
        ).status_code
        for i in range(100, 105)
    ]

    assert [200, 200, 200, 429, 429] == said


def test_an_idempotency_key_is_no_way_around_the_windows(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, world: World
) -> None:
    """A flood of calls with fresh Idempotency-Keys, or with one again and again, writes nothing into the database."""
    world = make_live_world(postgres_18.serving_url, valkey_9.url, rate_limit_max=3)
    acme = world.tenant()
    numbers = [f"+1201555{number:04}" for number in range(100, 109)]
    first = [world.ask(acme, number, headers={"Idempotency-Key": number}).status_code for number in numbers[:3]]
    statement = "SELECT xmin::text, xmax::text, ctid::text FROM idempotency_keys ORDER BY digest"
    before = [tuple(row) for row in rows(postgres_18, statement)]
    fresh = [world.ask(acme, number, headers={"Idempotency-Key": number}).status_code for number in numbers[3:]]
    again = [world.ask(acme, numbers[0], headers={"Idempotency-Key": numbers[0]}).status_code for _ in range(6)]

    assert ([200] * 3, [429] * 6, [200] * 6) == (first, fresh, again)
    assert 3 == len(before)
    assert before == [tuple(row) for row in rows(postgres_18, statement)]


def test_behind_one_proxy_the_last_hop_counts(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, world: World
) -> None:
    """B11: with one proxy of ours, what it saw is the caller; what the client wrote before it is not."""
    world = make_live_world(postgres_18.serving_url, valkey_9.url, rate_limit_max=2, trusted_proxy_count=1)
    acme = world.tenant()

    def ask(forwarded: str) -> int:
        number = f"+1201555{len(world.phones.sent) + len(said) + 100:04}"
        return world.ask(acme, number, headers={"X-Forwarded-For": forwarded}).status_code

    said: list[int] = []
    for lie in ("1.1.1.1, 203.0.113.5", "2.2.2.2, 203.0.113.5", "203.0.113.6, 203.0.113.5"):
        said.append(ask(lie))
    said.append(ask("203.0.113.5, 203.0.113.6"))

    assert [200, 200, 429, 200] == said


def test_a_number_is_not_bombed_through_many_tenants(world: World) -> None:
    """B16: over all tenants and networks a number gets at most ADDRESS_MAX_PER_HOUR codes an hour."""
    tenants = [world.tenant(f"t{number}", resend_after_seconds=0) for number in range(5)]
    said = []
    for minute in range(5):
        said += [world.ask(tenant, ip=f"198.51.{minute}.7") for tenant in tenants]
        world.later(minutes=1)
    refused = said[-1]
    wait = int(refused.headers["Retry-After"])

    assert 20 == sum(answer.status_code == 200 for answer in said)
    assert (429, "address") == (refused.status_code, refused.get_json()["limit"])
    world.later(seconds=wait - 60 - 1)
    assert 429 == world.ask(tenants[4]).status_code
    world.later(seconds=1)
    assert 200 == world.ask(tenants[4]).status_code


def test_an_address_waits_between_asks(world: World) -> None:
    """A41: `resend` says the truth: waiting exactly Retry-After lets the next ask in, one second less does not."""
    acme = world.tenant()
    world.ask(acme)
    world.later(seconds=10)
    refused = world.ask(acme)
    world.later(seconds=int(refused.headers["Retry-After"]) - 1)

    assert (429, "resend", "20") == (refused.status_code, refused.get_json()["limit"], refused.headers["Retry-After"])
    assert 429 == world.ask(acme).status_code
    world.later(seconds=1)
    assert 200 == world.ask(acme).status_code


def test_an_address_gets_five_codes_an_hour(world: World) -> None:
    """`address` says the truth, and refused asks count for nothing."""
    acme = world.tenant()
    for _ in range(5):
        assert 200 == world.ask(acme).status_code
        world.later(minutes=1)
    refused = world.ask(acme)
    for _ in range(3):
        world.later(minutes=6)
        assert 429 == world.ask(acme).status_code

    assert (429, "address", "3300") == (
        refused.status_code,
        refused.get_json()["limit"],
        refused.headers["Retry-After"],
    )
    world.later(minutes=37)
    assert 200 == world.ask(acme).status_code


def test_the_code_is_in_no_answer_and_no_row(postgres_18: EmbeddedPostgres, world: World) -> None:
    """B10, A10: what a person is sent is in no body, header or row, nor is any secret that was shown."""
    acme = world.tenant(risk_shadow=True)
    numbers = [f"+12015550{i}" for i in range(100, 130)]
    answers = [world.ask(acme, number, ip=f"198.51.{i}.1") for i, number in enumerate(numbers)]
    proven = world.prove(acme, world.code(numbers[0]), numbers[0])
    shown = "\n".join(f"{answer.text}\n{answer.headers}" for answer in answers)
    dump = everything(postgres_18)
    codes = [world.code(number) for number in numbers]
    secrets = [acme.publishable, acme.secret, proven.get_json()["refresh_token"], proven.get_json()["token"]]

    assert not [code for code in codes if code in shown]
    assert not [number for number in numbers if number in shown]
    assert ADA not in shown
    assert not [secret for secret in secrets if secret in dump]
    assert numbers[0] in dump


def test_the_audit_log_and_events_hold_no_address(postgres_18: EmbeddedPostgres, world: World) -> None:
    """Audit rows and events hold ids and keyed digests, never a number or a network, so that erasure stays possible."""
    acme = world.tenant()
    world.sign_in(acme)
    world.ask(acme, "+442079460000")
    told = rows(postgres_18, "SELECT a::text FROM audit_log a UNION ALL SELECT e::text FROM events e")
    text = "\n".join(line for (line,) in told)

    assert "otp.verified" in text and "otp.refused" in text
    assert not [trace for trace in (ADA, ADA[1:], "198.51.100.7", "442079460000") if trace in text]


def test_a_thousand_asks_are_one_message(memory_world: World) -> None:
    """B20: with one Idempotency-Key every ask gets the first one's answer; without it 429; one SMS leaves."""
    acme = memory_world.tenant()
    same = {memory_world.ask(acme, headers={"Idempotency-Key": "same"}).text for _ in range(500)}
    answers = [memory_world.ask(acme, ip=f"198.51.{n // 250}.{n % 250}").status_code for n in range(500)]
    memory_world.deliver()

    assert (1, 500) == (len(same), answers.count(429))
    assert 1 == len(memory_world.phones.texts_to(ADA))


@pytest.mark.parametrize("switched", [{"channel": "voice"}, {"locale": "de"}, {"channel": "whatsapp", "locale": "fr"}])
def test_switching_channel_or_language_buys_no_message(switched: dict[str, str]) -> None:
    """B19: all channels and languages of an address share one wait and one budget."""
    world = make_memory_world(("memory", "call:voice", "chat:whatsapp"))
    acme = world.tenant(rate_limit_per_hour=3, resend_after_seconds=10)
    statuses = []
    for number in range(6):
        body = {"phone": ADA, **(switched if number % 2 else {})}
        for _ in range(2):
            statuses.append(world.call("POST", "/api/auth/request", body, key=acme.publishable).status_code)
        world.later(seconds=10)
    world.deliver()

    assert [200, 429] * 3 + [429] * 6 == statuses
    assert 3 == len(world.phones.sent)


def test_sign_ins_are_not_begun_without_end(
    postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey, world: World
) -> None:
    """Anybody can make us write down that a sign-in begins: ten times as often as codes are asked for, by any door."""
    world = make_live_world(postgres_18.serving_url, valkey_9.url, rate_limit_max=1)
    app = App.register(world, world.tenant())
    flood, other = Browser(world), Browser(world, ip="203.0.113.7")
    said = [flood.open(app.address()).status_code for _ in range(10)]
    before = rows(postgres_18, "SELECT count(*) FROM authorizations")
    late = [flood.open(path) for path in (app.address(), "/t/acme/account")]

    assert [200] * 10 == said
    assert [(429, True)] * 2 == [(page.status_code, int(page.headers["Retry-After"]) > 3000) for page in late]
    assert "Too many attempts" in late[0].text
    assert before == rows(postgres_18, "SELECT count(*) FROM authorizations")
    assert 200 == other.open(app.address()).status_code


def test_pushed_requests_are_counted() -> None:
    """A public client has no secret, so its requests are anybody's."""
    world = make_memory_world(rate_limit_max=1)
    app = App.register(world, world.tenant())
    query = dict(parse_qsl(urlsplit(app.address()).query))
    query.pop("client_id")
    said = [app.post("par", **query) for _ in range(11)]

    assert [201] * 10 + [429] == [answer.status_code for answer in said]
    assert "rate_limited" == said[-1].get_json()["code"]
