"""Challenges, judged in single statements under the lock of their slot."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from adapters.postgres.answers import PostgresAnswers
from adapters.postgres.database import Database, Row, run_within
from adapters.postgres.known import known_of
from adapters.postgres.otp_parameters import NOTHING, Parameters, of_admission, of_ask, of_entry, of_guess, of_question
from adapters.postgres.otp_statements import (
    ADMIT,
    COUNT_MAILBOX,
    END_ALL,
    ISSUE_AGAIN,
    ISSUE_NEW,
    JUDGE,
    LOCK_MAILBOX,
    LOOK,
    LOOK_AND_WEIGH,
    SWEEP,
    TRY,
)
from adapters.postgres.reputation_statements import SPEND
from application.ports.otp import Ask, Codes, Entry, Facts, Guess, OtpSlots, Question, Tried
from application.ports.puzzles import Work
from domain.address import Address
from domain.audit import Footprint
from domain.ids import ChallengeId, SessionId, TenantId, UserId
from domain.otp import DAY, HOUR, OtpSlot
from domain.otp_challenge import OtpChallenge
from domain.rate_limit import Limit

NO_QUESTION = Question(NOTHING, NOTHING)
KEPT = DAY + HOUR
SEPARATOR = "\x1f"


class PostgresOtpSlots(OtpSlots):
    """The slots in `otp_slots`; each method is one statement in autocommit, but for what is asked for by mail."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def look(
        self,
        *,
        tenant_id: TenantId,
        address: Address,
        purpose: str,
        now: datetime,
        question: Question | None = None,
        network: str | None = None,
    ) -> tuple[OtpSlot, Facts]:
        """See OtpSlots."""
        probe = question.probe if question else None
        statement = LOOK_AND_WEIGH if probe else LOOK
        arguments = of_question(tenant_id, address, purpose, now, question or NO_QUESTION, network)
        row = self._database.run(statement[address.kind], arguments)[0]
        return _slot(row), _facts(row, question, now)

    def issue(self, *, tenant_id: TenantId, address: Address, purpose: str, ask: Ask) -> bool:
        """See OtpSlots."""
        statement, arguments = ISSUE_AGAIN if ask.resent else ISSUE_NEW, of_ask(tenant_id, address, purpose, ask)
        bounds = ask.bounds if address.kind == "email" else None
        work = ask.weighed.work if ask.weighed else None
        if bounds is None and ask.kept is None and work is None:
            return bool(self._database.run(statement, arguments))
        try:
            with self._database.transaction() as connection:
                if work:
                    _spend(connection, arguments, work)
                if bounds and not _has_room(connection, arguments, bounds):
                    raise _Overtaken
                if not run_within(connection, statement, arguments):
                    raise _Overtaken
                if ask.kept:
                    PostgresAnswers(connection).keep(*ask.kept)
        except _Overtaken:
            return False
        return True

    def try_code(
        self, *, tenant_id: TenantId, address: Address, purpose: str, now: datetime, guess: Guess, entry: Entry
    ) -> Tried | None:
        """See OtpSlots."""
        arguments = of_guess(tenant_id, address, purpose, now, guess) | of_entry(entry)
        rows = self._database.run(TRY[address.kind], arguments)
        return _entered(rows[0]) if rows else None

    def admit(
        self, *, tenant_id: TenantId, address: Address, now: datetime, footprint: Footprint, entry: Entry, tried: Tried
    ) -> Tried:
        """See OtpSlots."""
        arguments = of_admission(tenant_id, address, now, footprint, tried) | of_entry(entry)
        return _entered(self._database.run(ADMIT[address.kind], arguments)[0])

    def sweep(self, *, now: datetime, after: str, most: int) -> str:
        """See OtpSlots."""
        last = self._database.run(SWEEP, {**_batch(after, most), "now": now, "kept_since": now - KEPT})
        return SEPARATOR.join(last[0]) if last else ""

    def end_all(self, *, now: datetime, after: str, most: int) -> tuple[str, int]:
        """See OtpSlots."""
        last = self._database.run(END_ALL, {**_batch(after, most), "now": now})
        return (SEPARATOR.join(last[0][:3]), last[0].ended) if last else ("", 0)


def _batch(after: str, most: int) -> Parameters:
    tenant, address, purpose = (after or SEPARATOR * 2).split(SEPARATOR)
    return {"tenant": tenant, "address": address, "purpose": purpose, "most": most}


class _Overtaken(Exception):
    """Somebody was faster; nothing of the transaction stays."""


def _spend(connection: Connection, arguments: Parameters, work: Work) -> None:
    """A puzzle's solution is good once, in the commit that it was for."""
    if not run_within(connection, SPEND, arguments | {"work": work.id, "work_until": work.until}):
        raise _Overtaken


def _facts(row: Row, question: Question | None, now: datetime) -> Facts:
    if question is None:
        return Facts(is_blocked=row.blocked)
    return Facts(
        everywhere_until=row.everywhere_at and row.everywhere_at + question.everywhere.window,
        mailbox_until=row.mailbox_at and row.mailbox_at + question.mailbox.window,
        network_until=row.network_at + question.limit.window if row.network_at and question.limit else None,
        is_blocked=row.blocked,
        known=known_of(row, now) if question.probe else None,
    )


def _slot(row: Row) -> OtpSlot:
    if row.version is None:
        return OtpSlot()
    challenge = OtpChallenge(
        id=ChallengeId(row.challenge_id),
        channel=row.channel,
        length=row.code_length,
        created_at=row.created_at,
        expires_at=row.expires_at,
        sent_at=row.sent_at,
        max_attempts=row.max_attempts,
        attempts=row.attempts,
        own_attempts=row.own_attempts,
        is_test=row.is_test,
        ended_as=row.ended_as,
        handovers=row.handovers,
        intent=row.intent,
    )
    return OtpSlot(
        version=row.version,
        challenge=challenge,
        asked_at=tuple(row.asked_at),
        failed_at=tuple(row.failed_at),
        own_failed_at=tuple(row.own_failed_at),
        proved_at=row.proved_at,
        is_own=row.own,
    )


def _has_room(connection: Connection, arguments: Parameters, bounds: tuple[Limit, Limit]) -> bool:
    """Tags make many slots of one mailbox, so its own bounds are judged under a lock of its own."""
    now, (everywhere, here) = arguments["now"], bounds
    since = {"everywhere_since": now - everywhere.window, "here_since": now - here.window}
    run_within(connection, LOCK_MAILBOX, arguments)
    counted = run_within(connection, COUNT_MAILBOX, arguments | since)[0]
    return bool(counted.everywhere < everywhere.most and counted.here < here.most)


@dataclass(frozen=True, slots=True)
class PostgresCodes(Codes):
    """Guesses in a transaction that others share."""

    connection: Connection

    def judge(
        self, *, tenant_id: TenantId, address: Address, purpose: str, now: datetime, guess: Guess
    ) -> Tried | None:
        """See Codes."""
        arguments = of_guess(tenant_id, address, purpose, now, guess)
        rows = run_within(self.connection, JUDGE[address.kind], arguments)
        return _tried(rows[0]) if rows else None


def _entered(row: Row) -> Tried:
    return replace(
        _tried(row),
        user_id=UserId(row.user_id) if row.user_id else None,
        new_user=bool(row.new_user),
        app_metadata=row.app_metadata or {},
        ended=tuple(SessionId(id) for id in row.ended),
        waits=bool(row.waits),
    )


def _tried(row: Row) -> Tried:
    return Tried(
        challenge_id=ChallengeId(row.challenge_id),
        ended_as=row.ended_as,
        attempts_remaining=row.remaining,
        channel=row.channel,
        is_test=row.is_test,
    )
