"""Money of messages that the ask did not count."""

from adapters.memory.reputation import spend
from adapters.memory.stored import StoredAttempt, StoredMessage
from adapters.memory.world import MemoryWorld
from domain.message import Outcome
from domain.risk_keys import TENANT_KEY
from domain.spend import INSTALLATION, windows_of


def pay_again(world: MemoryWorld, stored: StoredMessage, kept: StoredAttempt) -> None:
    """The ask has counted one message in the budgets; each that another provider took after it counts here."""
    earlier = [one for one in stored.attempts if one.number < kept.number and _is_accepted(one)]
    if not (_is_accepted(kept) and earlier and kept.cost_micros and kept.ended_at):
        return
    message, scopes = stored.message, [TENANT_KEY, INSTALLATION]
    scopes += [f"c:{message.country}", f"p4:{message.to[:-4]}"] if message.to.startswith("+") else []
    spend(world, message.tenant_id, windows_of(scopes, kept.ended_at), kept.cost_micros)


def _is_accepted(one: StoredAttempt) -> bool:
    return one.receipt is not None and one.receipt.outcome is Outcome.ACCEPTED
