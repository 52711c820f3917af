"""auth1 check: what is wrong, and whether this may go live."""

import os
import sys
from dataclasses import dataclass

import click

from entrypoints.cli.house import MISCONFIGURED, REFUSED, as_json, show
from entrypoints.settings import InvalidSettings, Settings


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the answer: what was looked at, whether it is in order, and what to do."""

    check: str
    ok: bool
    note: str
    is_warning: bool = False

    def row(self) -> dict[str, str]:
        """The finding as a line of the table."""
        said = "yes" if self.ok else "warning" if self.is_warning else "no"
        return {"check": self.check, "ok": said, "note": self.note}


@click.command()
@click.option("--production", is_flag=True, help="Answer the six points before going live, too.")
@as_json
def check(production: bool, json_out: bool) -> None:
    """Say what in the configuration and the dependencies is wrong, and what to do.

    Exit code 0 where everything is in order, 1 where something is not, 3 where the configuration cannot be read.
    """
    try:
        settings = Settings.from_env(os.environ)
    except InvalidSettings as error:
        show([Finding("configuration", False, problem).row() for problem in error.problems], json_out=json_out)
        sys.exit(MISCONFIGURED)
    findings = [*_database(settings), _redis(settings), _messages(settings)]
    if production:
        findings += _go_live(settings)
    show([finding.row() for finding in findings], json_out=json_out)
    sys.exit(REFUSED if any(not finding.ok and not finding.is_warning for finding in findings) else 0)


def _database(settings: Settings) -> list[Finding]:
    from adapters.jose.derivation import key_ring
    from adapters.postgres.database import Database
    from adapters.postgres.roles import owns_audit_log
    from adapters.postgres.schema import pending
    from adapters.postgres.secret_ids import is_secret_of
    from adapters.system.clock import SystemClock
    from domain.refusal import Unavailable

    database = Database.at(settings.database_url, size=1, pooled=settings.is_pooled)
    try:
        if pending(settings.database_url, pooled=settings.is_pooled):
            return [Finding("database", False, "Reached, but migrations are pending: run auth1 migrate.")]
        with database.transaction() as connection:
            owner = owns_audit_log(connection)
        right = is_secret_of(database, key_ring(settings.jwt_secret, settings.jwt_secret_previous), SystemClock().now())
    except Unavailable:
        return [Finding("database", False, "Does not answer, or refuses the role: look at DATABASE_URL.")]
    finally:
        database.engine.dispose()
    audit = "The serving role owns audit_log and could lift its trigger: give DATABASE_OWNER_URL another role."
    return [
        Finding("database", True, "Reached, and its schema is current."),
        Finding("jwt secret", right, "It is this database's." if right else "It is not the one of this database."),
        Finding("audit log", not owner, audit if owner else "The serving role can only add to it.", is_warning=True),
    ]


def _redis(settings: Settings) -> Finding:
    from adapters.redis.client import RedisDoor
    from domain.refusal import Unavailable

    try:
        RedisDoor.at(settings.redis_url).ping()
    except Unavailable:
        return Finding("redis", False, "Does not answer: look at REDIS_URL. Limits are judged on Postgres meanwhile.")
    return Finding("redis", True, "Reached.")


def _messages(settings: Settings) -> Finding:
    if settings.has_twilio and not {"twilio", "twilio:whatsapp", "twilio:voice"} & settings.routes.keys():
        return Finding("messages", False, "Twilio needs TWILIO_MESSAGING_SERVICE_SID or TWILIO_FROM_NUMBER to send.")
    if not settings.routes:
        return Finding("messages", False, "No provider is configured: set TWILIO_*, SNS_* or SMTP_URL.")
    by_channel: dict[str, list[str]] = {}
    for route, channel in settings.routes.items():
        by_channel.setdefault(channel, []).append(route)
    said = "; ".join(f"{channel}: {', then '.join(routes)}" for channel, routes in by_channel.items())
    return Finding("messages", True, f"{said}.")


def _go_live(settings: Settings) -> list[Finding]:
    """The seed's six points."""
    seen = settings.go_live_confirmed
    https, closed = settings.app_url.startswith("https://"), settings.cors_origins != ("*",)
    limits = "rate_limits" in seen or "RATE_LIMIT_MAX" in os.environ
    say = "Name it in GO_LIVE_CONFIRMED once you have seen to it"
    return [
        Finding("1 strong JWT_SECRET", True, "Long, and no example: checked at every start."),
        Finding(
            "2 HTTPS", https, "APP_URL is https." if https else "APP_URL must be https, behind a valid certificate."
        ),
        Finding("3 CORS_ORIGINS", closed, "A list." if closed else "It is *: name your own origins."),
        Finding("4 backups", "backups" in seen, f"Automated backups of Postgres. {say}: backups."),
        Finding("5 monitoring", "monitoring" in seen, f"Alerts on /health. {say}: monitoring."),
        Finding("6 rate limits", limits, f"Reviewed for your traffic. Set RATE_LIMIT_MAX, or: {say}: rate_limits."),
    ]
