"""A tenant's OAuth clients, for the tenant itself and for the administrator: the same doors under two roofs."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response

from application.oidc.keep_clients import MISSING
from domain.ids import ClientId, TenantId
from domain.refusal import NotFound
from entrypoints.http.answers import Listed
from entrypoints.http.body import read
from entrypoints.http.caller import Callers
from entrypoints.http.clients_shown import ClientChanges, ClientShown, NewClient, NewClientSecret
from entrypoints.http.doors import Credential, opens
from entrypoints.http.etags import ETAG, expected_version, tagged
from entrypoints.http.idempotency import ONCE, Onces
from entrypoints.http.paging import PAGE, paged

READ, WRITE = "clients:read", "clients:write"


def blueprint(
    *,
    name: str,
    prefix: str,
    credential: Credential,
    tenant_of: Callable[[str], TenantId],
    cases: Any,
    callers: Callers,
    onces: Onces,
) -> Blueprint:
    """Clients below a prefix; `tenant_of` says whose, from the path's `tenant` where it has one."""
    clients = Blueprint(name, __name__, url_prefix=prefix)

    @clients.get("/clients")
    @opens(credential, answer=Listed[ClientShown], query=PAGE, scope=READ)
    def list_clients(tenant: str = "") -> Listed[ClientShown]:
        """List OAuth clients, newest first, without their secrets; there are at most 100."""
        find, tenant_id = cases.list_clients(), tenant_of(tenant)
        return paged(lambda before, most: find(tenant_id=tenant_id, before=before, most=most), ClientShown.of, ClientId)

    @clients.post("/clients")
    @opens(credential, body=NewClient, answer=ClientShown, status=201, scope=WRITE, refusals=ONCE)
    def create_client(tenant: str = "") -> Response:
        """Register an app; where it proves itself by a secret, that is in this answer and nowhere else."""
        body = read(NewClient)
        return onces(
            lambda promise: cases.create_client()(
                tenant_id=tenant_of(tenant), values=body.values(), caller=callers.program(), promise=promise
            ),
            lambda made: ClientShown.of(*made),
            status=201,
        )

    @clients.get("/clients/<client_id>")
    @opens(credential, answer=ClientShown, headers=ETAG, scope=READ)
    def show_client(client_id: str, tenant: str = "") -> Response:
        """Show one OAuth client."""
        shown = cases.show_client()(tenant_id=tenant_of(tenant), client_id=id_of(client_id))
        return tagged(ClientShown.of(shown), shown.version)

    @clients.patch("/clients/<client_id>")
    @opens(
        credential, body=ClientChanges, answer=ClientShown, headers=ETAG, scope=WRITE, refusals=("precondition_failed",)
    )
    def change_client(client_id: str, tenant: str = "") -> Response:
        """Change any part of a client, all or nothing; with If-Match only as it was read."""
        changes, expected = read(ClientChanges).values(), expected_version()
        changed = cases.change_client()(
            tenant_id=tenant_of(tenant),
            client_id=id_of(client_id),
            changes=changes,
            expected=expected,
            caller=callers.program(),
        )
        return tagged(ClientShown.of(changed), changed.version)

    @clients.delete("/clients/<client_id>")
    @opens(credential, status=204, scope=WRITE)
    def delete_client(client_id: str, tenant: str = "") -> None:
        """Forget a client: nobody signs in by it any more."""
        cases.delete_client()(tenant_id=tenant_of(tenant), client_id=id_of(client_id), caller=callers.program())

    @clients.post("/clients/<client_id>/secret")
    @opens(credential, body=NewClientSecret, answer=ClientShown, scope=WRITE, refusals=ONCE)
    def rotate_secret(client_id: str, tenant: str = "") -> Response:
        """Give a client a new secret, shown once; the one before is good until the overlap is over."""
        body = read(NewClientSecret)
        return onces(
            lambda promise: cases.rotate_client_secret()(
                tenant_id=tenant_of(tenant),
                client_id=id_of(client_id),
                overlap=timedelta(seconds=body.overlap_seconds),
                caller=callers.program(),
                promise=promise,
            ),
            lambda made: ClientShown.of(*made),
            status=200,
        )

    return clients


def id_of(text: str) -> ClientId:
    """The client that a path names."""
    id = ClientId.parse(text)
    if id is None:
        raise NotFound(MISSING)
    return id
