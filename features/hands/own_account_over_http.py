"""The account page, in a browser over HTTP."""

from features.hands.browser_over_http import BrowserOverHttp
from features.hands.outcome import Tenancy
from features.hands.own_account import OwnAccount
from features.hands.sight import Kind
from tests.fixtures.browser import Forms


class OwnAccountOverHttp(BrowserOverHttp, OwnAccount):
    """See OwnAccount."""

    def look_after(self, tenant: Tenancy) -> None:
        self._open(f"/t/{tenant.slug}/account")

    def replace_address(self, kind: Kind) -> None:
        self._open(next(address for address in self._seen.links.values() if address.endswith(f"kind={kind}")))

    def stop_change(self, kind: Kind) -> None:
        assert kind == self.browser.form("/account/stop").fields["kind"]

        self._submit("/account/stop")

    def end_device(self, device: str) -> None:
        own = self.sight.own
        others = [name for name, is_this in zip(own.devices, own.is_this, strict=True) if not is_this]
        forms = [form for form in Forms(self.sight.html).found if form.action.endswith("/account/end")]
        form = dict(zip(others, forms, strict=True))[device]
        self.browser.open(form.action, method="POST", data=form.fields)
        self._see()

    def end_others(self) -> None:
        self._submit("/account/end-others")

    def download(self) -> str:
        got = self.browser.submit("/account/export")
        if got.mimetype == "application/json":
            return got.text
        self._see()
        return ""

    def sign_out(self) -> None:
        self._submit("/account/sign-out")
