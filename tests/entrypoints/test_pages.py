"""The pages that people sign in on: labelled, literal, and whole without a script."""

import re
from dataclasses import replace
from typing import Final

import pytest

from adapters.babel.tongue import languages
from domain.brand_texts import PLACES
from domain.branding import Branding
from domain.palette import palette_of
from entrypoints.pages.assets import assets
from entrypoints.pages.form import Form, Problem
from entrypoints.pages.leave import Trouble
from entrypoints.pages.look import NOBODYS, PageLook
from entrypoints.pages.render import Page, policy
from entrypoints.pages.samples import ACCOUNT, CODE, CONSENT, FORM, PAGES, PHONE
from entrypoints.pages.sentences import PROBLEMS, TROUBLES
from entrypoints.pages.sign_in import EnterCode, Identify
from tests.fixtures.pages import LOOK, NONCE, Read, rendered

LANGUAGES: Final = sorted(languages())
EVERY_PAGE: Final = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
# What a tenant or an app may be called.
ODD: Final = ("<img src=x onerror=alert(1)>", "{{7*7}}", "</style><script>alert(1)</script>", "{name}%s{0}\"'&")
HEAVIEST: Final = 40_000


@EVERY_PAGE
def test_every_field_has_a_label(page: Page) -> None:
    """Each field that is seen is named by a label, and what describes it is there (WCAG 1.3.1, 3.3.2)."""
    read = Read(rendered(page))
    labels = {has["for"] for has in read.all("label")}
    seen = [has for has in read.all("input") if has.get("type") != "hidden"]
    described = [has["aria-describedby"] for _, has in read.elements if "aria-describedby" in has]

    assert all(has["id"] in labels for has in seen)
    assert {one for ids in described for one in ids.split()} <= set(read.ids)
    assert len(read.ids) == len(set(read.ids))


@EVERY_PAGE
def test_every_form_is_a_post_with_its_hidden_fields(page: Page) -> None:
    """Each form is posted as it is, with `csrf` and `flow`, and each has a button: none of it needs a script."""
    html = rendered(page)
    forms = re.findall("<form .*?</form>", html, re.S)

    assert html.count("<form") == len(forms)
    for form in forms:
        read = Read(form)
        assert [FORM.action] == [has["action"] for has in read.all("form", method="post")]
        assert ["csrf-value"] == [has["value"] for has in read.all("input", type="hidden", name="csrf")]
        assert ["flow-value"] == [has["value"] for has in read.all("input", type="hidden", name="flow")]
        assert read.all("button", type="submit")


@EVERY_PAGE
def test_nothing_of_a_page_is_inline_or_from_elsewhere(page: Page) -> None:
    """One style with the nonce, one script by its address, no handler and no style attribute: the policy holds."""
    read = Read(rendered(page))
    loaded = [has.get("src") or has.get("href") for tag, has in read.elements if tag in ("script", "link", "img")]

    assert [{"nonce": NONCE}] == read.all("style")
    assert [{"defer": "", "src": assets().script}] == read.all("script")
    assert [assets().style, assets().script] == loaded
    assert not [name for _, has in read.elements for name in has if name.startswith("on") or name == "style"]
    assert not read.all("iframe") and not read.all("base")


@EVERY_PAGE
def test_every_page_has_one_heading_and_its_places(page: Page) -> None:
    """A page says its language, its title, one heading, and has its landmarks (WCAG 2.4.2, 3.1.1)."""
    read = Read(rendered(page, "de"))

    assert [{"lang": "de", "dir": "ltr"}] == read.all("html")
    assert [1, 1, 1, 1] == [len(read.all(tag)) for tag in ("h1", "main", "header", "footer")]
    assert read.title and "Acme Books" in read.title


@EVERY_PAGE
def test_titles_carry_nothing_personal(page: Page) -> None:
    """No address, number or code stands in what a browser keeps in its history."""
    assert not re.search(r"\d|@|\*", Read(rendered(page)).title)


@EVERY_PAGE
def test_a_first_visit_is_light(page: Page) -> None:
    """Page, style and script together have less than 40 KB, uncompressed."""
    assert len(rendered(page, "th").encode()) + len(assets().css) + len(assets().js) < HEAVIEST


@EVERY_PAGE
@pytest.mark.parametrize("language", ["ar", "fa", "he"])
def test_pages_go_from_right_to_left(page: Page, language: str) -> None:
    """Where the language does, the page does; addresses and codes do not."""
    read = Read(rendered(page, language))

    assert [{"lang": language, "dir": "rtl"}] == read.all("html")
    assert all(has["dir"] == "ltr" for has in read.all("input") if has.get("type") != "hidden")


def test_the_style_knows_no_left_or_right() -> None:
    """Sides in the style are logical; the one exception keeps a field's text at the page's own side."""
    css = assets().css.decode()

    assert ["[dir=rtl] input[dir=ltr] { text-align: right; }"] == [
        line for line in css.splitlines() if re.search(r"(?<![-\w])(left|right)(?![-\w])", line) and "/*" not in line
    ]
    assert not re.search(r"gradient|@import|url\(", css)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_lacks_a_word(language: str) -> None:
    """In each language no place stays open on any page, and nothing but English reads like English."""
    for name, page in PAGES.items():
        html = rendered(page, language)

        assert not re.search(r"\{\w+\}", re.sub('<style.*?</style>|data-challenge="[^"]*"', "", html, flags=re.S)), name
        assert language == "en" or "Sign in to" not in html


def test_the_kinds_of_address_have_their_fields() -> None:
    """A number and an address are asked for as browsers and keyboards know them (WCAG 1.3.5)."""
    phone, email = (Read(rendered(replace(PHONE, kind=kind))) for kind in ("phone", "email"))

    assert phone.all("input", name="phone", type="tel", inputmode="tel", autocomplete="tel", dir="ltr")
    assert email.all("input", name="email", type="email", inputmode="email", autocomplete="email", dir="ltr")
    assert phone.all("a", href=PHONE.other or "")


def test_a_code_is_one_field_that_is_filled_in() -> None:
    """One field for the whole code, which phones offer to fill in; nothing keeps a paste with spaces out."""
    (field,) = Read(rendered(CODE)).all("input", name="code")

    assert ("numeric", "one-time-code") == (field["inputmode"], field["autocomplete"])
    assert {"maxlength", "pattern"}.isdisjoint(field)


def test_what_was_wrong_stands_beside_its_field() -> None:
    """The field is marked, described by its error and has the focus; the title says the error first."""
    read = Read(rendered(PAGES["code-wrong"]))
    (field,) = read.all("input", name="code")

    assert ("true", "wrong") == (field["aria-invalid"], field["aria-describedby"])
    assert "autofocus" in field
    assert read.all("p", id="wrong", role="alert")
    assert "Error: Enter the code · Acme Books" == read.title
    assert "The code is wrong. You have 2 attempts left." in rendered(PAGES["code-wrong"])


@pytest.mark.parametrize("name", ["magic", "consent", "choose", "log-out", "account", "mail-sent", "puzzle"])
def test_what_was_wrong_has_the_focus_where_no_field_is(name: str) -> None:
    """On a page without a field the error itself has the focus."""
    read = Read(rendered(replace(PAGES[name], problem=Problem("unheard_of"))))

    assert "autofocus" in read.all("p", id="wrong", role="alert")[0]
    assert read.title.startswith("Error: ")


@pytest.mark.parametrize(
    ("language", "left", "said"),
    [
        ("en", 1, "You have 1 attempt left."),
        ("ru", 2, "Осталось 2 попытки."),
        ("ru", 5, "Осталось 5 попыток."),
        ("pl", 3, "Pozostały Ci 3 próby."),
        ("ar", 2, "بقيت لديك محاولتان."),
        ("he", 1, "נותר לך ניסיון אחד."),
        ("fa", 4, "۴ تلاش دیگر باقی مانده است."),
        ("ja", 3, "あと 3 回お試しいただけます。"),
    ],
)
def test_attempts_left_take_their_form(language: str, left: int, said: str) -> None:
    """How many attempts are left is said in the form that the number asks for."""
    page = replace(CODE, problem=Problem("invalid_code", attempts_left=left))

    assert said in rendered(page, language)


@pytest.mark.parametrize(
    ("language", "wait", "said"),
    [
        ("en", 1, "in 1 second"),
        ("en", 90, "in 90 seconds"),
        ("en", 91, "in 2 minutes"),
        ("en", 5_400, "in 2 hours"),
        ("de", 30, "in 30 Sekunden"),
        ("ru", 22, "через 22 секунды"),
        ("bn", 30, "৩০ সেকেন্ডে"),
    ],
)
def test_a_wait_is_in_words_and_never_too_short(language: str, wait: int, said: str) -> None:
    """How long to wait is said in the language's own words and digits, rounded up."""
    page = replace(CODE, problem=Problem("rate_limited", wait=wait))

    assert said in rendered(page, language)


@pytest.mark.parametrize("odd", ODD)
def test_names_and_texts_are_shown_literally(odd: str) -> None:
    """What a tenant or an app is called, and a tenant's own texts, are texts wherever they stand."""
    look = PageLook(odd, texts=dict.fromkeys(PLACES, odd), logo="/logo")
    consent = replace(CONSENT, client=odd, scopes=(odd,), host=odd)
    for page in (*PAGES.values(), consent, replace(PHONE, typed=odd)):
        html = rendered(page, "en", look)
        read = Read(html)

        assert not read.all("img", src="x") and 1 == len(read.all("script")) == len(read.all("style"))
        assert odd in read.title
        assert "49" not in read.title


def test_a_tenants_own_words_take_their_places() -> None:
    """Each of the four texts stands in its place, and there only."""
    look = replace(LOOK, texts={place: f"own {place}" for place in PLACES})
    page, code, other = (rendered(one, "en", look) for one in (PHONE, CODE, PAGES["log-out"]))

    assert all(f"own {place}" in page for place in ("sign_in_title", "sign_in_intro", "footer"))
    assert "own code_intro" in code and "own sign_in_intro" not in code
    assert "own footer" in other and "own sign_in_title" not in other
    assert "own sign_in_title · Acme Books" == Read(page).title


@pytest.mark.parametrize("url", ["javascript:alert(1)", "http://acme.example", "//acme.example", "data:text/html,x"])
def test_only_https_is_linked(url: str) -> None:
    """An address that is not https is neither linked nor loaded."""
    look = PageLook("Acme", url, url, url, url, url)

    assert url not in rendered(PHONE, "en", look)


def test_a_logo_is_named_by_its_tenant() -> None:
    """A logo stands for the name, and says it to who sees none."""
    read = Read(rendered(PHONE, "en", replace(LOOK, logo="/t/acme/brand/logo/1", favicon="/t/acme/brand/favicon/2")))

    assert [{"class": "logo", "src": "/t/acme/brand/logo/1", "alt": "Acme Books"}] == read.all("img")
    assert read.all("link", rel="icon", href="/t/acme/brand/favicon/2")


@pytest.mark.parametrize("color", ["red", "#fff", "#12345g", "#123456;}", "", "#123456\n"])
def test_only_colours_reach_the_style(color: str) -> None:
    """What is not six hexadecimal digits behind a # is no colour of a page."""
    odd = replace(NOBODYS, light=replace(NOBODYS.light, link=color))

    with pytest.raises(ValueError, match="colour"):
        _ = PageLook("Acme", palette=odd).style


def test_the_colours_of_nobody_can_be_read() -> None:
    """Without a brand texts have a contrast of 4.5, and outlines of 3 (WCAG 1.4.3, 1.4.11)."""
    pairs = [*NOBODYS.light.pairs(), *NOBODYS.dark.pairs()]

    assert pairs
    assert [] == [pair for pair in pairs if pair.ratio < pair.needed]
    assert {4.5, 3.0} == {pair.needed for pair in pairs}


def test_the_browsers_own_controls_follow_the_ground() -> None:
    """A tenant's dark ground has dark checkboxes and scroll bars, in the mode called light too (CSS color-scheme)."""
    night = PageLook("Acme", palette=palette_of(Branding(background="#101317"))).style
    light, dark = night.split("@media")

    assert (1, 1) == (light.count("color-scheme:dark;"), dark.count("color-scheme:dark;"))
    assert 1 == PageLook("Acme").style.count("color-scheme:light;")


def test_every_problem_and_trouble_has_its_words() -> None:
    """Each code has a sentence of its own on the page, and a code that is not known has one too."""
    said = {code: rendered(replace(CODE, problem=Problem(code))) for code in (*PROBLEMS, "unheard_of")}
    kinds = {kind: rendered(Trouble(kind, "req_1")) for kind in TROUBLES}  # type: ignore[arg-type]

    assert all(sentence in said[code] for code, sentence in PROBLEMS.items())
    assert "Something went wrong. Please try again." in said["unheard_of"]
    assert all(TROUBLES[kind][0] in html and "req_1" in html for kind, html in kinds.items())


def test_a_form_shows_no_token() -> None:
    """Where a form is printed, its hidden fields are not."""
    form = Form("/at", {"csrf": "hidden-value"})

    assert "hidden" not in repr(form) + repr(Identify(form, "phone")) + repr(EnterCode(form, "a***", "sms"))


def test_an_own_device_is_marked_and_not_ended() -> None:
    """The session of the page itself is marked and has no button; each other one has, which says what it ends."""
    read = Read(rendered(ACCOUNT))
    ends = [has["aria-describedby"] for has in read.all("button") if "aria-describedby" in has]

    assert ["device-2", "device-3"] == ends
    assert rendered(ACCOUNT).count("This device") == 1
    assert "Unknown device" in rendered(ACCOUNT) and "Unbekanntes Gerät" in rendered(ACCOUNT, "de")


def test_the_policy_lets_nobody_else_in() -> None:
    """Scripts, styles, forms and frames are this server's; an app's origin may be where a form leads on to."""
    said = policy("n", "https://app.example")

    assert "script-src 'self' 'nonce-n'" in said and "style-src 'self' 'nonce-n'" in said
    assert "form-action 'self' https://app.example;" in said
    assert "default-src 'none'" in said and "frame-ancestors 'none'" in said and "unsafe" not in said
