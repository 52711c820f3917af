"""Why did the code not arrive?"""

from collections.abc import Sequence
from dataclasses import dataclass

from application.ports.clock import Clock
from application.ports.history import History
from domain.history import RequestRecord
from domain.ids import ChallengeId, MessageId, TenantId
from domain.refusal import NotFound
from domain.timeline import Entry, timeline_of


@dataclass(frozen=True, slots=True)
class Explained:
    """A code that was asked for, as it stands now, and its story, oldest first."""

    request: RequestRecord
    timeline: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class ExplainRequest:
    """Tell everything that is known of a code that was asked for, by its id or by that of one of its messages.

    An id of None, an unknown one and another tenant's are one NotFound.
    """

    history: History
    clock: Clock

    def __call__(self, *, tenant_id: TenantId, id: ChallengeId | MessageId | None) -> Explained:
        if isinstance(id, MessageId):
            id = self.history.message(tenant_id=tenant_id, id=id)
        found = self.history.request(tenant_id=tenant_id, id=id) if id else None
        if found is None:
            raise NotFound("There is no request for a code of that id.")
        request = found.at(self.clock.now())
        return Explained(request, timeline_of(request))
