"""What somebody does at the own account page: addresses, devices, data, and out."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

import msgspec
from flask import Response

from application.oidc.authorize import Authorize
from application.oidc.browsers import signed_in
from application.oidc.log_out import LogOut
from application.oidc.show_account import ShowAccount
from application.ports.intelligence import Places
from application.ports.sessions import HeldSession
from application.privacy.rights import ExportUser
from application.sessions.end_sessions import EndAllSessions, EndSession
from application.users.change_address import address_of, require_recent
from application.users.settle_changes import StopChange
from domain.device import device_of
from domain.ids import SessionId
from domain.plan import RouteBook
from domain.refusal import NotFound, ReauthenticationRequired
from domain.session import EndedAs, Session
from entrypoints.encoding import encode
from entrypoints.http.caller import Callers
from entrypoints.http.oidc.codes import CodePages, Way
from entrypoints.http.oidc.visits import StrangeForm, Visit
from entrypoints.pages.account import Device, Done, MyAccount, OwnAddress
from entrypoints.pages.leave import SignedOut
from entrypoints.pages.sign_in import Kind

KINDS: Final[tuple[Kind, ...]] = ("phone", "email")
DONE: Final[Mapping[str, Done]] = {"changed": "changed", "stopped": "stopped", "ended": "ended"}


def way_of(held: HeldSession) -> Way:
    """The way of one session's account: its forms are nobody else's, in the same browser either."""
    return Way(held.session.id, "account", "account/address", is_told=False, changes=True)


@dataclass(frozen=True, slots=True)
class AccountPages:
    """What the doors of the account do, for whom this browser's session is of; all others sign in first."""

    authorize: Authorize
    account: ShowAccount
    end: EndSession
    end_all: EndAllSessions
    stop_change: StopChange
    export_user: ExportUser
    log_out: LogOut
    book: RouteBook
    places: Places
    callers: Callers
    codes: CodePages

    def held(self, visit: Visit) -> HeldSession | None:
        """Who is signed in by this browser."""
        return self.authorize.recognise(visit.known.tenant, visit.browser, self.codes.now())

    def enter(self, visit: Visit, page: str, max_age: int | None = None, **more: str) -> Response:
        """Sign in, and come back to that page."""
        visit = visit.introduced()
        step = self.authorize.start_own(
            visit.known, visit.path(page, **more), browser=visit.browser, caller=self.callers.person(), max_age=max_age
        )
        return visit.go(visit.path("sign-in", flow=step.authorization.id))

    def require(self, visit: Visit, sent: Mapping[str, str]) -> HeldSession:
        """Who sent one of the account's forms; raises StrangeForm where its session is over."""
        held = self.held(visit)
        if held is None or sent["flow"] != held.session.id:
            raise StrangeForm("This form was given to another session.")
        return held

    def show(self, visit: Visit, done: str | None = None) -> Response:
        """The account."""
        held = self.held(visit)
        return visit.show(self._page(visit, held, done)) if held else self.enter(visit, "account")

    def _page(self, visit: Visit, held: HeldSession, done: str | None) -> MyAccount:
        shown, way = self.account(signed_in(visit.known, held, self.codes.now())), way_of(held)
        others = [session for session in shown.sessions if session.id != held.session.id]
        return MyAccount(
            addresses=[one for kind in KINDS if (one := self._address(visit, held, kind, shown.changes))],
            devices=[self._device(visit, way, held.session, session) for session in shown.sessions],
            export=way.form(visit, "export"),
            end_others=way.form(visit, "end-others") if others else None,
            log_out=way.form(visit, "sign-out"),
            done=DONE.get(done or ""),
        )

    def _address(self, visit: Visit, held: HeldSession, kind: Kind, changes: Any) -> OwnAddress | None:
        """What there is of that kind; None where there is nothing, and no code could reach one."""
        text, way = held.user.address_of(kind), way_of(held)
        can = kind in self.book.kinds(visit.tenant.slug)
        if text is None and not can:
            return None
        own = OwnAddress(kind, text, change=way.to(visit, "", kind=kind) if can else None)
        for change in changes:
            if change.kind == kind:
                wait = max(0, int((change.takes_effect_at - self.codes.now()).total_seconds()))
                stop = way.form(visit, "stop", kind=kind)
                return replace(own, coming=address_of(kind, change.address).masked(), wait=wait, stop=stop)
        return own

    def _device(self, visit: Visit, way: Way, own: Session, session: Session) -> Device:
        ago = max(0, int((self.codes.now() - session.last_used_at).total_seconds()))
        country = self.places.place_of(session.ip).country if session.ip else None
        end = way.form(visit, "end", session=session.id)
        return Device(device_of(session.user_agent), ago, end, country=country, is_this=session.id == own.id)

    def _whose(self, held: HeldSession) -> dict[str, Any]:
        return {"tenant_id": held.user.tenant_id, "user_id": held.user.id, "caller": self.callers.person()}

    def end_one(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """Another device is signed out, or it was already."""
        held, id = self.require(visit, sent), SessionId.parse(sent.get("session", ""))
        if id:
            with suppress(NotFound):
                self.end(session_id=id, as_=EndedAs.LOGOUT, **self._whose(held))
        return visit.go(visit.path("account", done="ended"))

    def end_others(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """All other devices are signed out."""
        held = self.require(visit, sent)
        self.end_all(but=held.session.id, as_=EndedAs.LOGOUT_EVERYWHERE, **self._whose(held))
        return visit.go(visit.path("account", done="ended"))

    def stop(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """A change that waits is stopped; one that took effect meanwhile is not."""
        held = self.require(visit, sent)
        try:
            self.stop_change(kind=sent.get("kind", ""), **self._whose(held))
        except NotFound:
            return visit.go(visit.path("account"))
        return visit.go(visit.path("account", done="stopped"))

    def export(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """All that is held of the user, as a file; whose proof is old signs in again first."""
        held = self.require(visit, sent)
        try:
            require_recent(signed_in(visit.known, held, self.codes.now()), self.codes.now())
        except ReauthenticationRequired:
            return self.enter(visit, "account", max_age=self.recent(visit))
        made = self.export_user(tenant_id=visit.tenant.id, user_id=held.user.id, caller=self.callers.person())
        document = {"user_id": made.user_id, "exported_at": made.at, "data": made.data}
        response = Response(msgspec.json.format(encode(document), indent=2), mimetype="application/json")
        response.headers["Content-Disposition"] = f'attachment; filename="{visit.tenant.slug}-data.json"'
        return response

    def recent(self, visit: Visit) -> int:
        """Seconds for which a proof counts as new."""
        return visit.tenant.settings.reauthenticate_after_minutes * 60

    def leave(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """Out."""
        self.log_out(visit.known, self.require(visit, sent), self.callers.person())
        response = visit.show(SignedOut(visit.path("account")))
        visit.cookies.drop_session(response, visit.tenant.slug)
        return response
