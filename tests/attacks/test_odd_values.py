"""Values that a check once let through: each is a 4xx that says what to mend."""

import pytest

from domain.email import EmailAddress, InvalidEmail
from domain.tenant_settings import SMS_BRANDING
from tests.fixtures.worlds import World

FAR = "9999-12-31T23:59:59-12:00"


def test_a_key_ends_within_ten_years(world: World) -> None:
    """An end that no database can hold is refused, and the list of keys goes on."""
    acme = world.tenant()
    body = {"kind": "publishable", "name": "x", "expires_at": FAR}

    assert 422 == world.call("POST", "/api/keys", body, key=acme.secret).status_code
    assert 200 == world.call("GET", "/api/keys", key=acme.secret).status_code


@pytest.mark.parametrize("path", ["/t/a%00b/.well-known/jwks.json", "/t/%F0%9F/.well-known/jwks.json", "/api/%00"])
def test_a_path_with_nul_or_broken_text_is_not_there(world: World, path: str) -> None:
    """What cannot be a slug is 404, and no statement is run for it."""
    said = world.call("GET", path)

    assert (404, "not_found") == (said.status_code, said.get_json()["code"])


NUMBERS = ("00000119999", "000001" + "0" * 5000, "9" * 5000, "²", "-1", "1.0", "", " 1", "1e2")


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_in_the_query_have_bounds(world: World, number: str) -> None:
    """A number in the query string is whole and within its bounds, however many zeros stand before it."""
    acme = world.tenant()
    for method, path in (("GET", "/api/keys?limit="), ("DELETE", "/api/keys/key_x?revoke_after=9999999")):
        assert 422 == world.call(method, path + number, key=acme.secret).status_code


@pytest.mark.parametrize(
    "name",
    [
        "1.2.3.4",
        "www.x",
        "t.me",
        "a.b",
        "evil。com",
        "x\u202egnp",
        "a\u200bb",
        "http//x",
        ".a",
        "evil\ua4f8com",
        "\u3164",
        "a" + "\u0301" * 4,
    ],
)
def test_a_name_for_messages_reads_as_no_address(name: str) -> None:
    """Nothing that a phone would make a link of stands in a message, and nothing that turns its text around."""
    with pytest.raises(ValueError, match="letters and digits"):
        SMS_BRANDING.read(name)


@pytest.mark.parametrize(
    "name", ["नमस्ते", "ไทยแลนด์", "Café & Co.", "Ärzte-Team", "日本", "St. Mary's", "A+B", "7 Eleven"]
)
def test_a_name_for_messages_is_of_any_script(name: str) -> None:
    """Letters with their marks are letters, in every script."""
    assert name == SMS_BRANDING.read(name)


def test_an_email_is_no_longer_than_its_bound() -> None:
    """The canonical form is what is stored, so it is what the bound holds for."""
    with pytest.raises(InvalidEmail):
        EmailAddress.parse("a@" + "ü." * 90 + "com")


def test_two_writings_of_one_test_number_are_refused(memory_world: World) -> None:
    """A number stands once in the list, since it has one code."""
    acme = memory_world.tenant()
    numbers = {"+1 201 555 0100": "111111", "+12015550100": "222222"}

    assert 422 == (
        memory_world.call("PATCH", "/api/tenant", {"settings": {"test_numbers": numbers}}, key=acme.secret).status_code
    )


def test_no_redirect_is_made_from_a_host(memory_world: World) -> None:
    """An empty path is not led anywhere, least of all to the Host that the client named."""
    client = memory_world.app.test_client()
    said = client.get("", headers={"Host": "evil.test"}, environ_overrides={"PATH_INFO": ""})

    assert 404 == said.status_code
    assert "evil.test" not in str(said.headers)
