"""Where messages get their words."""

from typing import Protocol

from domain.letter import Letter, Worded


class Words(Protocol):
    """Sentences in many languages."""

    def write(self, letter: Letter) -> Worded:
        """The letter in its language: the seed's sentence in English; an SMS in one segment; a mail in text and HTML.

        A notice's SMS is one segment of GSM letters, or two where one is not in that alphabet; a call says it twice.

        A language that is not there is English.
        """
        ...
