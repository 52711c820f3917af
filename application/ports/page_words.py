"""The words of the pages that people sign in on."""

from collections.abc import Sequence
from typing import Protocol


class PageWords(Protocol):
    """One language: what is said is known by its English sentence, and its places such as `{name}` stay open."""

    @property
    def tag(self) -> str:
        """The language in BCP 47, for `lang`."""
        ...

    @property
    def is_rtl(self) -> bool:
        """Whether it is written from right to left."""
        ...

    @property
    def numbering(self) -> str:
        """Which digits it writes, as CLDR names them, such as `latn`: scripts in the page shall write the same."""
        ...

    def say(self, sentence: str) -> str:
        """The sentence in this language; English where there is no translation."""
        ...

    def count(self, one: str, many: str, number: int) -> str:
        """The sentence in the form that this number asks for, with the number in the place `{number}`."""
        ...

    def moment(self, seconds: int) -> str:
        """How far off something is: `in 30 seconds`, or `5 minutes ago` for a number below nought.

        Never too early: what is to come is rounded up, what is past is rounded down.
        """
        ...

    def country(self, code: str) -> str:
        """The name of a country (ISO 3166-1 alpha-2); the code itself where it has none."""
        ...


class Languages(Protocol):
    """All languages that pages have words in."""

    def choose(self, wanted: Sequence[str]) -> PageWords:
        """The first of these tags (BCP 47, such as `de-AT`) that there are words for; English where there is none."""
        ...

    def tags(self) -> Sequence[str]:
        """The languages that there are words for (BCP 47), in order."""
        ...
