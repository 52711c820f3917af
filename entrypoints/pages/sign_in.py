"""The way in: an address, a code or a link, and a puzzle where somebody looks like a machine."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

from entrypoints.pages.form import Form, Problem

Kind = Literal["phone", "email"]
Channel = Literal["sms", "whatsapp", "voice", "email"]


@dataclass(frozen=True, slots=True)
class Identify:
    """Asks for a phone number or an email address, in the field `phone` or `email`.

    `other` is the address of the page that asks for the other kind, where the tenant offers both.
    `sends` is what will come.
    `region` (ISO 3166-1 alpha-2) is where numbers without a country code are taken to be.
    `changes` says that a signed-in person gives a new address, rather than signs in.
    """

    template: ClassVar[str] = "identify.html"
    form: Form
    kind: Kind
    typed: str = ""
    other: str | None = None
    region: str | None = None
    sends: Literal["code", "link"] = "code"
    changes: bool = False
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class EnterCode:
    """Asks for the code, in the field `code`, that went to the `masked` address.

    `again` sends it once more, in `wait` seconds; `channels` are other ways to the same address, and `change` is the
    address of the page that asks for another one.
    `changes` says that the code proves a new address, rather than signs in.
    """

    template: ClassVar[str] = "code.html"
    form: Form
    masked: str
    channel: Channel
    again: Form | None = None
    wait: int = 0
    channels: Mapping[Channel, Form] = field(default_factory=dict)
    change: str | None = None
    changes: bool = False
    was_sent_again: bool = False
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Puzzle:
    """Proof of work: a script solves `challenge` (ALTCHA's, version 2) and sends it in the field `proof`.

    After a second proof that does not do, show a `Trouble` instead: the script would work again and again.
    """

    template: ClassVar[str] = "puzzle.html"
    form: Form
    challenge: Mapping[str, Any]
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class MailSent:
    """Tells to look into the mailbox, and shows the number that the link's page will ask for on another device.

    `form` goes on once that was done, and `arrived` is the address that answers 200 from then on, 204 before.
    """

    template: ClassVar[str] = "mail_sent.html"
    form: Form
    masked: str
    number: str
    arrived: str
    again: Form | None = None
    wait: int = 0
    change: str | None = None
    was_sent_again: bool = False
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Magic:
    """What a link in a mail leads to: a button, since programs open links, too.

    In another browser than the one that began it asks for that one's number, in the field `number`.
    """

    template: ClassVar[str] = "magic.html"
    form: Form
    asks_number: bool = False
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class GoOnThere:
    """The link was good: the browser that began may go on, and this page may be closed."""

    template: ClassVar[str] = "go_on_there.html"
    problem: Problem | None = None
