"""How somebody changes the own phone number or email address: by proving the new one, soon after a sign-in."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Response

from application.oidc.browsers import signed_in
from application.ports.sessions import HeldSession
from application.sessions.recognise_token import SignedInUser
from application.users.change_address import ProveChange, StartChange
from domain.address import Address
from domain.refusal import Conflict, RateLimited, ReauthenticationRequired
from domain.risk import ChallengeRequired
from entrypoints.http.oidc.account import AccountPages, way_of
from entrypoints.http.oidc.codes import BESIDE_ADDRESS, BESIDE_CODE, LONGEST_CODE, kind_of, missing, status_of
from entrypoints.http.oidc.cookies import Asked
from entrypoints.http.oidc.visits import Visit, problem_of
from entrypoints.pages.form import Problem
from entrypoints.pages.sign_in import Identify, Kind, Puzzle
from entrypoints.pages.typed import code_typed


@dataclass(frozen=True, slots=True)
class AddressPages:
    """What the doors of a change do: ask for the new address, and for its code."""

    pages: AccountPages
    start: StartChange
    prove_change: ProveChange

    def show(self, visit: Visit, told: str | None) -> Response:
        """Where the new address is typed; whose proof is old signs in again first."""
        held, kind = self.pages.held(visit), kind_of(told)
        now, most = self.pages.codes.now(), self.pages.recent(visit)
        if held is None or (now - held.session.authenticated_at).total_seconds() > most:
            return self.pages.enter(visit, "account/address", most, kind=kind)
        return visit.show(self._identify(visit, held, kind))

    def _identify(
        self, visit: Visit, held: HeldSession, kind: Kind, typed: str = "", problem: Problem | None = None
    ) -> Identify:
        region = visit.tenant.settings.default_region
        form = way_of(held).form(visit, "")
        return Identify(form, kind, typed, region=region, changes=True, problem=problem)

    def ask(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """A new address was typed: send a code there."""
        held, kind = self.pages.require(visit, sent), kind_of("email" if "email" in sent else "phone")
        typed, way = sent.get(kind, ""), way_of(held)
        try:
            asked = self._send(visit, held, self.pages.codes.read(visit, kind, typed), sent.get("proof"), waits=True)
        except ReauthenticationRequired:
            return self.show(visit, kind)
        except ChallengeRequired as wanted:
            return visit.show(Puzzle(way.form(visit, "", **{kind: typed}), wanted.members["challenge"]))
        except BESIDE_ADDRESS as refusal:
            problem = problem_of(refusal) if typed.strip() else missing(kind)
            return visit.show(self._identify(visit, held, kind, typed, problem), status=status_of(refusal))
        return self.pages.codes.to_code(visit, way, asked)

    def _send(self, visit: Visit, held: HeldSession, address: Address, proof: str | None, *, waits: bool) -> Asked:
        user, caller = self._user(visit, held), self.pages.callers.person()
        return self.pages.codes.sent(
            visit,
            way_of(held),
            address,
            lambda: self.start(user=user, address=address, caller=caller, locale=visit.words.tag, proof=proof),
            waits=waits,
        )

    def _user(self, visit: Visit, held: HeldSession) -> SignedInUser:
        return signed_in(visit.known, held, self.pages.codes.now())

    def show_code(self, visit: Visit, status: int = 200, problem: Problem | None = None) -> Response:
        """Where the code is entered."""
        held = self.pages.held(visit)
        asked = self.pages.codes.asked(visit, way_of(held)) if held else None
        if held is None or asked is None:
            return visit.go(visit.path("account"))
        return visit.show(self.pages.codes.page(visit, way_of(held), asked, problem), status=status)

    def again(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """Send the code once more."""
        held = self.pages.require(visit, sent)
        codes, way = self.pages.codes, way_of(held)
        asked = codes.asked(visit, way)
        if asked is None:
            return visit.go(visit.path("account"))
        try:
            asked = self._send(visit, held, codes.address(visit, asked), sent.get("proof"), waits=False)
        except ReauthenticationRequired:
            return self.show(visit, asked.kind)
        except ChallengeRequired as wanted:
            return visit.show(Puzzle(way.form(visit, "again"), wanted.members["challenge"]))
        except RateLimited as refusal:
            return self.show_code(visit, 429, problem_of(refusal))
        return codes.to_code(visit, way, asked)

    def prove(self, visit: Visit, sent: Mapping[str, str]) -> Response:
        """A code was typed: the new address takes the old one's place, now or after the tenant's time of waiting."""
        held = self.pages.require(visit, sent)
        asked = self.pages.codes.asked(visit, way_of(held))
        if asked is None:
            return visit.go(visit.path("account"))
        code, address = code_typed(sent.get("code", "")[:LONGEST_CODE]), self.pages.codes.address(visit, asked)
        user, caller = self._user(visit, held), self.pages.callers.person()
        try:
            changed = self.prove_change(user=user, address=address, code=code, end_others=False, caller=caller)
        except ReauthenticationRequired:
            return self.show(visit, asked.kind)
        except Conflict as refusal:
            page = self._identify(visit, held, kind_of(asked.kind), problem=problem_of(refusal))
            return visit.show(page, status=409)
        except BESIDE_CODE as refusal:
            problem = problem_of(refusal) if code.strip() else missing("code")
            return self.show_code(visit, status_of(refusal), problem)
        return visit.go(visit.path("account", **({} if changed.takes_effect_at else {"done": "changed"})))
