"""/api/admin/tenants: the administrator looks after tenants."""

from flask import Blueprint, Response

from application.tenants.change_tenant import ChangeTenant
from application.tenants.create_tenant import CreateTenant
from application.tenants.delete_tenant import DeleteTenant
from application.tenants.find_tenants import ListTenants, ShowTenant
from domain.ids import TenantId
from entrypoints.http.answers import Listed, TenantCreated, TenantShown
from entrypoints.http.bodies import NewTenant, TenantChanges
from entrypoints.http.body import read
from entrypoints.http.caller import Callers
from entrypoints.http.doors import opens
from entrypoints.http.etags import ETAG, expected_version, tagged
from entrypoints.http.idempotency import ONCE, Onces
from entrypoints.http.keys import tenant_id_of
from entrypoints.http.paging import PAGE, paged


def blueprint(
    *,
    create: CreateTenant,
    find: ListTenants,
    show: ShowTenant,
    change: ChangeTenant,
    delete: DeleteTenant,
    callers: Callers,
    onces: Onces,
    app_url: str,
) -> Blueprint:
    """The administrator's doors to tenants."""
    tenants = Blueprint("admin_tenants", __name__, url_prefix="/api/admin/tenants")

    @tenants.post("")
    @opens("admin", body=NewTenant, answer=TenantCreated, status=201, refusals=ONCE)
    def create_tenant() -> Response:
        """Make a tenant; its two keys are in this answer and nowhere else."""
        body = read(NewTenant)
        return onces(
            lambda promise: create(
                name=body.name,
                slug=body.slug,
                settings=body.settings,
                branding=body.branding,
                caller=callers.program(),
                promise=promise,
            ),
            TenantCreated.of,
            status=201,
        )

    @tenants.get("")
    @opens("admin", answer=Listed[TenantShown], query=PAGE)
    def list_tenants() -> Listed[TenantShown]:
        """List tenants, newest first."""
        return paged(
            lambda before, most: find(before=before, most=most), lambda one: TenantShown.of(one, app_url), TenantId
        )

    @tenants.get("/<tenant>")
    @opens("admin", answer=TenantShown, headers=ETAG)
    def show_tenant(tenant: str) -> Response:
        """Show one tenant."""
        shown = show(tenant_id_of(tenant))
        return tagged(TenantShown.of(shown, app_url), shown.version)

    @tenants.patch("/<tenant>")
    @opens("admin", body=TenantChanges, answer=TenantShown, headers=ETAG, refusals=("precondition_failed",))
    def change_tenant(tenant: str) -> Response:
        """Change any part of name, settings and branding, all or nothing; with If-Match only as it was read."""
        changes, expected = read(TenantChanges).given(), expected_version()
        changed = change(tenant_id=tenant_id_of(tenant), changes=changes, expected=expected, caller=callers.program())
        return tagged(TenantShown.of(changed, app_url), changed.version)

    @tenants.delete("/<tenant>")
    @opens("admin", status=204)
    def delete_tenant(tenant: str) -> None:
        """End a tenant: its keys open nothing any more, its slug is never given again."""
        delete(tenant_id=tenant_id_of(tenant), caller=callers.program())

    return tenants
