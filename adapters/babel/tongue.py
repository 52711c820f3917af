"""One language: its sentences, plural forms and numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Final

from babel.core import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from adapters.babel.sentences import fill

ENGLISH: Final = "en"
# The catalogues of a language: what is sent, and what stands on pages.
MESSAGES: Final = "auth1"
PAGES: Final = "pages"
# Babel knows which digits a language writes, and not how these look: the zero of each, the others follow it.
ZEROS: Final = {"latn": "0", "arab": "\u0660", "arabext": "\u06f0", "beng": "\u09e6", "deva": "\u0966"}
_LOCALES: Final = files("adapters.babel").joinpath("locales")


@cache
def languages() -> frozenset[str]:
    """Every language that there are words in, as CLDR writes it: `de`, `zh_Hant`."""
    return frozenset(folder.name for folder in _LOCALES.iterdir() if folder.is_dir()) | {ENGLISH}


# Two threads that both come first make the same catalogue twice, and one of them is kept.
@cache
def catalogue(language: str, of: str = MESSAGES) -> NullTranslations:
    """The sentences of a language in messages or on pages, read at their first use; English needs none."""
    if language == ENGLISH:
        return NullTranslations()
    source = _LOCALES.joinpath(language, "LC_MESSAGES", f"{of}.po")
    compiled = BytesIO()
    write_mo(compiled, read_po(BytesIO(source.read_bytes())))
    compiled.seek(0)
    return Translations(compiled)


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of `languages()`, in which things are said by their English sentence."""

    language: str

    @property
    def tag(self) -> str:
        """The language in BCP 47."""
        return self.language.replace("_", "-")

    @property
    def is_rtl(self) -> bool:
        """Whether it is written from right to left."""
        return Locale.parse(self.language).text_direction == "rtl"

    def say(self, sentence: str, values: Mapping[str, str]) -> str:
        """A sentence with its values; one that has no translation is English."""
        return fill(catalogue(self.language).gettext(sentence), values)

    def count(self, one: str, many: str, minutes: int, values: Mapping[str, str]) -> str:
        """A sentence in the form that this number of minutes asks for, the number in the language's own digits."""
        sentence = catalogue(self.language).ngettext(one, many, minutes)
        return fill(sentence, {**values, "minutes": number_in(self.language, minutes)})


def number_in(language: str, number: int) -> str:
    """A number as the language writes it."""
    return in_own_digits(language, format_decimal(number, locale=language, numbering_system="default"))


def in_own_digits(language: str, text: str) -> str:
    """A text with its ASCII digits as the language writes them."""
    zero = ord(ZEROS[Locale.parse(language).default_numbering_system])
    return text.translate({ord("0") + digit: zero + digit for digit in range(10)})
