"""The recipes around OAuth clients."""

from dependency_injector import providers

from application.oidc.client_secrets import RotateClientSecret
from application.oidc.keep_clients import DeleteClient, ListClients, ShowClient
from application.sessions.end_sessions import EndEverybody
from application.sessions.live_sessions import LiveSessions
from entrypoints.tenant_cases import TenantCases


class ClientCases(TenantCases):
    """Each recipe is stateless and made once; those that files of tenants need, too, are inherited."""

    settings, adapters, scribe = TenantCases.settings, TenantCases.adapters, TenantCases.scribe
    list_clients = providers.Singleton(ListClients, store=adapters.store)
    show_client = providers.Singleton(ShowClient, store=adapters.store)
    live_sessions = providers.Singleton(LiveSessions, sessions=adapters.sessions, cache=adapters.session_cache)
    end_everybody = providers.Singleton(EndEverybody, store=adapters.store, scribe=scribe, live=live_sessions)
    delete_client = providers.Singleton(DeleteClient, store=adapters.store, scribe=scribe, end_everybody=end_everybody)
    rotate_client_secret = providers.Singleton(RotateClientSecret, store=adapters.store, scribe=scribe)
