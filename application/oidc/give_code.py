"""The end of a browser's way: consent, and the code."""

from dataclasses import dataclass, replace
from datetime import datetime

from application.audit.scribe import Scribe
from application.ports.sessions import HeldSession
from application.ports.store import Store, Transaction
from domain.audit import Action
from domain.authorization import SECRET_BYTES, Authorization, digest_of_code
from domain.base64url import encoded
from domain.caller import Caller
from domain.oauth_client import OAuthClient
from domain.refusal import AuthorizationOver

OVER = "This sign-in is over. Go back to the app and begin anew."


@dataclass(frozen=True, slots=True)
class GiveCode:
    """Give a code for a user who is signed in, where they have agreed; one of any number of calls gives it.

    What the user agrees to now (`agrees`) is kept in the commit that gives the code.
    None: they have to be asked first.
    Raises AuthorizationOver.
    """

    store: Store
    scribe: Scribe

    def __call__(
        self, client: OAuthClient, id: Authorization, held: HeldSession, *, agrees: bool, caller: Caller, now: datetime
    ) -> str | None:
        code = encoded(self.scribe.dice.roll(SECRET_BYTES))
        with self.store.begin() as tx:
            found = tx.authorizations.get(tenant_id=id.tenant_id, id=id.id)
            if found is None or not found.is_open(now):
                raise AuthorizationOver(OVER)
            if self._lacks_consent(tx, client, found, held, agrees=agrees, now=now):
                return None
            tx.authorizations.save(found.given(held.session.id, digest_of_code(code), now))
            tx.records.add(
                self.scribe.audit(
                    replace(caller, actor=f"user:{held.user.id}"),
                    Action.AUTHORIZATION_GIVEN,
                    at=now,
                    tenant_id=found.tenant_id,
                    subject=client.id,
                    details={"user_id": held.user.id, "session_id": held.session.id},
                )
            )
        return code

    def _lacks_consent(
        self,
        tx: Transaction,
        client: OAuthClient,
        found: Authorization,
        held: HeldSession,
        *,
        agrees: bool,
        now: datetime,
    ) -> bool:
        """Whether the user has to be asked."""
        if not client.needs_consent:
            return False
        tenant_id, user_id, wanted = client.tenant_id, held.user.id, found.request.scope
        before = tx.consents.get(tenant_id=tenant_id, user_id=user_id, client_id=client.id)
        if agrees:
            scope = tuple(dict.fromkeys([*before, *wanted]))
            tx.consents.put(tenant_id=tenant_id, user_id=user_id, client_id=client.id, scope=scope, now=now)
            return False
        return "consent" in found.request.prompt or not set(wanted) <= set(before)
