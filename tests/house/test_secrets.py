"""No secret is shown where an object is printed."""

import ast
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.jose.derivation import derive_keys
from application.admins.recognise_admin import RecogniseAdmin
from application.audit.scribe import Scribe
from application.otp.verify_otp import SignIn
from application.ports.answers import Kept, Once
from application.ports.otp import Entry, Guess
from application.ports.webhooks import Letter as WebhookLetter
from application.sessions.issue_tokens import Tokens
from application.tenants.create_tenant import NewTenant
from domain.address_change import AddressChange
from domain.api_key import AdminToken, ApiKey, Lifetime, digest_of
from domain.audit import Footprint
from domain.audit_chain import Link
from domain.caller import Caller
from domain.client_secret import ClientSecret
from domain.derived_keys import KeyRing
from domain.ids import (
    AdminTokenId,
    AuditId,
    ClientId,
    EventId,
    KeyId,
    MessageId,
    SessionId,
    TenantId,
    UserId,
    WebhookId,
)
from domain.letter import Letter, Worded
from domain.message import Claimed, Message, Outgoing, Status
from domain.oauth_client import OAuthClient
from domain.otp_code import CodeSecret
from domain.refresh_token import RefreshToken
from domain.session import Session
from domain.signing_key import SigningKey
from domain.tenant import Tenant
from domain.user import User
from domain.webhook import SealedSecret, WebhookEndpoint
from entrypoints.gateways import Gateway
from entrypoints.settings import Settings
from tests.fixtures.worlds import TenantKeys, make_memory_world

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
TENANT, LIFE = TenantId("tn_1"), Lifetime(NOW)
# Bytes and texts that stand for secrets; neither their text nor their bytes may be seen.
BYTES, TEXT = b"HIDDEN-BYTES-0123456789-ABCDEFGH", "hidden-text-0123456789-abcdefgh"
KEYS = derive_keys("0123456789abcdef" * 4)
SESSION = Session(
    TENANT, SessionId("ses_1"), UserId("usr_1"), BYTES, KEYS.id, NOW, NOW, NOW, NOW + timedelta(days=30), NOW, ("otp",)
)
ENTRY = Entry(
    {"sms": ("otp",)},
    SESSION,
    None,
    5,
    (AuditId("aud_1"), AuditId("aud_2"), AuditId("aud_3")),
    (EventId("evt_1"), EventId("evt_2"), EventId("evt_3"), EventId("evt_4")),
)
ONCE = Once("tn_1", BYTES, "lease", NOW, "k", BYTES, NOW)
TOKENS = Tokens(TEXT, TEXT, 900, UserId("usr_1"), SessionId("ses_1"))
HOLDERS = [
    ApiKey(TENANT, KeyId("key_1"), "secret", "n", "auth1_sk_x_01234567", BYTES, LIFE),
    AdminToken(AdminTokenId("adm_1"), "n", BYTES, LIFE),
    CodeSecret(BYTES, BYTES, "k"),
    ClientSecret("auth1_cs_01234567", BYTES, NOW),
    OAuthClient(
        TENANT, ClientId("cl_1"), "n", "client_secret_basic", NOW, secrets=(ClientSecret("auth1_cs_0", BYTES, NOW),)
    ),
    SESSION,
    SigningKey(TENANT, "kid", "HS256", 1, BYTES, "k", NOW, NOW),
    WebhookEndpoint(TENANT, WebhookId("wh_1"), f"https://h/{TEXT}", ("*",), SealedSecret(BYTES, "k"), NOW),
    Link("tn_1", 1, "aud_1", NOW, BYTES, BYTES),
    WebhookLetter(f"https://h/{TEXT}", {"a": TEXT}, BYTES),
    Outgoing(TENANT, MessageId("msg_1"), 1, "sms", "+12015550123", TEXT, TEXT, subject=TEXT, html=TEXT),
    Letter("sms", "Acme", TEXT, 10),
    Worded(TEXT, "en", TEXT, TEXT),
    Gateway("acme", "https://sms.test", TEXT),
    TOKENS,
    SignIn(TOKENS, True),
    RefreshToken(SessionId("ses_1"), 1, "k", BYTES),
    ENTRY,
    KeyRing(KEYS, KEYS),
    ONCE,
    Kept("k", BYTES, BYTES, NOW),
    User(TENANT, UserId("usr_1"), NOW, phone=TEXT, email=TEXT, user_metadata={"x": TEXT}, app_metadata={"x": TEXT}),
    AddressChange(TENANT, UserId("usr_1"), "phone", TEXT, NOW, NOW),
    NewTenant(Tenant(TENANT, "x", "X", NOW), TEXT, TEXT),
    Guess([BYTES], False, Footprint(Caller("a", "r"), None), AuditId("aud_1"), EventId("evt_1")),
    Claimed(
        Message(TENANT, "msg_1", "otp_1", "sms", "+12015550123", 10, NOW, NOW),  # type: ignore[arg-type]
        Tenant(TENANT, "x", "X", NOW), "lease", NOW, Status.QUEUED, (), 0, BYTES, "k", 6,
    ),
    Settings(
        database_url=f"postgresql://u:{TEXT}@h/d",
        redis_url=f"redis://:{TEXT}@h",
        jwt_secret=TEXT,
        jwt_secret_previous=TEXT,
        twilio_auth_token=TEXT,
        twilio_auth_token_secondary=TEXT,
        smtp_url=f"smtps://u:{TEXT}@h",
        http_gateways=(Gateway("acme", "https://sms.test", TEXT),),
        admin_token=TEXT,
        database_owner_url=f"postgresql://o:{TEXT}@h/d",
    ),
    TenantKeys("tn_1", "x", TEXT, TEXT),
]  # fmt: skip


@pytest.mark.parametrize("holder", HOLDERS, ids=lambda holder: type(holder).__name__)
def test_a_holder_of_secrets_shows_none(holder: object) -> None:
    """Printed, logged or in a traceback, an object that holds a secret shows neither its text nor its bytes."""
    shown = f"{holder!r} {holder}"

    assert type(holder).__name__ in shown
    assert not any(part in shown for part in ("HIDDEN", "hidden", BYTES.hex()))


def test_keys_show_their_public_id_alone() -> None:
    """Derived keys, and whoever holds them, show the public id and no key."""
    world = make_memory_world()
    scribe: Scribe = world.container.use_cases.scribe()
    secrets = [KEYS.code, KEYS.code_mac, KEYS.refresh, KEYS.seal, KEYS.digest]

    assert f"DerivedKeys(id='{KEYS.id}')" == repr(KEYS)
    assert not any(repr(secret)[2:-1] in repr(KEYS) for secret in secrets)
    assert not any(repr(getattr(scribe.keys, name))[2:-1] in repr(scribe) for name in ("code", "seal", "digest"))


def test_the_bootstrap_digest_is_hidden() -> None:
    """The use case that knows ADMIN_TOKEN's digest does not show it."""
    world = make_memory_world()
    cases = world.container.use_cases
    recognise = RecogniseAdmin(cases.recognise_admin().store, world.clock, digest_of(TEXT))

    assert repr(digest_of(TEXT))[2:-1] not in repr(recognise)


SECRET_FIELD = re.compile(r"(^|_)(secret|nonce|macs?|digest|sealed|password|auth_token|seal|code_mac)$")
# What the audit log shows, a CodeSecret that hides its own, and the servers that developers run for themselves.
NO_SECRETS = {"AuditEvent.network_digest", "Footprint.network_digest", "Ask.secret"}
OF_A_DEVELOPER = "embedded"


def fields_of(path: Path) -> dict[str, str]:
    """Each field of each dataclass of a module, with its declaration."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)]
    made = [node for node in nodes if any("dataclass" in ast.unparse(mark) for mark in node.decorator_list)]
    return {
        f"{node.name}.{ast.unparse(one.target)}": ast.unparse(one)
        for node in made
        for one in node.body
        if isinstance(one, ast.AnnAssign)
    }


def test_no_dataclass_shows_a_field_that_is_named_as_a_secret() -> None:
    """Each field named secret, nonce, mac, digest, sealed or password is declared with repr=False."""
    paths = [
        path for layer in ("domain", "application", "adapters", "entrypoints") for path in (ROOT / layer).rglob("*")
    ]
    known: dict[str, str] = {}
    for path in paths:
        if path.suffix == ".py" and OF_A_DEVELOPER not in path.parts:
            known |= fields_of(path)
    named = {name: text for name, text in known.items() if SECRET_FIELD.search(name.rpartition(".")[2])}

    assert len(named) > 10
    assert NO_SECRETS == {name for name, text in named.items() if not re.search("repr=False|secret=True", text)}
