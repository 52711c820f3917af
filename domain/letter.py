"""What a message says, before it has words."""

from dataclasses import dataclass, field

from domain.branding import Branding


@dataclass(frozen=True, slots=True)
class Letter:
    """A code for somebody: in whose name, for how long, in which language.

    `locale` is what the app asked for (BCP 47); without it `country` (ISO 3166-1 alpha-2) decides.
    `minutes` is at least 1; `autofill_domain` and `app_hash` ask for a last line of an SMS.
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


@dataclass(frozen=True, slots=True)
class Worded:
    """The same in words: `language` is a BCP 47 tag; subject and HTML are there for mails alone."""

    text: str = field(repr=False)
    language: str
    subject: str | None = field(default=None, repr=False)
    html: str | None = field(default=None, repr=False)
