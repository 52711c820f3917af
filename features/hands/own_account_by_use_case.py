"""The account page, in a browser on the use cases."""

from dataclasses import replace
from typing import Any

from application.oidc.browsers import signed_in
from application.sessions.recognise_token import SignedInUser
from application.users.change_address import address_of, require_recent
from domain.address import Address
from domain.device import device_of
from domain.refusal import ReauthenticationRequired
from domain.session import EndedAs
from entrypoints.encoding import encode
from features.hands.browser_by_use_case import HOUSE, BrowserByUseCase, in_app
from features.hands.outcome import Tenancy
from features.hands.sight import Kind, Own, Sight


class OwnAccountByUseCase(BrowserByUseCase):
    """It keeps whether a new address is being proven."""

    changes = False

    def look_after(self, tenant: Tenancy) -> None:
        self.slug = tenant.slug
        self._see(self._account)

    def replace_address(self, kind: Kind) -> None:
        self._see(self._new_address)

    def stop_change(self, kind: Kind) -> None:
        self._cases.stop_change()(kind=kind, **self._whose)
        self._see(self._account)

    def end_device(self, device: str) -> None:
        (session,) = [one for one in self._shown().sessions if name_of(one) == device]
        self._cases.end_session()(session_id=session.id, as_=EndedAs.LOGOUT, **self._whose)
        self._see(self._account)

    def end_others(self) -> None:
        self._cases.end_all_sessions()(but=self._user.session_id, as_=EndedAs.LOGOUT_EVERYWHERE, **self._whose)
        self._see(self._account)

    def download(self) -> str:
        return encode(self._cases.export_user()(**self._whose).data).decode()

    def sign_out(self) -> None:
        self._cases.log_out()(self._known, self._held(), self._caller)
        self._browser, self.sight = replace(self._browser, token=None), Sight("signed out")

    @property
    def _user(self) -> SignedInUser:
        return signed_in(self._known, self._held(), self._house.clock.now())

    @property
    def _whose(self) -> dict[str, Any]:
        return {"tenant_id": self._known.tenant.id, "user_id": self._user.user_id, "caller": self._caller}

    def _held(self) -> Any:
        return self._cases.recognise_browser()(self._known.tenant, self._browser, self._house.clock.now())

    def _enter(self, page: str, max_age: int | None = None) -> Sight:
        """Sign in, and come back to that page."""
        own = f"{HOUSE}t/{self.slug}/{page}"
        return self._next(self._cases.authorize().start_own(self._known, own, max_age=max_age, **self._who))

    def _arrive(self, location: str) -> Sight:
        if not location.startswith(HOUSE):
            return in_app(location)
        return self._new_address() if location.endswith("/address") else self._account()

    def _account(self) -> Sight:
        self.changes = False
        return Sight("account", own=self._own()) if self._held() else self._enter("account")

    def _shown(self) -> Any:
        return self._cases.show_account()(self._user)

    def _own(self) -> Own:
        shown, held = self._shown(), self._held()
        coming = [address_of(one.kind, one.address).masked() for one in shown.changes]
        is_this = [one.id == held.session.id for one in shown.sessions]
        return Own([*held.user.addresses], coming, [name_of(one) for one in shown.sessions], is_this)

    def _new_address(self) -> Sight:
        try:
            require_recent(self._user, self._house.clock.now())
        except ReauthenticationRequired:
            recent = self._known.tenant.settings.reauthenticate_after_minutes * 60
            return self._enter("account/address", recent)
        self.changes = True
        return Sight("new address")

    def _ask_new(self, address: Address, proof: str | None) -> Sight:
        words = self._words.tag
        self._cases.start_change()(user=self._user, address=address, caller=self._caller, locale=words, proof=proof)
        return Sight("code")

    def _prove_new(self, address: Address, code: str) -> Sight:
        prove = self._cases.prove_change()
        prove(user=self._user, address=address, code=code, end_others=False, caller=self._caller)
        return self._account()


def name_of(session: Any) -> str:
    """A device as the page names it."""
    return " · ".join(device_of(session.user_agent).split(" on ", 1))
