"""Everything that the memory adapters hold, behind one lock, as one database would."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field, fields
from datetime import datetime
from threading import RLock
from typing import Any

from adapters.memory.stored import StoredBreaker, StoredCall, StoredDelivery, StoredLine, StoredMessage, StoredRequest
from application.ports.audit import Checkpoint, StoredKey
from application.ports.risk import Decision
from domain.address_change import AddressChange
from domain.api_key import AdminToken, ApiKey
from domain.audit import AuditEvent, Event
from domain.audit_chain import Link
from domain.authorization import Authorization
from domain.brand_image import BrandImage, ImageKind
from domain.hook import Hook
from domain.ids import (
    AdminTokenId,
    AuthorizationId,
    ChallengeId,
    ClientId,
    EventId,
    KeyId,
    MessageId,
    SessionId,
    TenantId,
    UserId,
    WebhookId,
)
from domain.network_list import NetworkList
from domain.oauth_client import OAuthClient
from domain.otp import OtpSlot
from domain.otp_code import CodeSecret
from domain.prefix_block import PrefixBlock
from domain.session import Session
from domain.signing_key import SigningKey
from domain.spend import Spent, Window
from domain.tenant import Tenant
from domain.traffic import Traffic
from domain.user import User
from domain.webhook import WebhookEndpoint

SlotKey = tuple[TenantId, str, str]


@dataclass(slots=True)
class StoredAsk:
    """One ask for a code, as the windows of last resort count it."""

    tenant_id: TenantId
    challenge_id: ChallengeId
    address: str
    mailbox: str
    network: str | None
    ip: str | None
    is_test: bool
    at: datetime
    country: str | None = None


class AskBook(list[StoredAsk]):
    """Asks in the order that they came, found by mailbox and by network."""

    def __init__(self, asks: Iterable[StoredAsk] = ()) -> None:
        super().__init__()
        self._by_mailbox: dict[str, list[StoredAsk]] = {}
        self._by_network: dict[tuple[str, str], list[StoredAsk]] = {}
        for ask in asks:
            self.append(ask)

    def __copy__(self) -> "AskBook":
        return AskBook(self)

    def append(self, ask: StoredAsk) -> None:
        """Keep an ask."""
        super().append(ask)
        self._by_mailbox.setdefault(ask.mailbox, []).append(ask)
        if ask.network:
            self._by_network.setdefault((ask.tenant_id, ask.network), []).append(ask)

    def of_mailbox(self, mailbox: str) -> Sequence[StoredAsk]:
        """Those for a mailbox, over all tenants."""
        return self._by_mailbox.get(mailbox, ())

    def of_network(self, tenant_id: TenantId, network: str) -> Sequence[StoredAsk]:
        """Those of a tenant's network."""
        return self._by_network.get((tenant_id, network), ())


class UserBook(dict[tuple[TenantId, UserId], User]):
    """Users by id, found by their addresses too."""

    def __init__(self, users: Mapping[tuple[TenantId, UserId], User] | None = None) -> None:
        super().__init__()
        self._holders: dict[tuple[TenantId, str], UserId] = {}
        for key, user in (users or {}).items():
            self[key] = user

    def __copy__(self) -> "UserBook":
        return UserBook(self)

    def __setitem__(self, key: tuple[TenantId, UserId], user: User) -> None:
        self._let_go(key)
        super().__setitem__(key, user)
        self._holders |= {(key[0], address): key[1] for address in user.addresses}

    def __delitem__(self, key: tuple[TenantId, UserId]) -> None:
        self._let_go(key)
        super().__delitem__(key)

    def _let_go(self, key: tuple[TenantId, UserId]) -> None:
        for address in self[key].addresses if key in self else ():
            if self._holders.get((key[0], address)) == key[1]:
                del self._holders[key[0], address]

    def holder(self, tenant_id: TenantId, address: str) -> User | None:
        """The tenant's user who holds that address."""
        id = self._holders.get((tenant_id, address))
        return self[tenant_id, id] if id else None


@dataclass(slots=True)
class MemoryWorld:
    """The tables, as dictionaries and lists."""

    tenants: dict[TenantId, Tenant] = field(default_factory=dict)
    api_keys: dict[tuple[TenantId, KeyId], ApiKey] = field(default_factory=dict)
    admin_tokens: dict[AdminTokenId, AdminToken] = field(default_factory=dict)
    signing_keys: dict[TenantId, list[SigningKey]] = field(default_factory=dict)
    slots: dict[SlotKey, OtpSlot] = field(default_factory=dict)
    secrets: dict[SlotKey, CodeSecret] = field(default_factory=dict)
    requests: dict[tuple[TenantId, ChallengeId], StoredRequest] = field(default_factory=dict)
    asks: AskBook = field(default_factory=AskBook)
    breakers: dict[str, StoredBreaker] = field(default_factory=dict)
    prices: dict[tuple[str, str, str], int] = field(default_factory=dict)
    networks: dict[str, tuple[NetworkList, datetime]] = field(default_factory=dict)
    lines: dict[tuple[TenantId, str], StoredLine] = field(default_factory=dict)
    messages: dict[tuple[TenantId, MessageId], StoredMessage] = field(default_factory=dict)
    users: UserBook = field(default_factory=UserBook)
    sessions: dict[tuple[TenantId, SessionId], Session] = field(default_factory=dict)
    authorizations: dict[tuple[TenantId, AuthorizationId], Authorization] = field(default_factory=dict)
    assertions: dict[tuple[TenantId, bytes], datetime] = field(default_factory=dict)
    consents: dict[tuple[TenantId, UserId, ClientId], tuple[str, ...]] = field(default_factory=dict)
    address_changes: dict[tuple[TenantId, UserId, str], AddressChange] = field(default_factory=dict)
    answers: dict[tuple[str, bytes], StoredCall] = field(default_factory=dict)
    traffic: dict[tuple[TenantId, str], Traffic] = field(default_factory=dict)
    blocks: dict[tuple[TenantId, str], PrefixBlock] = field(default_factory=dict)
    spent: dict[tuple[str, Window], Spent] = field(default_factory=dict)
    proofs: dict[tuple[TenantId, str, str], datetime] = field(default_factory=dict)
    weighed: dict[SlotKey, tuple[tuple[str, ...], float]] = field(default_factory=dict)
    works: dict[tuple[TenantId, str | None], datetime] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    hooks: dict[TenantId, Hook] = field(default_factory=dict)
    brand_images: dict[tuple[TenantId, ImageKind], BrandImage] = field(default_factory=dict)
    webhooks: dict[tuple[TenantId, WebhookId], WebhookEndpoint] = field(default_factory=dict)
    deliveries: dict[tuple[TenantId, WebhookId, EventId], StoredDelivery] = field(default_factory=dict)
    oauth_clients: dict[tuple[TenantId, ClientId], OAuthClient] = field(default_factory=dict)
    announced: int = 0
    chain: dict[str, list[Link]] = field(default_factory=dict)
    linked: dict[str, datetime] = field(default_factory=dict)
    checkpoints: dict[str, Checkpoint] = field(default_factory=dict)
    anchors: list[datetime] = field(default_factory=list)
    chain_key: StoredKey | None = None
    audit: list[AuditEvent] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    lock: Any = field(default_factory=RLock)
    is_undone: bool = True

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing: what the block did is undone where it raises."""
        tables = (
            [known.name for known in fields(self) if known.name not in ("lock", "is_undone")] if self.is_undone else []
        )
        with self.lock:
            before = {name: copy(getattr(self, name)) for name in tables}
            try:
                yield
            except BaseException:
                for name, table in before.items():
                    setattr(self, name, table)
                raise

    def user_of(self, tenant_id: TenantId, address: str) -> User | None:
        """The tenant's user who holds that address."""
        return self.users.holder(tenant_id, address)

    def price_of(self, provider: str, channel: str, country: str) -> int | None:
        """What a hand-over costs: its country's price, else the price of everywhere; None where nobody knows."""
        exact = self.prices.get((provider, channel, country))
        return exact if exact is not None else self.prices.get((provider, channel, "*"))
