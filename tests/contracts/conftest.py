"""Every adapter of every port, by name; each suite asks for its own."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from adapters.jose.derivation import derive_keys
from adapters.jose.tokens import JoseTokenSigner
from adapters.memory.answers import MemoryAnswerBook
from adapters.memory.audit import MemoryAuditChain, MemoryAuditMonths, MemoryAuditTrail
from adapters.memory.clock import TurnedClock
from adapters.memory.decisions import MemoryDecisions
from adapters.memory.dice import LoadedDice
from adapters.memory.history import MemoryHistory
from adapters.memory.intelligence import MemoryLineBook
from adapters.memory.known_keys import MemoryKnownKeys
from adapters.memory.messages import MemoryOutbox
from adapters.memory.oauth_clients import MemoryClientBook
from adapters.memory.otp import MemoryOtpSlots
from adapters.memory.reputation import MemoryReputation
from adapters.memory.retries import MemoryRetries
from adapters.memory.store import MemoryStore
from adapters.memory.user_sessions import MemorySessions
from adapters.memory.webhooks import MemoryDeliveries
from adapters.memory.world import MemoryWorld
from adapters.postgres.answers import PostgresAnswerBook
from adapters.postgres.audit import PostgresAuditChain, PostgresAuditTrail
from adapters.postgres.audit_months import PostgresAuditMonths
from adapters.postgres.database import Database
from adapters.postgres.decisions import PostgresDecisions
from adapters.postgres.deliveries import PostgresDeliveries
from adapters.postgres.history import PostgresHistory
from adapters.postgres.known_keys import PostgresKnownKeys
from adapters.postgres.lines import PostgresLineBook
from adapters.postgres.messages import PostgresOutbox
from adapters.postgres.oauth_clients import PostgresClientBook
from adapters.postgres.otp import PostgresOtpSlots
from adapters.postgres.replica import ReadReplica
from adapters.postgres.reputation import PostgresReputation
from adapters.postgres.retries import PostgresRetries
from adapters.postgres.store import PostgresStore
from adapters.postgres.user_sessions import PostgresSessions
from application.ports.answers import AnswerBook
from application.ports.audit import AuditChain, AuditMonths, AuditTrail
from application.ports.decisions import Decisions
from application.ports.history import History
from application.ports.intelligence import LineBook
from application.ports.known_keys import KnownKeys
from application.ports.messages import Outbox
from application.ports.oauth_clients import ClientBook
from application.ports.otp import OtpSlots
from application.ports.retries import Retries
from application.ports.risk import Reputation
from application.ports.sessions import Sessions
from application.ports.store import Store
from application.ports.webhooks import Deliveries
from domain.derived_keys import KeyRing
from domain.ids import TenantId
from domain.tenant import Tenant
from tests.fixtures.worlds import JWT_SECRET

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
KEYS = derive_keys(JWT_SECRET)
SIGNER = JoseTokenSigner(KeyRing(KEYS), JWT_SECRET.encode())
DICE = LoadedDice("contracts")
BACKENDS = ("memory", "postgres_18", "postgres_16")


@dataclass(frozen=True, slots=True)
class Stores:
    """The ports of one place where things are stored."""

    slots: OtpSlots
    outbox: Outbox
    store: Store
    known_keys: KnownKeys
    history: History
    retries: Retries
    sessions: Sessions
    answer_book: AnswerBook
    reputation: Reputation
    lines: LineBook
    decisions: Decisions
    deliveries: Deliveries
    clock: TurnedClock
    trail: AuditTrail
    chain: AuditChain
    months: AuditMonths
    client_book: ClientBook

    def tenant(self, slug: str) -> Tenant:
        """A tenant with a signing key."""
        tenant = Tenant(TenantId.make(NOON, DICE.roll(10)), slug, slug.title(), NOON)
        with self.store.begin() as tx:
            tx.tenants.add(tenant)
            tx.signing_keys.add(
                SIGNER.new_key(tenant_id=tenant.id, algorithm="HS256", generation=1, now=NOON, active_from=NOON)
            )
        return tenant


def on_memory() -> Stores:
    """All ports on one memory."""
    world, clock = MemoryWorld(), TurnedClock(NOON)
    return Stores(
        MemoryOtpSlots(world),
        MemoryOutbox(world),
        MemoryStore(world),
        MemoryKnownKeys(world),
        MemoryHistory(world),
        MemoryRetries(world),
        MemorySessions(world),
        MemoryAnswerBook(world),
        MemoryReputation(world),
        MemoryLineBook(world),
        MemoryDecisions(world),
        MemoryDeliveries(world),
        clock,
        MemoryAuditTrail(world),
        MemoryAuditChain(world),
        MemoryAuditMonths(world),
        MemoryClientBook(world),
    )


def on_postgres(database: Database) -> Stores:
    """All ports on one database."""
    clock = TurnedClock(NOON)
    return Stores(
        PostgresOtpSlots(database),
        PostgresOutbox(database),
        PostgresStore(database),
        PostgresKnownKeys(database),
        PostgresHistory(database),
        PostgresRetries(database),
        PostgresSessions(database),
        PostgresAnswerBook(database),
        PostgresReputation(database),
        PostgresLineBook(database),
        PostgresDecisions(database),
        PostgresDeliveries(database),
        clock,
        PostgresAuditTrail(ReadReplica(database, None)),
        PostgresAuditChain(database),
        PostgresAuditMonths(database),
        PostgresClientBook(database),
    )


@pytest.fixture(params=BACKENDS)
def stores(request: pytest.FixtureRequest) -> Stores:
    """The ports that store, on each of their adapters."""
    if request.param == "memory":
        return on_memory()
    return on_postgres(
        request.getfixturevalue({"postgres_18": "database", "postgres_16": "database_16"}[request.param])
    )


@pytest.fixture
def nowhere() -> Stores:
    """The ports on a database that is gone."""
    return on_postgres(Database.at("postgresql://nobody:x@127.0.0.1:1/none", size=2))


@pytest.fixture
def turned() -> Callable[..., datetime]:
    """A moment after noon."""
    return lambda **span: NOON + timedelta(**span)
