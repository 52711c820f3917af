"""Authorizations, consents, and the sessions that clients have."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from adapters.postgres.authorizations import PostgresAuthorizations, PostgresConsents, authorization_of
from adapters.postgres.user_sessions import PostgresUserSessions
from application.otp.sweep import BATCH as SWEPT
from benchmarks.scale import made
from benchmarks.scale.probe import BATCH, HOT, Probe, anything
from benchmarks.scale.sample import Sample
from domain.authorization import Authorization
from domain.ids import AuthorizationId, ClientId, SessionId, UserId
from domain.session import Session
from tests.contracts.asks import make

CLIENT: Final = ClientId("cl_" + "1".rjust(26, "0"))


def there(sample: Sample) -> Authorization:
    """One that is there."""
    return authorization_of(sample.authorization)


def new(sample: Sample) -> Authorization:
    """One more."""
    return replace(there(sample), id=make(AuthorizationId, sample.now), code=b"new")


def who(sample: Sample) -> dict[str, Any]:
    """A user and a client."""
    return {"tenant_id": sample.tenant, "user_id": UserId(sample.user.id), "client_id": CLIENT}


def child(sample: Sample) -> Session:
    """A client's session under one that is there."""
    parent = made.session(sample)
    return replace(parent, id=make(SessionId, sample.now), client_id=CLIENT, scope=("openid",), parent_id=parent.id)


def surplus(sample: Sample) -> dict[str, Any]:
    """What a user has beyond one session."""
    kept = (SessionId("ses_new"),)
    return {"tenant_id": sample.tenant, "user_id": UserId(sample.user.id), "but": kept, "most": 1, "now": sample.now}


PROBES: Final = (
    Probe(PostgresAuthorizations.add, HOT, lambda s: {"authorization": new(s)}, found=anything),
    Probe(PostgresAuthorizations.get, HOT, lambda s: {"tenant_id": s.tenant, "id": there(s).id}),
    Probe(PostgresAuthorizations.of_code, HOT, lambda s: {"tenant_id": s.tenant, "code": there(s).code}),
    Probe(PostgresAuthorizations.save, HOT, lambda s: {"authorization": there(s)}, found=anything),
    Probe(
        PostgresAuthorizations.spend_assertion, HOT,
        lambda s: {"tenant_id": s.tenant, "digest": b"new", "until": s.now + timedelta(minutes=5)},
    ),
    Probe(PostgresAuthorizations.sweep, BATCH, lambda s: {"before": s.now, "most": SWEPT}, found=anything),
    Probe(PostgresConsents.get, HOT, who, found=anything),
    Probe(PostgresConsents.put, HOT, lambda s: {**who(s), "scope": ["openid"], "now": s.now}, found=anything),
    Probe(PostgresConsents.remove, HOT, who, found=anything),
    Probe(PostgresUserSessions.add, HOT, lambda s: {"session": child(s)}, found=anything),
    Probe(PostgresUserSessions.get, HOT, lambda s: {"tenant_id": s.tenant, "session_id": SessionId(s.session.id)}),
    Probe(
        PostgresUserSessions.adopt, HOT,
        lambda s: {"tenant_id": s.tenant, "before": SessionId(s.session.id), "after": SessionId("ses_new")},
        found=anything,
    ),
    Probe(PostgresUserSessions.end_surplus, HOT, surplus, found=anything),
)  # fmt: skip
