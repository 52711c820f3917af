"""Where the audit log is read, and where its heads and months are put, as configured."""

from datetime import UTC, datetime

from adapters.depots.folder import FolderDepot
from adapters.depots.s3 import S3Depot
from adapters.depots.url import UrlDepot
from adapters.dialer import Dialer
from adapters.postgres.audit import PostgresAuditTrail
from adapters.postgres.database import Database
from adapters.postgres.replica import ReadReplica
from application.ports.audit import AuditTrail, Depot
from domain.outbound import OutboundRule
from entrypoints.providers import outbound_rule_of
from entrypoints.settings import Settings

REPLICA_CONNECTIONS = 2


def _depot_of(where: str) -> Depot:
    if where.startswith("s3://"):
        bucket, _, prefix = where.removeprefix("s3://").partition("/")
        return S3Depot(bucket, prefix)
    return FolderDepot(where)


def anchor_depot_of(settings: Settings) -> Depot | None:
    """Where heads are put, if anywhere; the operator's own URL may be inside where its network is opened."""
    where = settings.audit_anchor
    if where is None or not where.startswith("http"):
        return _depot_of(where) if where else None
    from adapters.web.post import GuardedPost

    rule = OutboundRule(outbound_rule_of(settings).allowed)
    return UrlDepot(where, settings.audit_anchor_secret, GuardedPost(Dialer(rule)), lambda: datetime.now(UTC))


def archive_depot_of(settings: Settings) -> Depot | None:
    """Where months are put, if anywhere."""
    return _depot_of(settings.audit_archive) if settings.audit_archive else None


def audit_trail_of(database: Database, settings: Settings) -> AuditTrail:
    """The log, read from the replica where there is one."""
    url = settings.database_replica_url
    replica = Database.at(url, size=REPLICA_CONNECTIONS, pooled=settings.is_pooled) if url else None
    return PostgresAuditTrail(ReadReplica(database, replica))
