"""Links of mails, opened in a browser on the use cases."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from application.oidc.follow_link import NotOpened
from domain.address import Address
from domain.otp import CodeExpired, InvalidCode, TooManyAttempts
from domain.sign_in_link import LINK, number_of
from entrypoints.pages.form import Problem
from entrypoints.pages.voice import Voice
from features.hands.browser_by_use_case import BrowserByUseCase
from features.hands.sight import Sight


class LinksByUseCase(BrowserByUseCase):
    """It keeps the link that it opened last."""

    link = ""

    def follow(self, link: str) -> None:
        _, _, path = link.partition("/t/")
        self.slug, _, self.link = path.partition("/link/")
        self._see(self._look)

    def press(self, number: str = "") -> None:
        self._see(lambda: self._press(number))

    def go_on(self) -> None:
        self._see(self._take)

    def _link(self, address: Address | None) -> dict[str, Any]:
        """What makes a link of a code that is asked for on this way, where the tenant sends links."""
        by_link = address and address.kind == "email" and self._known.tenant.settings.email_sign_in == "link"
        return {"intent": LINK, "flow": self._find().id} if by_link else {}

    def _asked(self, challenge: str, *, is_link: bool) -> Sight:
        """A code or a link is on its way."""
        if not is_link:
            return Sight("code")
        return Sight("mail", number=number_of(self._find().id, challenge, self._cases.links().texts.ring))

    def _look(self) -> Sight:
        return Sight("button" if self._followed().is_here else "number")

    def _followed(self) -> Any:
        return self._cases.follow_link().look(self._known, self.link, self._browser)

    def _press(self, number: str) -> Sight:
        followed = self._followed()
        if followed.is_here:
            self.flow = followed.link.flow
            return self._judged(lambda: self._keep(self._cases.follow_link().here(self._known, followed, **self._who)))
        return self._judged(lambda: self._confirm(followed, number), wrong="wrong_number")

    def _confirm(self, followed: Any, number: str) -> Sight:
        self._cases.follow_link().elsewhere(self._known, followed, number, self._caller)
        return Sight("elsewhere")

    def _take(self) -> Sight:
        found, take = self._find(), self._cases.follow_link().take
        return self._judged(lambda: self._keep(take(self._known, found, **self._who)))

    def _judged(self, act: Callable[[], Sight], wrong: str = "link_expired") -> Sight:
        """What comes of it, or the page before with what is the matter."""
        try:
            return act()
        except NotOpened:
            said = "link_not_opened"
        except InvalidCode:
            said = wrong
        except (CodeExpired, TooManyAttempts):
            said = "link_expired"
        return replace(self.sight, says=Voice(self._words).problem(Problem(said)).striptags())
