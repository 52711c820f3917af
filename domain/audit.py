"""What is recorded for good: the closed vocabulary of the audit log, and the events for a tenant's own systems."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from domain.caller import Caller
from domain.ids import AuditId, EventId, TenantId
from domain.mac import mac_of

INSTALLATION = "installation"
DIGEST_LENGTH = 32


class Action(StrEnum):
    """Everything that the audit log can say."""

    OTP_REQUESTED = "otp.requested"
    OTP_RESENT = "otp.resent"
    OTP_REFUSED = "otp.refused"
    OTP_VERIFIED = "otp.verified"
    OTP_FAILED = "otp.failed"
    OTP_LOCKED = "otp.locked"
    MESSAGE_RETRIED = "message.retried"
    PRICES_IMPORTED = "prices.imported"
    NETWORKS_IMPORTED = "networks.imported"
    AUTHORIZATION_GIVEN = "authorization.given"
    SESSION_CREATED = "session.created"
    TENANT_CREATED = "tenant.created"
    TENANT_CHANGED = "tenant.changed"
    TENANT_IMAGE_SET = "tenant.image_set"
    TENANT_IMAGE_REMOVED = "tenant.image_removed"
    TENANT_DELETED = "tenant.deleted"
    KEY_ISSUED = "key.issued"
    KEY_CHANGED = "key.changed"
    KEY_REVOKED = "key.revoked"
    KEY_IN_BROWSER = "key.secret_sent_by_browser"
    SIGNING_KEY_CREATED = "signing_key.created"
    SIGNING_KEYS_SHARED = "signing_keys.shared"
    SESSION_REFUSED = "session.refused"
    SESSION_REUSED = "session.reuse_detected"
    SESSION_REVOKED = "session.revoked"
    USER_CREATED = "user.created"
    USER_CHANGED = "user.changed"
    USER_BLOCKED = "user.blocked"
    USER_UNBLOCKED = "user.unblocked"
    USER_DELETED = "user.deleted"
    USER_ADDRESS_PROVEN = "user.address_proven"
    USER_ADDRESS_CHANGED = "user.address_changed"
    USER_ADDRESS_KEPT = "user.address_kept"
    USER_ADDRESS_RECYCLED = "user.address_recycled"
    USER_RESTORED = "user.restored"
    USERS_IMPORTED = "users.imported"
    TENANT_IMPORTED = "tenant.imported"
    INSTALLATION_RESTORED = "installation.restored"
    USER_EXPORTED = "user.exported"
    USER_ERASED = "user.erased"
    ADMIN_TOKEN_ISSUED = "admin_token.issued"
    ADMIN_TOKEN_REVOKED = "admin_token.revoked"
    ADMIN_REFUSED = "admin.refused"
    ACCESS_DENIED = "access.denied"
    HOOK_SET = "hook.set"
    HOOK_REMOVED = "hook.removed"
    HOOK_FAILED = "hook.failed"
    USER_REFUSED = "user.refused"
    WEBHOOK_CREATED = "webhook.created"
    WEBHOOK_CHANGED = "webhook.changed"
    WEBHOOK_DELETED = "webhook.deleted"
    WEBHOOK_DISABLED = "webhook.disabled"
    WEBHOOK_SECRET_ROTATED = "webhook.secret_rotated"
    WEBHOOK_REDELIVERED = "webhook.redelivered"
    CLIENT_CREATED = "client.created"
    CLIENT_CHANGED = "client.changed"
    CLIENT_DELETED = "client.deleted"
    CLIENT_SECRET_ROTATED = "client.secret_rotated"


class Outcome(StrEnum):
    """How an action ended."""

    SUCCESS = "success"
    FAILURE = "failure"
    REFUSED = "refused"


_FAILED: Final = dict.fromkeys((Action.OTP_FAILED, Action.OTP_LOCKED, Action.HOOK_FAILED), Outcome.FAILURE)
_REFUSED: Final = frozenset(
    {Action.OTP_REFUSED, Action.SESSION_REFUSED, Action.SESSION_REUSED, Action.KEY_IN_BROWSER, Action.ADMIN_REFUSED}
    | {Action.ACCESS_DENIED, Action.USER_REFUSED}
)


def outcome_of(action: Action) -> Outcome:
    """How it ended, which the action's name tells."""
    return Outcome.REFUSED if action in _REFUSED else _FAILED.get(action, Outcome.SUCCESS)


def keyed_digest(key: bytes, *fields: str) -> str:
    """An address or network as the audit log may hold it: comparable by us, unreadable without the key."""
    return mac_of(key, *fields).hex()[:DIGEST_LENGTH]


@dataclass(frozen=True, slots=True)
class AuditEvent:
    """One row of the audit log: ids and keyed digests only, never an address, so that erasure stays possible.

    `tenant_id` is `installation` for what belongs to no tenant.
    `ip` and `user_agent` are kept beside the row, not in it, and are forgotten sooner.
    """

    tenant_id: str
    id: AuditId
    at: datetime
    action: Action
    actor: str
    subject: str | None = None
    request_id: str | None = None
    client_request_id: str | None = None
    network_digest: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)
    ip: str | None = field(default=None, repr=False)
    user_agent: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that a tenant's own systems may want to hear of; ids only, written in the commit of what it tells."""

    tenant_id: TenantId
    id: EventId
    at: datetime
    type: str
    subject: str
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Footprint:
    """What audit rows of one call share: who called, and under which ids."""

    caller: Caller
    network_digest: str | None

    @classmethod
    def of(cls, caller: Caller, digest_key: bytes) -> "Footprint":
        """The caller's footprint, its network only as a keyed digest."""
        return cls(caller, caller.network and keyed_digest(digest_key, "network", caller.network))

    def event(
        self,
        *,
        tenant_id: str,
        id: AuditId,
        at: datetime,
        action: Action,
        subject: str | None,
        details: Mapping[str, Any],
    ) -> AuditEvent:
        """An audit row of this call."""
        return AuditEvent(
            tenant_id=tenant_id,
            id=id,
            at=at,
            action=action,
            actor=self.caller.actor,
            subject=subject,
            request_id=self.caller.request_id,
            client_request_id=self.caller.client_request_id,
            network_digest=self.network_digest,
            details=details,
            ip=self.caller.ip,
            user_agent=self.caller.user_agent,
        )
