"""What those who look after a tenant see of its pages and messages, without sending anything."""

import re
from html import unescape

import pytest

from entrypoints.pages.samples import PAGES
from tests.fixtures.worlds import ADMIN_TOKEN, TenantKeys, World

PREVIEW = "/t/acme/preview"


@pytest.fixture
def acme(memory_world: World) -> TenantKeys:
    """A tenant with a brand."""
    acme = memory_world.tenant()
    branding = {"display_name": "Acme <Shop>", "color": "#7a1fa2", "texts": {"de": {"footer": "Nur für <b>Sie</b>"}}}
    changed = memory_world.call("PATCH", "/api/tenant", {"branding": branding}, key=acme.secret)
    assert 200 == changed.status_code
    return acme


def frames(text: str) -> list[str]:
    """What stands in the frames."""
    return [unescape(one) for one in re.findall(r'srcdoc="([^"]*)"', text)]


def test_every_page_and_message_is_there(memory_world: World, acme: TenantKeys) -> None:
    """Light and dark, with the tenant's name, colour and words, in the language that is asked for."""
    page = memory_world.call("GET", f"{PREVIEW}?lang=de", key=acme.secret)
    shown = frames(page.text)

    assert 200 == page.status_code
    assert 2 * (len(PAGES) + 4) == len(shown)
    assert all('lang="de"' in one for one in shown)
    assert any("Nur für &lt;b&gt;Sie&lt;/b&gt;" in one for one in shown)
    assert all("#7a1fa2" in one and "Acme &lt;Shop&gt;" in one for one in shown)
    assert "Preview of <bdi>Acme &lt;Shop&gt;</bdi>" in page.text
    assert "482913" in page.text


def test_nothing_is_sent_or_written(memory_world: World, acme: TenantKeys) -> None:
    """No message is owed, no code lives, and no authorization is begun."""
    memory_world.call("GET", PREVIEW, key=acme.secret)

    assert (0, []) == (memory_world.deliver(), memory_world.phones.sent)


def test_nothing_in_it_runs_or_leads_anywhere(memory_world: World, acme: TenantKeys) -> None:
    """Frames have no rights, no script is loaded, and the policy lets none run."""
    page = memory_world.call("GET", PREVIEW, key=acme.secret)
    policy = page.headers["Content-Security-Policy"]

    assert "<script" not in page.text
    assert not any("<script" in one for one in frames(page.text))
    assert page.text.count("<iframe") == page.text.count("sandbox loading")
    assert "default-src 'none'" in policy
    assert not {"script-src", "unsafe-inline"} & set(policy.replace("'", "").split())


def test_who_may_look(memory_world: World, acme: TenantKeys) -> None:
    """The tenant's secret key and the administrator; nobody else, and no other tenant."""
    bolt = memory_world.tenant("bolt")
    narrow = memory_world.call(
        "POST", "/api/keys", {"kind": "secret", "name": "n", "scopes": ["users:read"]}, key=acme.secret
    ).get_json()["key"]
    keys = [acme.secret, acme.publishable, narrow, bolt.secret, "auth1_sk_acme_x"]

    assert [200, 403, 403, 404, 401] == [memory_world.call("GET", PREVIEW, key=key).status_code for key in keys]
    assert [200, 401, 401] == [
        memory_world.call("GET", PREVIEW, bearer=bearer).status_code for bearer in (ADMIN_TOKEN, "x", None)
    ]
    assert 404 == memory_world.call("GET", "/t/nobody/preview", bearer=ADMIN_TOKEN).status_code


def test_what_a_key_tries_elsewhere_is_in_its_own_log(memory_world: World, acme: TenantKeys) -> None:
    """Another tenant's log is that tenant's: nobody writes into it (A35)."""
    bolt = memory_world.tenant("bolt")
    memory_world.call("GET", "/t/acme/preview", key=bolt.secret)
    rows = [
        memory_world.call("GET", "/api/audit-logs?action=access.denied", key=one.secret).get_json()["data"]
        for one in (acme, bolt)
    ]

    assert [0, 1] == [len(found) for found in rows]


@pytest.mark.parametrize("lang", ["tlh", "", "..", "de_AT", "x" * 500])
def test_any_language_tag(memory_world: World, acme: TenantKeys, lang: str) -> None:
    """One that there are no words in is English."""
    page = memory_world.call("GET", f"{PREVIEW}?lang={lang}", key=acme.secret)
    wanted = "de" if lang.startswith("de") else "en"

    assert f"({wanted})</title>" in page.text
