"""B46: a tenant's own words, colours and addresses become neither markup, script nor style."""

from typing import Any

import pytest

from domain.branding import Branding
from tests.fixtures.worlds import TenantKeys, World

LITERAL = (
    "<img src=x onerror=alert(1)>",
    "{{7*7}}",
    "</style><script>",
    "${7*7}",
    "%(x)s",
    "';--",
    "{% x %}",
    "a&amp;b",
)
TURNED = (
    "a\u202eb",
    "a\u2066b\u2069",
    "a\u200fb",
    "a\u061cb",
    "a\u200bb",
    "a\ufeffb",
    "a\nb",
    "a\x1bb",
    "a\u2028b",
    "\U000e0001b",
)
LINK: tuple[Any, ...] = (
    "javascript:alert(1)", "http://acme.com", "data:image/svg+xml,<svg>", "//acme.com", "https://u:p@acme.com",
    "https://127.0.0.1/x", "https://localhost", "https://acme.com/?x=1", 'https://acme.com/"onerror=', "", 5, [], {},
)  # fmt: skip
COLOR: tuple[Any, ...] = (
    "red",
    "#fff",
    "#1a73e8}</style>",
    "#1a73e8\n",
    "url(x)",
    "expression(alert(1))",
    "var(--x)",
    "#１２３４５６",
    5,
    [],
    {},
)
WRONG: dict[str, tuple[Any, ...]] = {
    "color": COLOR,
    "color_dark": COLOR,
    "background": COLOR,
    "background_dark": COLOR,
    "logo_url": LINK,
    "support_url": LINK,
    "terms_url": LINK,
    "privacy_url": LINK,
    "display_name": ("", " a", "x" * 65, 5, [], {}, *TURNED),
    "texts": (
        5, [], "x", {"en": 5}, {"en": {"css": "x"}}, {"<b>": {}}, {"en": {"footer": "x" * 201}}, {"en": {"footer": ""}},
        {"en": {"footer": None}}, {"en": {}, "EN": {}}, {f"a{chr(97 + n // 26)}{chr(97 + n % 26)}": {} for n in range(41)},
        *({"en": {"footer": text}} for text in TURNED),
    ),
}  # fmt: skip


@pytest.fixture
def acme(memory_world: World) -> TenantKeys:
    """A tenant."""
    return memory_world.tenant()


def test_every_part_of_a_look_has_bounds_that_hold(memory_world: World, acme: TenantKeys) -> None:
    """A value out of bounds is 422 that names the field, and nothing is stored."""
    before = memory_world.call("GET", "/api/tenant", key=acme.secret).get_json()
    for name, values in WRONG.items():
        for value in values:
            said = memory_world.call("PATCH", "/api/tenant", {"branding": {name: value}}, key=acme.secret)

            assert 422 == said.status_code, (name, value)
            assert [f"branding.{name}"] == [error["field"] for error in said.get_json()["errors"]], (name, value)
    assert before == memory_world.call("GET", "/api/tenant", key=acme.secret).get_json()
    assert set(WRONG) == set(Branding.__dataclass_fields__)


@pytest.mark.parametrize("text", LITERAL)
def test_what_can_be_printed_is_kept_to_the_letter(memory_world: World, acme: TenantKeys, text: str) -> None:
    """Nothing is stripped, escaped or worked out on its way in; JSON is what it comes out as."""
    look = {"display_name": text, "texts": {"en": {"sign_in_title": text, "footer": text}}}
    said = memory_world.call("PATCH", "/api/tenant", {"branding": look}, key=acme.secret)

    assert 200 == said.status_code
    assert look.items() <= said.get_json()["branding"].items()
    assert "application/json" == said.content_type


@pytest.mark.parametrize("name", LITERAL)
def test_a_name_is_a_name_in_a_mail(memory_world: World, acme: TenantKeys, name: str) -> None:
    """The display name stands in mails, escaped in the HTML part and to the letter in the text."""
    look = {"display_name": name, "texts": {"en": {"footer": name}}}
    memory_world.call("PATCH", "/api/tenant", {"branding": look}, key=acme.secret)
    memory_world.call("POST", "/api/auth/request", {"email": "ada@example.com"}, key=acme.publishable)
    memory_world.deliver()
    mail = memory_world.phones.sent[-1]

    assert name in mail.text and name in (mail.subject or "")
    assert not any(tag in (mail.html or "").lower() for tag in ("<img", "<script", "49</"))
    assert 1 == (mail.html or "").count("</style>")


def test_a_large_look_is_still_a_look(memory_world: World, acme: TenantKeys) -> None:
    """Forty languages fit, and a code is still asked for and sent."""
    words = dict.fromkeys(("sign_in_title", "sign_in_intro", "code_intro", "footer"), "x" * 200)
    look = {"texts": {f"a{chr(97 + n // 26)}{chr(97 + n % 26)}": words for n in range(40)}}

    assert 200 == memory_world.call("PATCH", "/api/tenant", {"branding": look}, key=acme.secret).status_code
    assert 200 == memory_world.ask(acme).status_code
    assert memory_world.code()
