"""GET and PATCH /api/tenant: a tenant looks after itself."""

from flask import Blueprint

from application.tenants.change_tenant import ChangeTenant
from application.tenants.find_tenants import ShowTenant
from entrypoints.http.answers import TenantShown
from entrypoints.http.bodies import TenantChanges
from entrypoints.http.body import read
from entrypoints.http.caller import Callers
from entrypoints.http.doors import opens


def blueprint(*, show: ShowTenant, change: ChangeTenant, callers: Callers) -> Blueprint:
    """The tenant's own doors."""
    tenant = Blueprint("tenant", __name__, url_prefix="/api/tenant")

    @tenant.get("")
    @opens("secret", answer=TenantShown)
    def show_tenant() -> TenantShown:
        """Show this key's tenant: settings and branding."""
        return TenantShown.of(show(callers.known().tenant.id))

    @tenant.patch("")
    @opens("secret", body=TenantChanges, answer=TenantShown)
    def change_tenant() -> TenantShown:
        """Change any part of name, settings and branding, all or nothing."""
        changes = read(TenantChanges).given()
        return TenantShown.of(change(tenant_id=callers.known().tenant.id, changes=changes, caller=callers.program()))

    return tenant
