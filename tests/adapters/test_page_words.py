"""The words of the pages: every sentence in every language, in its right forms."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from gettext import c2py
from pathlib import Path
from typing import Final

import pytest
from babel.core import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st

from adapters.babel import tongue as tongues
from adapters.babel.languages import BabelLanguages
from adapters.babel.pages import BabelPageWords
from adapters.babel.tongue import languages
from entrypoints.pages.sentences import ATTEMPTS

ROOT: Final = Path(__file__).parents[2] / "entrypoints" / "pages"
LANGUAGES: Final = sorted(languages())
TRANSLATED: Final = sorted(languages() - {"en"})
IN_TEMPLATES: Final = re.compile(r'voice\.(?:say|when)\("([^"]+)"')
PLACE: Final = re.compile(r"\{\w+\}")


def marked() -> Iterator[str]:
    """The sentences that modules mark."""
    for path in ROOT.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "sentence":
                assert isinstance(node.args[0], ast.Constant)
                yield str(node.args[0].value)


@cache
def sentences() -> frozenset[str]:
    """Every sentence of every page; of one that is counted, the form for one."""
    templates = [path.read_text() for path in (ROOT / "templates").glob("*.html")]
    return frozenset((*marked(), *(one for text in templates for one in IN_TEMPLATES.findall(text)))) - {ATTEMPTS[1]}


@cache
def catalogue(language: str) -> Catalog:
    with tongues._LOCALES.joinpath(language, "LC_MESSAGES", "pages.po").open("rb") as source:
        return read_po(source)


def forms(language: str, sentence: str) -> tuple[str, ...]:
    message = catalogue(language).get(sentence)
    assert message is not None and message.string
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


def test_no_template_hides_a_sentence() -> None:
    """Every call that says something names its sentence right there, or one that a module marks."""
    templates = "\n".join(path.read_text() for path in (ROOT / "templates").glob("*.html"))
    calls = re.findall(r"voice\.(?:say|when|count)\(([^\"][^,)\s]*)", templates)

    assert {"scopes[scope]", "troubles[page.kind][0]", "done[page.done]"} == set(calls)
    assert len(sentences()) > 100


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_catalogue_has_every_sentence(language: str) -> None:
    """Each sentence of a page is there in each language, in as many forms as it has, and nothing else is."""
    known = catalogue(language)
    found = {message.id if isinstance(message.id, str) else message.id[0] for message in known if message.id}

    assert sentences() == found
    assert all(text.strip() for sentence in found for text in forms(language, sentence))
    assert known.num_plurals == len(forms(language, ATTEMPTS[0]))


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_place_is_there_once(language: str) -> None:
    """A translation has the places of its English; only a form for a single number may spell that number out."""
    rule = c2py(catalogue(language).plural_expr)
    for sentence in sentences() - {ATTEMPTS[0]}:
        (text,) = forms(language, sentence)
        assert sorted(PLACE.findall(sentence)) == sorted(PLACE.findall(text))
    for index, text in enumerate(forms(language, ATTEMPTS[0])):
        numbers = [number for number in range(200) if int(rule(number)) == index]
        assert PLACE.findall(text) == ["{number}"] or (len(numbers) == 1 and not PLACE.findall(text))


@pytest.mark.parametrize("language", TRANSLATED)
def test_plural_forms_are_those_of_the_messages(language: str) -> None:
    """Both catalogues of a language tell numbers apart alike, and as CLDR does."""
    with tongues._LOCALES.joinpath(language, "LC_MESSAGES", "auth1.po").open("rb") as source:
        messages = read_po(source)
    rule, cldr = c2py(catalogue(language).plural_expr), Locale.parse(language).plural_form

    assert messages.plural_forms == catalogue(language).plural_forms
    assert catalogue(language).num_plurals == len({(cldr(number), int(rule(number))) for number in range(1000)})


@pytest.mark.parametrize(
    ("wanted", "tag"),
    [
        (["de-AT", "en"], "de"),
        (["sw", "pt-BR"], "pt"),
        (["zh-TW"], "zh-Hant"),
        (["xx", "../../de", ""], "en"),
        ([], "en"),
        (["he"], "he"),
    ],
)
def test_the_first_language_that_is_known_is_taken(wanted: list[str], tag: str) -> None:
    """Of what a browser asks for, the first that there are words in; English where there is none."""
    assert tag == BabelLanguages().choose(wanted).tag


@pytest.mark.parametrize("language", LANGUAGES)
def test_moments_are_said_in_every_language(language: str) -> None:
    """What is to come and what is past is said with its number, and not in the same words."""
    words = BabelPageWords(language)
    moments = [words.moment(seconds) for seconds in (30, -30, 600, -600, 7_200, -7_200, -90_000 * 5, -90_000 * 80)]

    assert all(moments) and len(moments) == len(set(moments))


@given(st.integers(-(10**9), 10**9), st.sampled_from(LANGUAGES))
def test_every_moment_has_words(seconds: int, language: str) -> None:
    """However far off, there are words for it."""
    assert BabelPageWords(language).moment(seconds)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "1 second ago"),
        (1, "in 1 second"),
        (90, "in 90 seconds"),
        (91, "in 2 minutes"),
        (3_601, "in 61 minutes"),
        (5_401, "in 2 hours"),
        (172_800, "in 2 days"),
        (-119, "1 minute ago"),
        (-86_399, "23 hours ago"),
        (-2_592_000, "30 days ago"),
        (-5_184_000, "2 months ago"),
    ],
)
def test_what_is_to_come_is_rounded_up(seconds: int, said: str) -> None:
    """Nobody is told to come too early, and nothing is older than it is."""
    assert said == BabelPageWords("en").moment(seconds)


def test_countries_have_names() -> None:
    """A country is named in the language; what is none is left as it is."""
    names = [BabelPageWords(language).country("DE") for language in ("en", "de", "ja")]

    assert ["Germany", "Deutschland", "ドイツ"] == names
    assert "XQ" == BabelPageWords("de").country("XQ")


def test_digits_are_the_languages_own() -> None:
    """Numbers in sentences and moments are written as the language writes them, and scripts are told how."""
    persian = BabelPageWords("fa")

    assert "arabext" == persian.numbering
    assert "۳۰" in persian.moment(30) and "۳" in persian.count(*ATTEMPTS, 3)
