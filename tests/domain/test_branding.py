"""Branding: typed colours, addresses and plain texts, never markup."""

from typing import Any

import pytest

from domain.brand_texts import LONGEST, MOST_LANGUAGES, canonical_tag, text_for
from domain.branding import Branding
from domain.rules import plain_fields


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("color", "#1a73e8"),
        ("color", "#FFFFFF"),
        ("color", None),
        ("logo_url", "https://cdn.example.com/logo-2.png"),
        ("support_url", "https://example.com:8443/help"),
        ("support_url", "https://example.com"),
        ("color_dark", "#8ab4f8"),
        ("background", "#ffffff"),
        ("background_dark", "#000000"),
        ("terms_url", "https://example.com/terms"),
        ("privacy_url", "https://example.com/privacy"),
        ("display_name", "<img src=x onerror=alert(1)>"),
        ("display_name", "{{7*7}} </style>"),
        ("display_name", "شرکت می\u200cشود"),
        ("display_name", "x" * 64),
    ],
)
def test_colours_and_https_addresses_are_taken(name: str, value: str | None) -> None:
    """Six hexadecimal digits and https addresses without a query are taken, and null."""
    changed, errors = Branding().changed({name: value})

    assert ([], value) == (errors, getattr(changed, name))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("color", "red"),
        ("color", "#fff"),
        ("color", "#1a73e8}</style>"),
        ("color", "#1a73e8\n"),
        ("color", "expression(alert(1))"),
        ("logo_url", "http://example.com/logo.png"),
        ("logo_url", "javascript:alert(1)"),
        ("logo_url", "data:image/svg+xml,<svg>"),
        ("logo_url", "https://user:pw@example.com/"),
        ("logo_url", "https://169.254.169.254/x"),
        ("logo_url", "https://localhost/x"),
        ("logo_url", "https://example.com/?x=1"),
        ("logo_url", "https://example.com/#x"),
        ("logo_url", 'https://example.com/"onerror='),
        ("logo_url", "https://example.com/<script>"),
        ("logo_url", "https://example.com/ x"),
        ("logo_url", "//example.com/logo.png"),
        ("support_url", ""),
        ("support_url", 5),
        ("terms_url", "http://example.com/terms"),
        ("privacy_url", "javascript:alert(1)"),
        ("background", "url(https://example.com)"),
        ("background_dark", "#12345"),
        ("color_dark", "currentColor"),
        ("display_name", ""),
        ("display_name", " Acme"),
        ("display_name", "x" * 65),
        ("display_name", "Acme\u202egnp"),
        ("display_name", "Ac\u2066me\u2069"),
        ("display_name", "Ac\u200bme"),
        ("display_name", "Ac\nme"),
        ("display_name", "Ac\x00me"),
        ("display_name", ["Acme"]),
        ("style", "body{}"),
    ],
)
def test_markup_script_and_queries_are_refused(name: str, value: Any) -> None:
    """What could become markup, script, style or a tracking address is refused by the field's name."""
    changed, errors = Branding().changed({name: value})

    assert ([f"branding.{name}"], Branding()) == ([error.field for error in errors], changed)


WORDS = {"sign_in_title": "Welcome", "footer": "© Acme"}


@pytest.mark.parametrize(
    "texts", [{}, {"en": {}}, {"en": WORDS}, {"de-AT": {"footer": "x" * LONGEST}, "zh-Hant": WORDS}]
)
def test_own_words_are_taken_by_language_and_place(texts: Any) -> None:
    """A closed set of places, any language."""
    changed, errors = Branding().changed({"texts": texts})

    assert ([], texts) == (errors, plain_fields(changed)["texts"])


@pytest.mark.parametrize("text", ["<img src=x onerror=alert(1)>", "{{7*7}}", "</style>", "${x}", "%s", "a & b", "𝒜"])
def test_what_looks_like_markup_is_kept_to_the_letter(text: str) -> None:
    """B46: a text is text; who shows it escapes it."""
    changed, errors = Branding().changed({"texts": {"en": {"footer": text}}})

    assert ([], text) == (errors, changed.texts["en"]["footer"])


@pytest.mark.parametrize(
    "texts",
    [
        [],
        "en",
        {"en": "Welcome"},
        {"en": {"headline": "x"}},
        {"en": {"footer": ""}},
        {"en": {"footer": " x"}},
        {"en": {"footer": "x" * (LONGEST + 1)}},
        {"en": {"footer": "a\nb"}},
        {"en": {"footer": "a\u202eb"}},
        {"en": {"footer": "a\u2067b"}},
        {"en": {"footer": "a\u200eb"}},
        {"en": {"footer": "\ufeffa"}},
        {"en": {"footer": "\U000e0041"}},
        {"en": {"footer": 5}},
        {"en": {"footer": None}},
        {"english!": {}},
        {"e": {}},
        {"": {}},
        {"en\n": {}},
        {"de-at": {}, "de-AT": {}},
        {f"aa-{number:02}": {} for number in range(MOST_LANGUAGES + 1)},
    ],
)
def test_words_that_are_none_are_refused(texts: Any) -> None:
    """B46: controls, breaks and whatever turns text around are refused, and so is every other shape."""
    changed, errors = Branding().changed({"texts": texts})

    assert (["branding.texts"], Branding()) == ([error.field for error in errors], changed)


def test_a_wrong_text_is_named() -> None:
    """The sentence says where among all languages to look."""
    _, errors = Branding().changed({"texts": {"en": WORDS, "de-AT": {"footer": "a\nb"}}})

    assert errors[0].message.endswith("look at de-AT.footer.")


def test_a_language_has_one_spelling() -> None:
    """Tags are stored as RFC 5646 writes them."""
    assert ["de-AT", "zh-Hant-TW", "en", "sl-rozaj", "es-419"] == [
        canonical_tag(tag) for tag in ("DE-at", "zh-hant-tw", "EN", "sl-ROZAJ", "es-419")
    ]


def test_words_are_found_in_the_wider_language() -> None:
    """Who reads de-CH is shown de, who reads fr nothing of it."""
    texts = {"de": {"footer": "Hallo"}, "de-AT": {"footer": "Servus"}}
    found = [text_for(texts, "footer", tag) for tag in ("de-AT", "de-at-1996", "de-CH", "fr", "x!", "")]

    assert ["Servus", "Servus", "Hallo", None, None, None] == found
    assert text_for(texts, "sign_in_title", "de") is None
