"""A tenant's look: name, colours, words, images."""

import struct

import pytest
from pytest_bdd import parsers, step, then

from adapters.memory.images import png_of
from features.hands.app import App
from features.hands.story import Story

Table = list[list[str]]
NO_LOGOS = {
    "an SVG": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    "a text": b"My logo",
    "half an image": png_of(200, 100)[:60],
    "a huge image": png_of(4097, 1),
}


@pytest.fixture
def addresses() -> list[str]:
    """Where images were shown, oldest first."""
    return []


def look_from(table: Table) -> dict[str, str | None]:
    """`none` is no value."""
    return {name: None if value == "none" else value for name, value in table}


@step(parsers.parse("{name:w}'s look changes to:"))
def look_changes(app: App, story: Story, name: str, datatable: Table) -> None:
    """Granted or refused."""
    story.last = app.change_look(story.tenants[name], look_from(datatable))


@step(parsers.parse('{name:w}\'s words in "{tag}" for "{place}" become "{text}"'))
def words_become(app: App, story: Story, name: str, tag: str, place: str, text: str) -> None:
    """All other words go."""
    story.last = app.change_look(story.tenants[name], {"texts": {tag: {place: text}}})


@step(parsers.parse("{name:w} uploads a {kind:w} of {width:d} x {height:d}"))
def uploads(app: App, story: Story, addresses: list[str], name: str, kind: str, width: int, height: int) -> None:
    """A PNG."""
    story.last = app.upload(story.tenants[name], kind, png_of(width, height))
    addresses.append(story.last.said["address"])


@step(parsers.parse("{name:w} uploads {what} as its logo"))
def uploads_what(app: App, story: Story, name: str, what: str) -> None:
    """Something that is none."""
    story.last = app.upload(story.tenants[name], "logo", NO_LOGOS[what])


@step(parsers.parse("{name:w} removes its {kind:w}"))
def removes(app: App, story: Story, name: str, kind: str) -> None:
    """Granted or refused."""
    story.last = app.remove_image(story.tenants[name], kind)


@then(parsers.parse("{name:w}'s look shows:"))
def look_shows(app: App, story: Story, name: str, datatable: Table) -> None:
    """Among others, these."""
    shown, told = app.look_of(story.tenants[name])["branding"], look_from(datatable)

    assert told == {part: shown[part] for part in told}


@then(parsers.parse('{name:w}\'s words in "{tag}" for "{place}" are "{text}"'))
def words_are(app: App, story: Story, name: str, tag: str, place: str, text: str) -> None:
    """To the letter."""
    assert text == app.look_of(story.tenants[name])["branding"]["texts"][tag][place]


@then(parsers.parse("nothing of {name:w}'s look was corrected"))
def nothing_was_corrected(app: App, story: Story, name: str) -> None:
    """Every colour is used as it was given."""
    assert [] == app.look_of(story.tenants[name])["corrections"]


@then(parsers.parse('of {name:w}\'s look "{places}" were corrected'))
def places_were_corrected(app: App, story: Story, name: str, places: str) -> None:
    """These and no others."""
    assert places == ", ".join(one["place"] for one in app.look_of(story.tenants[name])["corrections"])


@then(parsers.parse("everybody sees a {kind:w} of {width:d} x {height:d}"))
def everybody_sees(app: App, addresses: list[str], kind: str, width: int, height: int) -> None:
    """Under the last address, as a PNG."""
    seen = app.see(addresses[-1])

    assert seen is not None
    assert f"/{kind}/" in addresses[-1]
    assert (width, height) == struct.unpack_from(">II", seen, 16)


@then("the logo before is gone")
def before_is_gone(app: App, addresses: list[str]) -> None:
    """Its address shows nothing."""
    assert app.see(addresses[-2]) is None


@then("nobody sees it any more")
def nobody_sees(app: App, addresses: list[str]) -> None:
    """Its address shows nothing."""
    assert app.see(addresses[-1]) is None
