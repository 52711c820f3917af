"""OpenID Connect on the tenant's own pages, on memory and on real servers."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from adapters.memory.images import png_of
from tests.fixtures.browser import ORIGIN, Browser
from tests.fixtures.relying import BACK, HOME, VERIFIER, App
from tests.fixtures.worlds import ADA, GRACE, TenantKeys, World


@pytest.fixture
def app(any_world: World) -> App:
    """A public client of the tenant's own."""
    return App.register(any_world, any_world.tenant())


@pytest.fixture
def browser(app: App) -> Browser:
    """A person's browser."""
    return Browser(app.world)


def claims(app: App, token: str) -> dict[str, Any]:
    """The claims of an ID token, by the keys that the issuer publishes."""
    keys = KeySet.import_key_set(app.world.call("GET", f"{app.root}/.well-known/jwks.json").get_json())
    return dict(jwt.decode(token, keys, algorithms=["RS256", "ES256"]).claims)


def userinfo(app: App, token: str) -> Any:
    """What the client is told of its user."""
    return app.world.call("GET", f"{app.root}/oauth/userinfo", bearer=token)


class TestSigningIn:
    """From the client to its tokens."""

    def test_a_person_signs_in_with_a_phone(self, app: App, browser: Browser) -> None:
        """The client gets a code, its own state and the issuer (RFC 9207), and for the code tokens that say who."""
        told = app.sign_in(browser)
        assert {"code", "state", "iss"} == set(told)
        assert ("st", f"{ORIGIN}{app.root}") == (told["state"], told["iss"])

        tokens = app.exchange(told["code"]).get_json()
        said = claims(app, tokens["id_token"])
        about = userinfo(app, tokens["access_token"]).get_json()

        assert (f"{ORIGIN}{app.root}", app.id, "no", ADA) == (
            said["iss"], said["aud"], said["nonce"], said["phone_number"],
        )  # fmt: skip
        assert {"sub": said["sub"], "phone_number": ADA, "phone_number_verified": True} == about
        assert ["otp", "sms"] == said["amr"]
        assert "refresh_token" not in tokens
        assert "Bearer" == tokens["token_type"]

    def test_what_a_client_has_not_registered_is_not_given(self, app: App, browser: Browser) -> None:
        """Scopes are passed over, whether they come with the browser or ahead of it, and the client hears which stay."""
        wanted = "openid address email orders.read phone"
        narrow = App.register(app.world, app.tenant, scopes=["openid", "phone"])
        tokens = narrow.tokens(browser, scope=wanted)
        sent = dict(parse_qsl(urlsplit(narrow.address(scope=wanted)).query))
        pushed = narrow.post("par", **sent).get_json()["request_uri"]
        browser.open(f"{narrow.root}/oauth/authorize?client_id={narrow.id}&request_uri={pushed}")
        again = narrow.exchange(browser.told["code"]).get_json()

        assert ["openid phone"] * 2 == [tokens["scope"], again["scope"]]
        assert {"sub", "phone_number", "phone_number_verified"} == set(userinfo(app, tokens["access_token"]).get_json())

    def test_who_is_signed_in_leaves_at_once(self, app: App, browser: Browser) -> None:
        """A second time nobody is asked anything, and it is the same person."""
        first = claims(app, app.tokens(browser)["id_token"])
        browser.open(app.address(prompt="none"))
        second = claims(app, app.exchange(browser.told["code"]).get_json()["id_token"])

        assert first["sub"] == second["sub"]
        assert first["sid"] != second["sid"]
        assert first["auth_time"] == second["auth_time"]

    def test_nobody_is_asked_with_prompt_none(self, app: App, browser: Browser) -> None:
        """Who is not signed in goes back with login_required (B47)."""
        browser.open(app.address(prompt="none"))

        assert ("login_required", "st") == (browser.told["error"], browser.told["state"])

    def test_an_old_proof_is_asked_for_anew(self, app: App, browser: Browser) -> None:
        """By `max_age` after its time, by `prompt=login` at once; the new session replaces the old one."""
        app.tokens(browser)
        app.world.later(minutes=10)
        browser.open(app.address(max_age="300"))
        assert browser.left_for is None
        told = app.sign_in(browser, prompt="login")
        said = claims(app, app.exchange(told["code"]).get_json()["id_token"])

        assert int(app.world.clock.now().timestamp()) == said["auth_time"]

    def test_a_wrong_code_says_how_many_are_left(self, app: App, browser: Browser) -> None:
        """Beside its field; the right one then does."""
        browser.open(app.address())
        browser.submit("/sign-in", phone=ADA)
        page = browser.submit("/sign-in/code", code=app.world.wrong())
        assert 400 == page.status_code
        assert "4 attempts left" in page.text

        browser.submit("/sign-in/code", code=app.world.code())
        assert "code" in browser.told

    def test_a_code_is_sent_again(self, app: App, browser: Browser) -> None:
        """After its wait; before that the page says how long."""
        browser.open(app.address())
        browser.submit("/sign-in", phone=ADA)
        assert 429 == browser.submit("/sign-in/again").status_code
        app.world.later(seconds=31)
        assert 200 == browser.submit("/sign-in/again").status_code
        app.world.deliver()

        assert 2 == len(app.world.phones.texts_to(ADA))

    def test_a_blocked_user_gets_no_code(self, app: App, browser: Browser) -> None:
        """The pages look as for everybody; nothing is sent (A18)."""
        user = app.world.sign_in(app.tenant)["user_id"]
        app.world.call("POST", f"/api/users/{user}/block", key=app.tenant.secret)
        app.world.later(minutes=2)
        sent = len(app.world.phones.texts_to(ADA))
        browser.open(app.address())
        page = browser.submit("/sign-in", phone=ADA)
        app.world.deliver()

        assert 200 == page.status_code
        assert "/sign-in/code" in page.text
        assert sent == len(app.world.phones.texts_to(ADA))

    def test_a_mailbox_does_as_well(self, app: App, browser: Browser) -> None:
        """Where the tenant can send mail; the claims are those of `email`."""
        browser.open(app.address(scope="openid email", login_hint="ada@example.com"))
        assert "ada@example.com" == browser.form("/sign-in").fields["email"]
        browser.submit("/sign-in", email="Ada <ada@example.com>")
        browser.submit("/sign-in/code", code=app.world.code("ada@example.com"))
        said = claims(app, app.exchange(browser.told["code"]).get_json()["id_token"])

        assert ("ada@example.com", True, False) == (said["email"], said["email_verified"], "phone_number" in said)


class TestBrand:
    """The pages are the tenant's own."""

    def test_they_show_its_name_logo_colours_and_words(self, app: App, browser: Browser) -> None:
        """Each as it was set; the logo comes from here, and nothing else is loaded from anywhere."""
        texts = {"de": {"sign_in_intro": "Sch\u00f6n, dass du da bist."}}
        branding = {"display_name": "Caf\u00e9 Sonne", "background": "#fff7e0", "texts": texts}
        key = app.tenant.secret
        assert 200 == app.world.call("PATCH", "/api/tenant", {"branding": branding}, key=key).status_code
        logo = png_of(64, 32)
        put = app.world.call("PUT", "/api/tenant/logo", key=key, data=logo, headers={"Content-Type": "image/png"})
        shown = browser.open(app.address(), **{"Accept-Language": "de-AT,en;q=0.5"}).text

        assert 200 == put.status_code
        assert f'src="{put.get_json()["url"].removeprefix(ORIGIN)}"' in shown
        assert "--background:#fff7e0" in shown
        assert "Sch\u00f6n, dass du da bist." in shown
        assert 'lang="de"' in shown


class TestConsent:
    """A client that is not the tenant's own has to be agreed to."""

    @pytest.fixture
    def stranger(self, app: App) -> App:
        """Somebody else's client."""
        return App.register(app.world, app.tenant, name="<b>Stranger</b>", needs_consent=True)

    def test_the_user_is_asked_once(self, stranger: App, browser: Browser) -> None:
        """What they agreed to holds for the next time; something more is asked for again."""
        browser.open(stranger.address())
        browser.submit("/sign-in", phone=ADA)
        page = browser.submit("/sign-in/code", code=stranger.world.code())
        assert "&lt;b&gt;Stranger&lt;/b&gt;" in page.text
        browser.submit("/sign-in/consent", decision="allow")
        assert "code" in browser.told

        browser.open(stranger.address())
        assert "code" in browser.told
        browser.open(stranger.address(scope="openid email"))
        assert browser.left_for is None
        browser.open(stranger.address(scope="openid email", prompt="none"))
        assert "consent_required" == browser.told["error"]

    def test_the_user_may_say_no(self, stranger: App, browser: Browser) -> None:
        """Then the client hears access_denied."""
        browser.open(stranger.address())
        browser.submit("/sign-in", phone=ADA)
        browser.submit("/sign-in/code", code=stranger.world.code())
        browser.submit("/sign-in/consent", decision="deny")

        assert "access_denied" == browser.told["error"]


class TestRefreshing:
    """Tokens of a client go on by its own refresh token."""

    def test_it_turns_with_each_use(self, app: App, browser: Browser) -> None:
        """With offline_access; a spent one ends the session, as everywhere (RFC 9700 section 4.14.2)."""
        first = app.tokens(browser, scope="openid offline_access")["refresh_token"]
        second = app.post("token", grant_type="refresh_token", refresh_token=first).get_json()["refresh_token"]
        app.world.later(minutes=1)
        reused = app.post("token", grant_type="refresh_token", refresh_token=first)
        dead = app.post("token", grant_type="refresh_token", refresh_token=second)

        assert [(400, "invalid_grant")] * 2 == [(one.status_code, one.get_json()["error"]) for one in (reused, dead)]

    def test_it_is_no_use_to_another(self, app: App, browser: Browser) -> None:
        """Neither to another client nor to the API; and the client that has it loses nothing by the try."""
        token = app.tokens(browser, scope="openid offline_access")["refresh_token"]
        other = App.register(app.world, app.tenant)
        by_other = other.post("token", grant_type="refresh_token", refresh_token=token)
        by_api = app.world.call("POST", "/api/auth/refresh", {"refresh_token": token}, key=app.tenant.publishable)
        by_itself = app.post("token", grant_type="refresh_token", refresh_token=token)

        assert [400, 401, 200] == [one.status_code for one in (by_other, by_api, by_itself)]

    def test_a_client_of_the_api_alone_cannot_be_played(self, app: App) -> None:
        """The API's refresh token is no use at the token door."""
        token = app.world.sign_in(app.tenant)["refresh_token"]

        assert 400 == app.post("token", grant_type="refresh_token", refresh_token=token).status_code


class TestSigningOut:
    """Out of the browser, and of all that clients have by it."""

    def test_with_the_users_id_token_at_once(self, app: App, browser: Browser) -> None:
        """Back to a registered address, and every token of this browser is dead."""
        tokens = app.tokens(browser, scope="openid offline_access")
        browser.open(
            f"{app.root}/oauth/logout?id_token_hint={tokens['id_token']}&post_logout_redirect_uri={HOME}&state=s"
        )
        assert f"{HOME}?state=s" == browser.left_for
        assert 401 == userinfo(app, tokens["access_token"]).status_code
        refreshed = app.post("token", grant_type="refresh_token", refresh_token=tokens["refresh_token"])
        assert "invalid_grant" == refreshed.get_json()["error"]
        browser.open(app.address(prompt="none"))
        assert "login_required" == browser.told["error"]

    def test_a_link_alone_signs_nobody_out(self, app: App, browser: Browser) -> None:
        """Without an ID token, or with another person's, the user is asked first (A33)."""
        tokens = app.tokens(browser)
        foreign = app.tokens(Browser(app.world), GRACE)["id_token"]
        for link in (f"{app.root}/oauth/logout", f"{app.root}/oauth/logout?id_token_hint={foreign}"):
            browser.open(link)
            assert 200 == userinfo(app, tokens["access_token"]).status_code

        browser.submit("/sign-out")
        assert 401 == userinfo(app, tokens["access_token"]).status_code

    @pytest.mark.parametrize("uri", ["https://evil.test/", HOME + "x", HOME.upper(), "//evil.test"])
    def test_it_leads_nowhere_else(self, app: App, browser: Browser, uri: str) -> None:
        """An address that the client has not registered is no way out, with or without a client."""
        token = app.tokens(browser)["id_token"]
        for who in (f"client_id={app.id}", f"id_token_hint={token}", ""):
            page = browser.open(f"{app.root}/oauth/logout?{who}&post_logout_redirect_uri={uri}")
            assert (400, None) == (page.status_code, browser.left_for)


class TestMachines:
    """A client for itself."""

    def test_it_gets_a_token_of_its_own(self, app: App) -> None:
        """Which opens none of a user's doors, and which introspection knows."""
        machine = App.register(
            app.world, app.tenant, auth_method="client_secret_basic", grant_types=["client_credentials"],
            redirect_uris=[], post_logout_redirect_uris=[], scopes=["orders.read"],
        )  # fmt: skip
        got = machine.post("token", grant_type="client_credentials").get_json()
        said = machine.post("introspect", token=got["access_token"]).get_json()
        own = app.world.call("POST", "/api/auth/introspect", {"token": got["access_token"]}, key=app.tenant.secret)

        assert ("orders.read", 900) == (got["scope"], got["expires_in"])
        assert (True, machine.id, machine.id, "orders.read") == (
            said["active"], said["sub"], said["client_id"], said["scope"],
        )  # fmt: skip
        assert said == own.get_json()
        assert 401 == app.world.call("GET", "/api/auth/me", bearer=got["access_token"]).status_code
        assert 401 == userinfo(app, got["access_token"]).status_code

    @pytest.mark.parametrize("scope", ["orders.write", "orders.read orders.write", "openid"])
    def test_it_gets_nothing_that_it_has_not_registered(self, app: App, scope: str) -> None:
        """Who asks for itself hears invalid_scope: there is no user to whom a part could be of use."""
        machine = App.register(
            app.world, app.tenant, auth_method="client_secret_basic", grant_types=["client_credentials"],
            redirect_uris=[], post_logout_redirect_uris=[], scopes=["orders.read"],
        )  # fmt: skip
        refused = machine.post("token", grant_type="client_credentials", scope=scope)

        assert (400, "invalid_scope") == (refused.status_code, refused.get_json()["error"])


class TestTokensOfClients:
    """They are the client's, for what its scope says."""

    def test_they_do_not_open_the_users_own_doors(self, app: App, browser: Browser) -> None:
        """An app that was let in to know a number cannot change it."""
        token = app.tokens(browser)["access_token"]

        assert 403 == app.world.call("GET", "/api/auth/me", bearer=token).status_code
        assert 403 == app.world.call("POST", "/api/auth/logout", bearer=token).status_code

    def test_another_issuer_knows_nothing_of_them(self, app: App, browser: Browser) -> None:
        """Nor of the API's own, which were given for no scope."""
        token = app.tokens(browser)["access_token"]
        app.world.tenant("bolt")
        own = app.world.sign_in(app.tenant, GRACE)["token"]

        assert 401 == app.world.call("GET", "/t/bolt/oauth/userinfo", bearer=token).status_code
        assert 403 == userinfo(app, own).status_code

    def test_a_revoked_token_is_dead_at_once(self, app: App, browser: Browser) -> None:
        """Another client's word changes nothing, and a made-up token gets the same answer (RFC 7009)."""
        token = app.tokens(browser)["access_token"]
        other = App.register(app.world, app.tenant)
        answers = [other.post("revoke", token=token), app.post("revoke", token="made up")]
        assert 200 == userinfo(app, token).status_code
        answers.append(app.post("revoke", token=token))

        assert [200] * 3 == [answer.status_code for answer in answers]
        assert 401 == userinfo(app, token).status_code


def test_what_is_discovered_is_there(app: App) -> None:
    """Every address of the document is under APP_URL, whatever Host was sent, and answers (B45)."""
    shown = app.world.call(
        "GET", f"{app.root}/.well-known/openid-configuration", headers={"X-Forwarded-Host": "evil.test"}
    ).get_json()
    addresses = [value for name, value in shown.items() if name.endswith(("_endpoint", "_uri"))]

    assert all(address.startswith(f"{ORIGIN}{app.root}/") for address in addresses)
    assert {404, 405}.isdisjoint(
        min(app.world.call(method, address.removeprefix(ORIGIN)).status_code for method in ("GET", "POST"))
        for address in addresses
    )
    assert ["code"] == shown["response_types_supported"]
    assert "evil.test" not in json.dumps(shown)


def test_a_request_may_be_pushed_ahead(app: App, browser: Browser) -> None:
    """The browser then brings its name alone, once, within 90 seconds (RFC 9126)."""
    fields = {
        "response_type": "code", "redirect_uri": BACK, "scope": "openid", "state": "pushed",
        "code_challenge": "c" * 43, "code_challenge_method": "S256",
    }  # fmt: skip
    uri = app.post("par", **fields).get_json()["request_uri"]
    late = app.post("par", **fields).get_json()["request_uri"]
    first = browser.open(f"{app.root}/oauth/authorize?client_id={app.id}&request_uri={uri}")
    again = Browser(app.world).open(f"{app.root}/oauth/authorize?client_id={app.id}&request_uri={uri}")
    app.world.later(seconds=91)
    over = Browser(app.world).open(f"{app.root}/oauth/authorize?client_id={app.id}&request_uri={late}")

    assert [200, 400, 400] == [page.status_code for page in (first, again, over)]
    assert 200 == first.status_code and "/sign-in" in first.text and VERIFIER not in first.text


@pytest.fixture
def acme(any_world: World) -> TenantKeys:
    """A tenant without a client."""
    return any_world.tenant()


def test_keys_for_id_tokens_come_with_the_first_client(any_world: World, acme: TenantKeys) -> None:
    """RS256 unless the tenant chooses otherwise; they take turns as the others do, and access tokens stay as they are."""
    before = any_world.call("GET", "/t/acme/.well-known/jwks.json").get_json()["keys"]
    assert 404 == any_world.call("POST", "/api/signing-keys/rotate", {"use": "id"}, key=acme.secret).status_code
    App.register(any_world, acme)
    App.register(any_world, acme)
    after = any_world.call("GET", "/t/acme/.well-known/jwks.json").get_json()["keys"]
    turned = any_world.call("POST", "/api/signing-keys/rotate", {"use": "id"}, key=acme.secret)
    states = any_world.call("GET", "/api/signing-keys/states", key=acme.secret).get_json()["data"]

    assert ([], ["RS256"]) == (before, [key["alg"] for key in after])
    assert (201, "id") == (turned.status_code, turned.get_json()["use"])
    assert [("id", "upcoming"), ("id", "active"), ("access", "active")] == [
        (state["use"], state["state"]) for state in states
    ]


def test_userinfo_by_post(app: App, browser: Browser) -> None:
    """Some clients ask by POST (OpenID Connect Core 1.0 section 5.3.1); the answer is the same."""
    token = app.tokens(browser)["access_token"]
    posted = app.world.call("POST", f"{app.root}/oauth/userinfo", bearer=token)

    assert userinfo(app, token).get_json() == posted.get_json()


class TestLanguages:
    """The client's wish, before the browser's."""

    def test_the_whole_way_is_in_the_clients_language(self, app: App, browser: Browser) -> None:
        """`ui_locales` counts until the next sign-in; a language that is not there is passed over."""
        page = browser.open(app.address(ui_locales="tlh de-AT fr"), **{"Accept-Language": "es"})
        assert 'lang="de"' in page.text
        assert 'lang="de"' in browser.submit("/sign-in", phone="12").text
        app.world.deliver()

        assert 'lang="es"' in browser.open(app.address(), **{"Accept-Language": "es"}).text

    def test_discovery_tells_the_languages(self, app: App) -> None:
        """All 31, as BCP 47 writes them."""
        told = app.world.call("GET", f"{app.root}/.well-known/openid-configuration").get_json()

        assert {"en", "de", "zh-Hant"} < set(told["ui_locales_supported"])
        assert 31 == len(told["ui_locales_supported"])


class TestChoosing:
    """Somebody else than who is signed in."""

    def test_another_account_by_another_kind_of_address(self, app: App, browser: Browser) -> None:
        """From "another account" every link leads on, and none back to the choice."""
        app.sign_in(browser)
        app.world.later(minutes=1)
        browser.open(app.address(prompt="select_account"))
        flow = browser.form("/choose").fields["flow"]
        other = browser.open(f"{app.root}/sign-in?flow={flow}&kind=email")
        assert "Email address" in other.text

        browser.submit("/sign-in", email="grace@example.com")
        assert "Phone number" in browser.open(f"{app.root}/sign-in?flow={flow}&kind=phone").text
        browser.open(f"{app.root}/sign-in/code?flow={flow}")
        browser.submit("/sign-in/code", code=app.world.code("grace@example.com"))
        assert "code" in browser.told


class TestDeletedClients:
    """A client goes, and what it had goes with it."""

    def test_its_sessions_end(self, app: App, browser: Browser) -> None:
        """At once and for all of its users, and those of other clients and of the browser go on."""
        other = App.register(app.world, app.tenant)
        scope = "openid offline_access"
        gone = [app.tokens(browser, scope=scope), app.tokens(Browser(app.world), GRACE, scope=scope)]
        kept = other.tokens(browser, scope=scope)
        assert 204 == app.world.call("DELETE", f"/api/clients/{app.id}", key=app.tenant.secret).status_code

        told = [userinfo(app, one["access_token"]).status_code for one in (*gone, kept)]
        assert [401, 401, 200] == told
        refreshed = [
            by.post("token", grant_type="refresh_token", refresh_token=one["refresh_token"]).status_code
            for by, one in ((app, gone[0]), (other, kept))
        ]
        assert [400, 200] == refreshed

    def test_that_is_written_down(self, app: App, browser: Browser) -> None:
        """With how many there were, under the client's id."""
        app.tokens(browser)
        app.world.call("DELETE", f"/api/clients/{app.id}", key=app.tenant.secret)
        rows = app.world.call("GET", "/api/audit-logs?action=session.revoked", key=app.tenant.secret).get_json()["data"]

        assert [(app.id, "client_deleted", 1)] == [
            (row["subject"], row["details"]["reason"], row["details"]["sessions"]) for row in rows
        ]
