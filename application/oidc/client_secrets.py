"""A new secret for a client that proves itself by one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from application.audit.scribe import Scribe
from application.idempotency.promise import Promise, keep
from application.oidc.keep_clients import ToldOfClient, found
from application.ports.store import Store
from domain.audit import Action
from domain.caller import Caller
from domain.client_secret import LONGEST_OVERLAP, SECRET_BYTES, ClientSecret
from domain.ids import ClientId, TenantId
from domain.oauth_client import OAuthClient
from domain.refusal import Conflict, FieldError, InvalidRequest

AT_ONCE: Final = timedelta(0)
MOST_SECONDS: Final = int(LONGEST_OVERLAP.total_seconds())


@dataclass(frozen=True, slots=True)
class RotateClientSecret:
    """Give a client a new secret, returned once; the one before is good for `overlap` more, so that a server changes.

    Any older one ends at once.
    Raises InvalidRequest, NotFound, and Conflict where the client proves itself otherwise.
    """

    store: Store
    scribe: Scribe

    def __call__(
        self,
        *,
        tenant_id: TenantId,
        client_id: ClientId,
        caller: Caller,
        overlap: timedelta = AT_ONCE,
        promise: Promise[tuple[OAuthClient, str]] | None = None,
    ) -> tuple[OAuthClient, str]:
        if not AT_ONCE <= overlap <= LONGEST_OVERLAP:
            said = f"This must be 0 to {MOST_SECONDS} ({LONGEST_OVERLAP.days} days)."
            raise InvalidRequest([FieldError("overlap_seconds", said)])
        now = self.scribe.now()
        new, text = ClientSecret.issue(chance=self.scribe.dice.roll(SECRET_BYTES), now=now)
        with self.store.begin() as tx:
            before = found(tx, tenant_id, client_id)
            if not before.has_secret:
                raise Conflict(f"A client whose auth_method is {before.auth_method} has no secret.")
            client = before.rotated(new, until=now + overlap, now=now)
            tx.oauth_clients.save(client)
            seconds = int(overlap.total_seconds())
            told = ToldOfClient(self.scribe)
            told(tx, client, Action.CLIENT_SECRET_ROTATED, caller, now, prefix=new.prefix, overlap_seconds=seconds)
            keep(tx, promise, (client, text))
        return client, text
