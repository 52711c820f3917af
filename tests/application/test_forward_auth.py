"""Apps behind a proxy that asks us who is there, on memory and on real servers."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from werkzeug.test import TestResponse

from tests.fixtures.browser import Browser
from tests.fixtures.relying import App
from tests.fixtures.worlds import ADA, GRACE, TenantKeys, World

HOME = "https://wiki.example.com"
BACK = f"{HOME}/.auth1/callback"
PAGE = f"{HOME}/page?x=1&y=%C3%A9"
OWN = "__Host-auth1-forward"
WAY = "__Host-auth1-forward-way"


@pytest.fixture
def acme(any_world: World) -> TenantKeys:
    """The tenant whose people may see the app."""
    return any_world.tenant()


@pytest.fixture
def wiki(any_world: World, acme: TenantKeys) -> App:
    """The app that is guarded."""
    return register(any_world, acme)


def register(world: World, tenant: TenantKeys, **values: Any) -> App:
    """A client whose callback lies on the app's own host."""
    return App.register(world, tenant, **{"redirect_uris": [BACK], "scopes": ["openid", "phone"], **values})


class Proxied:
    """A browser at the app's host, whose proxy asks us; its cookies there are its own."""

    def __init__(self, app: App, ip: str = "198.51.100.9") -> None:
        self.app, self.pages = app, Browser(app.world, ip)
        self.jar: dict[str, str] = {}

    def ask(self, path: str = "", query: str = "", **headers: str) -> TestResponse:
        """What the proxy is answered."""
        cookie = "; ".join(f"{name}={value}" for name, value in self.jar.items())
        usual = {"Cookie": cookie, "User-Agent": "Firefox"}
        asked = query or f"client_id={self.app.id}"
        answer = self.app.world.app.test_client(use_cookies=False).get(
            f"{self.app.root}/forward-auth{path}?{asked}", headers={**usual, **headers}, base_url="https://auth.test"
        )
        for text in answer.headers.getlist("Set-Cookie"):
            name, _, rest = text.partition("=")
            value = rest.partition(";")[0]
            self.jar = {**self.jar, name: value} if value else {n: v for n, v in self.jar.items() if n != name}
        return answer

    def traefik(self, url: str = PAGE, **headers: str) -> TestResponse:
        """As Traefik asks."""
        parts = urlsplit(url)
        uri = parts.path + (f"?{parts.query}" if parts.query else "")
        told = {"X-Forwarded-Proto": parts.scheme, "X-Forwarded-Host": parts.netloc, "X-Forwarded-Uri": uri}
        return self.ask(**{**told, "X-Forwarded-Method": "GET", **headers})

    def nginx(self, url: str = PAGE, **headers: str) -> TestResponse:
        """As nginx asks."""
        return self.ask(**{"X-Original-URL": url, **headers})

    def sign_in(self, phone: str = ADA, url: str = PAGE) -> TestResponse:
        """All the way, back to the app."""
        return self.come_back(self.prove(self.traefik(url).headers["Location"], phone))

    def prove(self, location: str, phone: str = ADA) -> str:
        """At the tenant's pages; the query with which the browser comes back."""
        self.pages.open(location)
        if self.pages.left_for is None:
            self.pages.submit("/sign-in", phone=phone)
            self.pages.submit("/sign-in/code", code=self.app.world.code(phone))
        assert self.pages.left_for is not None
        assert self.pages.left_for.startswith(f"{BACK}?")
        return urlsplit(self.pages.left_for).query

    def come_back(self, query: str) -> TestResponse:
        """At the app's host, with what the pages told."""
        return self.ask("/callback", query)


class TestPassing:
    """Who is signed in."""

    def test_who_is_not_signed_in_is_led_and_comes_back(self, wiki: App) -> None:
        """To the very address, query and all; and the proxy is told who is there."""
        ada = Proxied(wiki)
        back = ada.sign_in()
        assert (303, PAGE) == (back.status_code, back.headers["Location"])

        told = [ada.traefik(), ada.nginx()]
        assert [200, 200] == [one.status_code for one in told]
        assert {ADA} == {one.headers["X-Auth-Phone"] for one in told}
        assert {"otp sms"} == {one.headers["X-Auth-Methods"] for one in told}
        assert all(one.headers["X-Auth-Subject"].startswith("usr_") for one in told)
        assert {"no-store"} == {one.headers["Cache-Control"] for one in told}

    def test_nginx_asks_for_the_way(self, wiki: App) -> None:
        """auth_request knows 200 and 401 alone; its error page leads on."""
        ada = Proxied(wiki)
        assert 401 == ada.nginx().status_code

        led = ada.ask("/sign-in", **{"X-Original-URL": PAGE})
        assert (303, PAGE) == (led.status_code, ada.come_back(ada.prove(led.headers["Location"])).headers["Location"])
        assert 200 == ada.nginx().status_code

    @pytest.mark.parametrize("headers", [{"X-Forwarded-Method": "POST"}, {"Sec-Fetch-Mode": "cors"}])
    def test_a_call_of_a_script_is_told(self, wiki: App, headers: dict[str, str]) -> None:
        """It cannot sign anybody in: 401, which it can read."""
        assert 401 == Proxied(wiki).traefik(**headers).status_code

    def test_a_second_app_asks_nobody(self, any_world: World, acme: TenantKeys, wiki: App) -> None:
        """Who is signed in at the tenant's pages passes on at once, by a session of that app's own."""
        shop = register(any_world, acme)
        ada = Proxied(wiki)
        ada.sign_in()
        other = Proxied(shop)
        other.pages = ada.pages
        assert 401 == other.nginx().status_code
        led = other.traefik().headers["Location"]
        other.pages.open(led)

        assert other.pages.left_for is not None
        other.come_back(urlsplit(other.pages.left_for).query)
        assert 200 == other.nginx().status_code
        assert 401 == Proxied(shop).ask(**{"X-Original-URL": PAGE, "Cookie": f"{OWN}={ada.jar[OWN]}"}).status_code

    def test_it_ends_with_the_session(self, any_world: World, acme: TenantKeys, wiki: App) -> None:
        """At once: signed out at the pages, ended by the tenant, or blocked."""
        people = [Proxied(wiki), Proxied(wiki)]
        for one, phone in zip(people, (ADA, GRACE), strict=True):
            one.sign_in(phone)
        people[0].pages.open(f"{wiki.root}/oauth/logout")
        people[0].pages.submit("/sign-out")
        grace = people[1].nginx().headers["X-Auth-Subject"]
        any_world.call("POST", f"/api/users/{grace}/block", {"reason": "gone"}, key=acme.secret)

        assert [401, 401] == [one.nginx().status_code for one in people]

    def test_signing_out_of_the_app(self, wiki: App) -> None:
        """Its session ends, whoever has a copy of its cookie, and the tenant's page asks about the rest."""
        ada, copy = Proxied(wiki), Proxied(wiki)
        ada.sign_in()
        copy.jar = {OWN: ada.jar[OWN]}
        left = ada.ask("/sign-out")
        assert OWN not in ada.jar
        assert 401 == copy.nginx().status_code

        page = ada.pages.open(left.headers["Location"])
        assert "Sign out of Acme?" in page.text

    def test_a_link_of_another_site_ends_nothing(self, wiki: App) -> None:
        """Nobody is signed out by a link (ASVS 10.6.2): the cookie goes, and the session does with its user's word."""
        ada, copy = Proxied(wiki), Proxied(wiki)
        ada.sign_in()
        copy.jar = {OWN: ada.jar[OWN]}
        ada.ask("/sign-out", **{"Sec-Fetch-Site": "cross-site"})

        assert 200 == copy.nginx().status_code

    def test_a_new_sign_in_ends_the_one_before(self, wiki: App) -> None:
        """At the app as at the pages (ASVS 7.2.4)."""
        ada, copy = Proxied(wiki), Proxied(wiki)
        ada.sign_in()
        copy.jar = {OWN: ada.jar[OWN]}
        ada.come_back(ada.prove(ada.ask("/sign-in", **{"X-Original-URL": PAGE}).headers["Location"]))

        assert [401, 200] == [one.nginx().status_code for one in (copy, ada)]

    def test_long_names_stay_out(self, any_world: World, acme: TenantKeys) -> None:
        """A name that a proxy has no room for is left out, and its user passes."""
        wiki = register(any_world, acme, scopes=["openid", "phone", "profile"])
        ada = Proxied(wiki)
        ada.sign_in()
        user = ada.nginx().headers["X-Auth-Subject"]
        told = []
        for name in ("Ada \u00e9", "x" * 5000):
            any_world.call("PATCH", f"/api/users/{user}", {"user_metadata": {"name": name}}, key=acme.secret)
            told.append(ada.nginx().headers.get("X-Auth-Name"))

        assert ["Ada %C3%A9", None] == told

    @pytest.mark.parametrize("length", [1200, 1400, 1490])
    def test_every_address_has_a_way_back(self, wiki: App, length: int) -> None:
        """To itself, or to the front page where it is too long to be carried."""
        ada = Proxied(wiki)
        url = f"{HOME}/{'x' * length}"
        back = ada.sign_in(url=url)

        assert (303, True) == (back.status_code, back.headers["Location"] in (url, f"{HOME}/"))


class TestWalls:
    """Who does not pass."""

    @pytest.mark.parametrize(
        "url",
        [
            "https://evil.test/", "https://wiki.example.com.evil.test/", "https://wiki.example.com@evil.test/",
            "http://wiki.example.com/", "https://wiki.example.com:8443/", "//wiki.example.com/", "/page", "",
            "https://evil.test/https://wiki.example.com/", "https://wiki.example.comevil.test/",
            "javascript:alert(1)//https://wiki.example.com/",
        ],
    )  # fmt: skip
    def test_no_other_host_is_guarded_or_led_to(self, wiki: App, url: str) -> None:
        """Only one whose callback is registered, byte for byte; whoever writes X-Forwarded-Host (B45)."""
        ada = Proxied(wiki)
        ada.sign_in()

        assert 403 == ada.nginx(url).status_code
        assert 403 == ada.ask("/sign-in", **{"X-Original-URL": url}).status_code

    @pytest.mark.parametrize("url", [f"{HOME}/\\evil.test", f"{HOME}/{'x' * 2000}", f"{HOME}/a b"])
    def test_what_no_browser_sends_leads_to_the_front_page(self, wiki: App, url: str) -> None:
        """The way back is an address of that host, whatever a proxy passes on."""
        ada = Proxied(wiki)
        led = ada.ask("/sign-in", **{"X-Original-URL": url})

        assert f"{HOME}/" == ada.come_back(ada.prove(led.headers["Location"])).headers["Location"]

    def test_a_client_of_no_name_guards_nothing(self, any_world: World, acme: TenantKeys, wiki: App) -> None:
        """Nor one without that callback, nor another tenant's."""
        stranger = register(any_world, any_world.tenant("bolt"))
        plain = App.register(any_world, acme)
        names = ["", "cl_x", "own_pages", plain.id, stranger.id]

        told = [Proxied(wiki).ask("", f"client_id={name}", **{"X-Original-URL": PAGE}) for name in names]
        assert [403] * len(names) == [one.status_code for one in told]

    def test_nobody_signs_another_browser_in(self, wiki: App) -> None:
        """A way back that was begun in one browser is none in another (login CSRF), nor after half an hour."""
        mallory, ada = Proxied(wiki), Proxied(wiki)
        stolen = mallory.prove(mallory.traefik().headers["Location"], GRACE)
        ada.traefik()
        assert 403 == ada.come_back(stolen).status_code
        assert OWN not in ada.jar

        led = ada.traefik().headers["Location"]
        wiki.world.later(minutes=31)
        state = parse_qs(urlsplit(led).query)["state"][0]
        assert 403 == ada.come_back(f"state={state}&code=x").status_code

    def test_a_code_comes_back_once(self, wiki: App) -> None:
        """A second time it ends what it gave, as at every client."""
        ada = Proxied(wiki)
        query = ada.prove(ada.traefik().headers["Location"])
        assert [303, 403] == [ada.come_back(query).status_code for _ in range(2)]

        assert 401 == ada.nginx().status_code

    @pytest.mark.parametrize("query", ["", "code=x", "state=x&code=x", "error=access_denied", "state=%00&code=%00"])
    def test_what_was_not_begun_does_not_end(self, wiki: App, query: str) -> None:
        """A callback without a way of ours says what to do."""
        answer = Proxied(wiki).come_back(query or "x=1")

        assert 403 == answer.status_code
        assert "Open the app once more" in answer.get_json()["detail"]

    def test_no_is_no(self, any_world: World, acme: TenantKeys) -> None:
        """Who does not agree is not signed in, and is told what to do."""
        wiki = register(any_world, acme, needs_consent=True)
        ada = Proxied(wiki)
        ada.pages.open(ada.traefik().headers["Location"])
        ada.pages.submit("/sign-in", phone=ADA)
        ada.pages.submit("/sign-in/code", code=any_world.code())
        ada.pages.submit("/consent", decision="deny")

        assert ada.pages.left_for is not None
        answer = ada.come_back(urlsplit(ada.pages.left_for).query)
        assert (403, False) == (answer.status_code, OWN in ada.jar)

    def test_cookies_do_not_open_each_others_doors(self, wiki: App) -> None:
        """The app's cookie is no session at the pages, and theirs is none at the app."""
        ada = Proxied(wiki)
        ada.sign_in()
        own = "__Host-auth1-acme.session"
        pages = ada.pages.client.get_cookie(own, domain="auth.test")
        assert pages is not None
        other = Proxied(wiki)
        other.jar = {OWN: pages.value}
        assert 401 == other.nginx().status_code

        other.pages.client.set_cookie(own, ada.jar[OWN], domain="auth.test", secure=True)
        assert "Sign in to Acme" in other.pages.open("/t/acme/account").text
