"""What a step may ask of the product for a tenant whose own systems listen."""

from collections.abc import Sequence
from typing import Any, Protocol

from features.hands.outcome import Outcome, Tenancy


class Listening(Protocol):
    """Webhooks; what is answered has the same names at both levels."""

    def webhook(self, tenant: Tenancy, url: str, events: Sequence[str]) -> Outcome:
        """Let a URL hear of events: its `id` and `secret`."""

    def webhooks(self, tenant: Tenancy) -> Outcome:
        """The webhooks, as `data`."""

    def change_webhook(self, tenant: Tenancy, id: str, changes: dict[str, Any]) -> Outcome:
        """Change, enable or disable a webhook."""

    def rotate_webhook(self, tenant: Tenancy, id: str, overlap_seconds: int) -> Outcome:
        """Give it a new `secret`."""

    def deliveries(self, tenant: Tenancy, id: str) -> Outcome:
        """What it was owed, newest first, as `data`."""

    def redeliver(self, tenant: Tenancy, id: str, event_id: str) -> Outcome:
        """Deliver one event once more."""

    def redeliver_many(self, tenant: Tenancy, id: str, chosen: dict[str, Any]) -> Outcome:
        """Deliver the events of a time once more."""

    def post_webhooks(self) -> None:
        """Let the worker tell webhooks what happened."""
