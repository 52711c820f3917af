"""What is looked at before the first request; done in a process of its own, since what it loads is not needed again."""

import logging
import time
from typing import Final

from domain.refusal import Unavailable
from entrypoints.serve import CannotServe
from entrypoints.settings import Settings
from entrypoints.variables import without_credentials

log = logging.getLogger("auth1")
LOOKS_AGAIN_AFTER: Final = 2.0


def prepare(settings: Settings) -> None:
    """Look at the dependencies before the first request, and say the seed's sentences.

    Postgres and its schema are waited for, for START_WAIT_SECONDS; Redis is not, since codes are judged without it.
    Raises CannotServe, and Unavailable where the wait was in vain.
    """
    until = time.monotonic() + settings.start_wait_seconds
    while True:
        try:
            _look_at_database(settings)
            break
        except Unavailable as away:
            left = until - time.monotonic()
            if left <= 0:
                raise
            where = without_credentials(settings.database_url)
            log.warning("Waiting for %s, for %.0f more seconds: %s", where, left, away.detail)
            time.sleep(min(LOOKS_AGAIN_AFTER, left))
    _greet_redis(settings)
    if not settings.routes:
        log.warning("No message provider is configured: asking answers 503. Set TWILIO_*, SNS_* or SMTP_URL.")
    if settings.admin_token is None:
        log.warning("ADMIN_TOKEN is not set: the admin API is open to named tokens alone (auth1 admins issue).")


def _look_at_database(settings: Settings) -> None:
    from adapters.jose.derivation import key_ring
    from adapters.postgres.address import url_of
    from adapters.postgres.database import Database
    from adapters.postgres.migrate import migrate
    from adapters.postgres.roles import Roles
    from adapters.postgres.schema import pending
    from adapters.postgres.secret_ids import is_secret_of
    from adapters.system.clock import SystemClock

    database = Database.at(settings.database_url, size=1, pooled=settings.is_pooled)
    try:
        if settings.migrate_on_start:
            roles = Roles(worker=settings.database_worker_role, auditor=settings.database_auditor_role)
            applied = migrate(settings.owner_url, serving_url=settings.database_url, roles=roles)
            log.info("Migrations applied: %s migrations", applied)
        elif pending(settings.database_url, pooled=settings.is_pooled):
            raise Unavailable("The schema is older than this version: run auth1 migrate.")
        database.ping()
        log.info("Database connected: %s", url_of(settings.database_url).database)
        if not is_secret_of(database, key_ring(settings.jwt_secret, settings.jwt_secret_previous), SystemClock().now()):
            raise CannotServe("JWT_SECRET is not the one that this database was set up with. Use that one.")
    finally:
        database.engine.dispose()


def _greet_redis(settings: Settings) -> None:
    from adapters.redis.client import RedisDoor

    shown = without_credentials(settings.redis_url)
    try:
        RedisDoor.at(settings.redis_url).ping()
        log.info("Redis connected: %s", shown)
    except Unavailable:
        log.warning("Redis does not answer: %s. Limits are judged on Postgres until it does.", shown)
