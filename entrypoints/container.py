"""The composition root: the one place that knows every adapter."""

import time

from dependency_injector import containers, providers

from adapters.altcha.puzzles import AltchaPuzzles
from adapters.babel.languages import BabelLanguages
from adapters.disposable.mail_domains import ListedMailDomains
from adapters.jose.derivation import key_ring
from adapters.jose.sealing import AesSeals
from adapters.jose.tokens import JoseTokenSigner
from adapters.maxmind.places import MaxMindPlaces
from adapters.memory.answers import MemoryAnswerBook
from adapters.memory.audit import MemoryAuditChain, MemoryAuditMonths, MemoryAuditTrail
from adapters.memory.backlogs import MemoryBacklogs
from adapters.memory.clock import TurnedClock
from adapters.memory.decisions import MemoryDecisions
from adapters.memory.dice import LoadedDice
from adapters.memory.history import MemoryHistory
from adapters.memory.hook_gate import MemoryHookGate
from adapters.memory.images import MemoryImages
from adapters.memory.intelligence import MemoryIntelligence, MemoryLineBook
from adapters.memory.known_keys import FreshKnownKeys, MemoryKnownKeys
from adapters.memory.messages import MemoryOutbox
from adapters.memory.oauth_clients import MemoryClientBook
from adapters.memory.otp import MemoryOtpSlots
from adapters.memory.personal_data import MemoryPersonalData
from adapters.memory.phones import MemoryChannel
from adapters.memory.puzzles import MemoryPuzzles
from adapters.memory.rate_limits import MemoryRateLimits
from adapters.memory.reputation import MemoryReputation
from adapters.memory.retries import MemoryRetries
from adapters.memory.store import MemoryStore
from adapters.memory.user_imports import MemoryUserImports
from adapters.memory.user_sessions import MemorySessionCache, MemorySessions
from adapters.memory.vital_signs import AlwaysThere
from adapters.memory.webhooks import MemoryDeliveries
from adapters.memory.world import MemoryWorld
from adapters.pillow.images import PillowImages
from adapters.postgres.answers import PostgresAnswerBook
from adapters.postgres.audit import PostgresAuditChain
from adapters.postgres.audit_months import PostgresAuditMonths
from adapters.postgres.backlogs import PostgresBacklogs
from adapters.postgres.clock import DatabaseClock
from adapters.postgres.database import Database
from adapters.postgres.decisions import PostgresDecisions
from adapters.postgres.deliveries import PostgresDeliveries
from adapters.postgres.history import PostgresHistory
from adapters.postgres.known_keys import PostgresKnownKeys
from adapters.postgres.lines import PostgresLineBook
from adapters.postgres.messages import PostgresOutbox
from adapters.postgres.oauth_clients import PostgresClientBook
from adapters.postgres.otp import PostgresOtpSlots
from adapters.postgres.personal_data import PostgresPersonalData
from adapters.postgres.reputation import PostgresReputation
from adapters.postgres.retries import PostgresRetries
from adapters.postgres.store import PostgresStore
from adapters.postgres.user_imports import PostgresUserImports
from adapters.postgres.user_sessions import PostgresSessions
from adapters.redis.client import RedisDoor
from adapters.redis.rate_limits import RedisRateLimits
from adapters.redis.sessions import RedisSessionCache
from adapters.system.dice import SystemDice
from entrypoints.depots import anchor_depot_of, archive_depot_of, audit_trail_of
from entrypoints.metrics import tally_of
from entrypoints.oidc_cases import OidcCases
from entrypoints.providers import channels_of, hook_line_of, intelligence_of, reader_of, webhook_post_of, words_of
from entrypoints.settings import Settings
from entrypoints.traces import traced_channels, traced_post, traced_tally

# Of a worker, whose every tenant has a share of the hands anyway.
HANDS_FOR_HOOKS = 32


class LiveAdapters(containers.DeclarativeContainer):
    """Postgres, Redis and the system."""

    settings = providers.Dependency(instance_of=Settings)
    pool_size: providers.Dependency[int] = providers.Dependency(instance_of=int)
    process: providers.Dependency[str] = providers.Dependency(instance_of=str, default="web")
    ring = providers.Singleton(key_ring, settings.provided.jwt_secret, settings.provided.jwt_secret_previous)
    keys = ring.provided.current
    dice = providers.Singleton(SystemDice)
    counted = providers.Singleton(tally_of, settings, process)
    tally = providers.Singleton(traced_tally, counted, settings)
    database = providers.Singleton(
        Database.at, settings.provided.database_url, size=pool_size, tally=tally, pooled=settings.provided.is_pooled
    )
    clock = providers.Singleton(
        DatabaseClock,
        providers.Singleton(Database.at, settings.provided.database_url, size=1, pooled=settings.provided.is_pooled),
        tally,
    )
    redis = providers.Singleton(RedisDoor.at, settings.provided.redis_url, tally=tally)
    backlogs = providers.Singleton(PostgresBacklogs, database)
    otp_slots = providers.Singleton(PostgresOtpSlots, database)
    reputation = providers.Singleton(PostgresReputation, database)
    decisions = providers.Singleton(PostgresDecisions, database)
    line_book = providers.Singleton(PostgresLineBook, database)
    phone_intelligence = providers.Singleton(intelligence_of, settings)
    places = providers.Singleton(MaxMindPlaces, settings.provided.geoip_country_db, settings.provided.geoip_asn_db)
    mail_domains = providers.Singleton(ListedMailDomains)
    puzzles = providers.Singleton(AltchaPuzzles, ring)
    outbox = providers.Singleton(PostgresOutbox, database)
    history = providers.Singleton(PostgresHistory, database)
    retries = providers.Singleton(PostgresRetries, database)
    store = providers.Singleton(PostgresStore, database)
    images = providers.Singleton(PillowImages)
    deliveries = providers.Singleton(PostgresDeliveries, database)
    webhook_post = providers.Singleton(traced_post, providers.Singleton(webhook_post_of, settings), settings)
    hook_line = providers.Singleton(hook_line_of, settings)
    hook_gate = providers.Singleton(MemoryHookGate)
    hook_gate_at_work = providers.Singleton(MemoryHookGate, HANDS_FOR_HOOKS)
    personal_data = providers.Singleton(PostgresPersonalData, database)
    user_imports = providers.Singleton(PostgresUserImports, database)
    audit_trail = providers.Singleton(audit_trail_of, database, settings)
    audit_chain = providers.Singleton(PostgresAuditChain, database)
    audit_months = providers.Singleton(PostgresAuditMonths, database)
    anchor_depot = providers.Singleton(anchor_depot_of, settings)
    archive_depot = providers.Singleton(archive_depot_of, settings)
    sessions = providers.Singleton(PostgresSessions, database)
    session_cache = providers.Singleton(RedisSessionCache, redis, settings.provided.session_cache_seconds)
    answer_book = providers.Singleton(PostgresAnswerBook, database)
    client_book = providers.Singleton(PostgresClientBook, database)
    known_keys = providers.Singleton(FreshKnownKeys, providers.Singleton(PostgresKnownKeys, database))
    rate_limits = providers.Singleton(RedisRateLimits, redis)
    spare_limits = providers.Singleton(MemoryRateLimits)
    channels = providers.Singleton(
        traced_channels, providers.Singleton(channels_of, settings, clock.provided.now), settings
    )
    callback_reader = providers.Singleton(reader_of, settings)
    words = providers.Singleton(words_of)
    languages = providers.Singleton(BabelLanguages)
    pause = providers.Object(time.sleep)
    seals = providers.Singleton(AesSeals)
    signer = providers.Singleton(JoseTokenSigner, ring, settings.provided.jwt_secret.encode.call())


class MemoryAdapters(containers.DeclarativeContainer):
    """Everything in memory, with a clock that is turned by hand."""

    settings = providers.Dependency(instance_of=Settings)
    ring = providers.Singleton(key_ring, settings.provided.jwt_secret, settings.provided.jwt_secret_previous)
    keys = ring.provided.current
    clock = providers.Singleton(TurnedClock)
    dice = providers.Singleton(LoadedDice)
    world = providers.Singleton(MemoryWorld)
    database = providers.Singleton(AlwaysThere)
    redis = providers.Singleton(AlwaysThere)
    otp_slots = providers.Singleton(MemoryOtpSlots, world)
    reputation = providers.Singleton(MemoryReputation, world)
    decisions = providers.Singleton(MemoryDecisions, world)
    line_book = providers.Singleton(MemoryLineBook, world)
    intelligence = providers.Singleton(MemoryIntelligence)
    phone_intelligence = places = mail_domains = intelligence
    puzzles = providers.Singleton(MemoryPuzzles)
    outbox = providers.Singleton(MemoryOutbox, world)
    history = providers.Singleton(MemoryHistory, world)
    retries = providers.Singleton(MemoryRetries, world)
    store = providers.Singleton(MemoryStore, world)
    images = providers.Singleton(MemoryImages)
    deliveries = providers.Singleton(MemoryDeliveries, world)
    webhook_post = providers.Singleton(webhook_post_of, settings)
    hook_line = providers.Singleton(hook_line_of, settings)
    hook_gate = providers.Singleton(MemoryHookGate)
    hook_gate_at_work = providers.Singleton(MemoryHookGate, HANDS_FOR_HOOKS)
    personal_data = providers.Singleton(MemoryPersonalData, world)
    user_imports = providers.Singleton(MemoryUserImports, world)
    audit_trail = providers.Singleton(MemoryAuditTrail, world)
    audit_chain = providers.Singleton(MemoryAuditChain, world)
    audit_months = providers.Singleton(MemoryAuditMonths, world)
    anchor_depot = providers.Singleton(anchor_depot_of, settings)
    archive_depot = providers.Singleton(archive_depot_of, settings)
    sessions = providers.Singleton(MemorySessions, world)
    session_cache = providers.Singleton(MemorySessionCache, settings.provided.session_cache_seconds)
    answer_book = providers.Singleton(MemoryAnswerBook, world)
    client_book = providers.Singleton(MemoryClientBook, world)
    known_keys = providers.Singleton(MemoryKnownKeys, world)
    rate_limits = providers.Singleton(MemoryRateLimits)
    spare_limits = providers.Singleton(MemoryRateLimits)
    phones = providers.Singleton(MemoryChannel)
    mailboxes = providers.Singleton(MemoryChannel, name="mail", carries="email", sent=phones.provided.sent)
    channels = providers.Dict(memory=phones, mail=mailboxes)
    callback_reader = providers.Singleton(reader_of, settings)
    words = providers.Singleton(words_of)
    languages = providers.Singleton(BabelLanguages)
    counted = providers.Singleton(tally_of, settings)
    tally = providers.Singleton(traced_tally, counted, settings)
    backlogs = providers.Singleton(MemoryBacklogs, world)
    pause = providers.Object(lambda _: None)
    seals = providers.Singleton(AesSeals)
    signer = providers.Singleton(JoseTokenSigner, ring, settings.provided.jwt_secret.encode.call())


class Container(containers.DeclarativeContainer):
    """The whole house on some adapters.

    Another world is another argument: `Container(settings=…, adapters=MemoryAdapters(settings=…))`;
    another port is one line: `container.adapters.clock.override(…)`, which every use case sees.
    """

    settings = providers.Dependency(instance_of=Settings)
    test_numbers_must_end = providers.Dependency(instance_of=bool, default=True)
    adapters = providers.DependenciesContainer()
    use_cases = providers.Container(
        OidcCases, settings=settings, adapters=adapters, test_numbers_must_end=test_numbers_must_end
    )


def live_container(
    settings: Settings, *, pool_size: int, process: str = "web", test_numbers_must_end: bool = True
) -> Container:
    """The house on Postgres and Redis, in a process of that kind; nothing is connected before the first use."""
    adapters = LiveAdapters(settings=settings, pool_size=pool_size, process=process)
    return Container(settings=settings, adapters=adapters, test_numbers_must_end=test_numbers_must_end)


def memory_container(settings: Settings) -> Container:
    """The house on memory adapters: no server, no network, a clock to turn."""
    return Container(settings=settings, adapters=MemoryAdapters(settings=settings), test_numbers_must_end=False)
