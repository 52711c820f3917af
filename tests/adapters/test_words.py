"""Letters in many languages: one SMS each, right forms, and a mail that nobody can write markup into."""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from gettext import c2py
from itertools import product
from typing import Final

import pytest
from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from adapters.babel import tongue as tongues
from adapters.babel.choice import choose
from adapters.babel.look import Look
from adapters.babel.sentences import COUNTED, PAUSE, SHORT, SINGLE
from adapters.babel.tongue import ZEROS, languages
from adapters.babel.words import BabelWords
from domain.branding import Branding
from domain.contrast import BLACK, WHITE, contrast
from domain.letter import Letter, Worded
from domain.palette import ON_LIGHT, palette_of
from domain.sms_text import fits, units
from domain.tenant_settings import SMS_BRANDING

LANGUAGES: Final = sorted(languages())
TRANSLATED: Final = sorted(languages() - {"en"})
WIDE: Final = "\U00020000"
LONGEST_NAMES: Final = ("Mega & Sons' Coffee - Tea + Cakes", "Ж" * 32, "文" * 32, WIDE * 32, "क्षि" * 8)
HOSTS: Final = (
    None,
    "my.acme.example",
    "accounts.signin.shopping.acme-shop.test.",
    "a" * 63 + ".example" * 23 + ".acme1",
)
HASH: Final = "FA+9qCX9VSu"
PLACES: Final = ("{name}", "{code}", "{minutes}")


def write(channel: str = "sms", name: str = "Acme", code: str = "482913", minutes: int = 10, **more: object) -> Worded:
    return BabelWords().write(Letter(channel, name, code, minutes, **more))  # type: ignore[arg-type]


@cache
def catalogue(language: str) -> Catalog:
    with tongues._LOCALES.joinpath(language, "LC_MESSAGES", "auth1.po").open("rb") as source:
        return read_po(source)


def forms(language: str, sentence: str) -> tuple[str, ...]:
    message = catalogue(language).get(sentence)
    assert message is not None and message.string
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_many_languages_are_there() -> None:
    """Besides English there are the large languages of the world, 30 in all."""
    assert 30 == len(TRANSLATED)
    assert {"ar", "bn", "de", "es", "fa", "fr", "hi", "id", "ja", "ko", "pt", "ru", "tr", "vi"} <= set(TRANSLATED)
    assert {"zh_Hans", "zh_Hant"} <= set(TRANSLATED)


@pytest.mark.parametrize("minutes", range(1, 11))
def test_english_is_to_the_letter(minutes: int) -> None:
    """English is the promised sentence for every number of minutes, and last lines stand below it."""
    sentence = f"Your MyApp verification code is: 482913. Expires in {minutes} minutes."
    lines = f"\n{HASH}\n@acme.example #482913"

    assert sentence == write(name="MyApp", minutes=minutes).text
    assert sentence + lines == write(
        name="MyApp", minutes=minutes, locale="en-GB", autofill_domain="acme.example", app_hash=HASH
    ).text  # fmt: skip


def test_the_longest_names_and_hosts_are_such() -> None:
    """The extremes of the next test are allowed, and as long as allowed."""
    names = [name[:32] for name in LONGEST_NAMES]

    assert names == [SMS_BRANDING.read(name) for name in names]
    assert {32} == {len(name) for name in names}
    assert [15, 40, 253] == [len(host) for host in HOSTS if host]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sms_is_one_segment(language: str) -> None:
    """In each language, with the longest name of any script and every option, an SMS is one segment with its code."""
    for name, host, app_hash, code in product(LONGEST_NAMES, HOSTS, (None, HASH), ("482913", "4829130567")):
        for minutes in range(1, 11):
            letter = Letter("sms", name[:32], code, minutes, language, None, host, app_hash)
            text = BabelWords().write(letter).text
            sentence, *lines = text.split("\n")

            assert fits(text, retrieved=app_hash is not None), text
            assert re.search(rf"\b{code}\b", sentence)
            assert name[:1] in sentence and (app_hash in lines or app_hash is None)
            assert not [line for line in lines if line not in (app_hash, f"@{host} #{code}")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_full_sentence_is_for_usual_names(language: str) -> None:
    """A name of ten letters in Latin or in the language's own script gets the full sentence in one SMS."""
    own = {"ru": "Кофемания", "uk": "Кав'ярня", "ar": "مقهى المدينة", "zh_Hans": "城市咖啡馆", "ja": "東京コーヒー"}
    for name in ("MyBookShop", own.get(language, "Acme")):
        assert write("whatsapp", name=name, locale=language).text == write(name=name, locale=language).text


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_short_sentence_leaves_room(language: str) -> None:
    """The short sentence with a code of ten digits has at most 40 units and 100 bytes beside the name."""
    (short,) = forms(language, SHORT)
    filled = short.replace("{name}", "").replace("{code}", "4829130567")

    assert units(filled) <= 40
    assert len(filled.encode()) <= 100


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_catalogue_has_every_sentence(language: str) -> None:
    """Each sentence is there in each language, in as many forms as the language has, and nothing else is."""
    known = catalogue(language)
    sentences = {*SINGLE, *(one for one, _ in COUNTED)}

    assert sentences == {
        message.id if isinstance(message.id, str) else message.id[0] for message in known if message.id
    }
    assert all(text.strip() or sentence == PAUSE for sentence in sentences for text in forms(language, sentence))
    assert {known.num_plurals} == {len(forms(language, one)) for one, _ in COUNTED}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_place_is_there_once(language: str) -> None:
    """A translation has each place of its English once; only a form for a single number may spell that number out."""
    known = catalogue(language)
    for sentence in (*SINGLE, *(many for _, many in COUNTED)):
        one = next((one for one, many in COUNTED if many == sentence), sentence)
        expected = [sentence.count(place) for place in PLACES]
        for index, text in enumerate(forms(language, one)):
            counts = [text.count(place) for place in PLACES]
            numbers = [n for n in range(200) if plural_index(known, n) == index]
            spelled_out = len(numbers) == 1 and counts == [*expected[:2], 0]

            assert expected == counts or spelled_out, text
            assert sum(counts) == len(re.findall(r"[{}]", text)) / 2


rule_of = cache(c2py)


def plural_index(known: Catalog, number: int) -> int:
    return int(rule_of(known.plural_expr)(number))


@pytest.mark.parametrize("language", TRANSLATED)
def test_plural_forms_are_those_of_cldr(language: str) -> None:
    """A catalogue tells numbers apart exactly as CLDR does, and has a form for each of its categories of whole numbers."""
    known, rule = catalogue(language), Locale.parse(language).plural_form
    pairs = {(rule(number), plural_index(known, number)) for number in range(1000)}

    assert known.num_plurals == len({category for category, _ in pairs}) == len({index for _, index in pairs})
    assert known.num_plurals == len(pairs)


@pytest.mark.parametrize(
    ("language", "minutes", "ending"),
    [
        ("de", 1, "Er läuft in 1 Minute ab."),
        ("de", 2, "Er läuft in 2 Minuten ab."),
        ("fr", 1, "Il expire dans 1 minute."),
        ("fr", 10, "Il expire dans 10 minutes."),
        ("ru", 1, "Действует 1 минуту."),
        ("ru", 2, "Действует 2 минуты."),
        ("ru", 4, "Действует 4 минуты."),
        ("ru", 5, "Действует 5 минут."),
        ("ru", 10, "Действует 10 минут."),
        ("uk", 3, "Діє 3 хвилини."),
        ("pl", 1, "Wygaśnie za 1 minutę."),
        ("pl", 3, "Wygaśnie za 3 minuty."),
        ("pl", 7, "Wygaśnie za 7 minut."),
        ("cs", 1, "Vyprší za 1 minutu."),
        ("cs", 4, "Vyprší za 4 minuty."),
        ("cs", 5, "Vyprší za 5 minut."),
        ("ro", 1, "Expiră în 1 minut."),
        ("ro", 10, "Expiră în 10 minute."),
        ("ar", 1, "تنتهي صلاحيته خلال دقيقة واحدة."),
        ("ar", 2, "تنتهي صلاحيته خلال دقيقتين."),
        ("ar", 3, "تنتهي صلاحيته خلال 3 دقائق."),
        ("ar", 10, "تنتهي صلاحيته خلال 10 دقائق."),
        ("he", 2, "הקוד יפוג בעוד שתי דקות."),
        ("hu", 1, "1 perc múlva lejár."),
        ("ja", 1, "1分間有効です。"),
    ],
)
def test_numbers_take_their_form(language: str, minutes: int, ending: str) -> None:
    """The word for minutes stands in the form that the number asks for."""
    assert write(minutes=minutes, locale=language).text.endswith(ending)


@pytest.mark.parametrize(
    ("language", "minutes", "number"),
    [("fa", 10, "۱۰"), ("fa", 4, "۴"), ("bn", 10, "১০"), ("bn", 9, "৯"), ("hi", 10, "10")],
)
def test_minutes_are_in_the_digits_of_the_language(language: str, minutes: int, number: str) -> None:
    """Minutes have the language's own digits; the code has those of the keyboard that it is typed on."""
    for channel in ("sms", "whatsapp", "email"):
        text = write(channel, minutes=minutes, locale=language).text

        assert number in text.replace("482913", "")
        assert "482913" in text


def test_the_digits_of_every_language_are_known() -> None:
    """Each language's numbering system is one whose digits are known here."""
    assert set() == {Locale.parse(language).default_numbering_system for language in LANGUAGES} - set(ZEROS)


@pytest.mark.parametrize(
    ("locale", "country", "language"),
    [
        ("de", None, "de"),
        ("de-AT", "FR", "de"),
        ("DE-at", None, "de"),
        ("pt-BR", None, "pt"),
        ("pt-PT", None, "pt"),
        ("zh", None, "zh_Hans"),
        ("zh-CN", None, "zh_Hans"),
        ("zh-SG", None, "zh_Hans"),
        ("zh-TW", None, "zh_Hant"),
        ("zh-hk", None, "zh_Hant"),
        ("zh-Hant", None, "zh_Hant"),
        ("zh_Hant_HK", None, "zh_Hant"),
        ("zh-Hans-HK", None, "zh_Hans"),
        ("yue", None, "zh_Hant"),
        ("iw", None, "he"),
        ("he-IL", None, "he"),
        ("in", None, "id"),
        ("no", None, "nb"),
        ("nn-NO", None, "nb"),
        ("en-GB", "DE", "en"),
        ("sw", "DE", "de"),
        ("tlh", None, "en"),
        ("sw", "XX", "en"),
        ("", "FR", "fr"),
        ("x", "FR", "fr"),
        ("-", "FR", "fr"),
        ("../../de", None, "en"),
        (None, None, "en"),
        (None, "DE", "de"),
        (None, "de", "de"),
        (None, "AT", "de"),
        (None, "CH", "de"),
        (None, "LI", "de"),
        (None, "BE", "nl"),
        (None, "LU", "fr"),
        (None, "CA", "en"),
        (None, "US", "en"),
        (None, "PR", "es"),
        (None, "MX", "es"),
        (None, "BR", "pt"),
        (None, "IN", "en"),
        (None, "PK", "en"),
        (None, "BD", "bn"),
        (None, "SG", "en"),
        (None, "HK", "zh_Hant"),
        (None, "TW", "zh_Hant"),
        (None, "MO", "zh_Hant"),
        (None, "CN", "zh_Hans"),
        (None, "ZA", "en"),
        (None, "KE", "en"),
        (None, "CM", "fr"),
        (None, "SN", "fr"),
        (None, "MA", "ar"),
        (None, "IL", "he"),
        (None, "IR", "fa"),
        (None, "UA", "uk"),
        (None, "KZ", "ru"),
        (None, "CY", "el"),
        (None, "MD", "ro"),
        (None, "FI", "fi"),
        (None, "NO", "nb"),
        (None, "IE", "en"),
        (None, "RS", "en"),
        (None, "MY", "en"),
        (None, "001", "en"),
        (None, "XX", "en"),
    ],
)
def test_who_gets_which_language(locale: str | None, country: str | None, language: str) -> None:
    """What was asked for goes first, then the official language most spoken in the country, then English.

    An official English goes before a language that less than half of the country speak.
    """
    assert language == choose(locale, country)


@given(st.text(max_size=20), st.text(max_size=3))
def test_whatever_is_asked_for_gets_a_language(locale: str, country: str) -> None:
    """No locale and no country is too odd for an answer."""
    assert choose(locale, country) in LANGUAGES


def test_threads_may_come_first_together() -> None:
    """Many threads that ask for a language at its first use all get its words."""
    tongues.catalogue.cache_clear()
    with ThreadPoolExecutor(16) as pool:
        texts = set(pool.map(lambda _: write(locale="tr").text, range(64)))

    assert {"Acme doğrulama kodunuz: 482913. 10 dakika geçerlidir."} == texts


def test_the_language_is_named_by_its_tag() -> None:
    """The language of a letter is a BCP 47 tag."""
    assert ["zh-Hant", "en", "pt"] == [write(locale=asked).language for asked in ("zh_tw", "xx", "pt-BR")]


def test_other_channels_have_text_alone() -> None:
    """SMS, WhatsApp and voice have neither subject nor HTML."""
    for channel in ("sms", "whatsapp", "voice"):
        worded = write(channel)

        assert (None, None) == (worded.subject, worded.html)


def test_whatsapp_gets_the_full_sentence() -> None:
    """WhatsApp has no segments: the full sentence goes there whatever the name, and without last lines."""
    worded = write("whatsapp", name="Ж" * 32, autofill_domain="acme.example", app_hash=HASH)

    assert f"Your {'Ж' * 32} verification code is: 482913. Expires in 10 minutes." == worded.text


def test_an_english_voice_says_the_code_twice() -> None:
    """A call says digits with a pause behind each, and all of it once more."""
    digits = "4. 8. 2. 9. 1. 3."

    assert f"Hello. Your Acme verification code is: {digits} Once more: {digits}" == write("voice").text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_voice_never_meets_two_digits_in_a_row(language: str) -> None:
    """In each language a call says all digits twice, in order, each apart from the next, and the name."""
    text = write("voice", locale=language, app_hash=HASH, autofill_domain="a1.example").text

    assert ["4", "8", "2", "9", "1", "3"] * 2 == re.findall("[0-9]+", text)
    assert "Acme" in text


@pytest.mark.parametrize("language", ["da", "de", "fi", "nb", "pl"])
def test_a_voice_says_no_ordinals(language: str) -> None:
    """Where a digit with a full stop is an ordinal, a comma stands between the digits."""
    assert "4, 8, 2, 9, 1, 3." in write("voice", locale=language).text


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "voice", "email"])
def test_a_name_with_places_stays_as_it_is(channel: str) -> None:
    """Braces, percent signs and backslashes in a name are letters like others."""
    name = r"{code}%s{minutes}{name}\1%(code)s{0}"
    worded = write(channel, name=name)

    assert name in worded.text
    assert worded.subject is None or name in worded.subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_has_its_code_everywhere(language: str) -> None:
    """In each language the code and the name are in subject, text and HTML, the code once and in one piece."""
    worded = write("email", locale=language, branding=Branding(support_url="https://acme.example/help"))
    body = re.sub("<title>.*</title>", "", worded.html or "")

    assert ["482913"] == re.findall("[0-9]{6}", worded.subject or "")
    assert ["482913"] == re.findall("[0-9]{6}", worded.text)
    assert 1 == body.count(">482913<")
    assert all("Acme" in part for part in (worded.subject or "", worded.text, body))
    assert all("https://acme.example/help" in part for part in (worded.text, body))
    assert not [place for place in PLACES if place in f"{worded.subject}{worded.text}{body}"]


def test_a_mail_in_english() -> None:
    """The text part says all that the HTML says, and counts its minutes in English too."""
    worded = write("email", minutes=1, branding=Branding(support_url="https://acme.example/help"))

    assert "Acme: 482913 is your verification code" == worded.subject
    assert (
        "Your verification code\n\n"
        "Enter this code to sign in to Acme.\n\n"
        "482913\n\n"
        "The code expires in 1 minute.\n"
        "If you did not ask for this code, ignore this message; nobody gets in without it.\n"
        "Never share this code: Acme will never ask you for it.\n\n"
        "Get help: https://acme.example/help\n\n"
        "Acme\n"
    ) == worded.text


def test_nobody_writes_markup_into_a_mail() -> None:
    """Name and addresses are escaped wherever they stand, and odd branding that got stored is left out."""
    name = '<img src=x onerror="alert(1)">\'&'
    branding = Branding("red;}</style><script>", 'https://a/"><script>', 'https://b/"onclick="x')
    html = write("email", name=name, branding=branding).html or ""

    assert "<img src=x" not in html and "<script" not in html and 'onclick="' not in html
    assert html.count("&lt;img src=x onerror=&#34;alert(1)&#34;&gt;&#39;&amp;") >= 3
    assert ON_LIGHT["primary"] in html and "red;" not in html


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://acme.example", "data:text/html,x", "//acme.example"])
def test_only_https_is_linked_or_loaded(url: str) -> None:
    """An address that is not https is neither linked nor loaded, in HTML or in text."""
    worded = write("email", branding=Branding(None, url, url))

    assert url not in worded.text and url not in (worded.html or "")
    assert "<a " not in (worded.html or "") and "<img" not in (worded.html or "")


def test_a_mail_loads_the_logo_and_nothing_else() -> None:
    """There is no script and no frame, and the only thing from elsewhere is the logo, with the name for who sees none."""
    html = write("email", branding=Branding("#1a73e8", "https://acme.example/logo.png", None)).html or ""

    assert ["https://acme.example/logo.png"] == re.findall(
        r"(?:src|href|url|action|background)\s*[=(]\s*[\"']?([^\"')>]+)", html
    )
    assert re.search('<img [^>]*alt="Acme"', html)
    assert not re.search("<(script|iframe|object|embed|form|link|svg)|@import|url\\(", html)


@pytest.mark.parametrize(
    "name", ["Acme\r\nBcc: eve@evil.example", "Acme\nX", "A\x00c\x1bme", "A\u2028cme\u2029", "A\x85cme"]
)
def test_a_subject_is_one_line(name: str) -> None:
    """Breaks and control characters in a name are spaces in the subject."""
    subject = write("email", name=name).subject or ""

    assert subject.isprintable()
    assert "  " not in subject and subject.endswith(": 482913 is your verification code")


@given(st.text(max_size=40), st.sampled_from(LANGUAGES))
def test_no_name_breaks_a_subject(name: str, language: str) -> None:
    """Whatever the name, the subject is one line, with the code."""
    subject = write("email", name=name, locale=language).subject or ""

    assert 1 == len(f"{subject}.".splitlines())
    assert "482913" in subject


def test_a_subject_keeps_joiners() -> None:
    """The invisible letters that Persian is spelled with are not spaces."""
    assert "می\u200cشود" in (write("email", name="می\u200cشود").subject or "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_goes_its_way(language: str) -> None:
    """A mail says its language, and is right to left for Arabic, Hebrew and Persian; the code never is."""
    html = write("email", locale=language).html or ""
    way = "rtl" if language in ("ar", "fa", "he") else "ltr"

    assert f'<html lang="{language.replace("_", "-")}" dir="{way}">' in html
    assert html.count(f'align="{"right" if way == "rtl" else "left"}"') >= 4
    assert re.search(r'<td class="digits" dir="ltr"[^>]*>482913</td>', html)


def test_a_mail_can_be_dark() -> None:
    """A mail says that it has both schemes, and brings the palette's colours along, in which each text is readable."""
    branding = Branding("#0a2540", background_dark="#102030")
    html, palette = write("email", branding=branding).html or "", palette_of(branding)
    dark = html[html.index("@media (prefers-color-scheme: dark)") : html.index("</style>")]
    colors = dict(re.findall(r"\.(\w+) \{ (?:background-color: #\w+ !important; )?color: (#\w{6}) !important", dark))
    grounds = dict(re.findall(r"\.(\w+) \{ background-color: (#\w{6}) !important", dark))
    over = {"band": grounds["band"], "text": grounds["sheet"], "quiet": grounds["sheet"], "digits": grounds["digits"]}

    assert '<meta name="color-scheme" content="light dark">' in html
    assert set(over) == set(colors)
    assert min(contrast(colors[name], ground) for name, ground in over.items()) >= 4.5
    assert ("#102030", palette.dark.primary) == (grounds["page"], grounds["band"])
    assert palette.light.text in html and palette.light.muted in html


def test_a_mail_begins_with_what_a_preview_shows() -> None:
    """The first text of a mail is hidden in it and shown in the list of mails: when the code expires."""
    html = write("email").html or ""
    body = html[html.index("<body") :]

    assert re.search(r'<div style="display:none;[^"]*">The code expires in 10 minutes\.</div>', body)
    assert body.index("The code expires") < body.index("Acme")


@pytest.mark.parametrize(
    ("color", "text"), [("#000000", WHITE), ("#1a73e8", WHITE), ("#FF0000", BLACK), ("#888888", BLACK)]
)
def test_text_on_a_colour_is_black_or_white(color: str, text: str) -> None:
    """On a dark colour text is white, on a light one black."""
    html = write("email", branding=Branding(color)).html or ""

    assert f"background-color:{color};color:{text};" in html


def test_a_colour_that_nobody_could_see_is_made_darker() -> None:
    """A mail has the colours of the pages, corrected as they are."""
    html, light = write("email", branding=Branding("#ffd400")).html or "", palette_of(Branding("#ffd400")).light

    assert f"background-color:{light.primary};color:{light.on_primary};" in html
    assert "#ffd400" != light.primary


def test_without_a_branding_a_mail_is_neutral() -> None:
    """No colour of anybody's, no logo, no address."""
    assert Look(palette_of(Branding()), None, None) == Look.of(Branding())
