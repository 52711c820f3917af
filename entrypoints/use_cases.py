"""The recipes, built on whichever adapters there are."""

from datetime import timedelta
from functools import partial

from dependency_injector import providers

from application.admins.admin_tokens import IssueAdminToken, ListAdminTokens, RevokeAdminToken
from application.admins.recognise_admin import RecogniseAdmin
from application.audit.record_denied import RecordDenied
from application.health.check_health import CheckHealth
from application.health.measure_backlog import MeasureBacklog
from application.idempotency.run_once import RunOnce
from application.keys.meter_key import MeterKey
from application.keys.recognise_key import RecogniseKey
from application.messages.compose import Compose
from application.messages.count_messages import CountMessages
from application.messages.dispatch_messages import DispatchMessages
from application.messages.explain_request import ExplainRequest
from application.messages.find_requests import FindRequests
from application.messages.follow_messages import FollowMessages
from application.messages.record_delivery import RecordDelivery
from application.messages.retry_message import RetryMessage
from application.oidc.links import Links
from application.oidc.sealed_texts import SealedTexts
from application.otp.judge_code import JudgeCode
from application.otp.make_ask import MakeAsk
from application.otp.request_otp import RequestOtp
from application.otp.sweep import Sweep
from application.otp.verify_otp import VerifyOtp
from application.prices.import_prices import ImportPrices, ListPrices
from application.privacy.forget_in_time import ForgetInTime
from application.privacy.rights import EraseUser, ExportUser
from application.rate_limits.guard import Guard
from application.restore.end_again import EndAgain
from application.restore.finish_restore import FinishRestore
from application.sessions.count_leftovers import CountSessionsOfOtherSecrets
from application.sessions.end_sessions import EndAllSessions, EndSession, EndWithin
from application.sessions.introspect import Introspect
from application.sessions.issue_tokens import IssueTokens
from application.sessions.list_revocations import ListRevocations
from application.sessions.list_sessions import ListSessions
from application.sessions.recognise_token import RecogniseToken
from application.sessions.refresh_session import RefreshSession
from application.users.block_users import BlockUser, DeleteUser
from application.users.change_address import ApplyChange, ProveChange, StartChange
from application.users.find_users import FindUsers, ShowUser
from application.users.keep_users import ChangeUser, CreateUser
from application.users.restore_user import RestoreUser
from application.users.settle_changes import SettleChanges, StopChange
from application.users.tell_users import TellUser
from domain.api_key import digest_of
from domain.otp import HOUR
from domain.rate_limit import Limit
from entrypoints.fraud_cases import FraudCases
from entrypoints.settings import Settings


def _ip_limit(settings: Settings) -> Limit:
    return Limit(settings.rate_limit_max, timedelta(milliseconds=settings.rate_limit_window_ms))


def _digest(settings: Settings) -> bytes | None:
    return digest_of(settings.admin_token) if settings.admin_token else None


class UseCases(FraudCases):
    """All recipes; each is stateless and made once."""

    # A class body does not see the names of the class that it stands on.
    settings, adapters = FraudCases.settings, FraudCases.adapters
    book, scribe = FraudCases.book, FraudCases.scribe
    ask_hook, ask_hook_at_work = FraudCases.ask_hook, FraudCases.ask_hook_at_work
    weigh_ask, live_sessions = FraudCases.weigh_ask, FraudCases.live_sessions

    sealed_texts = providers.Singleton(SealedTexts, adapters.seals, adapters.ring)
    links = providers.Singleton(Links, sealed_texts)
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
        weigh_ask=weigh_ask,
        book=book,
        everywhere=providers.Callable(partial(Limit, window=HOUR), settings.provided.address_max_per_hour),
        tally=adapters.tally,
    )
    issue_tokens = providers.Singleton(
        IssueTokens, signer=adapters.signer, scribe=scribe, app_url=settings.provided.app_url
    )
    judge_code = providers.Singleton(JudgeCode, slots=adapters.otp_slots, guard=guard, scribe=scribe)
    verify_otp = providers.Singleton(
        VerifyOtp,
        slots=adapters.otp_slots,
        judge=judge_code,
        issue_tokens=issue_tokens,
        live=live_sessions,
        ask_hook=ask_hook,
        tally=adapters.tally,
    )
    recognise_token = providers.Singleton(
        RecogniseToken,
        known_keys=adapters.known_keys,
        signer=adapters.signer,
        live=live_sessions,
        clock=adapters.clock,
        app_url=settings.provided.app_url,
    )
    refresh_session = providers.Singleton(
        RefreshSession,
        sessions=adapters.sessions,
        store=adapters.store,
        issue_tokens=issue_tokens,
        live=live_sessions,
        scribe=scribe,
    )
    end_within = providers.Singleton(EndWithin, scribe=scribe)
    end_session = providers.Singleton(EndSession, store=adapters.store, live=live_sessions, end_within=end_within)
    end_all_sessions = providers.Singleton(
        EndAllSessions, store=adapters.store, live=live_sessions, end_within=end_within
    )
    list_sessions = providers.Singleton(ListSessions, store=adapters.store, clock=adapters.clock)
    export_user = providers.Singleton(ExportUser, store=adapters.store, personal=adapters.personal_data, scribe=scribe)
    erase_user = providers.Singleton(
        EraseUser,
        store=adapters.store,
        personal=adapters.personal_data,
        scribe=scribe,
        live=live_sessions,
        end_within=end_within,
    )
    forget_in_time = providers.Singleton(
        ForgetInTime, store=adapters.store, personal=adapters.personal_data, clock=adapters.clock
    )
    introspect = providers.Singleton(
        Introspect, recognise_token=recognise_token, sessions=adapters.sessions, scribe=scribe
    )
    list_revocations = providers.Singleton(ListRevocations, store=adapters.store, clock=adapters.clock)
    recognise_key = providers.Singleton(RecogniseKey, known_keys=adapters.known_keys, clock=adapters.clock)
    meter_key = providers.Singleton(
        MeterKey, limits=adapters.rate_limits, spare=adapters.spare_limits, clock=adapters.clock
    )
    recognise_admin = providers.Singleton(
        RecogniseAdmin,
        store=adapters.store,
        clock=adapters.clock,
        bootstrap_digest=providers.Callable(_digest, settings),
    )
    record_denied = providers.Singleton(RecordDenied, store=adapters.store, scribe=scribe, spare=adapters.spare_limits)
    run_once = providers.Singleton(RunOnce, book=adapters.answer_book, seals=adapters.seals, scribe=scribe)
    find_users = providers.Singleton(FindUsers, store=adapters.store)
    show_user = providers.Singleton(ShowUser, store=adapters.store)
    create_user = providers.Singleton(CreateUser, store=adapters.store, scribe=scribe)
    change_user = providers.Singleton(ChangeUser, store=adapters.store, scribe=scribe)
    block_user = providers.Singleton(
        BlockUser, store=adapters.store, scribe=scribe, live=live_sessions, end_within=end_within
    )
    delete_user = providers.Singleton(
        DeleteUser, store=adapters.store, scribe=scribe, live=live_sessions, end_within=end_within
    )
    start_change = providers.Singleton(StartChange, request_otp=request_otp, store=adapters.store)
    apply_change = providers.Singleton(ApplyChange, tell_user=providers.Singleton(TellUser, scribe=scribe, book=book))
    prove_change = providers.Singleton(
        ProveChange,
        judge=judge_code,
        store=adapters.store,
        apply=apply_change,
        live=live_sessions,
        restore=providers.Singleton(RestoreUser, end_within=end_within),
    )
    settle_changes = providers.Singleton(SettleChanges, store=adapters.store, apply=apply_change)
    stop_change = providers.Singleton(StopChange, store=adapters.store, apply=apply_change)
    issue_admin_token = providers.Singleton(IssueAdminToken, store=adapters.store, scribe=scribe)
    list_admin_tokens = providers.Singleton(ListAdminTokens, store=adapters.store)
    revoke_admin_token = providers.Singleton(RevokeAdminToken, store=adapters.store, scribe=scribe)
    count_sessions_of_other_secrets = providers.Singleton(
        CountSessionsOfOtherSecrets, sessions=adapters.sessions, scribe=scribe
    )
    measure_backlog = providers.Singleton(
        MeasureBacklog, backlogs=adapters.backlogs, tally=adapters.tally, clock=adapters.clock
    )
    check_health = providers.Singleton(CheckHealth, database=adapters.database, redis=adapters.redis)
    dispatch_messages = providers.Singleton(
        DispatchMessages,
        outbox=adapters.outbox,
        scribe=scribe,
        compose=providers.Singleton(
            Compose, ring=adapters.ring, words=adapters.words, links=links, app_url=settings.provided.app_url
        ),
        channels=adapters.channels,
        tally=adapters.tally,
        pause=adapters.pause,
        ask_hook=ask_hook_at_work,
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
    finish_restore = providers.Singleton(
        FinishRestore,
        store=adapters.store,
        scribe=scribe,
        slots=adapters.otp_slots,
        end_everybody=FraudCases.end_everybody,
        rotate_signing_key=FraudCases.rotate_signing_key,
        revoke_admin_token=revoke_admin_token,
        end_again=providers.Singleton(
            EndAgain,
            revoke_key=FraudCases.revoke_api_key,
            revoke_admin_token=revoke_admin_token,
            block=block_user,
            delete_user=delete_user,
            erase_user=erase_user,
            delete_tenant=FraudCases.delete_tenant,
            end_secrets=FraudCases.rotate_client_secret,
            delete_client=FraudCases.delete_client,
        ),
    )
    sweep = providers.Singleton(
        Sweep,
        slots=adapters.otp_slots,
        reputation=adapters.reputation,
        sessions=adapters.sessions,
        answers=adapters.answer_book,
        store=adapters.store,
        settle_changes=settle_changes,
        clock=adapters.clock,
    )
