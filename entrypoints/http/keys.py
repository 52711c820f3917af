"""A tenant's keys, for the tenant itself and for the administrator: the same doors under two roofs."""

from collections.abc import Callable
from datetime import timedelta

from flask import Blueprint, Response

from application.keys.api_keys import IssueApiKey, ListApiKeys, RevokeApiKey
from domain.ids import KeyId, TenantId
from domain.refusal import NotFound
from domain.rights import Rights
from entrypoints.http.answers import KeyShown, Listed
from entrypoints.http.bodies import NewKey
from entrypoints.http.body import read
from entrypoints.http.caller import Callers
from entrypoints.http.doors import Credential, opens
from entrypoints.http.idempotency import ONCE, Onces
from entrypoints.http.paging import PAGE, paged, seconds

OVERLAP_MOST = 30 * 24 * 3600


def tenant_id_of(text: str) -> TenantId:
    """The tenant that a path names."""
    tenant_id = TenantId.parse(text)
    if tenant_id is None:
        raise NotFound("There is no tenant of that id.")
    return tenant_id


def blueprint(
    *,
    name: str,
    prefix: str,
    credential: Credential,
    tenant_of: Callable[[str], TenantId],
    issue: IssueApiKey,
    find: ListApiKeys,
    revoke: RevokeApiKey,
    callers: Callers,
    onces: Onces,
) -> Blueprint:
    """Keys below a prefix; `tenant_of` says whose, from the path's `tenant` where it has one."""
    keys = Blueprint(name, __name__, url_prefix=prefix)

    @keys.get("/keys")
    @opens(credential, answer=Listed[KeyShown], query=PAGE, scope="keys:read")
    def list_keys(tenant: str = "") -> Listed[KeyShown]:
        """List keys, newest first, without their secrets."""
        tenant_id = tenant_of(tenant)
        return paged(lambda before, most: find(tenant_id=tenant_id, before=before, most=most), KeyShown.of, KeyId)

    @keys.post("/keys")
    @opens(credential, body=NewKey, answer=KeyShown, status=201, scope="keys:write", refusals=ONCE)
    def issue_key(tenant: str = "") -> Response:
        """Issue a key; its secret is in this answer and nowhere else.  Earlier keys go on."""
        body = read(NewKey)
        return onces(
            lambda promise: issue(
                tenant_id=tenant_of(tenant),
                kind=body.kind,
                name=body.name,
                expires_at=body.expires_at,
                caller=callers.program(),
                rights=Rights.of(body.scopes, body.networks, body.rate_per_minute),
                giver=callers.rights(),
                giver_ends=callers.ends_at(),
                promise=promise,
            ),
            lambda issued: KeyShown.of(*issued),
            status=201,
        )

    @keys.delete("/keys/<key_id>")
    @opens(credential, status=204, query=("revoke_after",), scope="keys:write")
    def revoke_key(key_id: str, tenant: str = "") -> None:
        """Revoke a key, at once or `revoke_after` seconds from now, so that apps change over in peace."""
        after = timedelta(seconds=seconds("revoke_after", OVERLAP_MOST))
        known = KeyId.parse(key_id) or KeyId("key_unknown")
        revoke(tenant_id=tenant_of(tenant), key_id=known, after=after, caller=callers.program())

    return keys
