"""A31-A33, B42, B45-B47: codes, redirects, forms and links in the hands of somebody else."""

from urllib.parse import quote

import pytest

from tests.application.test_openid import userinfo
from tests.fixtures.browser import Browser
from tests.fixtures.race import race
from tests.fixtures.relying import BACK, VERIFIER, App
from tests.fixtures.worlds import ADA, GRACE, World

SESSION = "__Host-auth1-acme.session"
SECRET = "__Host-auth1-browser"
# Every way to write an address that looks like the registered one.
FOREIGN = (
    "https://evil.test/back", "https://app.example.com.evil.test/back", "https://app.example.com@evil.test/back",
    "https://app.example.com/back/", "https://app.example.com/back?x=1", "https://app.example.com/back#x",
    "https://app.example.com/back/../evil", "https://app.example.com/%62ack", "HTTPS://app.example.com/back",
    "https://APP.example.com/back", "https://app.example.com:443/back", "http://app.example.com/back",
    "//app.example.com/back", "/back", "back", "https:app.example.com/back", "https:/app.example.com/back",
    "https://app.example.com\\@evil.test/back", "https://app.example.com/back ", " https://app.example.com/back",
    "https://app.example.com/back\n", "https://app.example.com/back%00", "javascript:alert(1)", "data:text/html,x",
    "https://app.example.com/b\u00e1ck", "",
)  # fmt: skip


@pytest.fixture
def app(any_world: World) -> App:
    """A public client."""
    return App.register(any_world, any_world.tenant(id_token_algorithm="ES256"))


@pytest.fixture
def browser(app: App) -> Browser:
    """A person's browser."""
    return Browser(app.world)


@pytest.mark.parametrize("uri", FOREIGN)
def test_nobody_is_sent_to_a_foreign_address(app: App, browser: Browser, uri: str) -> None:
    """What is not byte for byte a registered address leads nowhere, not even with an error (RFC 9700 section 2.1)."""
    page = browser.open(app.address(redirect_uri=uri))

    assert (400, None) == (page.status_code, browser.left_for)
    assert "evil.test" not in page.text


def test_of_two_addresses_neither_counts(app: App, browser: Browser) -> None:
    """A parameter that is there twice is no parameter."""
    page = browser.open(f"{app.address()}&redirect_uri={quote(BACK)}")
    other = browser.open(f"{app.address()}&client_id={app.id}")

    assert [400, 400] == [page.status_code, other.status_code]


def test_one_of_ten_gets_the_tokens(app: App, browser: Browser) -> None:
    """A code that comes ten times at the same moment opens one session, and the others end it (A31)."""
    code = app.sign_in(browser)["code"]

    answers = race(10, lambda _: app.exchange(code))

    good = [answer.get_json() for answer in answers if answer.status_code == 200]
    assert 1 == len(good)
    assert {"invalid_grant"} == {answer.get_json()["error"] for answer in answers if answer.status_code != 200}
    assert 401 == userinfo(app, good[0]["access_token"]).status_code


@pytest.mark.parametrize(
    "changes",
    [
        {"code_verifier": VERIFIER + "x"}, {"code_verifier": None}, {"code_verifier": ""}, {"code_verifier": "c" * 43},
        {"redirect_uri": "https://evil.test/"}, {"redirect_uri": None}, {"code": None}, {"code": "made up"},
        {"grant_type": "password"}, {"grant_type": "implicit"}, {"grant_type": None},
    ],
)  # fmt: skip
def test_a_stolen_code_alone_is_worth_nothing(app: App, browser: Browser, changes: dict[str, str | None]) -> None:
    """Without the verifier and the very address; and the try costs its owner nothing (A32)."""
    code = app.sign_in(browser)["code"]
    stolen = app.exchange(code, **changes)

    assert 400 == stolen.status_code
    assert {"error", "error_description"} == set(stolen.get_json())
    assert 200 == app.exchange(code).status_code


def test_a_code_is_the_clients_that_it_was_given_to(app: App, browser: Browser) -> None:
    """Another client gets nothing for it, and ends nothing; nor does another tenant's."""
    code = app.sign_in(browser)["code"]
    other = App.register(app.world, app.tenant)
    stranger = App.register(app.world, app.world.tenant("bolt"))

    assert [400, 400, 200] == [one.exchange(code).status_code for one in (other, stranger, app)]
    assert 400 == other.exchange(code).status_code


def test_a_code_is_good_for_a_minute(app: App, browser: Browser) -> None:
    """And a user who signed out, or was blocked, in between gives nothing."""
    late, blocked = app.sign_in(browser)["code"], app.sign_in(Browser(app.world), GRACE)["code"]
    app.world.later(seconds=61)
    assert "invalid_grant" == app.exchange(late).get_json()["error"]

    fresh = app.sign_in(browser)["code"]
    browser.open(f"{app.root}/oauth/logout")
    browser.submit("/sign-out")
    assert [400, 400] == [app.exchange(code).status_code for code in (fresh, blocked)]


@pytest.mark.parametrize(
    ("method", "changes"),
    [
        ("client_secret_basic", {"client_secret": "auth1_cs_" + "0" * 48}),
        ("client_secret_post", {"client_secret": "auth1_cs_" + "0" * 48}),
    ],
)
def test_a_confidential_client_proves_itself(app: App, browser: Browser, method: str, changes: dict[str, str]) -> None:
    """By its secret, in the way that it registered; without it, and by its name alone, it is nobody (A32)."""
    secretive = App.register(app.world, app.tenant, auth_method=method)
    code = secretive.sign_in(browser)["code"]
    by_name = App(app.world, app.tenant, secretive.id)
    tries = [by_name.exchange(code), by_name.exchange(code, **changes)]
    basic = App(app.world, app.tenant, secretive.id, "auth1_cs_" + "0" * 48).exchange(code)
    posted = by_name.exchange(code, client_secret=secretive.secret)
    good = {"client_secret_basic": secretive.exchange, "client_secret_post": by_name.exchange}

    assert {401, 400} >= {answer.status_code for answer in (*tries, basic)}
    assert {"invalid_client"} == {answer.get_json()["error"] for answer in (*tries, basic)}
    assert (200 if method == "client_secret_post" else 400) == min(posted.status_code, 400) or posted.status_code == 200
    if method == "client_secret_basic":
        assert 200 == good[method](code).status_code


@pytest.mark.parametrize(
    "header", ["Basic ////", "Basic /w==", "Basic " + "A" * 5000, "Basic", "Bearer x", "Basic Og=="]
)
def test_strange_credentials_are_refused(app: App, header: str) -> None:
    """No text in the header is a defect of ours."""
    answer = app.world.call(
        "POST", f"{app.root}/oauth/token", data={"grant_type": "authorization_code"}, headers={"Authorization": header}
    )

    assert answer.status_code in (400, 401)
    assert "invalid_client" == answer.get_json()["error"]


def test_a_form_of_another_browser_does_nothing(app: App, browser: Browser) -> None:
    """Login CSRF: what was given to one browser is no good in another, nor on another way (B42)."""
    browser.open(app.address())
    foreign = browser.form("/sign-in")
    mine = Browser(app.world)
    mine.open(app.address())
    own = mine.form("/sign-in")
    sent = {**foreign.fields, "phone": ADA}

    answers = [
        mine.open(own.action, method="POST", data=sent),
        mine.open(own.action, method="POST", data={**own.fields, "csrf": foreign.fields["csrf"], "phone": ADA}),
        mine.open(own.action, method="POST", data={**own.fields, "csrf": "", "phone": ADA}),
        mine.open(own.action, method="POST", data={**own.fields, "csrf": "\u00e9\U0001f600", "phone": ADA}),
        mine.open(own.action, method="POST", data={**own.fields, "flow": foreign.fields["flow"], "phone": ADA}),
        Browser(app.world).open(own.action, method="POST", data={**own.fields, "phone": ADA}),
    ]

    assert [403] * 6 == [answer.status_code for answer in answers]
    app.world.deliver()
    assert [] == app.world.phones.texts_to(ADA)


def test_a_cookie_that_was_planted_is_not_the_session(app: App, browser: Browser) -> None:
    """The session's cookie is another one after each sign-in, and the one before it is dead (B42, A22)."""
    browser.client.set_cookie(SESSION, "ses_" + "0" * 26 + "." + "0" * 12 + "." + "A" * 43, domain="auth.test")
    app.tokens(browser)
    first = browser.client.get_cookie(SESSION, domain="auth.test")
    app.world.later(minutes=2)
    app.sign_in(browser, prompt="login")
    second = browser.client.get_cookie(SESSION, domain="auth.test")
    assert first is not None and second is not None and first.value != second.value

    browser.client.set_cookie(SESSION, first.value, domain="auth.test", secure=True)
    browser.open(app.address(prompt="none"))
    assert "login_required" == browser.told["error"]


def test_a_session_of_another_tenant_is_none_here(app: App, browser: Browser) -> None:
    """Neither its cookie under this tenant's name, nor an API session's id."""
    bolt = App.register(app.world, app.world.tenant("bolt"))
    bolt.tokens(browser)
    theirs = browser.client.get_cookie("__Host-auth1-bolt.session", domain="auth.test")
    assert theirs is not None
    browser.client.set_cookie(SESSION, theirs.value, domain="auth.test", secure=True)
    browser.open(app.address(prompt="none"))

    assert "login_required" == browser.told["error"]


def test_every_cookie_is_closed(app: App, browser: Browser) -> None:
    """`__Host-`, Secure, HttpOnly, SameSite=Lax, for no other domain, and without anybody's address in it (A26)."""
    browser.open(app.address())
    browser.submit("/sign-in", phone=ADA)
    browser.submit("/sign-in/code", code=app.world.code())
    kept = list((browser.client._cookies or {}).values())

    assert 3 == len(kept)
    assert all(cookie.key.startswith("__Host-auth1-") and cookie.secure and cookie.http_only for cookie in kept)
    assert {"Lax"} == {cookie.same_site for cookie in kept}
    assert ADA.lstrip("+") not in "".join(cookie.value for cookie in kept)


def test_pages_can_be_neither_framed_nor_scripted(app: App, browser: Browser) -> None:
    """B46: a nonce of its own for each, no inline script, nothing kept, no referrer."""
    pages = [browser.open(app.address()), browser.submit("/sign-in", phone=ADA)]
    policies = [page.headers["Content-Security-Policy"] for page in pages]

    assert 2 == len(set(policies))
    for page, policy in zip(pages, policies, strict=True):
        assert "frame-ancestors 'none'" in policy and "unsafe-inline" not in policy and "default-src 'none'" in policy
        assert ("no-store", "no-referrer", "DENY") == (
            page.headers["Cache-Control"], page.headers["Referrer-Policy"], page.headers["X-Frame-Options"],
        )  # fmt: skip


def test_a_name_is_shown_as_it_is(any_world: World) -> None:
    """B46: markup, templates and braces in a tenant's or a client's name are letters."""
    acme = any_world.tenant(name="<img src=x onerror=1>{{7*7}}</style>", sms_branding="Acme")
    app = App.register(any_world, acme, name="</title>{name}%s", needs_consent=True)
    browser = Browser(any_world)
    page = browser.open(app.address())

    assert "&lt;img src=x onerror=1&gt;{{7*7}}&lt;/style&gt;" in page.text
    assert "<img src=x" not in page.text


def test_addresses_hold_nothing_personal(app: App, browser: Browser) -> None:
    """Neither the address that is proven nor anything that opens something is in an address of ours."""
    browser.open(app.address(login_hint=ADA))
    asked = browser.submit("/sign-in", phone=ADA)
    wrong = browser.submit("/sign-in/code", code=app.world.wrong())
    for page in (asked, wrong):
        assert ADA.lstrip("+") not in page.request.url
        assert {"", "flow"} >= {pair.partition("=")[0] for pair in page.request.query_string.decode().split("&")}
