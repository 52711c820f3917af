"""What the pages do on the way from a client to its code."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Response

from application.oidc.authorize import Authorize, Leave, Stay
from application.oidc.sign_in_here import SignInHere
from application.otp.request_otp import RequestOtp
from domain.address import CHANNELS, Address
from domain.authorization import Authorization
from domain.email import EmailAddress, InvalidEmail
from domain.otp import CodeExpired, InvalidCode, TooManyAttempts
from domain.phone import InvalidPhone, PhoneNumber
from domain.plan import RouteBook
from domain.refusal import RateLimited, Refusal
from domain.risk import ChallengeRequired
from domain.tenant import PhoneNotAllowed
from domain.user import User
from entrypoints.http.caller import Callers
from entrypoints.http.oidc.cookies import Asked
from entrypoints.http.oidc.visits import Visit, problem_of
from entrypoints.pages.consent import Account, Choose, Consent
from entrypoints.pages.form import Problem
from entrypoints.pages.sign_in import EnterCode, Identify, Puzzle
from entrypoints.pages.typed import code_typed, email_typed, phone_typed

BESIDE_ADDRESS: Final = (InvalidPhone, InvalidEmail, PhoneNotAllowed, RateLimited)
BESIDE_CODE: Final = (InvalidCode, CodeExpired, TooManyAttempts, RateLimited)
LONGEST_CODE: Final = 64


@dataclass(frozen=True, slots=True)
class SignInPages:
    """What the doors do; each answers with a page or leads elsewhere."""

    authorize: Authorize
    request_otp: RequestOtp
    sign_in: SignInHere
    book: RouteBook
    callers: Callers
    now: Callable[[], datetime]

    def begin(self, visit: Visit, sent: Mapping[str, Sequence[str]]) -> Response:
        """A client has sent the browser; one that has no secret of ours gets one."""
        browser, new = visit.browser, None
        if not browser.secret:
            new = visit.cookies.new_secret()
            browser = type(browser)(new, browser.token)
        step = self.authorize.start(visit.known, sent, browser=browser, caller=self.callers.person())
        response = visit.go(step.location if isinstance(step, Leave) else visit.path("sign-in", step.authorization.id))
        if new:
            visit.cookies.keep_secret(response, new)
        return response

    def look(self, visit: Visit, flow: str, kind: str | None) -> Response:
        """What comes next on this way."""
        step = self.authorize.go_on(visit.known, flow, browser=visit.browser, caller=self.callers.person())
        return self._step(visit, step, kind)

    def _step(self, visit: Visit, step: Leave | Stay, kind: str | None = None) -> Response:
        if isinstance(step, Leave):
            return visit.go(step.location)
        flow, leads_to = step.authorization.id, step.authorization.request.redirect_uri
        if step.step == "sign_in" or step.held is None:
            return visit.show(self._identify(visit, step.authorization, kind))
        who = masked(step.held.user)
        if step.step == "choose":
            accounts = [Account(step.held.session.id, who)]
            other = visit.path("sign-in", flow, kind="new")
            return visit.show(Choose(visit.form("sign-in/choose", flow), accounts, other), leads_to=leads_to)
        scopes, host = step.authorization.request.scope, _host(leads_to)
        page = Consent(visit.form("sign-in/consent", flow), step.client.name, scopes, host, who)
        return visit.show(page, leads_to=leads_to)

    def _identify(
        self, visit: Visit, authorization: Authorization, kind: str | None, typed: str = "", **problem: Any
    ) -> Identify:
        """The page that asks for an address; the client's hint is filled in."""
        flow, hint = authorization.id, authorization.request.login_hint or ""
        kinds = self.book.kinds(visit.tenant.slug) or ("phone",)
        wanted = kind if kind in kinds else "email" if "@" in hint and "email" in kinds else kinds[0]
        other = next((visit.path("sign-in", flow, kind=one) for one in kinds if one != wanted), None)
        fits = ("@" in hint) == (wanted == "email")
        return Identify(
            visit.form("sign-in", flow),
            "email" if wanted == "email" else "phone",
            typed=typed or (hint if fits else ""),
            other=other,
            region=visit.tenant.settings.default_region,
            **problem,
        )

    def ask(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """An address was typed: send a code there, and show where it is entered."""
        authorization = self.authorize.find(visit.known, sent["flow"], visit.browser)
        kind = "email" if "email" in sent else "phone"
        typed = sent.get(kind, "")
        try:
            address = self._address(visit, kind, typed)
            asked = self._send(visit, authorization, address, sent.get("proof"), waits=True)
        except ChallengeRequired as wanted:
            more = {kind: typed}
            page = Puzzle(visit.form("sign-in", authorization.id, **more), wanted.members["challenge"])
            return visit.show(page)
        except BESIDE_ADDRESS as refusal:
            problem = problem_of(refusal) if typed.strip() else _missing(kind)
            page_again = self._identify(visit, authorization, kind, typed, problem=problem)
            return visit.show(page_again, status=_status(refusal))
        return self._to_code(visit, authorization, asked)

    def _to_code(self, visit: Visit, authorization: Authorization, asked: Asked) -> Response:
        response = visit.go(visit.path("sign-in/code", authorization.id))
        visit.cookies.keep_asked(response, visit.tenant.id, authorization.id, asked)
        return response

    def _address(self, visit: Visit, kind: str, typed: str) -> Address:
        if kind == "email":
            return EmailAddress.parse(email_typed(typed))
        return visit.tenant.phone(phone_typed(typed), self.now())

    def _send(
        self, visit: Visit, authorization: Authorization, address: Address, proof: str | None, *, waits: bool
    ) -> Asked:
        """Send, or send again; with `waits` a code that is on its way already does."""
        before = visit.cookies.asked(visit.tenant.id, authorization.id)
        times = before.times + 1 if before and before.text == address.text else 1
        try:
            challenge = self.request_otp(
                tenant=visit.tenant, address=address, caller=self.callers.person(), locale=visit.words.tag, proof=proof
            )
        except RateLimited as refusal:
            if refusal.members.get("limit") != "resend" or not waits:
                raise
            again_at = int(self.now().timestamp()) + refusal.retry_after
            return Asked(address.kind, address.text, before.channel if before else CHANNELS[address.kind][0], again_at)
        wait = visit.tenant.settings.resend_after_seconds
        return Asked(address.kind, address.text, challenge.channel, int(self.now().timestamp()) + wait, times)

    def show_code(self, visit: Visit, flow: str, status: int = 200, problem: Any = None) -> Response:
        """Where the code is entered."""
        authorization = self.authorize.find(visit.known, flow, visit.browser)
        asked = visit.cookies.asked(visit.tenant.id, flow)
        if asked is None:
            return visit.go(visit.path("sign-in", flow))
        wait = max(0, asked.again_at - int(self.now().timestamp()))
        page = EnterCode(
            visit.form("sign-in/code", flow),
            self._typed(visit, asked).masked(),
            asked.channel,  # type: ignore[arg-type]
            again=visit.form("sign-in/again", flow),
            wait=wait,
            change=visit.path("sign-in", flow, kind=asked.kind),
            was_sent_again=asked.times > 1,
            problem=problem,
        )
        return visit.show(page, status=status, leads_to=authorization.request.redirect_uri)

    def again(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """Send the code once more."""
        authorization = self.authorize.find(visit.known, sent["flow"], visit.browser)
        asked = visit.cookies.asked(visit.tenant.id, authorization.id)
        if asked is None:
            return visit.go(visit.path("sign-in", authorization.id))
        address = self._typed(visit, asked)
        try:
            asked = self._send(visit, authorization, address, sent.get("proof"), waits=False)
        except ChallengeRequired as wanted:
            return visit.show(Puzzle(visit.form("sign-in/again", authorization.id), wanted.members["challenge"]))
        except RateLimited as refusal:
            return self.show_code(visit, authorization.id, 429, problem_of(refusal))
        return self._to_code(visit, authorization, asked)

    def prove(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """A code was typed."""
        authorization = self.authorize.find(visit.known, sent["flow"], visit.browser)
        asked = visit.cookies.asked(visit.tenant.id, authorization.id)
        if asked is None:
            return visit.go(visit.path("sign-in", authorization.id))
        code = code_typed(sent.get("code", "")[:LONGEST_CODE])
        try:
            cookie = self.sign_in(
                known=visit.known,
                address=self._typed(visit, asked),
                code=code,
                browser=visit.browser,
                caller=self.callers.person(),
            )
        except BESIDE_CODE as refusal:
            problem = problem_of(refusal) if code.strip() else _missing("code")
            return self.show_code(visit, authorization.id, _status(refusal), problem)
        response = visit.go(visit.path("sign-in", authorization.id))
        visit.cookies.keep_session(response, visit.tenant.slug, cookie, self.now())
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

    def other(self, visit: Visit, flow: str) -> Response:
        """The user wants to be somebody else."""
        authorization = self.authorize.find(visit.known, flow, visit.browser)
        return visit.show(self._identify(visit, authorization, None))

    def _typed(self, visit: Visit, asked: Asked) -> Address:
        if asked.kind == "email":
            return EmailAddress.parse(asked.text)
        return visit.tenant.phone(asked.text, self.now())


def masked(user: User) -> str:
    """Who is signed in, so that they know, and nobody who looks over their shoulder."""
    if user.phone:
        return PhoneNumber.parse(user.phone, None).masked()
    return EmailAddress(user.email).masked() if user.email else ""


def _host(uri: str) -> str:
    return uri.partition("://")[2].partition("/")[0] or uri.partition(":")[0]


def _missing(kind: str) -> Problem:
    return Problem(f"{kind}_missing")


def _status(refusal: Refusal) -> int:
    return 429 if isinstance(refusal, RateLimited) else 403 if isinstance(refusal, PhoneNotAllowed) else 400
