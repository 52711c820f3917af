"""The page at which people look after their own account, on memory and on real servers."""

import json
from urllib.parse import urlsplit

import pytest

from tests.fixtures.browser import Browser, Forms
from tests.fixtures.relying import App
from tests.fixtures.worlds import ADA, GRACE, TenantKeys, World

ACCOUNT = "/t/acme/account"
NEW = "+12015550177"


@pytest.fixture
def acme(any_world: World) -> TenantKeys:
    """The tenant whose page it is."""
    return any_world.tenant()


def enter(world: World, phone: str = ADA, path: str = ACCOUNT) -> Browser:
    """A browser at the account page, after a sign-in."""
    browser = Browser(world)
    browser.open(path)
    sign_in(browser, world, phone)
    return browser


def sign_in(browser: Browser, world: World, phone: str) -> None:
    """Type the number and its code."""
    browser.submit("/sign-in", phone=phone)
    browser.submit("/sign-in/code", code=world.code(phone))


def seen(browser: Browser) -> str:
    """The page in front of us."""
    assert browser.page is not None
    return browser.page.text


def end_forms(browser: Browser) -> list[dict[str, str]]:
    """What is sent to sign each other device out."""
    return [form.fields for form in Forms(seen(browser)).found if form.action.endswith("/account/end")]


class TestComingIn:
    """Who sees what."""

    def test_who_is_not_signed_in_signs_in_first(self, any_world: World, acme: TenantKeys) -> None:
        """And comes back to the account, with no code for anybody in the address."""
        browser = enter(any_world)

        assert browser.page is not None
        assert (200, ACCOUNT, "") == (browser.page.status_code, browser.page.request.path, _query(browser))
        assert ADA in seen(browser)

    def test_it_is_the_sessions_own_account(self, any_world: World, acme: TenantKeys) -> None:
        """Another person's browser shows another account, and the same person's a further device."""
        ada, again, grace = enter(any_world), enter(any_world), enter(any_world, GRACE)
        ada.open(ACCOUNT)

        assert [1, 1, 0] == [len(end_forms(browser)) for browser in (ada, again, grace)]
        assert ADA not in seen(grace)

    def test_no_client_can_be_our_own_pages(self, any_world: World, acme: TenantKeys) -> None:
        """The name under which they sign people in opens nothing from outside."""
        page = Browser(any_world).open(
            "/t/acme/oauth/authorize?client_id=own_pages&response_type=code&redirect_uri=https://auth.test/t/acme/account"
        )

        assert 400 == page.status_code

    def test_a_tenant_has_no_part_in_anothers(self, any_world: World, acme: TenantKeys) -> None:
        """Signed in at one tenant is signed in at one tenant."""
        any_world.tenant("bolt", name="Bolt")
        browser = enter(any_world)
        browser.open("/t/bolt/account")

        assert "/t/bolt/sign-in" == urlsplit(browser.page.request.url).path if browser.page else None


class TestDevices:
    """Where one is signed in."""

    def test_another_device_is_signed_out(self, any_world: World, acme: TenantKeys) -> None:
        """At once, and this one stays."""
        ada, lost = enter(any_world), enter(any_world)
        ada.open(ACCOUNT)
        ada.submit("/account/end")

        assert "has been signed out" in seen(ada)
        lost.open(ACCOUNT)
        assert "Sign in to Acme" in seen(lost)

    def test_all_others_are_signed_out(self, any_world: World, acme: TenantKeys) -> None:
        """With what clients have by them, and nothing of this device."""
        app = App.register(any_world, acme)
        ada, lost, third = enter(any_world), enter(any_world), enter(any_world)
        kept, gone = app.tokens(ada), app.tokens(lost)
        ada.open(ACCOUNT)
        ada.submit("/account/end-others")

        told = [any_world.call("GET", f"{app.root}/oauth/userinfo", bearer=one["access_token"]) for one in (kept, gone)]
        assert [200, 401] == [answer.status_code for answer in told]
        assert "end-others" not in seen(ada)
        assert "Sign in to Acme" in third.open(ACCOUNT).text

    def test_nobody_ends_somebody_elses_session(self, any_world: World, acme: TenantKeys) -> None:
        """A session id of another user in one's own form ends nothing."""
        ada, _, grace = enter(any_world), enter(any_world), enter(any_world, GRACE)
        ada.open(ACCOUNT)
        (form,) = end_forms(ada)
        grace.open(ACCOUNT)
        own = next(one for one in Forms(seen(grace)).found if one.action.endswith("/sign-out")).fields
        grace.open(f"{ACCOUNT}/end", method="POST", data={**own, "session": form["session"]})

        ada.open(ACCOUNT)
        assert 1 == len(end_forms(ada))

    def test_what_outlives_its_browser_is_seen(self, any_world: World) -> None:
        """An app that goes on after its browser's session ran out of time is shown, and can be ended."""
        acme = any_world.tenant(session_ttl_minutes=5, session_idle_minutes=10)
        app = App.register(any_world, acme)
        lost = enter(any_world)
        told = app.tokens(lost, scope="openid offline_access")
        for _ in range(2):
            any_world.later(minutes=6)
            told = app.post("token", grant_type="refresh_token", refresh_token=told["refresh_token"]).get_json()
        ada = enter(any_world)
        assert 1 == len(end_forms(ada))

        ada.submit("/account/end-others")
        refused = app.post("token", grant_type="refresh_token", refresh_token=told["refresh_token"])
        assert "invalid_grant" == refused.get_json()["error"]

    def test_signing_out_ends_the_session(self, any_world: World, acme: TenantKeys) -> None:
        """Its cookie is worth nothing afterwards, whoever kept a copy of it."""
        ada = enter(any_world)
        cookie = ada.client.get_cookie("__Host-auth1-acme.session", domain="auth.test")
        ada.submit("/account/sign-out")
        assert "You are signed out" in seen(ada)

        assert cookie is not None
        ada.client.set_cookie(cookie.key, cookie.value, domain="auth.test", secure=True)
        assert "Sign in to Acme" in ada.open(ACCOUNT).text


class TestAddresses:
    """The own number and mailbox."""

    def test_a_number_is_changed_by_proving_the_new_one(self, any_world: World, acme: TenantKeys) -> None:
        """The old one opens nothing of it afterwards."""
        ada = enter(any_world)
        ada.open(f"{ACCOUNT}/address?kind=phone")
        ada.submit("/account/address", phone=NEW)
        ada.submit("/account/code", code=any_world.code(NEW))

        assert "The address has been changed." in seen(ada)
        assert NEW in seen(ada)
        assert ADA not in seen(ada)
        # The old number is told of it.
        any_world.deliver()
        assert NEW not in seen(enter(any_world))

    def test_a_wrong_code_changes_nothing(self, any_world: World, acme: TenantKeys) -> None:
        """It is counted, and what is left is said."""
        ada = enter(any_world)
        ada.open(f"{ACCOUNT}/address?kind=phone")
        ada.submit("/account/address", phone=NEW)
        any_world.deliver()
        ada.submit("/account/code", code=any_world.wrong(NEW))

        assert "4 attempts left" in seen(ada)
        assert ADA in ada.open(ACCOUNT).text

    def test_an_address_of_somebody_else_is_not_given_away(self, any_world: World, acme: TenantKeys) -> None:
        """That it is taken is said only to who can read its codes."""
        enter(any_world, GRACE)
        any_world.later(seconds=31)
        ada = enter(any_world)
        ada.open(f"{ACCOUNT}/address?kind=phone")
        ada.submit("/account/address", phone=GRACE)
        assert "Enter the code" in seen(ada)
        ada.submit("/account/code", code=any_world.code(GRACE))

        assert "This address cannot be used." in seen(ada)
        assert ada.page is not None
        assert 409 == ada.page.status_code

    def test_an_old_proof_signs_in_again(self, any_world: World, acme: TenantKeys) -> None:
        """A browser that was left open changes no address and hands out no data; afterwards it goes on."""
        ada = enter(any_world)
        any_world.later(minutes=16)
        ada.open(ACCOUNT)
        ada.submit("/account/export")
        assert "Sign in to Acme" in seen(ada)

        ada.open(f"{ACCOUNT}/address?kind=email")
        assert "Sign in to Acme" in seen(ada)
        sign_in(ada, any_world, ADA)
        assert "Change email address" in seen(ada)

    def test_a_change_that_waits_is_shown_and_stopped(self, any_world: World) -> None:
        """Where the tenant lets changes wait, the page says so and can stop it; the new address is masked."""
        any_world.tenant(address_change_hold_hours=24)
        ada = enter(any_world)
        ada.open(f"{ACCOUNT}/address?kind=phone")
        ada.submit("/account/address", phone=NEW)
        ada.submit("/account/code", code=any_world.code(NEW))
        assert "has been changed" not in seen(ada)
        assert NEW not in seen(ada)

        ada.submit("/account/stop")
        assert "The change has been stopped." in seen(ada)
        assert "/account/stop" not in seen(ada)

    def test_a_change_is_shown_whatever_is_allowed_now(self, any_world: World) -> None:
        """A test number that is none any more can still be stopped."""
        number = "+15551234567"
        acme = any_world.tenant(address_change_hold_hours=24, test_numbers={number: "482913"})
        ada = enter(any_world)
        ada.open(f"{ACCOUNT}/address?kind=phone")
        ada.submit("/account/address", phone=number)
        ada.submit("/account/code", code="482913")
        any_world.call("PATCH", "/api/tenant", {"settings": {"test_numbers": {}}}, key=acme.secret)
        ada.open(ACCOUNT)
        ada.submit("/account/stop")

        assert "The change has been stopped." in seen(ada)

    def test_a_code_on_its_way_is_anothers_no_more(self, any_world: World, acme: TenantKeys) -> None:
        """Who signs in after somebody in the same browser does not see whose address was to be proven."""
        ada = enter(any_world)
        ada.open(f"{ACCOUNT}/address?kind=phone")
        ada.submit("/account/address", phone=NEW)
        ada.open(ACCOUNT)
        ada.submit("/account/sign-out")
        ada.open(ACCOUNT)
        sign_in(ada, any_world, GRACE)
        ada.open(f"{ACCOUNT}/code")

        assert ada.page is not None
        assert ACCOUNT == ada.page.request.path


class TestData:
    """What is held of one."""

    def test_the_own_data_is_a_file(self, any_world: World, acme: TenantKeys) -> None:
        """Everything of this person, of nobody else, and written down in the audit log."""
        enter(any_world, GRACE)
        ada = enter(any_world)
        got = ada.submit("/account/export")

        held = json.loads(got.text)
        assert 'attachment; filename="acme-data.json"' == got.headers["Content-Disposition"]
        assert "no-store" in got.headers["Cache-Control"]
        assert ADA in got.text
        assert GRACE not in got.text
        rows = any_world.call("GET", "/api/audit-logs?action=user.exported", key=acme.secret).get_json()["data"]
        assert [held["user_id"]] == [row["subject"] for row in rows]


@pytest.mark.parametrize("act", ["address", "code", "again", "stop", "end", "end-others", "export", "sign-out"])
def test_a_form_of_elsewhere_does_nothing(any_world: World, act: str) -> None:
    """Nothing is done for a form that another browser was given, or this browser for another session."""
    any_world.tenant()
    ada, other = enter(any_world), enter(any_world)
    given = Forms(other.open(ACCOUNT).text).found[0].fields
    fields = {**given, "phone": NEW, "code": "123456", "kind": "phone"}

    assert 403 == ada.open(f"{ACCOUNT}/{act}", method="POST", data=fields).status_code
    own = Forms(ada.open(ACCOUNT).text).found[0].fields
    ada.submit("/account/sign-out")
    ada.open(ACCOUNT)
    sign_in(ada, any_world, GRACE)
    assert 403 == ada.open(f"{ACCOUNT}/{act}", method="POST", data={**fields, **own}).status_code


def _query(browser: Browser) -> str:
    assert browser.page is not None
    return str(browser.page.request.query_string.decode())
