"""Codes that the pages send and ask for, whatever they prove: by one way of reading, remembering and telling."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Response

from domain.address import CHANNELS, Address
from domain.email import EmailAddress, InvalidEmail
from domain.otp import CodeExpired, InvalidCode, TooManyAttempts
from domain.otp_challenge import OtpChallenge
from domain.phone import InvalidPhone
from domain.refusal import Conflict, RateLimited, Refusal
from domain.tenant import PhoneNotAllowed
from entrypoints.http.oidc.cookies import Asked
from entrypoints.http.oidc.visits import Visit
from entrypoints.pages.form import Form, Problem
from entrypoints.pages.sign_in import EnterCode, Kind
from entrypoints.pages.typed import email_typed, phone_typed

# What is told beside the field, since another address or code may do.
BESIDE_ADDRESS: Final = (InvalidPhone, InvalidEmail, PhoneNotAllowed, RateLimited, Conflict)
BESIDE_CODE: Final = (InvalidCode, CodeExpired, TooManyAttempts, RateLimited, Conflict)
LONGEST_CODE: Final = 64


@dataclass(frozen=True, slots=True)
class Way:
    """Where a way through the pages runs: `entry` asks for the address, and below `root` lies the rest.

    `flow` binds its forms and what the browser keeps of it, and `is_told` says that its addresses name it.
    """

    flow: str
    root: str
    entry: str
    is_told: bool = True
    changes: bool = False

    def to(self, visit: Visit, page: str, **more: str) -> str:
        """The address of a page below the root, or of the entry (``""``); nothing in it is secret or personal."""
        told = {"flow": self.flow, **more} if self.is_told else more
        return visit.path(f"{self.root}/{page}" if page else self.entry, **told)

    def form(self, visit: Visit, page: str, **more: str) -> Form:
        """A form of this browser's that goes there."""
        return visit.form(f"{self.root}/{page}" if page else self.entry, self.flow, **more)


@dataclass(frozen=True, slots=True)
class CodePages:
    """Reads addresses, remembers in the browser which one is being proven, and draws where its code is entered."""

    now: Callable[[], datetime]

    def read(self, visit: Visit, kind: str, typed: str) -> Address:
        """What was typed; raises InvalidPhone and InvalidEmail."""
        if kind == "email":
            return EmailAddress.parse(email_typed(typed))
        return visit.tenant.phone(phone_typed(typed), self.now())

    def asked(self, visit: Visit, way: Way) -> Asked | None:
        """What this browser is proving on that way."""
        return visit.cookies.asked(visit.tenant.id, way.flow)

    def address(self, visit: Visit, asked: Asked) -> Address:
        """The address that it is proving."""
        if asked.kind == "email":
            return EmailAddress.parse(asked.text)
        return visit.tenant.phone(asked.text, self.now())

    def sent(self, visit: Visit, way: Way, address: Address, send: Callable[[], OtpChallenge], *, waits: bool) -> Asked:
        """Send, or send again; with `waits` a code that is on its way already does.  Raises what `send` raises."""
        before = self.asked(visit, way)
        times = before.times + 1 if before and before.text == address.text else 1
        now = int(self.now().timestamp())
        try:
            challenge = send()
        except RateLimited as refusal:
            if refusal.members.get("limit") != "resend" or not waits:
                raise
            channel = before.channel if before else CHANNELS[address.kind][0]
            again_at, same = now + refusal.retry_after, before.challenge if before else ""
            return Asked(address.kind, address.text, channel, again_at, challenge=same)
        again_at = now + visit.tenant.settings.resend_after_seconds
        return Asked(address.kind, address.text, challenge.channel, again_at, times, challenge.id)

    def to_code(self, visit: Visit, way: Way, asked: Asked, page: str = "code") -> Response:
        """On to where the code is entered, with the address kept."""
        response = visit.go(way.to(visit, page))
        visit.cookies.keep_asked(response, visit.tenant.id, way.flow, asked)
        return response

    def wait(self, asked: Asked) -> int:
        """Seconds until it may be sent again."""
        return max(0, asked.again_at - int(self.now().timestamp()))

    def page(self, visit: Visit, way: Way, asked: Asked, problem: Problem | None = None) -> EnterCode:
        """Where the code is entered."""
        return EnterCode(
            way.form(visit, "code"),
            self.address(visit, asked).masked(),
            asked.channel,  # type: ignore[arg-type]
            again=way.form(visit, "again"),
            wait=self.wait(asked),
            change=way.to(visit, "", kind=asked.kind),
            changes=way.changes,
            was_sent_again=asked.times > 1,
            problem=problem,
        )


def kind_of(text: Any) -> Kind:
    """`email` where that was said, and `phone` for all else."""
    return "email" if text == "email" else "phone"


def missing(kind: str) -> Problem:
    """Nothing was typed."""
    return Problem(f"{kind}_missing")


def status_of(refusal: Refusal) -> int:
    """What a page answers that tells of a refusal beside its field."""
    return 429 if isinstance(refusal, RateLimited) else 403 if isinstance(refusal, PhoneNotAllowed) else 400
