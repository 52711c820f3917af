"""What would a policy have done?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from application.ports.clock import Clock
from application.ports.decisions import Decisions
from domain.refusal import FieldError, InvalidRequest
from domain.replay import Replay
from domain.stats import Period
from domain.tenant import Tenant

PAGE: Final = 2_000
POLICY: Final = ("risk_block_at", "risk_challenge_at", "risk_shadow", "risk_signals")


@dataclass(frozen=True, slots=True)
class ReplayDecisions:
    """Judge what was recorded between two moments by a policy: the tenant's, with what `changes` says otherwise.

    The facts are those of the day: had other asks been refused, later facts would have been others.
    `on_page` hears how many were judged so far.
    Raises InvalidRequest that names what is no part of a policy, or is wrong.
    """

    decisions: Decisions
    clock: Clock

    def __call__(
        self,
        *,
        tenant: Tenant,
        since: str | None,
        until: str | None,
        changes: Mapping[str, Any],
        on_page: Callable[[int], None] = lambda _: None,
    ) -> Replay:
        now = self.clock.now()
        unknown = [FieldError(name, f"A policy has {', '.join(POLICY)}.") for name in changes if name not in POLICY]
        settings, errors = tenant.settings.changed({name: changes[name] for name in POLICY if name in changes}, now)
        if unknown or errors:
            raise InvalidRequest([*unknown, *errors])
        replay, period, after = Replay(settings.risk_policy), Period.read(since, until, now), ""
        while found := self.decisions.page(tenant_id=tenant.id, period=period, after=after, most=PAGE):
            replay.add(found)
            on_page(replay.asks)
            after = found[-1].cursor
        return replay
