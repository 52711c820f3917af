"""The recipes around tenants and their keys, and what all recipes share."""

from dependency_injector import containers, providers

from application.audit.scribe import Scribe
from application.branding.keep_images import RemoveBrandImage, SetBrandImage
from application.branding.show_image import ShowBrandImage
from application.keys.api_keys import IssueApiKey, ListApiKeys, RevokeApiKey, ShowApiKey
from application.keys.publish_jwks import PublishJwks
from application.keys.signing_keys import (
    ListSigningKeys,
    NewSigningKey,
    ResealSigningKeys,
    RotateSigningKey,
    ShareSigningKeys,
)
from application.oidc.keep_clients import ChangeClient, CreateClient
from application.tenants.apply_clients import ApplyClients
from application.tenants.apply_tenants import ApplyTenants, PlanTenants
from application.tenants.change_tenant import ChangeTenant
from application.tenants.create_tenant import CreateTenant
from application.tenants.delete_tenant import DeleteTenant
from application.tenants.export_tenants import ExportTenants
from application.tenants.find_tenants import ListTenants, ShowTenant
from entrypoints.providers import book_of
from entrypoints.settings import Settings


class TenantCases(containers.DeclarativeContainer):
    """Each recipe is stateless and made once."""

    settings = providers.Dependency(instance_of=Settings)
    test_numbers_must_end: providers.Dependency[bool] = providers.Dependency(instance_of=bool)
    adapters = providers.DependenciesContainer()
    book = providers.Singleton(book_of, adapters.channels, settings)
    scribe = providers.Singleton(Scribe, clock=adapters.clock, dice=adapters.dice, ring=adapters.ring)
    create_tenant = providers.Singleton(
        CreateTenant,
        store=adapters.store,
        signer=adapters.signer,
        scribe=scribe,
        book=book,
        test_numbers_must_end=test_numbers_must_end,
    )
    new_signing_key = providers.Singleton(NewSigningKey, signer=adapters.signer, scribe=scribe)
    change_tenant = providers.Singleton(
        ChangeTenant,
        store=adapters.store,
        scribe=scribe,
        known_keys=adapters.known_keys,
        new_signing_key=new_signing_key,
        book=book,
        test_numbers_must_end=test_numbers_must_end,
    )
    delete_tenant = providers.Singleton(
        DeleteTenant, store=adapters.store, scribe=scribe, known_keys=adapters.known_keys
    )
    show_tenant = providers.Singleton(ShowTenant, store=adapters.store)
    set_brand_image = providers.Singleton(
        SetBrandImage, store=adapters.store, scribe=scribe, known_keys=adapters.known_keys, images=adapters.images
    )
    remove_brand_image = providers.Singleton(
        RemoveBrandImage, store=adapters.store, scribe=scribe, known_keys=adapters.known_keys
    )
    show_brand_image = providers.Singleton(ShowBrandImage, store=adapters.store)
    plan_tenants = providers.Singleton(
        PlanTenants, store=adapters.store, scribe=scribe, create=create_tenant, change=change_tenant
    )
    export_tenants = providers.Singleton(ExportTenants, store=adapters.store, scribe=scribe)
    list_tenants = providers.Singleton(ListTenants, store=adapters.store)
    issue_api_key = providers.Singleton(IssueApiKey, store=adapters.store, scribe=scribe)
    create_client = providers.Singleton(
        CreateClient,
        store=adapters.store,
        scribe=scribe,
        known_keys=adapters.known_keys,
        new_signing_key=new_signing_key,
    )
    change_client = providers.Singleton(ChangeClient, store=adapters.store, scribe=scribe)
    apply_tenants = providers.Singleton(
        ApplyTenants,
        store=adapters.store,
        scribe=scribe,
        known_keys=adapters.known_keys,
        plan=plan_tenants,
        issue=issue_api_key,
        apply_clients=providers.Singleton(ApplyClients, create=create_client, change=change_client),
    )
    list_api_keys = providers.Singleton(ListApiKeys, store=adapters.store)
    show_api_key = providers.Singleton(ShowApiKey, store=adapters.store)
    revoke_api_key = providers.Singleton(
        RevokeApiKey, store=adapters.store, scribe=scribe, known_keys=adapters.known_keys
    )
    publish_jwks = providers.Singleton(PublishJwks, store=adapters.store, signer=adapters.signer, clock=adapters.clock)
    rotate_signing_key = providers.Singleton(
        RotateSigningKey,
        store=adapters.store,
        scribe=scribe,
        known_keys=adapters.known_keys,
        new_signing_key=new_signing_key,
    )
    list_signing_keys = providers.Singleton(ListSigningKeys, store=adapters.store, scribe=scribe)
    share_signing_keys = providers.Singleton(
        ShareSigningKeys, store=adapters.store, signer=adapters.signer, scribe=scribe
    )
    reseal_signing_keys = providers.Singleton(
        ResealSigningKeys, store=adapters.store, signer=adapters.signer, scribe=scribe
    )
