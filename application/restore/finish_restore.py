"""A database that came out of a backup is made fit to serve."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from application.admins.admin_tokens import RevokeAdminToken
from application.audit.scribe import Scribe
from application.keys.signing_keys import RotateSigningKey
from application.otp.sweep import BATCH
from application.ports.otp import OtpSlots
from application.ports.store import Store
from application.restore.end_again import EndAgain
from application.sessions.end_sessions import EndEverybody
from domain.audit import INSTALLATION, Action
from domain.caller import Caller
from domain.ending import Ending
from domain.ids import TenantId
from domain.signing_key import USES, KeyUse, of_use
from domain.tenant import Tenant

TENANTS_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Step:
    """What was done so far, in words for whoever watches, and how many of it."""

    what: str
    count: int


@dataclass(frozen=True, slots=True)
class FinishRestore:
    """What was ended between a backup and its restore stays ended (C25); it may be broken off and done again.

    Every live code ends, so that none that was used is right again.
    Every session and refresh family ends, and every tenant signs with a new key at once: whoever was signed out stays
    so, and no token that was issued before opens anything.
    Named admin tokens are revoked, unless `keep_admin_tokens` says that none was since.
    `endings` are the revocations, blocks and deletions that the log knows of: they are done again, in their order.
    Each chain of the audit log says that it lacks what was done after `backup_at`.
    To be called while nobody is served.
    """

    store: Store
    scribe: Scribe
    slots: OtpSlots
    end_everybody: EndEverybody
    rotate_signing_key: RotateSigningKey
    revoke_admin_token: RevokeAdminToken
    end_again: EndAgain

    def __call__(
        self, *, backup_at: datetime | None, endings: Sequence[Ending], keep_admin_tokens: bool, caller: Caller
    ) -> Iterator[Step]:
        yield from self._end_codes()
        yield from self._end_sessions(backup_at, caller)
        if not keep_admin_tokens:
            yield self._revoke_admins(caller)
        done = sum(self.end_again(ending, caller=caller) for ending in endings)
        yield Step("revocations, blocks and deletions of the log done again", done)

    def _end_codes(self) -> Iterator[Step]:
        now, after, done = self.scribe.now(), "", 0
        while True:
            after, ended = self.slots.end_all(now=now, after=after, most=BATCH)
            done += ended
            if not after:
                break
        yield Step("live codes ended", done)

    def _end_sessions(self, backup_at: datetime | None, caller: Caller) -> Iterator[Step]:
        sessions, tenants = 0, 0
        self._declare(INSTALLATION, backup_at, caller)
        for tenant in self._tenants():
            ended = 0
            for ended in self.end_everybody(tenant_id=tenant.id, caller=caller):
                yield Step(f"sessions of {tenant.slug} ended", ended)
            sessions, tenants = sessions + ended, tenants + 1
            if tenant.deleted_at is None:
                for use in self._uses(tenant.id):
                    self.rotate_signing_key(tenant_id=tenant.id, caller=caller, at_once=True, use=use)
            self._declare(tenant.id, backup_at, caller)
        yield Step("sessions ended in all", sessions)
        yield Step("tenants with a new signing key", tenants)

    def _uses(self, tenant_id: TenantId) -> list[KeyUse]:
        """What the tenant has signing keys for."""
        with self.store.begin() as tx:
            keys = tx.signing_keys.of_tenant(tenant_id=tenant_id)
        return [use for use in USES if of_use(keys, use)]

    def _tenants(self) -> Iterator[Tenant]:
        before = ""
        while True:
            with self.store.begin() as tx:
                page = tx.tenants.page(before=before, most=TENANTS_AT_ONCE, with_deleted=True)
            yield from page
            if len(page) < TENANTS_AT_ONCE:
                return
            before = page[-1].id

    def _declare(self, tenant_id: str, backup_at: datetime | None, caller: Caller) -> None:
        """The gap, in the chain itself: what it lacks is said, and is no sign of tampering."""
        details = {"backup_at": backup_at.isoformat(timespec="seconds") if backup_at else None}
        with self.store.begin() as tx:
            tx.records.add(
                self.scribe.audit(
                    caller, Action.INSTALLATION_RESTORED, at=self.scribe.now(), tenant_id=tenant_id, details=details
                )
            )

    def _revoke_admins(self, caller: Caller) -> Step:
        with self.store.begin() as tx:
            live = [token.id for token in tx.admin_tokens.all() if token.life.revoked_at is None]
        for token_id in live:
            self.revoke_admin_token(token_id=token_id, caller=caller)
        return Step("admin tokens revoked", len(live))
