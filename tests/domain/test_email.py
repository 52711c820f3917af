"""Email addresses: one canonical form, and nothing but InvalidEmail for the rest."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.email import EmailAddress, InvalidEmail

ATOM = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+/=?^_`{|}~-", min_size=1, max_size=20)
LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
TOP = st.from_regex(r"[a-z][a-z0-9]{1,10}", fullmatch=True)


@pytest.mark.parametrize(
    "raw",
    [
        "ada@example.com",
        "ADA@EXAMPLE.COM",
        " Ada@Example.com\n",
        "ada@example.com.",
        "ａｄａ@example.com",
        "ada＠example.com",
        "ada@ｅｘａｍｐｌｅ.com",
        "ada@example。com",
    ],
)
def test_however_it_is_written_it_is_one_address(raw: str) -> None:
    """Case, spaces around, a dot at the end and compatibility forms never make a second user of one address."""
    assert "ada@example.com" == EmailAddress.parse(raw).address


@given(st.lists(ATOM, min_size=1, max_size=3), st.lists(LABEL, min_size=1, max_size=3), TOP)
@settings(deadline=None)
def test_the_canonical_form_reads_as_itself(local: list[str], labels: list[str], top: str) -> None:
    """An ordinary address in lower case is kept as it is, and reads as itself."""
    raw = f"{'.'.join(local)}@{'.'.join([*labels, top])}"
    try:
        address = EmailAddress.parse(raw)
    except InvalidEmail:
        assert any(label.startswith("xn--") or "--" in label for label in [*labels, top])
        return

    assert raw == address.text
    assert address == EmailAddress.parse(address.text)


@given(st.one_of(st.text(max_size=300), st.text(max_size=30).map(lambda text: f"ada@{text}.com"), st.text(max_size=40)))
@settings(deadline=None, max_examples=500)
def test_hostile_text_is_an_address_or_invalid(raw: str) -> None:
    """No text makes the parser raise anything but InvalidEmail, and what it reads is plain ASCII in lower case."""
    try:
        address = EmailAddress.parse(raw).address
    except InvalidEmail:
        return

    assert address.isascii()
    assert address.isprintable()
    assert address == address.lower()
    assert 1 == address.count("@")


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "@",
        "ada",
        "ada@",
        "@example.com",
        "ada@example",
        "ada@-example.com",
        "ada@example-.com",
        "ada@exam_ple.com",
        "ada@example..com",
        "ada@.example.com",
        "ada@example.1",
        "ada@example.c",
        ".ada@example.com",
        "ada.@example.com",
        "a..da@example.com",
        "a da@example.com",
        "ada@exam ple.com",
        '"ada"@example.com',
        "ada@[127.0.0.1]",
        "ada@127.0.0.1",
        "ada@@example.com",
        "ada@example.com@evil.test",
        "ada@example.com\nbcc:eve@evil.test",
        "ada@example.com\r\nSubject: hi",
        "ada\x00@example.com",
        "ada@exa\x00mple.com",
        "ada@example.com,eve@evil.test",
        "<ada@example.com>",
        "аda@example.com",
        "ada\ud800@example.com",
        "ada@\ud800.com",
        "ada@" + "a" * 64 + ".com",
        "a" * 65 + "@example.com",
        "a" * 60 + "@" + "a." * 96 + "com",
    ],
)
def test_what_nobody_could_write_to_is_refused(raw: str) -> None:
    """Header injection, several addresses, literals, quotes, bad labels and long parts are InvalidEmail."""
    with pytest.raises(InvalidEmail):
        EmailAddress.parse(raw)


def test_a_domain_of_another_script_has_its_ascii_form() -> None:
    """A domain in another script is kept in its `xn--` form, and both ways of writing it are one address."""
    assert "ada@xn--bcher-kva.example" == EmailAddress.parse("ada@Bücher.example").address
    assert EmailAddress.parse("ada@bücher.example") == EmailAddress.parse("ada@xn--bcher-kva.example")


def test_a_plus_tag_is_another_user() -> None:
    """What follows a plus is a part of the address: servers differ in what they make of it."""
    assert EmailAddress.parse("ada+a@example.com") != EmailAddress.parse("ada@example.com")


def test_the_longest_local_part_has_64_characters() -> None:
    """Sixty-four characters before the @ are read, and kept."""
    assert "a" * 64 + "@example.com" == EmailAddress.parse("a" * 64 + "@example.com").address


def test_the_masked_form_hides_who_it_is() -> None:
    """Logs see the first letter of both parts and the end of the domain."""
    assert "a***@m***.uk" == EmailAddress.parse("ada.lovelace@mail.example.co.uk").masked()
