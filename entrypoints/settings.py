"""Every variable of the environment, read in this one place."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any, Self

from domain.outbound import Network
from domain.plan import Plan, strays_of
from entrypoints import variables as read
from entrypoints.agreement import together
from entrypoints.gateways import Gateway, read_gateways, read_plan

Reader = Callable[[str], Any]


class InvalidSettings(Exception):
    """What is wrong with the environment: every problem at once, each naming its variable, none quoting its value."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def variable(reader: Reader, doc: str, default: Any = MISSING, *, secret: bool = False, shown: str = "") -> Any:
    """A field that is read from the variable of its name in capitals; without a default it is required."""
    metadata = {"reader": reader, "doc": doc, "shown": shown}
    return field(default=default, metadata=metadata, repr=not secret)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The configuration of one instance; an empty variable counts as one that is not set."""

    database_url: str = variable(read.postgres_url, "PostgreSQL connection string.", secret=True)
    redis_url: str = variable(read.redis_url, "Redis connection string, for windows and caches.", secret=True)
    jwt_secret: str = variable(read.secret, "256-bit secret. Make it with `openssl rand -hex 32`.", secret=True)
    jwt_secret_previous: str | None = variable(
        read.secret, "The other secret while JWT_SECRET is rotated: read with only.", None, secret=True
    )
    port: int = variable(read.whole(1, 65535), "Server listen port.", 3000)
    host: str = variable(read.host, "Address to listen on.", "0.0.0.0")  # noqa: S104 - a server's default
    twilio_account_sid: str | None = variable(read.text, "Twilio account SID for SMS.", None)
    twilio_auth_token: str | None = variable(read.text, "Twilio auth token.", None, secret=True)
    twilio_messaging_service_sid: str | None = variable(read.text, "Twilio Messaging Service for branded SMS.", None)
    twilio_auth_token_secondary: str | None = variable(
        read.text, "Twilio's other auth token, accepted in its callbacks while tokens are rotated.", None, secret=True
    )
    twilio_from_number: str | None = variable(
        read.e164, "Number that SMS come from, without a Messaging Service.", None
    )
    twilio_whatsapp_from: str | None = variable(read.e164, "WhatsApp sender; with it there is twilio:whatsapp.", None)
    twilio_whatsapp_content_sid: str | None = variable(
        read.text, "Approved WhatsApp authentication template, whose variable 1 is the code.", None
    )
    twilio_voice_from: str | None = variable(read.e164, "Number that calls come from; with it: twilio:voice.", None)
    twilio_base_url: str | None = variable(read.http_url, "Another address of Twilio's API: a private gateway.", None)
    aws_sns_region: str | None = variable(read.text, "AWS region for SNS SMS.", None, shown="us-east-1")
    sns_origination_number: str | None = variable(read.text, "AWS SNS origination number.", None)
    smtp_url: str | None = variable(
        read.smtp_url, "Mail server: smtps://user:password@host:465, or smtp://host:587 (STARTTLS).", None, secret=True
    )
    email_from: str | None = variable(read.mailbox, "Sender of mails, such as auth@example.com.", None)
    http_gateways: tuple[Gateway, ...] = variable(
        read_gateways, "JSON: local providers, name to url, secret, template, channel and tenants.", (), secret=True
    )
    outbound_allowed_networks: tuple[Network, ...] = variable(
        read.networks,
        "Networks inside, such as 10.1.2.0/24, that webhooks, hooks and HTTP gateways may reach, too.",
        (),
    )
    database_replica_url: str | None = variable(
        read.postgres_url, "Read replica that audit searches are answered from.", None, secret=True
    )
    audit_anchor: str | None = variable(
        read.depot, "Where heads of audit chains are put: /a/folder, s3://bucket/prefix or an https URL.", None
    )
    audit_anchor_minutes: int = variable(read.whole(1, 1440), "How often.", 10)
    audit_anchor_secret: str | None = variable(
        read.text, "Secret (whsec_…) that anchors sent to a URL are signed with.", None, secret=True
    )
    audit_archive: str | None = variable(
        read.folder_or_s3, "Where months of the audit log are put when their time is over: /a/folder or s3://…", None
    )
    message_plan: Plan | None = variable(
        read_plan, 'JSON: routes by country, such as {"default": ["twilio", "sns"]}.', None
    )
    app_url: str = variable(read.http_url, "Public URL: issuers and links come from it.", "http://localhost:3000")
    cors_origins: tuple[str, ...] = variable(read.origins, "Comma-separated allowed origins.", ("*",), shown="*")
    log_level: str = variable(read.word("debug", "info", "warn", "error"), "Logging verbosity.", "info")
    log_format: str = variable(read.word("json", "text"), "One JSON object a line, or text for people.", "json")
    rate_limit_window_ms: int = variable(read.whole(1000, 86_400_000), "Window of calls per IP, in ms.", 3_600_000)
    rate_limit_max: int = variable(read.whole(1, 1_000_000), "Calls of request and verify per tenant and IP.", 100)
    address_max_per_hour: int = variable(
        read.whole(1, 10_000), "Codes per number or mailbox and hour, over all tenants of the installation.", 20
    )
    spend_cap_per_hour: int | None = variable(
        read.whole(0, 10**15), "Micros that the messages of all tenants may cost in an hour.", None
    )
    spend_cap_per_day: int | None = variable(read.whole(0, 10**15), "The same in a day (UTC).", None)
    spend_cap_per_month: int | None = variable(read.whole(0, 10**15), "The same in a month (UTC).", None)
    phone_lookup: tuple[str, ...] = variable(
        read.words("line_type", "sim_swap"),
        "What Twilio Lookup is asked about numbers whose score is not clean: line_type, sim_swap; each is paid for.",
        (),
    )
    phone_lookups_per_day: int = variable(read.whole(0, 1_000_000), "Lookups of a tenant within 24 hours.", 500)
    geoip_country_db: str | None = variable(
        read.mmdb, "File in MaxMind's format (.mmdb) with the countries of networks.", None
    )
    geoip_asn_db: str | None = variable(read.mmdb, "The same with their autonomous systems.", None)
    admin_token: str | None = variable(
        read.long_secret, "Bootstrap bearer of /api/admin, at least 32 characters.", None, secret=True
    )
    session_cache_seconds: int = variable(
        read.whole(0, 300), "How long Redis remembers that a session goes on; 0: Postgres is asked every time.", 30
    )
    trusted_proxy_count: int = variable(
        read.whole(0, 10), "Proxies in front whose X-Forwarded-For counts; 0: the socket's peer is the caller.", 0
    )
    db_pool_size: int = variable(
        read.whole(3, 200), "Database connections of an instance, web and worker together.", 20
    )
    database_pooler: str = variable(
        read.word("none", "transaction"), "`transaction`: DATABASE_URL leads to PgBouncer in transaction mode.", "none"
    )
    start_wait_seconds: int = variable(
        read.whole(0, 600), "How long `auth1 serve` waits for Postgres and its schema before it gives up.", 30
    )
    drain_seconds: int = variable(
        read.whole(0, 120), "How long it goes on serving after SIGTERM, not ready, until balancers have noticed.", 0
    )
    database_owner_url: str | None = variable(
        read.postgres_url, "Role that migrates; unset: DATABASE_URL's.", None, secret=True
    )
    database_worker_role: str | None = variable(
        read.role, "Role of workers, where they have one of their own; `auth1 migrate` grants it what they need.", None
    )
    database_auditor_role: str | None = variable(
        read.role, "Role that may read the audit log alone; `auth1 migrate` grants it that.", None
    )
    migrate_on_start: bool = variable(read.flag, "Whether `auth1 serve` migrates before it serves.", True, shown="true")
    web_workers: int = variable(read.whole(1, 32), "Web processes.", 1)
    web_threads: int = variable(read.whole(1, 64), "Requests at a time per web process.", 8)
    health_detail: bool = variable(read.flag, "`off`: /health says its status alone.", True, shown="on")
    metrics_port: int | None = variable(
        read.whole(1, 65535), "Port of its own on which /metrics answers (Prometheus), for your network alone.", None
    )
    metrics_token: str | None = variable(
        read.long_secret, "Bearer with which /metrics answers on PORT, at least 32 characters.", None, secret=True
    )
    otel_exporter_otlp_endpoint: str | None = variable(
        read.http_url,
        "Collector of traces (OTLP over HTTP), such as http://collector:4318; unset: nothing is traced.",
        None,
    )
    go_live_confirmed: tuple[str, ...] = variable(
        read.words("backups", "monitoring", "rate_limits"),
        "What `auth1 check --production` cannot see and you have seen to: backups, monitoring, rate_limits.",
        (),
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """Read the environment; raises InvalidSettings with every problem there is."""
        values: dict[str, Any] = {}
        problems: list[str] = []
        for known in fields(cls):
            name, text = known.name.upper(), environ.get(known.name.upper(), "").strip()
            try:
                values |= _value(known, text)
            except ValueError as error:
                problems.append(f"{name} {error}")
        problems += together(values, {problem.partition(" ")[0] for problem in problems})
        if problems:
            raise InvalidSettings(problems)
        settings = cls(**values)
        settings.require_plan()
        return settings

    @property
    def routes(self) -> dict[str, str]:
        """Every route that is configured, and the channel that it carries, in the order of preference."""
        twilio = {
            "twilio": ("sms", self.twilio_messaging_service_sid or self.twilio_from_number),
            "twilio:whatsapp": ("whatsapp", self.twilio_whatsapp_from),
            "twilio:voice": ("voice", self.twilio_voice_from),
        }
        found = {name: carries for name, (carries, sender) in twilio.items() if self.has_twilio and sender}
        if self.has_sns:
            found["sns"] = "sms"
        found |= {gateway.route: gateway.channel for gateway in self.http_gateways}
        return found | ({"smtp": "email"} if self.smtp_url else {})

    def require_plan(self) -> None:
        """Raise InvalidSettings where MESSAGE_PLAN names a route that is not configured."""
        named = {route for routes in (self.message_plan or {}).values() for route in routes}
        unknown = sorted(named - self.routes.keys()) or strays_of(self.message_plan or {}, self.routes)
        if unknown:
            known = ", ".join(self.routes) or "none"
            raise InvalidSettings(
                [f"MESSAGE_PLAN names {', '.join(unknown)}, which cannot be used there; configured are: {known}"]
            )

    @property
    def has_twilio(self) -> bool:
        """Twilio is configured: SID and token."""
        return bool(self.twilio_account_sid and self.twilio_auth_token)

    @property
    def has_sns(self) -> bool:
        """SNS is configured: an origination number, or a region that was named."""
        return bool(self.sns_origination_number or self.aws_sns_region)

    @property
    def is_pooled(self) -> bool:
        """A pooler of transactions stands before Postgres."""
        return self.database_pooler == "transaction"

    @property
    def has_metrics(self) -> bool:
        """Somebody may read metrics."""
        return bool(self.metrics_port or self.metrics_token)

    @property
    def owner_url(self) -> str:
        """The role that migrates."""
        return self.database_owner_url or self.database_url


def _value(known: Field[Any], text: str) -> dict[str, Any]:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise ValueError("must be text in UTF-8")
    if text:
        return {known.name: known.metadata["reader"](text)}
    if known.default is MISSING:
        raise ValueError("is required and not set")
    return {}
