"""What requests and answers about webhooks hold."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import UNSET, Meta, Struct, UnsetType

from application.webhooks.keep_webhooks import Wanted
from domain.event_catalogue import ANYTHING, CATALOGUE
from domain.webhook import Delivery, Try, WebhookEndpoint
from entrypoints.http.bodies import At

Url = Annotated[str, Meta(min_length=1, max_length=2048, examples=["https://hooks.example.com/auth1"])]
Events = Annotated[
    list[str],
    Meta(
        min_length=1,
        max_length=len(CATALOGUE),
        description="`*`, families such as `otp.*`, or names of the catalogue.",
        examples=[["session.created", "user.*"]],
    ),
]
Description = Annotated[str, Meta(max_length=200)]


class NewWebhook(Struct, kw_only=True, omit_defaults=True):
    """A URL that is to hear of events."""

    url: Url
    events: Events = []
    description: Description = ""

    def wanted(self) -> Wanted:
        """As the use case takes it."""
        return Wanted(self.url, self.events or [ANYTHING], self.description)


class ChangedWebhook(Struct, kw_only=True):
    """Any part of a webhook; `enabled` true begins anew with what it is owed."""

    url: Url | UnsetType = UNSET
    events: Events | UnsetType = UNSET
    description: Description | UnsetType = UNSET
    enabled: bool | UnsetType = UNSET

    def wanted(self) -> Wanted:
        """As the use case takes it."""
        return Wanted(
            None if self.url is UNSET else self.url,
            None if self.events is UNSET else self.events,
            None if self.description is UNSET else self.description,
            None if self.enabled is UNSET else self.enabled,
        )


class RotatedSecret(Struct, kw_only=True):
    """For how long the secret before signs too."""

    overlap_seconds: Annotated[int, Meta(ge=0, le=604800)] = 86400


class Again(Struct, kw_only=True, rename={"since": "from", "until": "to"}):
    """Which events to deliver once more: those of a time, of some types, or those alone that were given up."""

    since: At
    until: At
    events: Events = []
    only_dead: bool = False
    after: Annotated[str, Meta(max_length=64, description="The `next_cursor` of the call before.")] = ""


class WebhookShown(Struct, omit_defaults=True):
    """A webhook; `secret` is there once, in the answer that makes it."""

    id: str
    url: str
    events: Sequence[str]
    description: str
    enabled: bool
    created_at: At
    disabled_at: At | None
    disabled_as: str | None
    failing_since: At | None
    previous_secret_until: At | None
    secret: str | None = None

    @classmethod
    def of(cls, endpoint: WebhookEndpoint, secret: str | None = None) -> "WebhookShown":
        """The webhook's public fields."""
        return cls(
            endpoint.id,
            endpoint.url,
            endpoint.types,
            endpoint.description,
            endpoint.disabled_at is None,
            endpoint.created_at,
            endpoint.disabled_at,
            endpoint.disabled_as,
            endpoint.failing_since,
            endpoint.previous_until,
            secret,
        )


class TryShown(Struct):
    """One attempt: what the receiver said, how long it took, how many bytes it sent; never which."""

    at: At
    status: int | None
    milliseconds: int
    bytes: int
    error: str | None

    @classmethod
    def of(cls, one: Try) -> "TryShown":
        """The attempt's public fields."""
        posted = one.posted
        return cls(one.at, posted.status, posted.milliseconds, posted.bytes, posted.error)


class DeliveryShown(Struct):
    """One event for one webhook, and its last attempts."""

    id: str
    type: str
    status: str
    attempts: int
    created_at: At
    next_attempt_at: At | None
    ended_at: At | None
    tries: Sequence[TryShown]

    @classmethod
    def of(cls, delivery: Delivery) -> "DeliveryShown":
        """The delivery's public fields."""
        return cls(
            delivery.event_id,
            delivery.type,
            delivery.status.value,
            delivery.attempts,
            delivery.created_at,
            delivery.due_at,
            delivery.ended_at,
            [TryShown.of(one) for one in delivery.tries],
        )


class Redelivered(Struct):
    """How many events are owed once more; a cursor where there are more of them."""

    redelivered: int
    next_cursor: str | None
