"""Links in mails, on memory and on real servers: who gets in by one, and who does not."""

import re
from urllib.parse import urlsplit

import pytest

from tests.application.test_openid import userinfo
from tests.fixtures.browser import Browser
from tests.fixtures.race import race
from tests.fixtures.relying import App
from tests.fixtures.worlds import TenantKeys, World

MAILBOX = "ada@example.com"
LINK = re.compile(r"https://auth\.test(/t/acme/link/[A-Za-z0-9_-]+)")
NUMBER = re.compile(r'<p class="number" dir="ltr">([1-9][0-9])</p>')


@pytest.fixture
def app(any_world: World) -> App:
    """A client of a tenant that sends links."""
    return App.register(any_world, any_world.tenant(email_sign_in="link"))


def ask(app: App, mailbox: str = MAILBOX) -> Browser:
    """A browser that waits for a link."""
    browser = Browser(app.world)
    browser.open(app.address(login_hint=mailbox, scope="openid email"))
    browser.submit("/sign-in", email=mailbox)
    return browser


def mailed(app: App, mailbox: str = MAILBOX) -> str:
    """The path of the link that last arrived."""
    app.world.deliver()
    found = LINK.search(app.world.phones.texts_to(mailbox)[-1])
    assert found is not None
    return found[1]


def number(browser: Browser) -> str:
    """The number that a waiting browser shows."""
    assert browser.page is not None
    found = NUMBER.search(browser.page.text)
    assert found is not None
    return found[1]


def arrived(browser: Browser) -> int:
    """What the waiting page's script is told."""
    assert browser.page is not None
    at = re.search(r'id="at" value="([^"]+)"', browser.page.text)
    assert at is not None
    path = at[1].replace("&amp;", "&").removeprefix("https://auth.test")
    return browser.client.get(path, base_url="https://auth.test").status_code


def seen(browser: Browser) -> str:
    """The page in front of us."""
    assert browser.page is not None
    return browser.page.text


class TestHere:
    """In the browser that asked."""

    def test_the_button_signs_in(self, app: App) -> None:
        """And leads back to the client, who is told the mailbox."""
        browser = ask(app)
        browser.open(mailed(app))
        browser.submit("/link")

        tokens = app.exchange(browser.told["code"]).get_json()
        assert MAILBOX == userinfo(app, tokens["access_token"]).get_json()["email"]

    def test_opening_it_does_nothing(self, app: App) -> None:
        """Mail scanners open links, ten times and by HEAD; the button works afterwards."""
        browser, path = ask(app), mailed(app)
        scanner = Browser(app.world, ip="203.0.113.7")
        for method in ("HEAD", "GET", "GET"):
            scanner.open(path, method=method)
        assert 204 == arrived(browser)

        browser.open(path)
        assert browser.left_for is None
        browser.submit("/link")
        assert "code" in browser.told

    def test_the_address_does_not_keep_it(self, app: App) -> None:
        """The page with the button has no secret in its address, its title or its links."""
        browser, path = ask(app), mailed(app)
        page = browser.open(path)

        assert "/t/acme/link" == page.request.path
        assert path.rpartition("/")[2] not in page.text
        assert "no-referrer" == page.headers["Referrer-Policy"]

    def test_it_is_good_once(self, app: App) -> None:
        """Whoever presses a second time, here or elsewhere, is told that it is over."""
        browser, path = ask(app), mailed(app)
        browser.open(path)
        browser.submit("/link")
        page = browser.open(path)

        assert 400 == page.status_code
        assert "This page has expired" in page.text

    def test_one_of_ten_presses_signs_in(self, app: App) -> None:
        """Ten at the same moment open one session."""
        browser = ask(app)
        browser.open(mailed(app))
        form = browser.form("/link")
        cookies = {
            name: browser.client.get_cookie(name, domain="auth.test")
            for name in ("__Host-auth1-browser", "__Host-auth1-link")
        }

        def press(_: int) -> int:
            other = Browser(app.world)
            for name, cookie in cookies.items():
                assert cookie is not None
                other.client.set_cookie(name, cookie.value, domain="auth.test", secure=True)
            sent = other.client.post(
                form.action.removeprefix("https://auth.test"), data=form.fields, base_url="https://auth.test"
            )
            return int(sent.status_code)

        assert [303, *[400] * 9] == sorted(race(10, press))

    def test_it_is_good_as_long_as_a_code(self, app: App) -> None:
        """And a later one takes the earlier one's place."""
        browser, path = ask(app), mailed(app)
        app.world.later(minutes=11)
        browser.open(path)
        assert "no longer valid" in browser.submit("/link").text

        again = ask(app)
        old = mailed(app)
        app.world.later(minutes=8)
        ask(app)
        again.open(old)
        assert again.page is not None
        assert "no longer valid" in again.submit("/link").text


class TestElsewhere:
    """On another device."""

    def test_the_number_lets_the_first_browser_in(self, app: App) -> None:
        """The one that asked is signed in, and this one is not."""
        waiting, phone = ask(app), Browser(app.world, ip="203.0.113.7")
        shown = number(waiting)
        phone.open(mailed(app))
        phone.submit("/link", number=shown)
        assert "You can go on where you began" in seen(phone)
        assert 200 == arrived(waiting)

        waiting.submit("/sign-in/mail")
        assert "code" in waiting.told
        assert "Sign in to Acme" in phone.open("/t/acme/account").text

    def test_without_the_number_nobody_gets_in(self, app: App) -> None:
        """Somebody else asked for the link: who presses its button without looking lets nobody in."""
        waiting, owner = ask(app), Browser(app.world)
        owner.open(mailed(app))
        wrong = "11" if number(waiting) != "11" else "12"

        assert "Enter the number" in owner.submit("/link").text
        assert "The number is wrong." in owner.submit("/link", number=wrong).text
        assert NUMBER.search(seen(owner)) is None
        assert 204 == arrived(waiting)
        assert "Open the link in the email first." in waiting.submit("/sign-in/mail").text

    def test_numbers_are_not_guessed(self, app: App) -> None:
        """A wrong number counts as a wrong code: after five the link is over, and the right one is too late."""
        waiting, other = ask(app), Browser(app.world)
        right = number(waiting)
        other.open(mailed(app))
        for wrong in [str(n) for n in range(10, 100) if str(n) != right][:5]:
            other.submit("/link", number=wrong)
        assert "no longer valid" in other.submit("/link", number=right).text
        waiting.submit("/sign-in/mail")

        assert waiting.left_for is None

    def test_numbers_in_other_digits(self, app: App) -> None:
        """People type the digits that they write."""
        waiting, phone = ask(app), Browser(app.world)
        phone.open(mailed(app))
        phone.submit("/link", number=number(waiting).translate({48 + n: 0x660 + n for n in range(10)}))

        assert 200 == arrived(waiting)

    def test_a_link_belongs_to_one_sign_in(self, app: App) -> None:
        """Another sign-in has to ask for its own, and is told when it may."""
        ask(app)
        other = ask(app)
        assert "Too many attempts." in seen(other)

        app.world.later(seconds=31)
        other.submit("/sign-in", email=MAILBOX)
        other.open(mailed(app))
        other.submit("/link")
        assert "code" in other.told

    def test_a_link_that_is_over_says_so(self, app: App) -> None:
        """Whatever number is entered then: the right one is not told from a wrong one."""
        waiting, other = ask(app), Browser(app.world)
        right = number(waiting)
        other.open(mailed(app))
        for wrong in [str(n) for n in range(10, 100) if str(n) != right][:5]:
            other.submit("/link", number=wrong)

        assert ["no longer valid" in other.submit("/link", number=told).text for told in (right, "11")] == [True, True]
        assert 204 == arrived(waiting)

    def test_a_word_that_comes_too_late_is_forgotten(self, app: App) -> None:
        """A page that was hidden for long tries once, and the next link is none the worse for it."""
        waiting, phone = ask(app), Browser(app.world)
        phone.open(mailed(app))
        phone.submit("/link", number=number(waiting))
        app.world.later(minutes=11)
        assert "no longer valid" in waiting.submit("/sign-in/mail").text
        assert 'id="at"' not in seen(waiting)

        waiting.submit("/sign-in/again")
        assert 204 == arrived(waiting)
        phone.open(mailed(app))
        phone.submit("/link", number=number(waiting))
        waiting.submit("/sign-in/mail")
        assert "code" in waiting.told

    def test_an_older_mail_does_not_do(self, app: App) -> None:
        """After a new link the old one is over, with whichever number."""
        waiting, phone = ask(app), Browser(app.world)
        old, before = mailed(app), number(waiting)
        app.world.later(minutes=8)
        waiting.submit("/sign-in/again")
        phone.open(old)

        said = [phone.submit("/link", number=told).text for told in (before, number(waiting))]
        assert all("no longer valid" in text for text in said)
        phone.open(mailed(app))
        phone.submit("/link", number=number(waiting))
        waiting.submit("/sign-in/mail")
        assert "code" in waiting.told

    def test_going_back_does_not_sign_in_again(self, app: App) -> None:
        """The word counts once."""
        waiting, phone = Browser(app.world), Browser(app.world)
        waiting.open("/t/acme/account")
        flow = waiting.form("/sign-in").fields["flow"]
        waiting.open(f"{app.root}/sign-in?flow={flow}&kind=email")
        waiting.submit("/sign-in", email=MAILBOX)
        shown = number(waiting)
        phone.open(mailed(app))
        phone.submit("/link", number=shown)
        waiting.submit("/sign-in/mail")
        assert "Your account" in seen(waiting)

        waiting.open(f"{app.root}/sign-in/mail?flow={flow}")
        assert 204 == arrived(waiting)

    def test_a_strangers_ask_ends_nobodys_link(self, app: App) -> None:
        """Whoever types the same mailbox has one more link sent to it, and the owner's stays good."""
        owner = ask(app)
        path = mailed(app)
        app.world.later(seconds=31)
        stranger = ask(app)
        assert mailed(app) != path

        owner.open(path)
        owner.submit("/link")
        assert "code" in owner.told
        assert "Open the link in the email first." in stranger.submit("/sign-in/mail").text

    def test_another_browser_cannot_take_the_word(self, app: App) -> None:
        """What was confirmed is the waiting browser's, whose sign-in nobody else can go on with."""
        waiting, phone = ask(app), Browser(app.world)
        form = waiting.form("/sign-in/mail")
        phone.open(mailed(app))
        phone.submit("/link", number=number(waiting))

        assert 403 == phone.open(form.action, method="POST", data=form.fields).status_code


class TestWalls:
    """What is no link."""

    def test_a_made_up_link_is_none(self, app: App) -> None:
        """Nor one that is cut, changed, or of another tenant."""
        ask(app)
        path = mailed(app)
        app.world.tenant("bolt", email_sign_in="link")
        text = path.rpartition("/")[2]
        changed = text[:30] + ("B" if text[30] == "A" else "A") + text[31:]
        paths = [f"/t/acme/link/{one}" for one in ("x", text[:-3], "A" * 5000, changed)] + [
            path.replace("/acme/", "/bolt/")
        ]

        assert [400] * 5 == [Browser(app.world).open(one).status_code for one in paths]

    def test_its_code_opens_nothing_else(self, app: App) -> None:
        """The mail has no code in it, and what is in the link is none of the API's."""
        ask(app)
        app.world.deliver()
        (text,) = app.world.phones.texts_to(MAILBOX)

        assert re.search(r"(?<![A-Za-z0-9_-])[0-9]{6}(?![A-Za-z0-9_-])", text) is None

    def test_the_api_sends_codes(self, app: App) -> None:
        """Apps that call it have a field for one."""
        tenant: TenantKeys = app.tenant
        body = {"email": MAILBOX}
        assert 200 == app.world.call("POST", "/api/auth/request", body, key=tenant.publishable).status_code

        assert app.world.code(MAILBOX).isdecimal()

    def test_it_leads_to_us(self, app: App) -> None:
        """Whatever Host the asking call had (B45)."""
        browser = Browser(app.world)
        browser.open(app.address(login_hint=MAILBOX))
        form, evil = browser.form("/sign-in"), {"X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "http"}
        browser.open(form.action, method="POST", data={**form.fields, "email": MAILBOX}, **evil)
        app.world.deliver()

        assert "evil.test" not in app.world.phones.texts_to(MAILBOX)[-1]
        assert urlsplit(mailed(app)).path.startswith("/t/acme/link/")
