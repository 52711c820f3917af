"""Who holds a key or a bearer, and when it ends."""

from datetime import timedelta

import pytest

from application.keys.recognise_key import RecogniseKey
from domain.audit import INSTALLATION, Action
from domain.caller import Caller
from domain.ids import AdminTokenId, KeyId, TenantId
from domain.refusal import InvalidCredentials, InvalidRequest, MissingCredentials, NotFound
from tests.fixtures.worlds import ADMIN_TOKEN, World, make_memory_world

CALLER = Caller("cli:ada", "cli_1")


def recognise(world: World) -> RecogniseKey:
    found: RecogniseKey = world.container.use_cases.recognise_key()
    return found


@pytest.mark.parametrize("secret", [None, ""])
def test_no_key_is_missing(memory_world: World, secret: str | None) -> None:
    """A call without a key lacks credentials."""
    with pytest.raises(MissingCredentials):
        recognise(memory_world)(secret)


def test_every_other_key_is_refused_alike(memory_world: World) -> None:
    """Malformed, unknown, with one letter off, far too long: one answer."""
    acme = memory_world.tenant()
    said = set()
    for secret in ("x", acme.secret[:-1], acme.secret + "0", acme.secret.upper(), "\ud800", "é" * 10_000, acme.slug):
        with pytest.raises(InvalidCredentials) as refused:
            recognise(memory_world)(secret)
        said.add(refused.value.detail)

    assert 1 == len(said)


def test_an_expired_key_opens_nothing(memory_world: World) -> None:
    """A key is good until its end, and not at it."""
    acme, cases = memory_world.tenant(), memory_world.container.use_cases
    ends = memory_world.clock.now() + timedelta(hours=1)
    _, secret = cases.issue_api_key()(
        tenant_id=TenantId(acme.id), kind="secret", name="x", expires_at=ends, caller=CALLER
    )
    memory_world.later(seconds=3599)
    assert acme.id == recognise(memory_world)(secret).tenant.id

    memory_world.later(seconds=1)
    with pytest.raises(InvalidCredentials):
        recognise(memory_world)(secret)


def test_a_key_cannot_be_born_dead(memory_world: World) -> None:
    """An end that has come already is refused."""
    acme, cases = memory_world.tenant(), memory_world.container.use_cases
    with pytest.raises(InvalidRequest):
        cases.issue_api_key()(
            tenant_id=TenantId(acme.id), kind="secret", name="x", expires_at=memory_world.clock.now(), caller=CALLER
        )


def test_a_revoked_key_overlaps_as_long_as_was_said(memory_world: World) -> None:
    """A revocation for later leaves the key good until then; one for now ends it at once."""
    acme, cases = memory_world.tenant(), memory_world.container.use_cases
    key = recognise(memory_world)(acme.secret).key
    cases.revoke_api_key()(tenant_id=acme.id, key_id=key.id, after=timedelta(hours=1), caller=CALLER)
    memory_world.later(seconds=3599)
    assert recognise(memory_world)(acme.secret)

    cases.revoke_api_key()(tenant_id=acme.id, key_id=key.id, after=timedelta(0), caller=CALLER)
    with pytest.raises(InvalidCredentials):
        recognise(memory_world)(acme.secret)
    assert recognise(memory_world)(acme.publishable)


def test_another_tenants_key_is_not_found(memory_world: World) -> None:
    """A tenant that tries to revoke another's key hears what an unknown id hears, and the key goes on."""
    acme, other = memory_world.tenant(), memory_world.tenant("other", name="Other")
    key = recognise(memory_world)(acme.secret).key
    said = []
    for key_id in (key.id, KeyId("key_unknown")):
        with pytest.raises(NotFound) as refused:
            memory_world.container.use_cases.revoke_api_key()(
                tenant_id=other.id, key_id=key_id, after=timedelta(0), caller=CALLER
            )
        said.append(refused.value.detail)

    assert 1 == len(set(said))
    assert recognise(memory_world)(acme.secret)


def test_a_deleted_tenants_keys_open_nothing(memory_world: World) -> None:
    """With the tenant all its keys end."""
    acme = memory_world.tenant()
    memory_world.container.use_cases.delete_tenant()(tenant_id=acme.id, caller=CALLER)
    for secret in (acme.secret, acme.publishable):
        with pytest.raises(InvalidCredentials):
            recognise(memory_world)(secret)


def test_an_administrator_has_a_name(memory_world: World) -> None:
    """ADMIN_TOKEN is the bootstrap; a named token is known by its id until it expires or is revoked."""
    cases = memory_world.container.use_cases
    token, secret = cases.issue_admin_token()(name="ada", lives=timedelta(hours=1), caller=CALLER)

    assert "admin:bootstrap" == cases.recognise_admin()(ADMIN_TOKEN)
    assert f"admin:{token.id}" == cases.recognise_admin()(secret)
    memory_world.later(hours=1)
    for bearer in (secret, "x", ADMIN_TOKEN + "x"):
        with pytest.raises(InvalidCredentials):
            cases.recognise_admin()(bearer)
    with pytest.raises(MissingCredentials):
        cases.recognise_admin()(None)


def test_without_an_administrator_there_is_no_admin_api() -> None:
    """Neither ADMIN_TOKEN nor a live token: NotFound; the first token opens it, its revocation shuts it."""
    world = make_memory_world(admin_token=None)
    cases = world.container.use_cases
    with pytest.raises(NotFound):
        cases.recognise_admin()("x" * 40)
    token, secret = cases.issue_admin_token()(name="ada", lives=None, caller=CALLER)

    assert f"admin:{token.id}" == cases.recognise_admin()(secret)
    cases.revoke_admin_token()(token_id=token.id, caller=CALLER)
    with pytest.raises(NotFound):
        cases.recognise_admin()(secret)


def test_admin_tokens_leave_rows_of_the_installation(memory_world: World) -> None:
    """Issuing and revoking are recorded; an unknown id is NotFound and records nothing."""
    cases = memory_world.container.use_cases
    token, _ = cases.issue_admin_token()(name="ada", lives=None, caller=CALLER)
    cases.revoke_admin_token()(token_id=token.id, caller=CALLER)
    with pytest.raises(NotFound):
        cases.revoke_admin_token()(token_id=AdminTokenId("adm_unknown"), caller=CALLER)
    rows = [row for row in memory_world.container.adapters.world().audit if row.tenant_id == INSTALLATION]

    assert [Action.ADMIN_TOKEN_ISSUED, Action.ADMIN_TOKEN_REVOKED] == [row.action for row in rows]
    assert {("cli:ada", token.id)} == {(row.actor, row.subject) for row in rows}
