"""Refresh, log out, and where one is signed in."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, g, request

from application.ports.intelligence import Places
from application.sessions.end_sessions import EndAllSessions, EndSession
from application.sessions.introspect import Introspect
from application.sessions.list_revocations import ListRevocations
from application.sessions.list_sessions import ListSessions
from application.sessions.refresh_session import RefreshSession
from domain.ids import SessionId
from domain.session import EndedAs
from entrypoints.http.answers import Listed
from entrypoints.http.bodies import LogOut, Refresh, TokenToIntrospect
from entrypoints.http.body import read, read_any
from entrypoints.http.caller import Callers
from entrypoints.http.doors import opens
from entrypoints.http.etags import ETAG, matched
from entrypoints.http.paging import PAGE, paged
from entrypoints.http.sessions_shown import Introspected, Refreshed, RevocationsShown, SessionShown, shown_with

REFRESH = ("invalid_token", "refresh_reused", "session_revoked", "unavailable")


def blueprint(
    *,
    refresh: RefreshSession,
    find: ListSessions,
    end: EndSession,
    end_all: EndAllSessions,
    callers: Callers,
    now: Callable[[], datetime],
    places: Places,
) -> Blueprint:
    """The doors of sessions."""
    sessions = Blueprint("sessions", __name__, url_prefix="/api/auth")

    @sessions.post("/refresh")
    @opens("key", body=Refresh, answer=Refreshed, refusals=REFRESH, scope="sign_in")
    def refresh_tokens() -> Refreshed:
        """Get new tokens; the refresh token is spent by it.

        A client that lost the answer may send the same token again for 10 seconds and gets the same successor.
        """
        body = read(Refresh)
        tokens = refresh(
            known=callers.known(), refresh_token=body.refresh_token, caller=callers.end_user(body.client_ip)
        )
        return Refreshed.of(tokens)

    @sessions.post("/logout")
    @opens("user", body=LogOut, may_be_empty=True, status=204)
    def log_out() -> None:
        """End this session, or with `everywhere` all of the user's."""
        user, caller = callers.signed_in(), callers.person()
        body = read_any(LogOut)
        tenant_id = user.known.tenant.id
        if body.everywhere:
            end_all(tenant_id=tenant_id, user_id=user.user_id, as_=EndedAs.LOGOUT_EVERYWHERE, caller=caller)
        else:
            end(
                tenant_id=tenant_id, user_id=user.user_id, session_id=user.session_id, as_=EndedAs.LOGOUT, caller=caller
            )

    @sessions.get("/sessions")
    @opens("user", answer=Listed[SessionShown], query=PAGE)
    def list_own_sessions() -> Listed[SessionShown]:
        """List where the user is signed in, newest first; `current` is the one that asks."""
        user = callers.signed_in()
        return paged(
            lambda before, most: find(tenant=user.known.tenant, user_id=user.user_id, before=before, most=most),
            shown_with(now(), user.session_id, user.known.tenant.settings.idle, places),
            SessionId,
        )

    @sessions.delete("/sessions/<session_id>")
    @opens("user", status=204)
    def end_own_session(session_id: str) -> None:
        """End one of the user's own sessions."""
        user = callers.signed_in()
        known = SessionId.parse(session_id) or SessionId("ses_unknown")
        end(
            tenant_id=user.known.tenant.id,
            user_id=user.user_id,
            session_id=known,
            as_=EndedAs.LOGOUT,
            caller=callers.person(),
        )

    return sessions


def verifiers(*, introspect: Introspect, revocations: ListRevocations, callers: Callers) -> Blueprint:
    """The doors of servers that check tokens."""
    doors = Blueprint("verifiers", __name__, url_prefix="/api")

    @doors.post("/auth/introspect")
    @opens("secret", body=TokenToIntrospect, answer=Introspected, scope="tokens:introspect", form=True)
    def introspect_token() -> Mapping[str, Any]:
        """Tell whether a token is good right now, and what it says (RFC 7662); as JSON or as a form."""
        body = read(TokenToIntrospect, form=True)
        return introspect(known=callers.known(), token=body.token)

    @doors.get("/revocations")
    @opens("secret", answer=RevocationsShown, further=(304,), headers=ETAG, query=("since",), scope="revocations:read")
    def list_revocations() -> Response:
        """List sessions that ended since a cursor, until their last access tokens are dead.

        Ask again after `poll_after` seconds with `next_since`, and with the ETag: 304 where nothing is new.
        """
        feed = revocations(tenant_id=g.tenant.tenant.id, cursor=request.args.get("since", ""))
        return matched(RevocationsShown.of(feed))

    return doors
