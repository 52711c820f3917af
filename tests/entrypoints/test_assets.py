"""The files of the sign-in pages."""

from typing import Final

import pytest

from entrypoints.pages.assets import assets
from tests.fixtures.worlds import World

FOR_EVER: Final = "public, max-age=31536000, immutable"


@pytest.mark.parametrize(("end", "media"), [("css", "text/css"), ("js", "text/javascript")])
def test_files_are_kept_for_ever(memory_world: World, end: str, media: str) -> None:
    """Style and script are answered under the name of their content, and browsers need never ask again."""
    answer = memory_world.call("GET", f"/assets/{assets().name}.{end}")

    assert (200, media, FOR_EVER) == (answer.status_code, answer.mimetype, answer.headers["Cache-Control"])
    assert "nosniff" == answer.headers["X-Content-Type-Options"]
    assert getattr(assets(), end) == answer.data


@pytest.mark.parametrize("name", ["pages.css", "0.css", "00000000000000000000.js", "..%2fpages.css", "x.txt"])
def test_another_name_is_not_found(memory_world: World, name: str) -> None:
    """An older or invented name is 404, and nothing that is kept for ever."""
    answer = memory_world.call("GET", f"/assets/{name}")

    assert (404, "no-store") == (answer.status_code, answer.headers["Cache-Control"])


def test_pages_name_what_is_there(memory_world: World) -> None:
    """The addresses that pages load are those of the doors."""
    found = [memory_world.call("GET", path).status_code for path in (assets().style, assets().script)]

    assert [200, 200] == found
