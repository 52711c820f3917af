"""What the log says was ended is ended again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from application.admins.admin_tokens import RevokeAdminToken
from application.keys.api_keys import RevokeApiKey
from application.oidc.client_secrets import RotateClientSecret
from application.oidc.keep_clients import DeleteClient
from application.privacy.rights import EraseUser
from application.tenants.delete_tenant import DeleteTenant
from application.users.block_users import BlockUser, DeleteUser
from domain.audit import Action
from domain.caller import Caller
from domain.ending import Ending
from domain.ids import AdminTokenId, ClientId, KeyId, TenantId, UserId
from domain.refusal import Conflict, NotFound

AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True)
class EndAgain:
    """Do one ending again by the use case that did it first; returns whether there was something to end.

    What the backup does not have, or has ended already, needs nothing.
    A secret of a client that was changed ends by one that nobody gets: its server needs a new one anyway.
    """

    revoke_key: RevokeApiKey
    revoke_admin_token: RevokeAdminToken
    block: BlockUser
    delete_user: DeleteUser
    erase_user: EraseUser
    delete_tenant: DeleteTenant
    end_secrets: RotateClientSecret
    delete_client: DeleteClient

    def __call__(self, ending: Ending, *, caller: Caller) -> bool:
        try:
            self._deeds()[ending.action](TenantId(ending.tenant_id), ending.subject, caller)
        except (NotFound, Conflict):
            return False
        return True

    def _deeds(self) -> Mapping[Action, Callable[[TenantId, str, Caller], object]]:
        return {
            Action.KEY_REVOKED: lambda tenant, id, by: self.revoke_key(
                tenant_id=tenant, key_id=KeyId(id), after=AT_ONCE, caller=by
            ),
            Action.ADMIN_TOKEN_REVOKED: lambda _, id, by: self.revoke_admin_token(token_id=AdminTokenId(id), caller=by),
            Action.CLIENT_SECRET_ROTATED: lambda tenant, id, by: self.end_secrets(
                tenant_id=tenant, client_id=ClientId(id), caller=by
            ),
            Action.CLIENT_DELETED: lambda tenant, id, by: self.delete_client(
                tenant_id=tenant, client_id=ClientId(id), caller=by
            ),
            Action.USER_BLOCKED: lambda tenant, id, by: self.block(
                tenant_id=tenant, user_id=UserId(id), block=True, caller=by
            ),
            Action.USER_UNBLOCKED: lambda tenant, id, by: self.block(
                tenant_id=tenant, user_id=UserId(id), block=False, caller=by
            ),
            Action.USER_DELETED: lambda tenant, id, by: self.delete_user(
                tenant_id=tenant, user_id=UserId(id), caller=by
            ),
            Action.USER_ERASED: lambda tenant, id, by: self.erase_user(tenant_id=tenant, user_id=UserId(id), caller=by),
            Action.TENANT_DELETED: lambda tenant, _, by: self.delete_tenant(tenant_id=tenant, caller=by),
        }
