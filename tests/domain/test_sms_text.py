"""What fits into one SMS, and what goes first where not everything does."""

import unicodedata
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.sms_text import few_segments, fits, is_gsm, one_segment, units
from domain.tenant_settings import HOST, SMS_BRANDING

CODE: Final = "482913"
FULL: Final = "Your {name} verification code is: 482913. Expires in 10 minutes."
SHORT: Final = "{name} code: 482913"
SENTENCES: Final = (FULL, SHORT)
HASH: Final = "FA+9qCX9VSu"
WIDE: Final = "\U00020000"


def is_name(text: str) -> bool:
    try:
        return SMS_BRANDING.read(text) == text
    except ValueError:
        return False


def said(name: str, *, domain: str | None = None, app_hash: str | None = None) -> str:
    return one_segment(SENTENCES, name, code=CODE, autofill_domain=domain, app_hash=app_hash)


LETTERS = st.characters(categories=("L", "M", "N"), include_characters=" .-&'+")
NAMES = st.one_of(
    st.text(LETTERS, min_size=1, max_size=32),
    st.text("Ab1 .-&'+", min_size=1, max_size=32),
    st.text("\u0915\u094d\u0937\u093f ", min_size=1, max_size=32),
    st.text(f"{WIDE}\U0001e8d0A", min_size=1, max_size=32),
).filter(is_name)
DOMAINS = st.none() | st.from_regex(HOST, fullmatch=True).filter(lambda text: len(text) <= 253)
HASHES = st.none() | st.from_regex(r"[A-Za-z0-9+/]{11}", fullmatch=True)


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("code", 4),
        ("Söhne à Δ @ £ \n", 15),
        ("^{}\\[~]|€\f", 20),
        ("ç", 1),
        ("Ça", 2),
        ("код", 3),
        ("код {", 5),
        (WIDE, 2),
        (f"код {WIDE}", 6),
    ],
)
def test_a_text_is_as_long_as_it_is_sent(text: str, length: int) -> None:
    """An extended letter of GSM counts two; outside of GSM each UTF-16 unit counts, so an astral letter two."""
    assert length == units(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("Ç@é€[", True), ("ç", False), ("`", False), ("\t", False), ("ы", False)]
)
def test_one_letter_decides_the_alphabet(text: str, expected: bool) -> None:
    """A text is GSM only if each of its letters is."""
    assert expected == is_gsm(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a" * 160, True),
        ("a" * 161, False),
        ("€" * 80, True),
        ("€" * 80 + "a", False),
        ("ы" * 70, True),
        ("ы" * 71, False),
        ("ы" + "a" * 69, True),
        ("ы" + "a" * 70, False),
        (WIDE * 35, True),
        (WIDE * 35 + "a", False),
    ],
)
def test_a_segment_has_160_septets_or_70_units(text: str, expected: bool) -> None:
    """One segment is 160 septets of GSM, or 70 units of UCS-2."""
    assert expected == fits(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("a" * 140, True), ("a" * 141, False), ("ы" * 70, True), ("文" * 46, True), ("文" * 47, False)],
)
def test_the_retriever_reads_140_bytes(text: str, expected: bool) -> None:
    """Where Android's retriever shall read it, a segment is also at most 140 bytes of UTF-8."""
    assert expected == fits(text, retrieved=True)


def test_the_full_sentence_is_taken_where_it_fits() -> None:
    """With room for everything nothing is left out, and the WebOTP line is the last one."""
    text = said("Acme", domain="acme.example", app_hash=HASH)

    assert FULL.replace("{name}", "Acme") + f"\n{HASH}\n@acme.example #{CODE}" == text


def test_fewer_words_come_before_a_shorter_name() -> None:
    """Where the full sentence does not fit, the short one carries the whole name."""
    name = "Ж" * 32

    assert f"{name} code: {CODE}" == said(name)
    assert f"{name} code: {CODE}\n@acme.example #{CODE}" == said(name, domain="acme.example")


def test_a_shorter_name_comes_before_a_lost_domain() -> None:
    """The name is cut as far as needed, and no further, for the WebOTP line to stay."""
    text = said("Ж" * 32, domain="shop.acme.example")

    assert f"{'Ж' * 30} code: {CODE}\n@shop.acme.example #{CODE}" == text
    assert 70 == units(text)


def test_a_domain_that_cannot_fit_is_left_out() -> None:
    """Without a place for the WebOTP line, the message is as if there were no domain, the hash included."""
    far = "a" * 63 + ".example" * 20

    assert said("Acme", app_hash=HASH) == said("Acme", domain=far, app_hash=HASH)
    assert said("Ж" * 32) == said("Ж" * 32, domain=far)


def test_bytes_make_the_sentence_short_for_the_retriever() -> None:
    """A GSM message of 160 septets is too long for the retriever; then the short sentence goes out."""
    domain = "a" * 60 + ".example"

    assert said("Acme", domain=domain).startswith("Your Acme verification code")
    assert f"Acme code: {CODE}\n{HASH}\n@{domain} #{CODE}" == said("Acme", domain=domain, app_hash=HASH)


def test_a_name_is_not_cut_between_a_letter_and_its_marks() -> None:
    """What stays of a name ends with a whole letter: no vowel sign is lost, and no conjunct torn."""
    syllable = "\u0915\u094d\u0937\u093f"
    text = said(syllable * 8, domain="shop.acme.example")
    name = text[: text.index(" code")]

    assert syllable * (len(name) // 4) == name
    assert 4 <= len(name) < 32


def test_a_cut_name_does_not_end_in_a_sign_or_space() -> None:
    """Signs and spaces at the cut go as well, but a name of signs alone keeps some."""
    cut = said("Ж & " * 7 + "Ж", domain="shop.acme.example")
    signs = said("- " * 15 + "ЖЖ", domain="a" * 26 + ".example")

    assert "Ж" == cut[cut.index(" code") - 1]
    assert signs.startswith("-")


def test_where_nothing_fits_the_last_lines_go() -> None:
    """A sentence that leaves no room for the hash goes without it, in the shortest form there is."""
    long = "{name} " + "ж" * 60

    assert "Acme " + "ж" * 60 == one_segment((long,), "Acme", code=CODE, autofill_domain="a.example", app_hash=HASH)
    assert "Acme " + "ж" * 70 == one_segment(
        ("{name} " + "ж" * 80, "{name} " + "ж" * 70), "Acme Acme", code=CODE, autofill_domain=None, app_hash=None
    )


@given(NAMES, DOMAINS, HASHES)
@example(WIDE * 32, "a.example", HASH)
@example("\u0915\u094d" * 16, "a.example", HASH)
@example("- " * 15 + "Ж", "a" * 30, HASH)
def test_every_message_is_one_segment_with_the_code(name: str, domain: str | None, app_hash: str | None) -> None:
    """Whatever the name, domain and hash: one segment, with code and hash, and the WebOTP line last if it is there."""
    text = said(name, domain=domain, app_hash=app_hash)
    sentence = text.split("\n")[0]

    assert fits(text, retrieved=app_hash is not None)
    assert CODE in sentence
    assert app_hash is None or f"\n{app_hash}" in text
    assert "\n@" not in text or text.endswith(f"\n@{domain} #{CODE}")


@given(NAMES, DOMAINS, HASHES)
def test_what_is_left_of_a_name_is_its_beginning(name: str, domain: str | None, app_hash: str | None) -> None:
    """A cut name is a beginning of the name, is not empty, and as long as nothing must go, is the name."""
    sentence = said(name, domain=domain, app_hash=app_hash).split("\n")[0]
    left = sentence.removesuffix(" code: 482913") if sentence.endswith("code: 482913") else name

    assert left and name.startswith(left)
    assert left == name or len(name) > 4
    assert unicodedata.category(left[0])[0] != "M"


NOTICE: Final = "Your {name} sign-in address was changed. If this was not you, contact {name} at once."


@pytest.mark.parametrize(
    ("name", "kept"),
    [("Acme", "Acme"), ("A" * 32, "A" * 32), ("ж" * 30, "ж" * 30), ("ж" * 32, "ж" * 30), (WIDE * 32, WIDE * 15)],
)
def test_a_notice_keeps_what_it_can_of_a_name(name: str, kept: str) -> None:
    """In GSM letters a notice is one segment, otherwise two, and the name loses its end in each of its places alike."""
    assert NOTICE.replace("{name}", kept) == few_segments(NOTICE, name)


def test_a_notice_that_is_too_long_keeps_four_letters() -> None:
    """A sentence without room for any name goes with its first four letters, however long it then is."""
    assert "Acme" + "ж" * 140 == few_segments("{name}" + "ж" * 140, "Acme Shop")


@given(NAMES)
def test_a_notice_is_never_longer_than_two_segments(name: str) -> None:
    """Whatever the name, a notice is one segment of septets, or 133 units in two, and begins with some of the name."""
    text = few_segments(NOTICE, name)

    assert units(text) <= (160 if is_gsm(text) else 133)
    assert text.startswith(f"Your {name[:1]}")
