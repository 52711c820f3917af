"""The recipes around webhooks."""

from dependency_injector import providers

from application.hooks.ask_hook import AskHook
from application.hooks.keep_hook import RemoveHook, SetHook, ShowHook
from application.webhooks.deliver_webhooks import DeliverWebhooks
from application.webhooks.keep_webhooks import (
    ChangeWebhook,
    CreateWebhook,
    DeleteWebhook,
    ListWebhooks,
    ResealWebhooks,
    RotateWebhookSecret,
)
from application.webhooks.redeliver import ListDeliveries, Redeliver, RedeliverMany
from application.webhooks.secrets import SigningSecrets
from entrypoints.client_cases import ClientCases
from entrypoints.providers import outbound_rule_of


class WebhookCases(ClientCases):
    """Each recipe is stateless and made once."""

    settings, adapters, scribe = ClientCases.settings, ClientCases.adapters, ClientCases.scribe
    outbound_rule = providers.Singleton(outbound_rule_of, settings)
    signing_secrets = providers.Singleton(SigningSecrets, scribe=scribe, seals=adapters.seals)
    set_hook = providers.Singleton(
        SetHook, store=adapters.store, scribe=scribe, secrets=signing_secrets, rule=outbound_rule
    )
    show_hook = providers.Singleton(ShowHook, store=adapters.store)
    remove_hook = providers.Singleton(RemoveHook, store=adapters.store, scribe=scribe)
    ask_hook = providers.Singleton(
        AskHook,
        store=adapters.store,
        line=adapters.hook_line,
        secrets=signing_secrets,
        scribe=scribe,
        gate=adapters.hook_gate,
    )
    ask_hook_at_work = providers.Singleton(
        AskHook,
        store=adapters.store,
        line=adapters.hook_line,
        secrets=signing_secrets,
        scribe=scribe,
        gate=adapters.hook_gate_at_work,
    )
    create_webhook = providers.Singleton(
        CreateWebhook, store=adapters.store, scribe=scribe, secrets=signing_secrets, rule=outbound_rule
    )
    list_webhooks = providers.Singleton(ListWebhooks, store=adapters.store)
    change_webhook = providers.Singleton(ChangeWebhook, store=adapters.store, scribe=scribe, rule=outbound_rule)
    delete_webhook = providers.Singleton(DeleteWebhook, store=adapters.store, scribe=scribe)
    rotate_webhook_secret = providers.Singleton(
        RotateWebhookSecret, store=adapters.store, scribe=scribe, secrets=signing_secrets
    )
    reseal_webhooks = providers.Singleton(ResealWebhooks, store=adapters.store, scribe=scribe, secrets=signing_secrets)
    list_deliveries = providers.Singleton(ListDeliveries, store=adapters.store, deliveries=adapters.deliveries)
    redeliver = providers.Singleton(Redeliver, store=adapters.store, deliveries=adapters.deliveries, scribe=scribe)
    redeliver_many = providers.Singleton(
        RedeliverMany, store=adapters.store, deliveries=adapters.deliveries, scribe=scribe
    )
    deliver_webhooks = providers.Singleton(
        DeliverWebhooks,
        deliveries=adapters.deliveries,
        post=adapters.webhook_post,
        secrets=signing_secrets,
        scribe=scribe,
        tally=adapters.tally,
        pause=adapters.pause,
    )
