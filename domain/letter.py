"""What a message says, before it has words."""

from dataclasses import dataclass, field
from enum import StrEnum

from domain.branding import Branding


class Notice(StrEnum):
    """What the owner of a phone number or mailbox is told about his account, without a code."""

    CHANGED = "changed"
    WILL_CHANGE = "will_change"


@dataclass(frozen=True, slots=True)
class Letter:
    """A code for somebody, or a notice: in whose name, for how long, in which language.

    `locale` is what the app asked for (BCP 47); without it `country` (ISO 3166-1 alpha-2) decides.
    `minutes` is at least 1; `autofill_domain` and `app_hash` ask for a last line of an SMS.
    With a `link`, which is for mails alone, that is sent instead of the code.
    With a `notice` there is neither a code nor a last line: `code` is empty, `minutes` 1, and both are ignored.
    """

    channel: str
    name: str
    code: str = field(repr=False)
    minutes: int
    locale: str | None = None
    country: str | None = None
    autofill_domain: str | None = None
    app_hash: str | None = None
    branding: Branding = field(default_factory=Branding)
    notice: Notice | None = None
    link: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Worded:
    """The same in words: `language` is a BCP 47 tag; subject and HTML are there for mails alone."""

    text: str = field(repr=False)
    language: str
    subject: str | None = field(default=None, repr=False)
    html: str | None = field(default=None, repr=False)
