"""Notices in many languages: short, without a code, and safe from whatever a name holds."""

import re
from functools import cache
from itertools import product
from typing import Final

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from adapters.babel import tongue as tongues
from adapters.babel.notices import SAID
from adapters.babel.sentences import CHANGED, OF_NOTICES, WILL_CHANGE
from adapters.babel.tongue import languages
from adapters.babel.words import VOICES, BabelWords
from domain.branding import Branding
from domain.letter import Letter, Notice, Worded
from domain.palette import ON_LIGHT
from domain.sms_text import TWO_UCS2_SEGMENTS, fits, is_gsm, units

LANGUAGES: Final = sorted(languages())
TRANSLATED: Final = sorted(languages() - {"en"})
GSM: Final = frozenset(("da", "de", "en", "fi", "fr", "id", "it", "nb", "nl", "sv"))
EVERY: Final = sorted(product(LANGUAGES, Notice))
CHANNELS: Final = ("sms", "whatsapp", "voice", "email")
LONGEST_NAMES: Final = ("Mega & Sons' Coffee - Tea + Cake", "Ж" * 32, "文" * 32, "\U00020000" * 32, "क्षि" * 8)
HASH: Final = "FA+9qCX9VSu"
SUPPORT: Final = "https://acme.example/help"
CODE_WORDS: Final = re.compile(r"\bcode\b|[0-9]{4}|[{}]|\bNone\b")


def write(
    channel: str = "sms", notice: Notice = Notice.CHANGED, name: str = "Acme", code: str = "", **more: object
) -> Worded:
    return BabelWords().write(Letter(channel, name, code, 1, notice=notice, **more))  # type: ignore[arg-type]


@cache
def catalogue(language: str) -> Catalog:
    with tongues._LOCALES.joinpath(language, "LC_MESSAGES", "auth1.po").open("rb") as source:
        return read_po(source)


def translated(language: str, sentence: str) -> str:
    message = catalogue(language).get(sentence)
    assert message is not None and isinstance(message.string, str)
    return message.string


def body_of(worded: Worded) -> str:
    """What of a mail is shown."""
    return (worded.html or "").partition("<body")[2]


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
def test_english_is_to_the_letter(channel: str) -> None:
    """In English a text message is the promised sentence."""
    expected = [
        "Your Acme sign-in address was changed. If this was not you, contact Acme at once.",
        "Your Acme sign-in address will change soon. If this was not you, sign in to Acme and stop it.",
    ]

    assert expected == [write(channel, notice).text for notice in (Notice.CHANGED, Notice.WILL_CHANGE)]


def test_every_notice_has_sentences() -> None:
    """Each notice that there is has sentences of its own, and no sentence is left over."""
    said = [sentence for one in SAID.values() for sentence in (one.whole, one.subject, one.heading)]

    assert set(Notice) == set(SAID)
    assert sorted(OF_NOTICES) == sorted(said)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_catalogue_has_every_sentence(language: str) -> None:
    """Each sentence is translated in each language, no two alike, with the name's places and no other."""
    texts = [translated(language, sentence) for sentence in OF_NOTICES]

    assert len(OF_NOTICES) == len(set(texts))
    assert set() == set(texts) & set(OF_NOTICES)
    assert [sentence.count("{name}") for sentence in OF_NOTICES] == [text.count("{name}") for text in texts]
    assert all(text.count("{name}") * 2 == len(re.findall("[{}]", text)) for text in texts)
    assert all(text == " ".join(text.split()) for text in texts)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_leaves_room(language: str) -> None:
    """Beside the names a sentence has at most 120 septets, or 93 units, so that a name of twenty letters is whole."""
    for sentence in (CHANGED, WILL_CHANGE):
        alone = (translated(language, sentence) if language != "en" else sentence).replace("{name}", "")

        assert is_gsm(alone) == (language in GSM)
        assert units(alone) <= (120 if is_gsm(alone) else 93), alone


@pytest.mark.parametrize(("language", "notice"), EVERY)
def test_a_name_of_twenty_letters_is_whole(language: str, notice: Notice) -> None:
    """With a name of twenty letters an SMS says all that WhatsApp says, in one segment where GSM has the letters."""
    name = "Acme Coffee and Cake"
    worded = write(notice=notice, name=name, locale=language)

    assert write("whatsapp", notice, name, locale=language) == worded
    assert 2 == worded.text.count(name)
    assert fits(worded.text) or language not in GSM


@pytest.mark.parametrize(("language", "notice"), EVERY)
def test_every_sms_is_two_segments_at_most(language: str, notice: Notice) -> None:
    """In each language, with the longest name of any script, it is one segment of GSM letters or two of others."""
    for name in LONGEST_NAMES:
        text = write(notice=notice, name=name, locale=language).text

        assert 32 == len(name)
        assert units(text) <= (160 if is_gsm(text) else TWO_UCS2_SEGMENTS), text
        assert 2 <= text.count(name[:4])


@pytest.mark.parametrize("notice", Notice)
def test_an_sms_has_no_last_lines(notice: Notice) -> None:
    """An app's hash, a browser's domain, a support link and a code that is there by mistake leave no trace."""
    look = Branding(None, None, SUPPORT)
    for channel in ("sms", "whatsapp", "voice"):
        worded = write(channel, notice, code="482913", autofill_domain="acme.example", app_hash=HASH, branding=look)

        assert write(channel, notice) == worded


@pytest.mark.parametrize(("language", "notice"), EVERY)
def test_no_channel_has_a_code(language: str, notice: Notice) -> None:
    """In no language and on no channel is there a code, a place that stayed open, or a word of codes."""
    for channel in CHANNELS:
        worded = write(channel, notice, code="482913", locale=language, branding=Branding(None, None, SUPPORT))
        shown = f"{worded.subject or ''} {worded.text} {re.sub('<[^>]*>', ' ', body_of(worded))}"

        assert "482913" not in f"{shown}{worded.html}"
        assert not CODE_WORDS.search(shown), shown


@pytest.mark.parametrize(("language", "notice"), EVERY)
def test_a_voice_says_it_twice(language: str, notice: Notice) -> None:
    """A call says the sentence twice, in a language that voices speak, otherwise in English."""
    spoken = language if language in VOICES else "en"
    sentence = write("whatsapp", notice, locale=spoken).text
    worded = write("voice", notice, locale=language)

    assert f"{sentence} {sentence}" == worded.text
    assert (spoken.replace("_", "-"), None, None) == (worded.language, worded.subject, worded.html)


def test_a_mail_in_english() -> None:
    """The text part says all that the HTML says."""
    worded = write("email", Notice.WILL_CHANGE, branding=Branding(support_url=SUPPORT))

    assert "Acme: your sign-in address will change" == worded.subject
    assert (
        "Your sign-in address will change\n\n"
        "Your Acme sign-in address will change soon. If this was not you, sign in to Acme and stop it.\n\n"
        "Get help: https://acme.example/help\n\n"
        "Acme\n"
    ) == worded.text


@pytest.mark.parametrize(("language", "notice"), EVERY)
def test_a_mail_says_it_everywhere(language: str, notice: Notice) -> None:
    """In each language subject, text and HTML have the name, text and HTML the heading and the support address."""
    worded = write("email", notice, locale=language, branding=Branding(support_url=SUPPORT))
    heading, sentence, *_ = worded.text.split("\n\n")
    body = body_of(worded)

    assert all("Acme" in part for part in (worded.subject or "", worded.text))
    assert write("whatsapp", notice, locale=language).text == sentence
    assert f">{heading}</h1>" in body and f'href="{SUPPORT}"' in body and SUPPORT in worded.text
    assert sentence.replace("Acme", "<bdi>Acme</bdi>") in body


@pytest.mark.parametrize(("language", "notice"), EVERY)
def test_a_mail_has_no_code_box(language: str, notice: Notice) -> None:
    """Nothing in the page is set as a code is, and nothing says when a code expires or whom not to give it."""
    body = body_of(write("email", notice, locale=language))

    assert "digits" not in body and "monospace" not in body
    assert 2 == body.count("<p ") + body.count("<h1 ")
    assert "digits" in body_of(BabelWords().write(Letter("email", "Acme", "482913", 10, language)))


@pytest.mark.parametrize(("language", "notice"), EVERY)
def test_a_mail_goes_its_way(language: str, notice: Notice) -> None:
    """A mail says its language and is right to left for Arabic, Hebrew and Persian, with each name set apart."""
    html = write("email", notice, locale=language).html or ""
    way, side = ("rtl", "right") if language in ("ar", "fa", "he") else ("ltr", "left")

    assert f'<html lang="{language.replace("_", "-")}" dir="{way}">' in html
    assert 3 == html.count(f'align="{side}"')
    assert html.partition("</head>")[2].count("Acme") == html.count("<bdi>Acme</bdi>") == 5


def test_a_mail_has_the_look_of_its_tenant() -> None:
    """Colour and logo are the tenant's, as in a mail with a code, and nothing else is loaded."""
    html = write("email", branding=Branding("#1a73e8", "https://acme.example/logo.png", None)).html or ""

    assert "background-color:#1a73e8;color:#ffffff;" in html
    assert ["https://acme.example/logo.png"] == re.findall(r"(?:src|href|action)\s*=\s*[\"']?([^\"'>]+)", html)
    assert not re.search("<(script|iframe|object|embed|form|link|svg)|@import|url\\(", html)


def test_a_mail_begins_with_what_a_preview_shows() -> None:
    """The first text of a mail is hidden in it and shown in the list of mails: the notice itself."""
    body = body_of(write("email"))

    assert re.search(r'<div style="display:none;[^"]*">Your <bdi>Acme</bdi> sign-in address was changed\.', body)


@pytest.mark.parametrize("notice", Notice)
def test_nobody_writes_markup_into_a_mail(notice: Notice) -> None:
    """Name and addresses are escaped wherever they stand, and odd branding that got stored is left out."""
    name = '<img src=x onerror="alert(1)">\'&'
    branding = Branding("red;}</style><script>", 'https://a/"><script>', 'https://b/"onclick="x')
    html = write("email", notice, name, branding=branding).html or ""

    assert "<img src=x" not in html and "<script" not in html and 'onclick="' not in html
    assert 6 == html.count("&lt;img src=x onerror=&#34;alert(1)&#34;&gt;&#39;&amp;")
    assert ON_LIGHT["primary"] in html and "red;" not in html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://acme.example", "data:text/html,x", "//acme.example"])
def test_only_https_is_linked_or_loaded(url: str) -> None:
    """An address that is not https is neither linked nor loaded, in HTML or in text."""
    worded = write("email", branding=Branding(None, url, url))

    assert url not in worded.text and url not in (worded.html or "")
    assert "<a " not in (worded.html or "") and "<img" not in (worded.html or "")


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_name_with_places_stays_as_it_is(channel: str) -> None:
    """Braces, percent signs and backslashes in a name are letters like others."""
    name = r"{code}%s{name}\1%(code)s{0}"
    worded = write(channel, name=name)

    assert name in worded.text
    assert worded.subject is None or name in worded.subject


@given(st.text(max_size=40), st.sampled_from(LANGUAGES), st.sampled_from(Notice))
def test_no_name_breaks_a_line(name: str, language: str, notice: Notice) -> None:
    """Whatever the name, subject and SMS are one line, so that no name adds a line by which a browser fills in."""
    subject = write("email", notice, name, locale=language).subject or ""
    text = write("sms", notice, name, locale=language).text

    assert [1, 1] == [len(f"{line}.".splitlines()) for line in (subject, text)]
