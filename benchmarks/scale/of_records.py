"""The audit log, its chain and its months; and what belongs to the installation: tenants, keys, webhooks, prices."""

from datetime import timedelta
from functools import partial
from typing import Any, Final

from adapters.postgres import rows
from adapters.postgres.audit import PostgresAuditChain, PostgresAuditTrail
from adapters.postgres.audit_months import PostgresAuditMonths
from adapters.postgres.brand_images import PostgresBrandImages
from adapters.postgres.hooks import PostgresHooks
from adapters.postgres.networks import PostgresNetworks
from adapters.postgres.oauth_clients import PostgresClientBook, PostgresOAuthClients, client_of
from adapters.postgres.prices import PostgresPrices
from adapters.postgres.records import PostgresRecords
from adapters.postgres.store import PostgresAdminTokens, PostgresApiKeys, PostgresSigningKeys, PostgresTenants
from adapters.postgres.webhooks import PostgresWebhooks, endpoint_of
from application.ports.audit import Checkpoint, StoredKey, Wanted
from benchmarks.scale import made
from benchmarks.scale.probe import BATCH, HOT, PAGE, RARE, WHOLE, Probe, anything
from benchmarks.scale.sample import Sample
from domain.api_key import ApiKey
from domain.audit_chain import ChainKey, Head, linked
from domain.brand_image import BrandImage, Drawn, ImageKind
from domain.ids import ClientId, TenantId, WebhookId
from domain.network_list import NetworkList
from domain.oauth_client import OAuthClient
from domain.price import Price
from domain.tenant import Tenant
from tests.contracts.asks import make

LINKER: Final = partial(linked, ChainKey(b"k" * 32))
KEY: Final = StoredKey("chain", b"s", "k1")

LISTED: Final = NetworkList(("192.0.2.1/32",))


def search(sample: Sample, before: str = "", **wanted: Any) -> dict[str, Any]:
    """A page of the log."""
    return {"tenant_id": sample.tenant, "wanted": Wanted(**wanted), "before": before, "most": 50}


def of_a_day(sample: Sample, **wanted: Any) -> dict[str, Any]:
    """What a search for something rare should name."""
    return search(sample, since=sample.now - timedelta(hours=1), until=sample.now, **wanted)


def of_tenant(sample: Sample, **more: Any) -> dict[str, Any]:
    """Something of a tenant's."""
    return {"tenant_id": sample.tenant, **more}


def unlinked(sample: Sample) -> dict[str, Any]:
    """An hour of rows."""
    since = sample.now - timedelta(hours=1)
    return of_tenant(sample, since=since, before=sample.now, after="", most=2_000)


def let_go(sample: Sample) -> dict[str, Any]:
    """What is older than a year: nothing is."""
    checkpoint = Checkpoint(Head(sample.tenant, 1, b"h"), b"s")
    return of_tenant(sample, before=sample.now - timedelta(days=400), checkpoint=checkpoint, most=500)


def new_key(sample: Sample) -> ApiKey:
    """One more."""
    return rows.key_of(sample.key._replace(id="key_new", digest=b"new"))


def of_client(sample: Sample) -> dict[str, Any]:
    """One of the tenant's."""
    return of_tenant(sample, client_id=ClientId(sample.client.id))


def new_client(sample: Sample) -> OAuthClient:
    """One more."""
    return client_of(sample.client._replace(id=make(ClientId, sample.now)))


def image(sample: Sample) -> BrandImage:
    """Instead of the one that is there."""
    return BrandImage.of(sample.tenant, ImageKind.LOGO, Drawn(b"x", 1, 1), sample.now)


def tenant(sample: Sample) -> Tenant:
    """A new one."""
    return Tenant(make(TenantId, sample.now), "new", "New", sample.now)


AUDIT: Final = (
    Probe(PostgresAuditTrail.search, PAGE, search, "newest", lambda answer: bool(answer.rows)),
    Probe(PostgresAuditTrail.search, PAGE, lambda s: search(s, s.row.id), "next page", anything),
    Probe(PostgresAuditTrail.search, PAGE, lambda s: search(s, subject=s.row.subject), "of a subject"),
    Probe(PostgresAuditTrail.search, PAGE, lambda s: search(s, action="otp.failed"), "of an action"),
    Probe(PostgresAuditTrail.search, PAGE, lambda s: search(s, action="otp.*"), "of a family"),
    Probe(PostgresAuditTrail.search, WHOLE, lambda s: search(s, actor=s.row.actor), "of an actor"),
    Probe(PostgresAuditTrail.search, WHOLE, lambda s: search(s, request_id=s.row.request_id), "of a request"),
    Probe(PostgresAuditTrail.search, WHOLE, lambda s: search(s, actor="key:nobody"), "of an actor that is not"),
    Probe(PostgresAuditTrail.search, PAGE, lambda s: of_a_day(s, actor="key:nobody"), "and an hour", anything),
    Probe(PostgresAuditChain.key, RARE, lambda s: {"offered": KEY, "now": s.now}),
    Probe(PostgresAuditChain.reseal, RARE, lambda _: {"key": KEY}, found=anything),
    Probe(PostgresAuditChain.extend, BATCH, lambda s: {"linker": LINKER, "now": s.now, "most": 2_000}),
    Probe(PostgresAuditChain.tenants, RARE, lambda _: {}),
    Probe(PostgresAuditChain.links, BATCH, lambda s: of_tenant(s, after=0, most=2_000)),
    Probe(PostgresAuditChain.unlinked, WHOLE, unlinked),
    Probe(PostgresAuditChain.count, HOT, of_tenant),
    Probe(PostgresAuditChain.checkpoint, HOT, of_tenant, found=anything),
    Probe(
        PostgresAuditChain.heads, BATCH, lambda s: {"since": s.now - timedelta(minutes=10)}, "of ten minutes", anything
    ),
    Probe(PostgresAuditChain.heads, RARE, lambda _: {"since": None}, "of all"),
    Probe(PostgresAuditChain.anchored_at, HOT, lambda _: {}, found=anything),
    Probe(PostgresAuditChain.anchored, HOT, lambda s: {"at": s.now, "place": "file", "heads": 1}, found=anything),
    Probe(PostgresAuditMonths.make_ahead, RARE, lambda s: {"today": s.now.date()}, found=anything),
    Probe(PostgresAuditMonths.forget, BATCH, let_go, found=anything),
    Probe(PostgresAuditMonths.link_before, HOT, lambda s: of_tenant(s, before=s.now)),
    Probe(PostgresAuditMonths.over, RARE, lambda s: {"before": s.now.date()}),
    Probe(PostgresAuditMonths.read, RARE, lambda s: {"month": f"{s.now:%Y-%m}", "after": "", "most": 500}),
    Probe(PostgresRecords.add, HOT, lambda s: {"*": (made.audit_row(s), made.event(s))}, found=anything),
)  # fmt: skip
INSTALLATION: Final = (
    Probe(PostgresTenants.add, HOT, lambda s: {"tenant": tenant(s)}, found=anything),
    Probe(PostgresTenants.save, HOT, lambda s: {"tenant": Tenant(s.tenant, "new", "New", s.now)}, found=anything),
    Probe(PostgresTenants.get, HOT, of_tenant),
    Probe(PostgresTenants.by_slug, HOT, lambda _: {"slug": "tenant-1"}),
    Probe(PostgresTenants.page, PAGE, lambda _: {"before": "", "most": 50}),
    Probe(PostgresApiKeys.add, HOT, lambda s: {"key": new_key(s)}, found=anything),
    Probe(PostgresApiKeys.save, HOT, lambda s: {"key": rows.key_of(s.key)}, found=anything),
    Probe(PostgresApiKeys.get, HOT, lambda s: of_tenant(s, key_id=s.key.id)),
    Probe(PostgresApiKeys.page, PAGE, lambda s: of_tenant(s, before="", most=50)),
    Probe(PostgresAdminTokens.get, HOT, lambda _: {"token_id": "adm_1"}, found=anything),
    Probe(PostgresAdminTokens.all, PAGE, lambda _: {}, found=anything),
    Probe(PostgresSigningKeys.of_tenant, HOT, of_tenant),
    Probe(PostgresSigningKeys.save, HOT, lambda s: {"key": rows.signing_key_of(s.signing_key)}, found=anything),
    Probe(PostgresSigningKeys.sealed_otherwise, RARE, lambda _: {"seal_key_id": "k2", "most": 100}),
    Probe(PostgresSigningKeys.count_sealed_otherwise, RARE, lambda _: {"seal_key_id": "k2"}),
    Probe(PostgresHooks.get, HOT, of_tenant, found=anything),
    Probe(PostgresHooks.remove, HOT, of_tenant, found=anything),
    Probe(PostgresHooks.sealed_otherwise, RARE, lambda _: {"key_id": "k2", "most": 100}),
    Probe(PostgresBrandImages.put, HOT, lambda s: {"image": image(s)}, found=anything),
    Probe(PostgresBrandImages.get, HOT, lambda s: of_tenant(s, kind=ImageKind.LOGO, sha256="0" * 64), found=anything),
    Probe(PostgresBrandImages.of_tenant, HOT, of_tenant),
    Probe(PostgresBrandImages.remove, HOT, lambda s: of_tenant(s, kind=ImageKind.LOGO)),
    Probe(PostgresBrandImages.remove_all, HOT, of_tenant, found=anything),
    Probe(PostgresWebhooks.save, HOT, lambda s: {"endpoint": endpoint_of(s.endpoint)}, found=anything),
    Probe(PostgresWebhooks.get, HOT, lambda s: of_tenant(s, id=WebhookId(s.endpoint.id))),
    Probe(PostgresWebhooks.of_tenant, HOT, of_tenant),
    Probe(PostgresWebhooks.remove, WHOLE, lambda s: {"endpoint": endpoint_of(s.endpoint)}, found=anything),
    Probe(PostgresWebhooks.sealed_otherwise, RARE, lambda _: {"key_id": "k2", "most": 100}),
    Probe(PostgresOAuthClients.add, HOT, lambda s: {"client": new_client(s)}, found=anything),
    Probe(PostgresOAuthClients.save, HOT, lambda s: {"client": client_of(s.client)}, found=anything),
    Probe(PostgresOAuthClients.get, HOT, of_client),
    Probe(PostgresOAuthClients.page, PAGE, lambda s: of_tenant(s, before="", most=50), "newest"),
    Probe(PostgresOAuthClients.page, PAGE, lambda s: of_tenant(s, before=s.client.id, most=50), "next page"),
    Probe(PostgresOAuthClients.count, PAGE, of_tenant),
    Probe(PostgresOAuthClients.remove, HOT, of_client, found=anything),
    Probe(PostgresClientBook.find, HOT, of_client),
    Probe(PostgresPrices.put, HOT, lambda s: {"prices": [Price("sns", "sms", "KE", 1)], "now": s.now}, found=anything),
    Probe(PostgresPrices.all, PAGE, lambda _: {}),
    Probe(PostgresNetworks.replace, RARE, lambda s: {"kind": "tor", "listed": LISTED, "now": s.now}, found=anything),
    Probe(PostgresNetworks.counts, RARE, lambda _: {}),
)  # fmt: skip
PROBES: Final = AUDIT + INSTALLATION
