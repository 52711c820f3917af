"""Where messages get their words."""

from typing import Protocol

from domain.letter import Letter, Worded


class Words(Protocol):
    """Sentences in many languages."""

    def write(self, letter: Letter) -> Worded:
        """The letter in its language: the seed's sentence in English; an SMS in one segment; a mail in text and HTML.

        A language that is not there is English.
        """
        ...
