"""A40: calls made up from our own OpenAPI, with every kind of credential, get no answer that it does not describe."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.generation.drivers import CoverageGenerator
from schemathesis.generation.feedback import NO_FEEDBACK
from schemathesis.generation.overrides import Override

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.embedded.valkey import EmbeddedValkey
from adapters.memory.images import png_of
from domain.brand_image import MEDIA_TYPES, SHOWN_AS
from tests.fixtures.callers import CLIENT, FITS, FIXED, METRICS_TOKEN, NUMBER, SECOND, House
from tests.fixtures.trial import Made, Operation, Trial
from tests.fixtures.worlds import ADMIN_TOKEN, JWT_SECRET, World, make_live_world

# What nobody can make up: the honest body of an operation, and what must be there before it.
PHONE = {"phone": NUMBER}
LOGO: Final = png_of(8, 8)
# What schemathesis makes up of files, and how it sends them: any bytes, and now and then an image.
for media_type in MEDIA_TYPES:
    schemathesis.openapi.media_type(media_type, st.binary(max_size=64) | st.just(LOGO))
BODIES: Final[dict[str, Any]] = {
    "POST /api/admin/tenants": {"name": "Bolt", "slug": "bolt"},
    "PATCH /api/admin/tenants/{tenant}": {"settings": {"otp_length": 8}},
    "POST /api/auth/introspect": {"token": "{token}"},
    "POST /api/auth/me/email": {"email": "ada@example.com"},
    "POST /api/auth/me/phone": {"phone": SECOND},
    "POST /api/auth/me/phone/verify": {"phone": SECOND, "code": FIXED},
    "POST /api/auth/refresh": {"refresh_token": "{refresh_token}"},
    "POST /api/auth/request": PHONE,
    "POST /api/auth/verify": {**PHONE, "code": FIXED},
    "PATCH /api/auth/me": {"user_metadata": {"a": 1}},
    "PUT /api/hook": {"url": "https://hooks.example.com", "before": ["user.create"], "on_failure": "allow"},
    "PATCH /api/tenant": {"settings": {"otp_length": 8}},
    **{
        f"PUT /api/{whose}/{kind}": LOGO
        for whose in ("tenant", "admin/tenants/{tenant}")
        for kind in ("logo", "favicon")
    },
    "POST /api/users": {"email": "ada@example.com"},
    "PATCH /api/users/{user_id}": {"app_metadata": {"a": 1}},
    "POST /api/webhooks": {"url": "https://hooks.example.com"},
    "PATCH /api/webhooks/{webhook_id}": {"enabled": True},
    "POST /api/webhooks/{webhook_id}/redeliver": {"from": "2026-11-23T00:00:00Z", "to": "2026-11-24T00:00:00Z"},
    "POST /api/webhooks/{webhook_id}/secret": {},
}
BEFORE: Final[dict[str, tuple[str, str, Any]]] = {
    "GET /api/hook": ("PUT", "/api/hook", BODIES["PUT /api/hook"]),
    "DELETE /api/hook": ("PUT", "/api/hook", BODIES["PUT /api/hook"]),
    "POST /api/auth/verify": ("POST", "/api/auth/request", PHONE),
    "POST /api/auth/me/phone/verify": ("POST", "/api/auth/me/phone", {"phone": SECOND}),
}
for roof in ("/api", "/api/admin/tenants/{tenant}"):
    BODIES[f"POST {roof}/clients"] = CLIENT
    BODIES[f"PATCH {roof}/clients/{{client_id}}"] = {"name": "Another"}
    BODIES[f"POST {roof}/clients/{{client_id}}/secret"] = {"overlap_seconds": 60}
BODIES["POST /api/keys"] = BODIES["POST /api/admin/tenants/{tenant}/keys"] = {"kind": "secret", "name": "made"}
QUIETLY: Final = settings(
    database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
# Doors whose key no test of this kind can hold: Twilio's signature, a code by mail, and a change that waits.
NEVER_OPENED: Final = {
    "POST /api/callbacks/twilio/status",
    "POST /api/auth/me/email/verify",
    "DELETE /api/auth/me/email",
    "DELETE /api/auth/me/phone",
    # Of an issuer: a client's proof, its token, and forms that a browser was given; see test_openid.py.
    *(f"POST /t/{{slug}}/oauth/{door}" for door in ("token", "par", "revoke", "introspect", "authorize")),
    *(f"POST /t/{{slug}}/sign-{door}" for door in ("in", "in/code", "in/again", "in/consent", "in/choose", "out")),
    *(f"POST /t/{{slug}}/{door}" for door in ("oauth/userinfo", "sign-in/mail", "link")),
    *(f"GET /t/{{slug}}/{door}" for door in ("oauth/userinfo", "oauth/authorize", "sign-in", "sign-in/code")),
    *(f"GET /t/{{slug}}/{door}" for door in ("sign-in/mail", "sign-in/arrived", "link")),
    *(f"POST /t/{{slug}}/account/{act}" for act in ("address", "again", "code", "end", "end-others", "export", "stop")),
    *(f"GET /t/{{slug}}/forward-auth{door}" for door in ("", "/sign-in", "/callback")),
    "POST /t/{slug}/account/sign-out",
}


def description(world: World) -> Any:
    """The description as it is served, without credentials: those are sent here; 412 and 413 refuse bad data, too."""
    served = world.call("GET", "/openapi.json").get_json()
    for methods in served["paths"].values():
        for operation in methods.values():
            del operation["security"]
    schema = schemathesis.openapi.from_dict(served)
    schema.app = world.app
    schema.config.checks.negative_data_rejection.expected_statuses += ["412", "413"]
    return schema


def made_up(operation: Operation, boundary: int, chance: int, *, is_new: bool) -> list[Made]:
    """Cases at and beyond the bounds of the schema, `boundary` of them evenly picked, and `chance` by chance."""
    config = operation.schema.config.generation_for(operation=operation, phase="coverage")
    bounds = CoverageGenerator(
        operation=operation, generation_modes=config.modes, generation_config=config, auth_storage=None,
        override=Override(), feedback=NO_FEEDBACK,
    )  # fmt: skip
    found = list(bounds)
    found = found[:: -(-len(found) // boundary)]

    @settings(QUIETLY, max_examples=chance, derandomize=not is_new)
    @given(st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode]))
    def collect(case: Made) -> None:
        found.append(case)

    collect()
    return found


def honest(operation: Operation, house: House) -> Made:
    """The call that a person of good will makes."""
    body = BODIES.get(operation.label)
    if isinstance(body, bytes):
        return operation.Case(path_parameters=ids(operation, house), body=body, media_type=SHOWN_AS)
    body = json.loads(json.dumps(body))
    for name, text in (body or {}).items():
        if text in ("{token}", "{refresh_token}"):
            body[name] = house.user[text.strip("{}")]
    more = {} if body is None else {"body": body, "media_type": "application/json"}
    return operation.Case(path_parameters=ids(operation, house), **more)


def ids(operation: Operation, house: House) -> dict[str, str]:
    """Things that are there, by the names of the path's parameters."""
    return {name: house.ids[name] for name in re.findall(r"{(\w+)}", operation.path)}


def owner_of(operation: Operation, house: House) -> str:
    """Whom the door of an operation opens to; the user signs in again where the last call ended that."""
    owner = FITS.get(operation.definition.raw["x-credential"], "nobody")
    if owner == "user" and not house.is_signed_in():
        house.sign_in()
    return owner


def visit(trial: Trial, operation: Operation, house: House, cases: list[Made], strangers: int) -> None:
    """Knock at one door: as whom it opens to with every case, as everybody else with the first ones."""
    owner = owner_of(operation, house)
    if operation.label in BEFORE:
        method, path, body = BEFORE[operation.label]
        who = {"bearer": house.user["token"]} if owner == "user" else {"key": house.tenant.secret}
        assert house.world.call(method, path, body, **who).status_code == 200
    for number, case in enumerate([honest(operation, house), *cases]):
        if number % 3 and number:
            case.path_parameters = {**case.path_parameters, **ids(operation, house)}
        if number % 2:
            case.headers.pop("Idempotency-Key", None)
        owner = owner_of(operation, house)
        for caller in house.credentials():
            if caller == owner or number < strangers:
                trial.send(case, house, caller)


def try_out(
    world: World, trial: Trial, *, boundary: int, chance: int, strangers: int, is_new: bool = False
) -> set[str]:
    """Every operation of the description, in a house of its own; those that let nobody in."""
    found = list(description(world).get_all_operations())
    operations = [one.ok() for one in found if isinstance(one, Ok)]
    assert len(found) == len(operations), "an operation's schema cannot be read"
    houses = [House.build(world, f"house-{number}") for number, _ in enumerate(operations)]
    deliver = world.container.use_cases.deliver_webhooks()
    while deliver.announce():
        """Until there is nothing new."""
    for operation, house in zip(operations, houses, strict=True):
        house.look_for_event()
        visit(trial, operation, house, made_up(operation, boundary, chance, is_new=is_new), strangers)
    return {operation.label for operation in operations} - trial.opened


@pytest.fixture
def wide(world: World, postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey) -> Iterator[World]:
    """A world whose windows do not stand in the way, and that has metrics."""
    values: dict[str, Any] = {
        "rate_limit_max": 1_000_000,
        "address_max_per_hour": 1_000_000,
        "metrics_token": METRICS_TOKEN,
    }
    wide = make_live_world(postgres_18.serving_url, valkey_9.url, **values)
    yield wide
    wide.container.adapters.database().engine.dispose()


@pytest.fixture
def trial(postgres_18: EmbeddedPostgres, valkey_9: EmbeddedValkey) -> Trial:
    """One that knows the installation's secrets."""
    words = [re.split("[:@]", url)[2] for url in (postgres_18.serving_url, postgres_18.owner_url, valkey_9.url)]
    return Trial((JWT_SECRET, ADMIN_TOKEN, METRICS_TOKEN, *words))


def test_no_call_gets_an_answer_that_is_not_described(wide: World, trial: Trial) -> None:
    """A40: no 5xx, nothing undescribed, problems for errors, no secret; every door but four was opened, too."""
    shut = try_out(wide, trial, boundary=30, chance=3, strangers=2)

    assert [] == trial.wrong
    assert NEVER_OPENED == shut


@pytest.mark.long
def test_no_call_of_many_gets_an_answer_that_is_not_described(wide: World, trial: Trial) -> None:
    """The same with every case at the bounds, a hundred by chance that nobody has seen before, and more strangers."""
    shut = try_out(wide, trial, boundary=10_000, chance=100, strangers=20, is_new=True)
    print(trial.table())

    assert [] == trial.wrong
    assert NEVER_OPENED == shut
