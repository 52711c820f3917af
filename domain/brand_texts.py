"""A tenant's own words on its pages: plain text, by language and place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.rules import Schema

PLACES: Final = ("sign_in_title", "sign_in_intro", "code_intro", "footer")
MOST_LANGUAGES: Final = 40
LONGEST: Final = 200
TAG: Final = r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}"
# The two invisible letters that Persian and the scripts of India are spelled with; no other invisible one passes.
JOINERS: Final = "\u200c\u200d"
SCRIPT, REGION = 4, 2
SAYS: Final = (
    f"an object of at most {MOST_LANGUAGES} languages (BCP 47, such as de-AT), each once, "
    f"each with any of {', '.join(PLACES)}, "
    f"each a text of 1 to {LONGEST} printable characters without space at its ends"
)


def is_plain(text: object, longest: int) -> bool:
    """Whether it is text to be shown: no control, no break, nothing that turns the direction of what stands around."""
    if not isinstance(text, str) or not 0 < len(text) <= longest or text != text.strip():
        return False
    return all(letter.isprintable() or letter in JOINERS for letter in text)


def canonical_tag(tag: str) -> str:
    """The tag as RFC 5646 section 2.1.1 would have it: `de-AT`, `zh-Hant`."""
    first, *rest = tag.lower().split("-")
    spelled = [part.title() if len(part) == SCRIPT and part.isalpha() else part for part in rest]
    return "-".join([first, *(part.upper() if len(part) == REGION else part for part in spelled)])


def text_for(texts: Mapping[str, Mapping[str, str]], place: str, tag: str) -> str | None:
    """The words for a place in a language, or in a wider one (RFC 4647 section 3.4); None where there are none."""
    parts = canonical_tag(tag).split("-") if re.fullmatch(TAG, tag) else []
    for length in range(len(parts), 0, -1):
        found = texts.get("-".join(parts[:length]), {}).get(place)
        if found:
            return found
    return None


@dataclass(frozen=True, slots=True)
class BrandTextsRule:
    """Language to place to text."""

    def read(self, value: Any) -> Mapping[str, Mapping[str, str]]:
        """The texts, their languages spelled in one way; raises ValueError with what would be right."""
        if not isinstance(value, Mapping) or len(value) > MOST_LANGUAGES or not all(map(_is_tag, value)):
            raise ValueError(SAYS)
        read = {canonical_tag(tag): _words(tag, words) for tag, words in value.items()}
        if len(read) != len(value):
            raise ValueError(SAYS)
        return read

    def schema(self) -> Schema:
        """See Rule."""
        text = {"type": "string", "minLength": 1, "maxLength": LONGEST}
        words = {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(PLACES, text)}
        return {
            "type": "object",
            "maxProperties": MOST_LANGUAGES,
            "propertyNames": {"pattern": f"^{TAG}$"},
            "additionalProperties": words,
            "description": SAYS,
        }


def _is_tag(tag: object) -> bool:
    return isinstance(tag, str) and re.fullmatch(TAG, tag) is not None


def _words(tag: str, words: Any) -> Mapping[str, str]:
    if not isinstance(words, Mapping) or any(place not in PLACES for place in words):
        raise ValueError(f"{SAYS}; look at {tag}")
    for place, text in words.items():
        if not is_plain(text, LONGEST):
            raise ValueError(f"{SAYS}; look at {tag}.{place}")
    return dict(words)
