"""A sign-in link as a mail: subject, text part and HTML part; it has no code in it."""

from dataclasses import dataclass

from adapters.babel.look import Look
from adapters.babel.mail import one_line, page
from adapters.babel.sentences import (
    HELP,
    LINK_BUTTON,
    LINK_EXPIRY,
    LINK_EXPIRY_ONE,
    LINK_HEADING,
    LINK_IGNORE,
    LINK_INTRO,
    LINK_KEEP,
)
from adapters.babel.tongue import Tongue
from domain.letter import Letter, Worded


@dataclass(frozen=True, slots=True)
class LinkMail:
    """A link in one language."""

    tongue: Tongue
    letter: Letter
    link: str

    def write(self) -> Worded:
        """The whole mail."""
        return Worded(self._text(), self.tongue.tag, one_line(self._say(LINK_HEADING)), self._html())

    def _text(self) -> str:
        support = Look.of(self.letter.branding).support_url
        parts = [
            self._say(LINK_HEADING),
            self.link,
            "\n".join([self._expiry(), self._say(LINK_IGNORE), self._say(LINK_KEEP)]),
            *([f"{self._say(HELP)}: {support}"] if support else []),
            self._name(),
        ]
        return "\n\n".join(parts) + "\n"

    def _html(self) -> str:
        say = self.tongue.say
        return page().render(
            name=self._name(),
            code=None,
            link=self.link,
            button=say(LINK_BUTTON, {}),
            look=Look.of(self.letter.branding),
            tongue=self.tongue,
            subject=one_line(self._say(LINK_HEADING)),
            # The name's places stay open: the template sets it apart, so that it cannot turn the text around it.
            heading=say(LINK_HEADING, {}),
            intro=say(LINK_INTRO, {}),
            expiry=self._expiry(),
            ignore=say(LINK_IGNORE, {}),
            keep=say(LINK_KEEP, {}),
            help=say(HELP, {}),
        )

    def _say(self, sentence: str) -> str:
        return self.tongue.say(sentence, {"name": self._name()})

    def _name(self) -> str:
        return one_line(self.letter.name)

    def _expiry(self) -> str:
        return self.tongue.count(LINK_EXPIRY_ONE, LINK_EXPIRY, self.letter.minutes, {})
