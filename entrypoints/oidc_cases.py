"""The recipes of OpenID Connect."""

from dependency_injector import providers

from application.oidc.authorize import Authorize
from application.oidc.browsers import RecogniseBrowser
from application.oidc.client_calls import MachineToken, RefreshForClient, RevokeForClient, ShowUserinfo
from application.oidc.exchange_code import ExchangeCode
from application.oidc.follow_link import FollowLink
from application.oidc.forward_auth import ForwardAuth
from application.oidc.give_code import GiveCode
from application.oidc.id_tokens import IssueIdToken
from application.oidc.log_out import LogOut
from application.oidc.read_request import ReadRequest
from application.oidc.replies import Replies
from application.oidc.show_account import ShowAccount
from application.oidc.sign_in_here import SignInHere
from entrypoints.use_cases import UseCases


class OidcCases(UseCases):
    """All recipes; each is stateless and made once."""

    settings, adapters, scribe = UseCases.settings, UseCases.adapters, UseCases.scribe
    live, end_within = UseCases.live_sessions, UseCases.end_within

    read_request = providers.Singleton(ReadRequest, book=adapters.client_book)
    recognise_browser = providers.Singleton(RecogniseBrowser, sessions=adapters.sessions, scribe=scribe)
    authorize = providers.Singleton(
        Authorize,
        store=adapters.store,
        scribe=scribe,
        read=read_request,
        recognise=recognise_browser,
        give_code=providers.Singleton(GiveCode, store=adapters.store, scribe=scribe),
        replies=providers.Singleton(Replies, settings.provided.app_url),
        guard=UseCases.guard,
    )
    issue_id_token = providers.Singleton(
        IssueIdToken, signer=adapters.signer, known_keys=adapters.known_keys, app_url=settings.provided.app_url
    )
    exchange_code = providers.Singleton(
        ExchangeCode,
        store=adapters.store,
        scribe=scribe,
        issue_tokens=UseCases.issue_tokens,
        issue_id_token=issue_id_token,
        live=live,
    )
    refresh_for_client = providers.Singleton(RefreshForClient, refresh=UseCases.refresh_session)
    machine_token = providers.Singleton(
        MachineToken, signer=adapters.signer, scribe=scribe, app_url=settings.provided.app_url
    )
    show_userinfo = providers.Singleton(
        ShowUserinfo, recognise_token=UseCases.recognise_token, sessions=adapters.sessions
    )
    revoke_for_client = providers.Singleton(
        RevokeForClient,
        scribe=scribe,
        sessions=adapters.sessions,
        recognise_token=UseCases.recognise_token,
        end_session=UseCases.end_session,
    )
    sign_in_here = providers.Singleton(
        SignInHere,
        verify=UseCases.verify_otp,
        store=adapters.store,
        recognise=recognise_browser,
        live=live,
        end_within=end_within,
    )
    forward_auth = providers.Singleton(
        ForwardAuth,
        read=read_request,
        exchange=exchange_code,
        recognise=recognise_browser,
        scribe=scribe,
        texts=UseCases.sealed_texts,
        end_session=UseCases.end_session,
        app_url=settings.provided.app_url,
    )
    follow_link = providers.Singleton(
        FollowLink,
        store=adapters.store,
        scribe=scribe,
        slots=adapters.otp_slots,
        links=UseCases.links,
        sign_in=sign_in_here,
    )
    show_account = providers.Singleton(ShowAccount, store=adapters.store, list_sessions=UseCases.list_sessions)
    languages, words = adapters.languages, adapters.words
    log_out = providers.Singleton(
        LogOut,
        scribe=scribe,
        read=read_request,
        recognise=recognise_browser,
        signer=adapters.signer,
        end_session=UseCases.end_session,
        app_url=settings.provided.app_url,
    )
