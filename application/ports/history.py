"""What became of codes and messages, to read and never to change."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from domain.history import Followed, RequestRecord, RequestStatus
from domain.ids import ChallengeId, MessageId, TenantId
from domain.stats import By, Period, Stats


class History(Protocol):
    """The records of a tenant; whatever is another tenant's is not there.

    Each method is one round trip without a lock, and raises Unavailable where the store is gone or slow.
    """

    def request(self, *, tenant_id: TenantId, id: ChallengeId) -> RequestRecord | None:
        """A code that was asked for, with its messages and deeds, or None.

        Its status is the stored one: see `RequestRecord.at`.
        """
        ...

    def requests(
        self,
        *,
        tenant_id: TenantId,
        address: str | None,
        status: RequestStatus | None,
        now: datetime,
        before: str,
        most: int,
    ) -> Sequence[RequestRecord]:
        """Codes that were asked for, newest first, those whose id is smaller than `before` (empty: all).

        `address` is the stored form; `status` is that of the moment `now`.  Empty where nothing fits.
        """
        ...

    def message(self, *, tenant_id: TenantId, id: MessageId) -> ChallengeId | None:
        """The code that a message carried, or None."""
        ...

    def stats(self, *, tenant_id: TenantId, period: Period, by: By) -> Stats:
        """The figures of a period, counted at this moment; no lines, and a total of zeros, where nothing was.

        Codes belong to the moment at which they were first asked for, hand-overs to that of their message.
        By provider, `requested` and `verified` count the codes of which that provider took a message; the total counts
        every code once.
        """
        ...

    def tail(self, *, tenant_id: TenantId | None, since: datetime | None, most: int) -> Sequence[Followed]:
        """The newest messages that were asked for at `since` or later, oldest first; of every tenant for None."""
        ...
