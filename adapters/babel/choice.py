"""Which language somebody gets."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from babel.languages import get_territory_language_info

from adapters.babel.tongue import ENGLISH, languages

# Old names, and languages whose readers read another one that is here.
_READ_AS: Final = {
    "cmn": "zh", "gsw": "de", "in": "id", "iw": "he", "mo": "ro", "nn": "nb", "no": "nb", "prs": "fa", "yue": "zh",
}  # fmt: skip
_TRADITIONAL: Final = frozenset(("hant", "hk", "mo", "tw", "yue"))
_OFFICIAL: Final = frozenset(("official", "de_facto_official"))
_MAJORITY: Final = 50.0


def choose(locale: str | None, country: str | None) -> str:
    """A language of `languages()`: what was asked for, else what the country reads, else English."""
    asked = _known(locale) if locale else None
    return asked or (_of_country(country.upper()) if country else None) or ENGLISH


def choose_first(wanted: Sequence[str]) -> str:
    """The first of these tags that there are words in, else English."""
    return next((known for tag in wanted if (known := _known(tag))), ENGLISH)


def _known(tag: str) -> str | None:
    """The language of a BCP 47 tag, in upper or lower case, region or not; None where there are no words in it."""
    first, *rest = tag.replace("_", "-").lower().split("-")
    language = _READ_AS.get(first, first)
    if language == "zh":
        traditional = "hans" not in rest and not _TRADITIONAL.isdisjoint((first, *rest))
        return "zh_Hant" if traditional else "zh_Hans"
    return language if language in languages() else None


@lru_cache(maxsize=512)
def _of_country(country: str) -> str | None:
    """The official language that most people there speak, of those that are here; None where there is none.

    Where that is no majority's and English is official too, as in India, English: it takes nobody's side.
    """
    known: dict[str, float] = {}
    for tag, facts in get_territory_language_info(country).items():
        language = _known(tag) if facts["official_status"] in _OFFICIAL else None
        if language:
            known[language] = max(known.get(language, 0.0), float(facts["population_percent"] or 0))
    if not known:
        return None
    most = max(known, key=known.__getitem__)
    return ENGLISH if known[most] < _MAJORITY and ENGLISH in known else most
