"""What the pages do around a link in a mail: in the browser that waits for it, and behind the link."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from flask import Response, request

from application.oidc.authorize import Authorize
from application.oidc.follow_link import Followed, FollowLink, NotOpened
from application.oidc.sealed_texts import LONGEST
from application.oidc.sign_in_here import NewCookie
from domain.ids import AuthorizationId
from domain.otp import CodeExpired, InvalidCode, TooManyAttempts
from domain.refusal import AuthorizationOver, RateLimited
from domain.sign_in_link import number_of
from entrypoints.http.caller import Callers
from entrypoints.http.oidc.codes import CodePages, Way, missing
from entrypoints.http.oidc.visits import Visit, problem_of
from entrypoints.pages.form import Problem
from entrypoints.pages.sign_in import GoOnThere, Magic, MailSent
from entrypoints.pages.typed import code_typed

COOKIE: Final = "__Host-auth1-link"
# The way behind a link, whose forms are this browser's own.
PLACE: Final = "link"
OVER: Final = (InvalidCode, CodeExpired, TooManyAttempts)
LONGEST_NUMBER: Final = 8


def way_of(flow: str) -> Way:
    """The way of an authorization."""
    return Way(flow, "sign-in", "sign-in")


@dataclass(frozen=True, slots=True)
class LinkPages:
    """What the doors do; each answers with a page or leads elsewhere."""

    authorize: Authorize
    follow: FollowLink
    callers: Callers
    codes: CodePages

    def waiting(self, visit: Visit, flow: str, status: int = 200, problem: Problem | None = None) -> Response:
        """The browser that began: look into the mailbox."""
        found = self.authorize.find(visit.known, flow, visit.browser)
        way = way_of(found.id)
        asked = self.codes.asked(visit, way)
        if asked is None:
            return visit.go(way.to(visit, ""))
        page = MailSent(
            way.form(visit, "mail"),
            self.codes.address(visit, asked).masked(),
            number_of(found.id, asked.challenge, self.follow.links.texts.ring),
            way.to(visit, "arrived"),
            again=way.form(visit, "again"),
            wait=self.codes.wait(asked),
            change=way.to(visit, "", kind="email"),
            was_sent_again=asked.times > 1,
            problem=problem,
        )
        return visit.show(page, status=status, leads_to=found.request.redirect_uri)

    def arrived(self, visit: Visit, flow: str) -> Response:
        """Whether the link was opened on another device: 200 from then on, 204 before."""
        found = self.authorize.find(visit.known, flow, visit.browser)
        return Response(status=200 if found.link else 204)

    def go_on(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """The browser that began goes on, once the link was opened."""
        found = self.authorize.find(visit.known, sent["flow"], visit.browser)
        try:
            cookie = self.follow.take(visit.known, found, visit.browser, self.callers.person())
        except NotOpened:
            return self.waiting(visit, found.id, 400, Problem("link_not_opened"))
        except OVER:
            return self.waiting(visit, found.id, 400, Problem("link_expired"))
        except RateLimited as refusal:
            return self.waiting(visit, found.id, 429, problem_of(refusal))
        return self._signed_in(visit, found.id, cookie)

    def _signed_in(self, visit: Visit, flow: AuthorizationId, cookie: NewCookie) -> Response:
        response = visit.go(way_of(flow).to(visit, ""))
        visit.cookies.keep_session(response, visit.tenant.slug, cookie, self.codes.now())
        return response

    def open(self, visit: Visit, text: str) -> Response:
        """A link was opened, by somebody or by a program: it leaves the address, and nothing else happens."""
        visit = visit.introduced()
        response = visit.go(visit.path("link"))
        visit.cookies.keep(response, COOKIE, text[:LONGEST])
        return response

    def show(self, visit: Visit) -> Response:
        """A button; on another device than the one that began, its number too."""
        return self._magic(visit, self._followed(visit))

    def _followed(self, visit: Visit) -> Followed:
        return self.follow.look(visit.known, request.cookies.get(COOKIE, ""), visit.browser)

    def _magic(self, visit: Visit, followed: Followed, status: int = 200, problem: Problem | None = None) -> Response:
        leads_to = followed.authorization.request.redirect_uri if followed.is_here else None
        page = Magic(visit.form("link", PLACE), asks_number=not followed.is_here, problem=problem)
        return visit.show(page, status=status, leads_to=leads_to)

    def press(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """The button was pressed."""
        if sent["flow"] != PLACE:
            raise AuthorizationOver("This form was given for something else.")
        followed, caller = self._followed(visit), self.callers.person()
        number = code_typed(sent.get("number", "")[:LONGEST_NUMBER])
        try:
            if followed.is_here:
                cookie = self.follow.here(visit.known, followed, visit.browser, caller)
                return self._gone(visit, self._signed_in(visit, followed.link.flow, cookie))
            if not number.strip():
                return self._magic(visit, followed, 400, missing("number"))
            self.follow.elsewhere(visit.known, followed, number, caller)
        except InvalidCode:
            told = Problem("link_expired" if followed.is_here else "wrong_number")
            return self._magic(visit, followed, 400, told)
        except (CodeExpired, TooManyAttempts):
            return self._magic(visit, followed, 400, Problem("link_expired"))
        except RateLimited as refusal:
            return self._magic(visit, followed, 429, problem_of(refusal))
        return self._gone(visit, visit.show(GoOnThere()))

    def _gone(self, visit: Visit, response: Response) -> Response:
        visit.cookies.drop(response, COOKIE)
        return response
