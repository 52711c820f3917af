"""May this bearer administer?"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from application.ports.clock import Clock
from application.ports.store import Store
from domain.api_key import AdminToken, digest_of
from domain.refusal import InvalidCredentials, MissingCredentials, NotFound

USE_NOTED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class RecogniseAdmin:
    """Name the administrator behind a bearer: `admin:bootstrap` for ADMIN_TOKEN, `admin:<id>` for a named token.

    Where neither is there, the admin API does not exist: NotFound.
    """

    store: Store
    clock: Clock
    bootstrap_digest: bytes | None = field(repr=False)

    def __call__(self, bearer: str | None) -> str:
        digest = digest_of(bearer or "")
        if bearer and self.bootstrap_digest and hmac.compare_digest(digest, self.bootstrap_digest):
            return "admin:bootstrap"
        now = self.clock.now()
        with self.store.begin() as tx:
            live = [token for token in tx.admin_tokens.all() if token.life.is_live(now)]
            if not live and self.bootstrap_digest is None:
                raise NotFound("The admin API is off: set ADMIN_TOKEN or run `auth1 admins issue`.")
            mine = next((token for token in live if hmac.compare_digest(token.digest, digest)), None)
            if mine and bearer:
                self._note_use(tx.admin_tokens.save, mine, now)
                return f"admin:{mine.id}"
        if not bearer:
            raise MissingCredentials("Send the admin token as Authorization: Bearer.")
        raise InvalidCredentials("The admin token is unknown, revoked or expired.")

    def _note_use(self, save: Callable[[AdminToken], None], token: AdminToken, now: datetime) -> None:
        last = token.life.last_used_at
        if last is None or now - last >= USE_NOTED_EVERY:
            save(replace(token, life=replace(token.life, last_used_at=now)))
