"""What the pages do on the way from a client to its code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response

from application.oidc.authorize import Authorize, Leave, Stay
from application.oidc.sign_in_here import SignInHere
from application.otp.request_otp import RequestOtp
from domain.address import Address
from domain.authorization import Authorization
from domain.email import EmailAddress
from domain.ids import AuthorizationId
from domain.phone import PhoneNumber
from domain.plan import RouteBook
from domain.refusal import RateLimited
from domain.risk import ChallengeRequired
from domain.sign_in_link import LINK
from domain.user import User
from entrypoints.http.caller import Callers
from entrypoints.http.oidc.codes import (
    BESIDE_ADDRESS,
    BESIDE_CODE,
    LONGEST_CODE,
    CodePages,
    Way,
    kind_of,
    missing,
    status_of,
)
from entrypoints.http.oidc.cookies import Asked
from entrypoints.http.oidc.links import LinkPages, way_of
from entrypoints.http.oidc.visits import Visit, problem_of
from entrypoints.pages.consent import Account, Choose, Consent
from entrypoints.pages.sign_in import Identify, Puzzle
from entrypoints.pages.typed import code_typed


@dataclass(frozen=True, slots=True)
class SignInPages:
    """What the doors do; each answers with a page or leads elsewhere."""

    authorize: Authorize
    request_otp: RequestOtp
    sign_in: SignInHere
    book: RouteBook
    callers: Callers
    codes: CodePages
    links: LinkPages

    def begin(self, visit: Visit, sent: Mapping[str, Sequence[str]]) -> Response:
        """A client has sent the browser; one that has no secret of ours gets one."""
        visit = visit.introduced()
        step = self.authorize.start(visit.known, sent, browser=visit.browser, caller=self.callers.person())
        if isinstance(step, Leave):
            return visit.go(step.location)
        response = visit.go(way_of(step.authorization.id).to(visit, ""))
        visit.cookies.keep_locales(response, step.authorization.request.ui_locales)
        return response

    def look(self, visit: Visit, flow: str, kind: str | None) -> Response:
        """What comes next on this way; `kind` is the kind of address that somebody asks for, `new` for any."""
        step = self.authorize.go_on(visit.known, flow, browser=visit.browser, caller=self.callers.person())
        return self._step(visit, step, kind)

    def _step(self, visit: Visit, step: Leave | Stay, kind: str | None = None) -> Response:
        if isinstance(step, Leave):
            return visit.go(step.location)
        way, leads_to = way_of(step.authorization.id), step.authorization.request.redirect_uri
        is_another = step.step == "choose" and kind is not None
        if step.step == "sign_in" or is_another or step.held is None or step.client is None:
            return visit.show(self._identify(visit, step.authorization, kind))
        who = masked(step.held.user)
        if step.step == "choose":
            accounts = [Account(step.held.session.id, who)]
            page = Choose(way.form(visit, "choose"), accounts, way.to(visit, "", kind="new"))
            return visit.show(page, leads_to=leads_to)
        scopes, host = step.authorization.request.scope, _host(leads_to)
        return visit.show(Consent(way.form(visit, "consent"), step.client.name, scopes, host, who), leads_to=leads_to)

    def _identify(
        self, visit: Visit, authorization: Authorization, kind: str | None, typed: str = "", **problem: Any
    ) -> Identify:
        """The page that asks for an address; the client's hint is filled in."""
        way, hint = way_of(authorization.id), authorization.request.login_hint or ""
        kinds = self.book.kinds(visit.tenant.slug) or ("phone",)
        wanted = kind if kind in kinds else "email" if "@" in hint and "email" in kinds else kinds[0]
        other = next((way.to(visit, "", kind=one) for one in kinds if one != wanted), None)
        fits = ("@" in hint) == (wanted == "email")
        return Identify(
            way.form(visit, ""),
            kind_of(wanted),
            typed=typed or (hint if fits else ""),
            other=other,
            region=visit.tenant.settings.default_region,
            sends="link" if _by_link(visit, wanted) else "code",
            **problem,
        )

    def ask(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """An address was typed: send a code there, and show where it is entered."""
        authorization = self.authorize.find(visit.known, sent["flow"], visit.browser)
        kind, way = "email" if "email" in sent else "phone", way_of(authorization.id)
        typed = sent.get(kind, "")
        try:
            address = self.codes.read(visit, kind, typed)
            asked = self._send(visit, way, address, sent.get("proof"), waits=self._waits(visit, way, address))
        except ChallengeRequired as wanted:
            return visit.show(Puzzle(way.form(visit, "", **{kind: typed}), wanted.members["challenge"]))
        except BESIDE_ADDRESS as refusal:
            problem = problem_of(refusal) if typed.strip() else missing(kind)
            page = self._identify(visit, authorization, kind, typed, problem=problem)
            return visit.show(page, status=status_of(refusal))
        return self._sent(visit, way, asked)

    def _waits(self, visit: Visit, way: Way, address: Address) -> bool:
        """Whether one that is on its way does: a code for any sign-in, and a link for the very one alone."""
        before = self.codes.asked(visit, way)
        return not _by_link(visit, address.kind) or (before is not None and before.text == address.text)

    def _sent(self, visit: Visit, way: Way, asked: Asked) -> Response:
        return self.codes.to_code(visit, way, asked, "mail" if _by_link(visit, asked.kind) else "code")

    def _send(self, visit: Visit, way: Way, address: Address, proof: str | None, *, waits: bool) -> Asked:
        by_link, caller, words = _by_link(visit, address.kind), self.callers.person(), visit.words
        good_for: dict[str, Any] = {"intent": LINK, "flow": AuthorizationId(way.flow)} if by_link else {}
        return self.codes.sent(
            visit,
            way,
            address,
            lambda: self.request_otp(
                tenant=visit.tenant, address=address, caller=caller, locale=words.tag, proof=proof, **good_for
            ),
            waits=waits,
        )

    def show_code(self, visit: Visit, flow: str, status: int = 200, problem: Any = None) -> Response:
        """Where the code is entered."""
        authorization = self.authorize.find(visit.known, flow, visit.browser)
        way = way_of(authorization.id)
        asked = self.codes.asked(visit, way)
        if asked is None:
            return visit.go(way.to(visit, ""))
        page = self.codes.page(visit, way, asked, problem)
        return visit.show(page, status=status, leads_to=authorization.request.redirect_uri)

    def again(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """Send the code once more."""
        way = way_of(self.authorize.find(visit.known, sent["flow"], visit.browser).id)
        asked = self.codes.asked(visit, way)
        if asked is None:
            return visit.go(way.to(visit, ""))
        address = self.codes.address(visit, asked)
        try:
            asked = self._send(visit, way, address, sent.get("proof"), waits=False)
        except ChallengeRequired as wanted:
            return visit.show(Puzzle(way.form(visit, "again"), wanted.members["challenge"]))
        except RateLimited as refusal:
            show = self.links.waiting if _by_link(visit, asked.kind) else self.show_code
            return show(visit, way.flow, 429, problem_of(refusal))
        return self._sent(visit, way, asked)

    def prove(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """A code was typed."""
        way = way_of(self.authorize.find(visit.known, sent["flow"], visit.browser).id)
        asked = self.codes.asked(visit, way)
        if asked is None:
            return visit.go(way.to(visit, ""))
        code = code_typed(sent.get("code", "")[:LONGEST_CODE])
        try:
            cookie = self.sign_in(
                known=visit.known,
                address=self.codes.address(visit, asked),
                code=code,
                browser=visit.browser,
                caller=self.callers.person(),
            )
        except BESIDE_CODE as refusal:
            problem = problem_of(refusal) if code.strip() else missing("code")
            return self.show_code(visit, way.flow, status_of(refusal), problem)
        response = visit.go(way.to(visit, ""))
        visit.cookies.keep_session(response, visit.tenant.slug, cookie, self.codes.now())
        return response

    def decide(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """The user's word on consent."""
        if sent.get("decision") != "allow":
            return visit.go(self.authorize.deny(visit.known, sent["flow"], browser=visit.browser).location)
        caller = self.callers.person()
        step = self.authorize.go_on(visit.known, sent["flow"], browser=visit.browser, caller=caller, word="agrees")
        return self._step(visit, step)

    def choose(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """The user goes on as who is signed in."""
        caller = self.callers.person()
        step = self.authorize.go_on(visit.known, sent["flow"], browser=visit.browser, caller=caller, word="chooses")
        return self._step(visit, step)


def masked(user: User) -> str:
    """Who is signed in, so that they know, and nobody who looks over their shoulder."""
    if user.phone:
        return PhoneNumber.parse(user.phone, None).masked()
    return EmailAddress(user.email).masked() if user.email else ""


def _by_link(visit: Visit, kind: str) -> bool:
    """Whether this tenant's mails have a link instead of a code."""
    return kind == "email" and visit.tenant.settings.email_sign_in == "link"


def _host(uri: str) -> str:
    return uri.partition("://")[2].partition("/")[0] or uri.partition(":")[0]
