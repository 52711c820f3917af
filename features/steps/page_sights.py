"""What people see at a tenant's pages."""

from pytest_bdd import parsers, then

from features.hands.at_pages import AtPages
from features.hands.seen import Seen

ASKED = {
    "for her number": "address",
    "for the code": "code",
    "whether the app may": "consent",
    "which account goes on": "choice",
    "whether to sign out": "question",
    "to let her browser work at a puzzle": "puzzle",
    "to look into her mailbox": "mail",
    "to press the button": "button",
    "for the number": "number",
    "for her new number": "new address",
}
Table = list[list[str]]


@then(parsers.re(rf"(?P<who>\w+) is asked (?P<what>{'|'.join(ASKED)})"))
def is_asked(at_pages: AtPages, who: str, what: str) -> None:
    """And nothing is the matter."""
    sight = at_pages.sight(who)

    assert (ASKED[what], "") == (sight.place, sight.says)


@then(parsers.parse("{who:w} may go on where she began"))
def may_go_on(at_pages: AtPages, who: str) -> None:
    """And not here."""
    assert "elsewhere" == at_pages.sight(who).place


@then(parsers.parse("{who:w} is signed out of the pages"))
def is_signed_out(at_pages: AtPages, who: str) -> None:
    """As the page says."""
    assert "signed out" == at_pages.sight(who).place


@then(parsers.parse('{who:w} is told "{text}"'))
def is_told(at_pages: AtPages, who: str, text: str) -> None:
    """To the letter, and nothing else."""
    assert text == at_pages.sight(who).says


@then(parsers.parse('{who:w} is back in "{name:w}"'))
def is_back(at_pages: AtPages, who: str, name: str) -> None:
    """With a code, and with what the app had given along; the app knows who speaks."""
    sight, led = at_pages.sight(who), at_pages.apps[name]

    assert ("app", led.back) == (sight.place, sight.at.partition("?")[0])
    assert {"code", "state", "iss"} == set(sight.told)
    assert ("st", f"https://auth.test/t/{led.tenant.slug}") == (sight.told["state"], sight.told["iss"])


@then(parsers.parse('{who:w} is at the door of "{name:w}"'))
def is_at_door(at_pages: AtPages, who: str, name: str) -> None:
    """Where those are sent who were signed out."""
    assert ("app", at_pages.apps[name].home) == (at_pages.sight(who).place, at_pages.sight(who).at)


@then(parsers.parse('{who:w} reads "{text}"'))
def reads(at_pages: AtPages, who: str, text: str) -> None:
    """Somewhere on the page, to the letter."""
    shown = Seen(at_pages.sight(who).html).text

    assert text in shown, shown


@then(parsers.parse('nothing of "{text}" is on {who:w}\'s page'))
def reads_nothing(at_pages: AtPages, text: str, who: str) -> None:
    """Neither seen nor unseen."""
    assert "<h1>" in at_pages.sight(who).html
    assert text not in at_pages.sight(who).html


@then(parsers.parse("{who:w}'s page shows the logo"))
def shows_logo(at_pages: AtPages, addresses: list[str], who: str) -> None:
    """The one that was uploaded last, by its path on this server."""
    assert addresses[-1] == Seen(at_pages.sight(who).html).of("img", "src")


@then(parsers.parse('the colour "{color}" is on {who:w}\'s page'))
def color_is_on(at_pages: AtPages, color: str, who: str) -> None:
    """In the style that the page brings."""
    assert f"--background:{color};" in at_pages.sight(who).html


@then(parsers.parse("{who:w}'s page leads to:"))
def leads_to(at_pages: AtPages, who: str, datatable: Table) -> None:
    """Among others, there."""
    links = Seen(at_pages.sight(who).html).links

    assert dict(datatable) == {words: links.get(words) for words, _ in datatable}


@then(parsers.re(r'(?P<who>\w+)\'s page is in "(?P<tag>[^"]+)" and goes from (?P<from_>left|right) to (?:left|right)'))
def page_is_in(at_pages: AtPages, who: str, tag: str, from_: str) -> None:
    """As screen readers and browsers are told."""
    said = {"left": "ltr", "right": "rtl"}[from_]

    assert (tag, said) == Seen(at_pages.sight(who).html).language
