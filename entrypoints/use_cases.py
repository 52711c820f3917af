"""The recipes, built on whichever adapters there are."""

from datetime import timedelta
from functools import partial

from dependency_injector import containers, providers

from application.admins.admin_tokens import IssueAdminToken, ListAdminTokens, RevokeAdminToken
from application.admins.recognise_admin import RecogniseAdmin
from application.audit.record_denied import RecordDenied
from application.audit.scribe import Scribe
from application.health.check_health import CheckHealth
from application.keys.api_keys import IssueApiKey, ListApiKeys, RevokeApiKey
from application.keys.publish_jwks import PublishJwks
from application.keys.recognise_key import RecogniseKey
from application.messages.compose import Compose
from application.messages.count_messages import CountMessages
from application.messages.dispatch_messages import DispatchMessages
from application.messages.explain_request import ExplainRequest
from application.messages.find_requests import FindRequests
from application.messages.follow_messages import FollowMessages
from application.messages.record_delivery import RecordDelivery
from application.messages.retry_message import RetryMessage
from application.otp.make_ask import MakeAsk
from application.otp.request_otp import RequestOtp
from application.otp.sweep import Sweep
from application.otp.verify_otp import VerifyOtp
from application.prices.import_prices import ImportPrices, ListPrices
from application.rate_limits.guard import Guard
from application.tenants.change_tenant import ChangeTenant
from application.tenants.create_tenant import CreateTenant
from application.tenants.delete_tenant import DeleteTenant
from application.tenants.find_tenants import ListTenants, ShowTenant
from domain.api_key import digest_of
from domain.otp import HOUR
from domain.rate_limit import Limit
from entrypoints.providers import book_of
from entrypoints.settings import Settings


def _ip_limit(settings: Settings) -> Limit:
    return Limit(settings.rate_limit_max, timedelta(milliseconds=settings.rate_limit_window_ms))


def _digest(settings: Settings) -> bytes | None:
    return digest_of(settings.admin_token) if settings.admin_token else None


class UseCases(containers.DeclarativeContainer):
    """The recipes; each is stateless and made once."""

    settings = providers.Dependency(instance_of=Settings)
    test_numbers_must_end: providers.Dependency[bool] = providers.Dependency(instance_of=bool)
    adapters = providers.DependenciesContainer()
    book = providers.Singleton(book_of, adapters.channels, settings)
    scribe = providers.Singleton(Scribe, clock=adapters.clock, dice=adapters.dice, keys=adapters.keys)
    guard = providers.Singleton(
        Guard, limits=adapters.rate_limits, keys=adapters.keys, per_network=providers.Callable(_ip_limit, settings)
    )

    request_otp = providers.Singleton(
        RequestOtp,
        slots=adapters.otp_slots,
        store=adapters.store,
        guard=guard,
        scribe=scribe,
        make_ask=providers.Singleton(MakeAsk, scribe),
        book=book,
        everywhere=providers.Callable(partial(Limit, window=HOUR), settings.provided.address_max_per_hour),
    )
    verify_otp = providers.Singleton(
        VerifyOtp,
        slots=adapters.otp_slots,
        guard=guard,
        signer=adapters.signer,
        scribe=scribe,
        app_url=settings.provided.app_url,
    )
    recognise_key = providers.Singleton(RecogniseKey, known_keys=adapters.known_keys, clock=adapters.clock)
    recognise_admin = providers.Singleton(
        RecogniseAdmin,
        store=adapters.store,
        clock=adapters.clock,
        bootstrap_digest=providers.Callable(_digest, settings),
    )
    record_denied = providers.Singleton(RecordDenied, store=adapters.store, scribe=scribe)
    create_tenant = providers.Singleton(
        CreateTenant,
        store=adapters.store,
        signer=adapters.signer,
        scribe=scribe,
        book=book,
        test_numbers_must_end=test_numbers_must_end,
    )
    change_tenant = providers.Singleton(
        ChangeTenant,
        store=adapters.store,
        signer=adapters.signer,
        scribe=scribe,
        known_keys=adapters.known_keys,
        book=book,
        test_numbers_must_end=test_numbers_must_end,
    )
    delete_tenant = providers.Singleton(
        DeleteTenant, store=adapters.store, scribe=scribe, known_keys=adapters.known_keys
    )
    show_tenant = providers.Singleton(ShowTenant, store=adapters.store)
    list_tenants = providers.Singleton(ListTenants, store=adapters.store)
    issue_api_key = providers.Singleton(IssueApiKey, store=adapters.store, scribe=scribe)
    list_api_keys = providers.Singleton(ListApiKeys, store=adapters.store)
    revoke_api_key = providers.Singleton(
        RevokeApiKey, store=adapters.store, scribe=scribe, known_keys=adapters.known_keys
    )
    issue_admin_token = providers.Singleton(IssueAdminToken, store=adapters.store, scribe=scribe)
    list_admin_tokens = providers.Singleton(ListAdminTokens, store=adapters.store)
    revoke_admin_token = providers.Singleton(RevokeAdminToken, store=adapters.store, scribe=scribe)
    publish_jwks = providers.Singleton(PublishJwks, store=adapters.store, signer=adapters.signer)
    check_health = providers.Singleton(CheckHealth, database=adapters.database, redis=adapters.redis)
    dispatch_messages = providers.Singleton(
        DispatchMessages,
        outbox=adapters.outbox,
        scribe=scribe,
        compose=providers.Singleton(Compose, keys=adapters.keys, words=adapters.words),
        channels=adapters.channels,
        tally=adapters.tally,
        pause=adapters.pause,
    )
    record_delivery = providers.Singleton(
        RecordDelivery, outbox=adapters.outbox, reader=adapters.callback_reader, scribe=scribe, tally=adapters.tally
    )
    explain_request = providers.Singleton(ExplainRequest, history=adapters.history, clock=adapters.clock)
    find_requests = providers.Singleton(FindRequests, history=adapters.history, clock=adapters.clock)
    count_messages = providers.Singleton(CountMessages, history=adapters.history, clock=adapters.clock)
    follow_messages = providers.Singleton(FollowMessages, history=adapters.history, clock=adapters.clock)
    retry_message = providers.Singleton(RetryMessage, history=adapters.history, retries=adapters.retries, scribe=scribe)
    import_prices = providers.Singleton(ImportPrices, store=adapters.store, scribe=scribe)
    list_prices = providers.Singleton(ListPrices, store=adapters.store)
    sweep = providers.Singleton(Sweep, slots=adapters.otp_slots, clock=adapters.clock)
