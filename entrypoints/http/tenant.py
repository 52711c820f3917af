"""GET and PATCH /api/tenant: a tenant looks after itself."""

from flask import Blueprint, Response

from application.tenants.change_tenant import ChangeTenant
from application.tenants.find_tenants import ShowTenant
from entrypoints.http.answers import TenantShown
from entrypoints.http.bodies import TenantChanges
from entrypoints.http.body import read
from entrypoints.http.caller import Callers
from entrypoints.http.doors import opens
from entrypoints.http.etags import ETAG, expected_version, tagged


def blueprint(*, show: ShowTenant, change: ChangeTenant, callers: Callers, app_url: str) -> Blueprint:
    """The tenant's own doors."""
    tenant = Blueprint("tenant", __name__, url_prefix="/api/tenant")

    @tenant.get("")
    @opens("secret", answer=TenantShown, headers=ETAG, scope="tenant:read")
    def show_tenant() -> Response:
        """Show this key's tenant: settings and branding."""
        shown = show(callers.known().tenant.id)
        return tagged(TenantShown.of(shown, app_url), shown.version)

    @tenant.patch("")
    @opens(
        "secret",
        body=TenantChanges,
        answer=TenantShown,
        headers=ETAG,
        scope="tenant:write",
        refusals=("precondition_failed",),
    )
    def change_tenant() -> Response:
        """Change any part of name, settings and branding, all or nothing; with If-Match only as it was read."""
        changes, expected, tenant_id = read(TenantChanges).given(), expected_version(), callers.known().tenant.id
        changed = change(tenant_id=tenant_id, changes=changes, expected=expected, caller=callers.program())
        return tagged(TenantShown.of(changed, app_url), changed.version)

    return tenant
