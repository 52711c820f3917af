"""Notices get their words: no code, nothing to type, and nowhere to click but for the tenant's support."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from adapters.babel.look import Look
from adapters.babel.mail import one_line, page
from adapters.babel.sentences import (
    CHANGED,
    CHANGED_HEADING,
    CHANGED_SUBJECT,
    HELP,
    WILL_CHANGE,
    WILL_CHANGE_HEADING,
    WILL_CHANGE_SUBJECT,
)
from adapters.babel.tongue import Tongue
from domain.letter import Letter, Notice, Worded
from domain.sms_text import few_segments


@dataclass(frozen=True, slots=True)
class Said:
    """The sentences of one notice, in English."""

    whole: str
    subject: str
    heading: str


SAID: Final[Mapping[Notice, Said]] = {
    Notice.CHANGED: Said(CHANGED, CHANGED_SUBJECT, CHANGED_HEADING),
    Notice.WILL_CHANGE: Said(WILL_CHANGE, WILL_CHANGE_SUBJECT, WILL_CHANGE_HEADING),
}


@dataclass(frozen=True, slots=True)
class NoticeWords:
    """A notice in one language; its letter's code, minutes and last lines are not looked at."""

    tongue: Tongue
    letter: Letter
    notice: Notice

    def write(self) -> Worded:
        """The notice as its channel wants it."""
        if self.letter.channel == "email":
            return Worded(self._mail(), self.tongue.tag, self._subject(), self._html())
        # Who listens hears it twice: there is nothing to look at again.
        whole = self._say(self._said().whole)
        written = {"voice": f"{whole} {whole}", "whatsapp": whole}.get(self.letter.channel)
        return Worded(written or self._sms(), self.tongue.tag)

    def _sms(self) -> str:
        """The name's places stay open, since the name may have to be cut."""
        return few_segments(self.tongue.say(self._said().whole, {}), self._name())

    def _subject(self) -> str:
        return one_line(self._say(self._said().subject))

    def _mail(self) -> str:
        """The text part, for readers and machines without HTML."""
        said, support = self._said(), Look.of(self.letter.branding).support_url
        helped = [f"{self._say(HELP)}: {support}"] if support else []
        return "\n\n".join([self._say(said.heading), self._say(said.whole), *helped, self._name()]) + "\n"

    def _html(self) -> str:
        """The same page as a code's, without a code and what is said about it."""
        said, say = self._said(), self.tongue.say
        return page().render(
            name=self._name(),
            code=None,
            link=None,
            look=Look.of(self.letter.branding),
            tongue=self.tongue,
            subject=self._subject(),
            heading=say(said.heading, {}),
            # The name's places stay open: the template sets it apart, so that it cannot turn the text around it.
            intro=say(said.whole, {}),
            help=say(HELP, {}),
        )

    def _said(self) -> Said:
        return SAID[self.notice]

    def _say(self, sentence: str) -> str:
        return self.tongue.say(sentence, {"name": self._name()})

    def _name(self) -> str:
        return one_line(self.letter.name)
