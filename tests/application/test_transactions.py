"""All or nothing: what fails leaves nothing behind."""

from dataclasses import replace
from typing import NoReturn

import pytest

from adapters.jose.tokens import JoseTokenSigner
from adapters.memory.world import MemoryWorld
from application.tenants.change_tenant import ChangeTenant
from application.tenants.create_tenant import CreateTenant
from domain.audit import Action
from domain.caller import Caller
from domain.ids import TenantId
from domain.refusal import Conflict, InvalidRequest, NotFound, Unavailable
from domain.signing_key import LEAD, state_of
from domain.tenant import Tenant
from tests.fixtures.worlds import JWT_SECRET, World

CALLER = Caller("cli:ada", "cli_1")
TABLES = ("tenants", "api_keys", "signing_keys", "audit", "events", "admin_tokens")


class BrokenSigner(JoseTokenSigner):
    """Cannot make keys."""

    def new_key(self, **_: object) -> NoReturn:
        """See TokenSigner."""
        raise Unavailable("No keys today.")


def tables(world: World) -> dict[str, str]:
    held: MemoryWorld = world.container.adapters.world()
    return {name: repr(getattr(held, name)) for name in TABLES}


def broken(world: World) -> BrokenSigner:
    return BrokenSigner(world.container.adapters.ring(), JWT_SECRET.encode())


def write_and_fail(world: World, tenant: Tenant, error: BaseException) -> None:
    with world.container.adapters.store().begin() as tx:
        tx.tenants.add(replace(tenant, id=TenantId("tn_2"), slug="other"))
        tx.tenants.save(replace(tenant, name="Changed"))
        raise error


def test_a_failing_block_is_rolled_back_whole(memory_world: World) -> None:
    """Whatever a block wrote before it raised is gone, for any kind of exception."""
    tenant = memory_world.container.use_cases.show_tenant()(memory_world.tenant().id)
    before = tables(memory_world)
    for error in (ValueError(), KeyboardInterrupt(), Conflict("No.")):
        with pytest.raises(type(error)):
            write_and_fail(memory_world, tenant, error)

    assert before == tables(memory_world)


def test_a_taken_slug_leaves_no_key_and_no_row(memory_world: World) -> None:
    """The second tenant of a slug is a conflict, and neither its keys nor its audit rows are there."""
    memory_world.tenant()
    before = tables(memory_world)
    create: CreateTenant = memory_world.container.use_cases.create_tenant()
    with pytest.raises(Conflict):
        create(name="Acme", slug="acme", settings={}, branding={}, caller=CALLER)

    assert before == tables(memory_world)


def test_a_deleted_tenants_slug_stays_taken(memory_world: World) -> None:
    """Tokens name the slug: it is never given again."""
    acme = memory_world.tenant()
    memory_world.container.use_cases.delete_tenant()(tenant_id=acme.id, caller=CALLER)
    create: CreateTenant = memory_world.container.use_cases.create_tenant()
    with pytest.raises(Conflict):
        create(name="Acme", slug="acme", settings={}, branding={}, caller=CALLER)
    with pytest.raises(NotFound):
        memory_world.container.use_cases.show_tenant()("acme")


def test_a_tenant_without_a_signing_key_is_not_made(memory_world: World) -> None:
    """Where the signing key cannot be made, there is no tenant either."""
    before = tables(memory_world)
    create = replace(memory_world.container.use_cases.create_tenant(), signer=broken(memory_world))
    with pytest.raises(Unavailable):
        create(name="Acme", slug="acme", settings={}, branding={}, caller=CALLER)

    assert before == tables(memory_world)


def test_an_algorithm_without_its_key_is_not_changed(memory_world: World) -> None:
    """The setting and the key that it asks for come in one commit, or neither."""
    acme = memory_world.tenant()
    before = tables(memory_world)
    change: ChangeTenant = replace(
        memory_world.container.use_cases.change_tenant(),
        new_signing_key=replace(memory_world.container.use_cases.new_signing_key(), signer=broken(memory_world)),
    )
    with pytest.raises(Unavailable):
        change(tenant_id=TenantId(acme.id), changes={"settings": {"signing_algorithm": "ES256"}}, caller=CALLER)

    assert before == tables(memory_world)


def test_a_wrong_change_is_not_recorded(memory_world: World) -> None:
    """A refused change leaves tenant, audit log and events as they were."""
    acme = memory_world.tenant()
    before = tables(memory_world)
    change: ChangeTenant = memory_world.container.use_cases.change_tenant()
    with pytest.raises(InvalidRequest):
        change(tenant_id=TenantId(acme.id), changes={"name": "B", "settings": {"otp_length": 5}}, caller=CALLER)

    assert before == tables(memory_world)


def test_what_was_changed_is_named_and_not_quoted(memory_world: World) -> None:
    """The audit row of a change names the fields; values, which may be codes of test numbers, stay out."""
    acme = memory_world.tenant()
    change: ChangeTenant = memory_world.container.use_cases.change_tenant()
    numbers = {"test_numbers": {"+12015550100": "918273"}}
    change(tenant_id=TenantId(acme.id), changes={"name": "B", "settings": numbers}, caller=CALLER)
    rows = [row for row in memory_world.container.adapters.world().audit if row.action is Action.TENANT_CHANGED]

    assert [["settings.test_numbers", "name"]] == [row.details["fields"] for row in rows]
    assert "918273" not in repr(rows)


def test_another_algorithm_gets_a_key_at_once(memory_world: World) -> None:
    """The new key is published now and signs after its lead; the one before signs until then, and verifies on."""
    acme = memory_world.tenant()
    change: ChangeTenant = memory_world.container.use_cases.change_tenant()
    change(tenant_id=TenantId(acme.id), changes={"settings": {"signing_algorithm": "EdDSA"}}, caller=CALLER)
    keys = memory_world.container.adapters.world().signing_keys[acme.id]

    now = memory_world.clock.now()

    assert [("EdDSA", 2, "upcoming"), ("HS256", 1, "active")] == [
        (key.algorithm, key.generation, state_of(key, keys, now)) for key in keys
    ]
    assert ["active", "retiring"] == [state_of(key, keys, now + LEAD) for key in keys]
