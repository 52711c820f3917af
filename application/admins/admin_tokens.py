"""Named admin tokens: issue, list, revoke."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from application.audit.scribe import Scribe
from application.ports.store import Store
from domain.api_key import SECRET_BYTES, AdminToken, Lifetime, require_end, require_name
from domain.audit import INSTALLATION, Action
from domain.caller import Caller
from domain.ids import AdminTokenId
from domain.refusal import NotFound


@dataclass(frozen=True, slots=True)
class IssueAdminToken:
    """Make a named admin token; its secret is returned once and never readable again."""

    store: Store
    scribe: Scribe

    def __call__(self, *, name: str, lives: timedelta | None, caller: Caller) -> tuple[AdminToken, str]:
        now = self.scribe.now()
        ends = now + lives if lives else None
        require_name(name)
        require_end(ends, now)
        token, secret = AdminToken.issue(
            id=self.scribe.id(AdminTokenId, now),
            name=name,
            chance=self.scribe.dice.roll(SECRET_BYTES),
            life=Lifetime(created_at=now, expires_at=ends),
        )
        row = self.scribe.audit(
            caller, Action.ADMIN_TOKEN_ISSUED, at=now, tenant_id=INSTALLATION, subject=token.id, details={"name": name}
        )
        with self.store.begin() as tx:
            tx.admin_tokens.add(token)
            tx.records.add(row)
        return token, secret


@dataclass(frozen=True, slots=True)
class ListAdminTokens:
    """Every named admin token, newest first."""

    store: Store

    def __call__(self) -> Sequence[AdminToken]:
        with self.store.begin() as tx:
            return tx.admin_tokens.all()


@dataclass(frozen=True, slots=True)
class RevokeAdminToken:
    """End a named admin token at once; raises NotFound."""

    store: Store
    scribe: Scribe

    def __call__(self, *, token_id: AdminTokenId, caller: Caller) -> None:
        now = self.scribe.now()
        with self.store.begin() as tx:
            token = tx.admin_tokens.get(token_id)
            if token is None:
                raise NotFound("There is no admin token of that id.")
            tx.admin_tokens.save(replace(token, life=replace(token.life, revoked_at=token.life.revoked_at or now)))
            tx.records.add(
                self.scribe.audit(caller, Action.ADMIN_TOKEN_REVOKED, at=now, tenant_id=INSTALLATION, subject=token.id)
            )
