"""The recipes around the audit log."""

from datetime import timedelta

from dependency_injector import providers

from application.audit.chain_rows import AnchorHeads, ChainKeys, ChainRows
from application.audit.keep_months import KeepMonths, retained_since
from application.audit.search_audit import ExportAudit, SearchAudit
from application.audit.verify_chain import VerifyChain
from application.imports.import_users import ImportUsers
from application.imports.move_tenant import ExportTenant, ImportTenant
from entrypoints.settings import Settings
from entrypoints.webhook_cases import WebhookCases


def _every(settings: Settings) -> timedelta:
    return timedelta(minutes=settings.audit_anchor_minutes)


class AuditCases(WebhookCases):
    """Each recipe is stateless and made once, but for the one that remembers the chain's key."""

    settings, adapters, scribe = WebhookCases.settings, WebhookCases.adapters, WebhookCases.scribe
    search_audit = providers.Singleton(SearchAudit, trail=adapters.audit_trail)
    export_audit = providers.Singleton(ExportAudit, trail=adapters.audit_trail)
    chain_keys = providers.Singleton(ChainKeys, chain=adapters.audit_chain, scribe=scribe, seals=adapters.seals)
    chain_rows = providers.Singleton(ChainRows, chain=adapters.audit_chain, keys=chain_keys)
    anchor_heads = providers.Singleton(
        AnchorHeads,
        chain=adapters.audit_chain,
        depot=adapters.anchor_depot,
        every=providers.Callable(_every, settings),
        now=adapters.clock.provided.now,
    )
    verify_chain = providers.Singleton(
        VerifyChain,
        chain=adapters.audit_chain,
        keys=chain_keys,
        store=adapters.store,
        retained_since=providers.Object(retained_since),
    )
    import_users = providers.Singleton(ImportUsers, imports=adapters.user_imports, store=adapters.store, scribe=scribe)
    export_tenant = providers.Singleton(
        ExportTenant, imports=adapters.user_imports, store=adapters.store, secrets=WebhookCases.signing_secrets
    )
    import_tenant = providers.Singleton(
        ImportTenant,
        imports=adapters.user_imports,
        store=adapters.store,
        scribe=scribe,
        signer=adapters.signer,
        secrets=WebhookCases.signing_secrets,
    )
    keep_months = providers.Singleton(
        KeepMonths,
        months=adapters.audit_months,
        chain=adapters.audit_chain,
        keys=chain_keys,
        store=adapters.store,
        depot=adapters.archive_depot,
    )
