"""`auth1 brand`: how a tenant looks, and images from a terminal."""

from pathlib import Path

import pytest

from adapters.embedded.postgres import EmbeddedPostgres
from adapters.memory.images import png_of
from tests.fixtures.terminal import DONE, NOWHERE, REFUSED, USAGE, Run, run, shown
from tests.fixtures.worlds import World


@pytest.fixture
def auth1(world: World, postgres_18: EmbeddedPostgres) -> Run:
    """Commands beside a running product."""
    assert world
    base = {**NOWHERE, "DATABASE_URL": postgres_18.serving_url, "APP_URL": "https://auth.test"}
    return lambda *args, **variables: run(*args, **{**base, **variables})


@pytest.fixture
def logo(tmp_path: Path) -> str:
    """A file."""
    file = tmp_path / "logo.png"
    file.write_bytes(png_of(40, 30))
    return str(file)


def test_a_logo_comes_from_a_file_and_goes(world: World, auth1: Run, logo: str) -> None:
    """The command says where it is shown; the log says who did it."""
    acme = world.tenant()
    put = auth1("brand", "logo", "acme", logo)
    path = put.stdout.strip().removeprefix("https://auth.test")

    assert (DONE, 200) == (put.exit_code, world.call("GET", path).status_code), put.output
    gone = auth1("brand", "logo", acme.id, "--remove")
    assert (DONE, 404) == (gone.exit_code, world.call("GET", path).status_code)
    again = auth1("brand", "logo", "acme", "--remove")
    assert (REFUSED, "auth1: There is no logo.\n") == (again.exit_code, again.stderr)
    logged = world.call("GET", "/api/audit-logs?action=tenant.image_set", key=acme.secret).get_json()["data"]
    assert logged[0]["actor"].startswith("cli:")


def test_a_favicon_too(world: World, auth1: Run, logo: str) -> None:
    """Under its own address."""
    world.tenant()

    assert "/t/acme/brand/favicon/" in auth1("brand", "favicon", "acme", logo).stdout


def test_a_look_is_shown_with_its_contrast(world: World, auth1: Run, logo: str) -> None:
    """Both modes, each colour with what it needs, and what was corrected."""
    acme = world.tenant()
    world.call("PATCH", "/api/tenant", {"branding": {"color": "#ffd400"}}, key=acme.secret)
    auth1("brand", "logo", "acme", logo)
    said = auth1("brand", "show", "acme").stdout

    assert all(word in said for word in ("light", "dark", "on_primary", "needs 4.5", "needs 3.0", "40 x 30"))
    assert "light.primary: #ffd400 is shown as #" in said
    assert "\x1b" not in said


def test_a_look_for_programs(world: World, auth1: Run) -> None:
    """The whole palette, and the corrections as the API has them."""
    acme = world.tenant()
    world.call("PATCH", "/api/tenant", {"branding": {"color": "#ffd400"}}, key=acme.secret)
    said = shown(auth1("brand", "show", "acme", "--json"))

    assert {"branding", "images", "palette", "corrections"} == set(said)
    assert "#ffd400" == said["palette"]["dark"]["primary"] != said["palette"]["light"]["primary"]
    assert world.call("GET", "/api/tenant", key=acme.secret).get_json()["corrections"] == said["corrections"]


def test_what_is_wrong_is_said(world: World, auth1: Run, logo: str, tmp_path: Path) -> None:
    """A file that is no image, a tenant that is not, and a command without a file."""
    world.tenant()
    text = tmp_path / "logo.svg"
    text.write_text("<svg/>")
    large = tmp_path / "large.png"
    large.write_bytes(png_of(9, 9).ljust(600_000, b"\x00"))

    assert [REFUSED] * 3 == [
        auth1("brand", *args).exit_code
        for args in (("logo", "acme", str(text)), ("logo", "acme", str(large)), ("logo", "nobody", logo))
    ]
    assert [USAGE] * 3 == [
        auth1("brand", *args).exit_code
        for args in (("logo", "acme"), ("logo", "acme", logo, "--remove"), ("favicon", "acme", "/nowhere.png"))
    ]
    assert "script" in auth1("brand", "logo", "acme", str(text)).stderr


def test_a_preview_is_a_file(world: World, auth1: Run, tmp_path: Path) -> None:
    """Whole without the server: every page and message, in the language that is asked for."""
    world.tenant()
    out = tmp_path / "acme.html"
    said = auth1("brand", "preview", "acme", "--lang", "ar", "--out", str(out))
    text = out.read_text()

    assert (DONE, f"{out}: acme in ar. Open it in a browser.\n") == (said.exit_code, said.stdout)
    assert "Preview of <bdi>Acme</bdi>" in text
    assert "dir=&#34;rtl&#34;" in text
    assert "/assets/" not in text
