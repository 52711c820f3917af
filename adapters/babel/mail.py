"""A code as a mail: subject, text part and HTML part; and what every mail is made with."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from adapters.babel.look import Look
from adapters.babel.sentences import EXPIRY, EXPIRY_ONE, HEADING, HELP, IGNORE, INTRO, KEEP, SUBJECT
from adapters.babel.tongue import Tongue
from domain.letter import Letter

if TYPE_CHECKING:
    from jinja2 import Template


@dataclass(frozen=True, slots=True)
class Mail:
    """A code as a mail in one language."""

    tongue: Tongue
    letter: Letter

    @property
    def subject(self) -> str:
        """One line with the name and the code, whatever the name holds."""
        return one_line(self.tongue.say(SUBJECT, self._values()))

    def text(self) -> str:
        """The text part, for readers and machines without HTML."""
        say, values = self.tongue.say, self._values()
        support = Look.of(self.letter.branding).support_url
        parts = [
            say(HEADING, values),
            say(INTRO, values),
            self.letter.code,
            f"{self._expiry()}\n{say(IGNORE, values)}\n{say(KEEP, values)}",
            *([f"{say(HELP, values)}: {support}"] if support else []),
            self._name(),
        ]
        return "\n\n".join(parts) + "\n"

    def html(self) -> str:
        """The HTML part: everything in it is escaped, and nothing is loaded but the tenant's logo."""
        say = self.tongue.say
        return page().render(
            name=self._name(),
            code=self.letter.code,
            link=None,
            look=Look.of(self.letter.branding),
            tongue=self.tongue,
            subject=self.subject,
            heading=say(HEADING, {}),
            # The name's place stays open: the template sets it apart, so that it cannot turn the text around it.
            intro=say(INTRO, {}),
            keep=say(KEEP, {}),
            expiry=self._expiry(),
            ignore=say(IGNORE, {}),
            help=say(HELP, {}),
        )

    def _values(self) -> dict[str, str]:
        return {"name": self._name(), "code": self.letter.code}

    def _name(self) -> str:
        return one_line(self.letter.name)

    def _expiry(self) -> str:
        return self.tongue.count(EXPIRY_ONE, EXPIRY, self.letter.minutes, {})


def one_line(text: str) -> str:
    """A header's line must not end early: breaks and control characters are spaces, and many spaces are one."""
    return " ".join("".join(letter if letter.isprintable() or _joins(letter) else " " for letter in text).split())


def _joins(letter: str) -> bool:
    """Whether it is one of the two invisible letters that Persian and the scripts of India are spelled with."""
    return letter in "\u200c\u200d"


@cache
def page() -> "Template":
    """The page, read at the first mail; Jinja is loaded then too, since a worker without mails needs none of it."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader("adapters.babel")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined).get_template("mail.html")
