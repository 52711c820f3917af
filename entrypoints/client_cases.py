"""The recipes around OAuth clients."""

from dependency_injector import providers

from application.oidc.client_secrets import RotateClientSecret
from application.oidc.keep_clients import DeleteClient, ListClients, ShowClient
from entrypoints.tenant_cases import TenantCases


class ClientCases(TenantCases):
    """Each recipe is stateless and made once; those that files of tenants need, too, are inherited."""

    settings, adapters, scribe = TenantCases.settings, TenantCases.adapters, TenantCases.scribe
    list_clients = providers.Singleton(ListClients, store=adapters.store)
    show_client = providers.Singleton(ShowClient, store=adapters.store)
    delete_client = providers.Singleton(DeleteClient, store=adapters.store, scribe=scribe)
    rotate_client_secret = providers.Singleton(RotateClientSecret, store=adapters.store, scribe=scribe)
