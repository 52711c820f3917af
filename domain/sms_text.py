"""What fits into one SMS: GSM 03.38 septets, or UCS-2 where a letter is not in that alphabet (3GPP TS 23.038)."""

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

BASIC: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED: Final = frozenset("^{}\\[~]|€\f")
SEPTETS: Final = 160
UCS2_UNITS: Final = 70
# 67 each; one is lost where a letter of two units would stand across the cut.
TWO_UCS2_SEGMENTS: Final = 133
# Android's SMS retriever reads no longer message (developers.google.com/identity/sms-retriever/verify).
RETRIEVER_BYTES: Final = 140
SHORTEST_NAME: Final = 4
NAME_SIGNS: Final = " .-&'+"
# What a sign such as the virama of Devanagari has: it joins the letter before it to the one behind it.
JOINS: Final = 9


def is_gsm(text: str) -> bool:
    """Whether every letter is in the GSM alphabet or its extension."""
    return all(letter in BASIC or letter in EXTENDED for letter in text)


def units(text: str) -> int:
    """How long it is as it will be sent: septets (two for an extended letter), or UTF-16 code units."""
    if is_gsm(text):
        return sum(2 if letter in EXTENDED else 1 for letter in text)
    return len(text.encode("utf-16-be")) // 2


def fits(text: str, *, retrieved: bool = False) -> bool:
    """Whether it is one segment; `retrieved`: Android's retriever shall read it, so at most 140 bytes as well."""
    if retrieved and len(text.encode()) > RETRIEVER_BYTES:
        return False
    return units(text) <= (SEPTETS if is_gsm(text) else UCS2_UNITS)


def one_segment(
    sentences: Sequence[str], name: str, *, code: str, autofill_domain: str | None, app_hash: str | None
) -> str:
    """The message with its last lines, in one segment.

    `sentences` are the same in fewer and fewer words, each with a `{name}` to fill and everything else filled in.
    The first that fits with the whole name is taken; where none does, the shortest with as much of the name as fits.
    The WebOTP line (https://wicg.github.io/sms-one-time-codes) goes only where even that is too long for one segment.
    The last of `sentences` must leave room for four letters and the hash; where it does not, the hash goes too.
    """
    for domain, hashed in dict.fromkeys(((autofill_domain, app_hash), (None, app_hash), (None, None))):
        lines = _last_lines(code, domain, hashed)
        for each in _shorter(sentences, name):
            if fits(each + lines, retrieved=hashed is not None):
                return each + lines
    return list(_shorter(sentences, name))[-1]


def few_segments(sentence: str, name: str) -> str:
    """The message in one segment of GSM letters, or in at most two where a letter is not in that alphabet.

    The name, in each `{name}` of the sentence, is whole where it can be, else as much of it as fits.
    The sentence must leave room for four letters of it; where it does not, the message is longer.
    """
    said = list(_shorter((sentence,), name))
    return next((each for each in said if units(each) <= (SEPTETS if is_gsm(each) else TWO_UCS2_SEGMENTS)), said[-1])


def _last_lines(code: str, autofill_domain: str | None, app_hash: str | None) -> str:
    """The WebOTP line must be the last one; the retriever finds its hash anywhere."""
    hashed = f"\n{app_hash}" if app_hash else ""
    return f"{hashed}\n@{autofill_domain} #{code}" if autofill_domain else hashed


def _shorter(sentences: Sequence[str], name: str) -> Iterator[str]:
    for sentence in sentences:
        yield sentence.replace("{name}", name)
    for beginning in _beginnings(name):
        yield sentences[-1].replace("{name}", beginning)


def _beginnings(name: str) -> Iterator[str]:
    """A name with less and less of its end, down to four letters.

    None is cut between a letter and its marks, or inside of letters that are written as one, unless all of it is that.
    """
    if len(name) <= SHORTEST_NAME:
        return
    for length in range(len(name) - 1, 0, -1):
        if _may_end(name, length):
            # A name may begin with signs alone; something of it must stay.
            yield name[:length].rstrip(NAME_SIGNS) or name[:length].rstrip()
            if length <= SHORTEST_NAME:
                return
    yield name[:SHORTEST_NAME]


def _may_end(name: str, length: int) -> bool:
    return unicodedata.category(name[length])[0] != "M" and unicodedata.combining(name[length - 1]) != JOINS
