"""The words of the pages: sentences from `pages.po`, moments and countries from CLDR."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from babel.core import Locale
from babel.dates import format_timedelta

from adapters.babel.tongue import PAGES, catalogue, in_own_digits, number_in
from application.ports.page_words import PageWords

# (seconds of a unit, its name, and from how many seconds on it is too small a unit)
UNITS: Final = ((1, "second", 91), (60, "minute", 5400), (3600, "hour", 172_800), (86_400, "day", 5_184_000))
MONTH: Final = (2_592_000, "month")
# Nothing passes this, so that the named unit is the one that is written.
NEVER: Final = 1e12


@dataclass(frozen=True, slots=True)
class BabelPageWords(PageWords):
    """A language of `languages()`."""

    language: str

    @property
    def tag(self) -> str:
        """See PageWords."""
        return self.language.replace("_", "-")

    @property
    def is_rtl(self) -> bool:
        """See PageWords."""
        return Locale.parse(self.language).text_direction == "rtl"

    @property
    def numbering(self) -> str:
        """See PageWords."""
        return str(Locale.parse(self.language).default_numbering_system)

    def say(self, sentence: str) -> str:
        """See PageWords."""
        return catalogue(self.language, PAGES).gettext(sentence)

    def count(self, one: str, many: str, number: int) -> str:
        """See PageWords."""
        sentence = catalogue(self.language, PAGES).ngettext(one, many, number)
        return sentence.replace("{number}", number_in(self.language, number))

    def moment(self, seconds: int) -> str:
        """See PageWords."""
        far = abs(seconds)
        length, unit = next(((length, unit) for length, unit, end in UNITS if far < end), MONTH)
        whole = max(1, -(-far // length) if seconds > 0 else far // length)
        delta = timedelta(seconds=whole * length * (1 if seconds > 0 else -1))
        said = format_timedelta(delta, granularity=unit, threshold=NEVER, add_direction=True, locale=self.language)  # type: ignore[arg-type]
        return in_own_digits(self.language, said)

    def country(self, code: str) -> str:
        """See PageWords."""
        return str(Locale.parse(self.language).territories.get(code.upper(), code))
