"""Sessions end: one, all of a user, or everybody's."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from application.audit.scribe import Scribe
from application.ports.store import Store, Transaction
from application.sessions.live_sessions import LiveSessions
from domain.audit import Action
from domain.caller import Caller
from domain.ids import ClientId, SessionId, TenantId, UserId
from domain.refusal import NotFound
from domain.session import EndedAs

BATCH: Final = 500


@dataclass(frozen=True, slots=True)
class EndWithin:
    """End sessions of a user within a commit, and write down that they ended."""

    scribe: Scribe

    def __call__(
        self,
        tx: Transaction,
        *,
        tenant_id: TenantId,
        user_id: UserId,
        session_id: SessionId | None = None,
        but: SessionId | None = None,
        as_: EndedAs,
        now: datetime,
        caller: Caller,
    ) -> Sequence[SessionId]:
        ended = tx.sessions.end(tenant_id=tenant_id, user_id=user_id, session_id=session_id, but=but, as_=as_, now=now)
        if ended:
            told = {"user_id": user_id, "reason": as_.value, "sessions": list(ended)}
            subject = session_id or user_id
            details = {"reason": as_.value, "sessions": len(ended), "user_id": user_id}
            tx.records.add(
                self.scribe.audit(
                    caller, Action.SESSION_REVOKED, at=now, tenant_id=tenant_id, subject=subject, details=details
                ),
                self.scribe.event("session.revoked", at=now, tenant_id=tenant_id, subject=subject, payload=told),
            )
        return ended


@dataclass(frozen=True, slots=True)
class EndSession:
    """End one session of a user, at once on all our doors; ending it again changes nothing.

    Raises NotFound where the user has no such session, or it ended before.
    """

    store: Store
    live: LiveSessions
    end_within: EndWithin

    def __call__(
        self, *, tenant_id: TenantId, user_id: UserId, session_id: SessionId, as_: EndedAs, caller: Caller
    ) -> None:
        now = self.end_within.scribe.now()
        with self.store.begin() as tx:
            ended = self.end_within(
                tx, tenant_id=tenant_id, user_id=user_id, session_id=session_id, as_=as_, now=now, caller=caller
            )
        self.live.forget(tenant_id, ended, now)
        if not ended:
            raise NotFound("There is no such session.")


@dataclass(frozen=True, slots=True)
class EndAllSessions:
    """End all sessions of a user, but for the one named by `but` with what clients have by it; returns how many.

    Raises NotFound where there is no such user.
    """

    store: Store
    live: LiveSessions
    end_within: EndWithin

    def __call__(
        self, *, tenant_id: TenantId, user_id: UserId, but: SessionId | None = None, as_: EndedAs, caller: Caller
    ) -> int:
        now = self.end_within.scribe.now()
        with self.store.begin() as tx:
            if tx.users.get(tenant_id=tenant_id, user_id=user_id) is None:
                raise NotFound("There is no user of that id.")
            ended = self.end_within(tx, tenant_id=tenant_id, user_id=user_id, but=but, as_=as_, now=now, caller=caller)
        self.live.forget(tenant_id, ended, now)
        return len(ended)


@dataclass(frozen=True, slots=True)
class EndEverybody:
    """End every session of a tenant that is there now, batch by batch (ASVS 7.4.5); yields how many ended so far.

    With a `client_id` those alone that this client has.
    Each batch is a commit of its own: where it is broken off, the rest goes on, and doing it again ends the rest.
    """

    store: Store
    scribe: Scribe
    live: LiveSessions

    def __call__(self, *, tenant_id: TenantId, client_id: ClientId | None = None, caller: Caller) -> Iterator[int]:
        now, done = self.scribe.now(), 0
        # Twice: a client's session may have been opened by one that was about to end.
        for _ in range(2):
            after, batch = "", BATCH
            while batch == BATCH:
                ended = self._end(tenant_id, client_id, after, now, caller)
                self.live.forget(tenant_id, ended, now)
                batch, after, done = len(ended), ended[-1] if ended else "", done + len(ended)
                yield done

    def _end(
        self, tenant_id: TenantId, client_id: ClientId | None, after: str, now: datetime, caller: Caller
    ) -> Sequence[SessionId]:
        with self.store.begin() as tx:
            ended = tx.sessions.end_some(
                tenant_id=tenant_id, client_id=client_id, after=after, most=BATCH, as_=EndedAs.REVOKED, now=now
            )
            if ended:
                action, reason = Action.SESSION_REVOKED, "client_deleted" if client_id else "everybody"
                subject = client_id or tenant_id
                audit, told = {"reason": reason, "sessions": len(ended)}, {"reason": reason, "sessions": [*ended]}
                tx.records.add(
                    self.scribe.audit(caller, action, at=now, tenant_id=tenant_id, subject=subject, details=audit),
                    self.scribe.event(action.value, at=now, tenant_id=tenant_id, subject=subject, payload=told),
                )
        return ended
