"""What a step may ask of what is written down: the log, people's data, and what goes in and out."""

from typing import Any, Protocol

from application.ports.users import Sought
from domain.ids import TenantId
from features.hands.outcome import Outcome, Tenancy


class Records(Protocol):
    """The operator's hands; what is answered has the same names at both levels."""

    def cases(self) -> Any:
        """The use cases, which the operator's commands are a thin line over."""

    def search_log(self, tenant: Tenancy, action: str | None) -> Outcome:
        """Rows of the tenant's audit log, newest first, as `data`."""

    def tamper(self, tenant: Tenancy, how: str) -> str:
        """Have somebody `changes` or `removes` a row behind the product's back; its id."""

    def set_hook(self, tenant: Tenancy, url: str, before: str, on_failure: str) -> Outcome:
        """Let a URL be asked."""

    def users_of(self, tenant: Tenancy) -> list[dict[str, Any]]:
        """The tenant's users, as their operator sees them."""
        found = self.cases().find_users()(tenant_id=TenantId(tenant.id), sought=Sought(), before="", most=200)
        return [
            {"id": user.id, "phone": user.phone, "email": user.email, "app_metadata": user.app_metadata}
            for user in found
        ]
