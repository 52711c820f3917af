"""What a person signed in with, in words."""

from itertools import product
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.caller import MAX_USER_AGENT
from domain.device import APP, BROWSER, BROWSERS, PLACES, PROGRAMS, UNKNOWN, device_of

WEBKIT: Final = "AppleWebKit/537.36 (KHTML, like Gecko)"
APPLE_WEBKIT: Final = "AppleWebKit/605.1.15 (KHTML, like Gecko)"
WINDOWS: Final = f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT}"
ANDROID: Final = f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT}"
MAC: Final = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
IPHONE: Final = f"Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X) {APPLE_WEBKIT}"
IPAD: Final = f"Mozilla/5.0 (iPad; CPU OS 17_4 like Mac OS X) {APPLE_WEBKIT}"

NAMES: Final = sorted({APP, BROWSER, *(name for _, name in BROWSERS)})
WORDS: Final = sorted({word for table in (PROGRAMS, BROWSERS, PLACES) for word, _ in table})
ALL: Final = frozenset((
    UNKNOWN, *NAMES, *(name for _, name in PROGRAMS),
    *(f"{name} on {place}" for name, (_, place) in product(NAMES, PLACES)),
))  # fmt: skip


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{ANDROID} Chrome/124.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        (f"{ANDROID} SamsungBrowser/24.0 Chrome/117.0.0.0 Mobile Safari/537.36", "Samsung Internet on Android"),
        (f"{ANDROID} Chrome/124.0.0.0 Mobile Safari/537.36 EdgA/124.0.2478.50", "Edge on Android"),
        (f"{ANDROID} Chrome/124.0.0.0 Mobile Safari/537.36 OPR/82.0.4342.79", "Opera on Android"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:125.0) Gecko/125.0 Firefox/125.0", "Firefox on Android"),
        (f"{IPHONE} Version/17.4 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (f"{IPHONE} CriOS/124.0.6367.71 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        (f"{IPHONE} FxiOS/125.0 Mobile/15E148 Safari/605.1.15", "Firefox on iPhone"),
        (f"{IPHONE} Version/17.0 EdgiOS/124.0.2478.50 Mobile/15E148 Safari/604.1", "Edge on iPhone"),
        (f"{IPHONE} Version/17.4 Mobile/15E148 Safari/604.1 Ddg/17.4", "DuckDuckGo on iPhone"),
        (f"{IPAD} Version/17.4 Mobile/15E148 Safari/604.1", "Safari on iPad"),
        (f"{WINDOWS} Chrome/124.0.0.0 Safari/537.36", "Chrome on Windows"),
        (f"{WINDOWS} Chrome/124.0.0.0 Safari/537.36 Edg/124.0.0.0", "Edge on Windows"),
        (f"{WINDOWS} Chrome/64.0.3282.140 Safari/537.36 Edge/18.17763", "Edge on Windows"),
        (f"{WINDOWS} Chrome/122.0.0.0 YaBrowser/24.4.0.0 Safari/537.36", "Yandex Browser on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:125.0) Gecko/20100101 Firefox/125.0", "Firefox on Windows"),
        ("Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer on Windows"),
        ("Opera/9.80 (Windows NT 6.1; WOW64) Presto/2.12.388 Version/12.18", "Opera on Windows"),
        (f"{MAC} {APPLE_WEBKIT} Version/17.4 Safari/605.1.15", "Safari on Mac"),
        (f"{MAC} {WEBKIT} Chrome/124.0.0.0 Safari/537.36", "Chrome on Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:125.0) Gecko/20100101 Firefox/125.0", "Firefox on Linux"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/124.0.0.0 Safari/537.36", "Chrome on ChromeOS"),
        (
            f"Mozilla/5.0 (SMART-TV; LINUX; Tizen 6.0) {WEBKIT} SamsungBrowser/4.0 Chrome/76.0.3809.146 TV Safari/537.36",
            "Samsung Internet on TV",
        ),
        (
            "Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.15063",
            "Edge on Windows Phone",
        ),
        (
            "Mozilla/5.0 (Linux; U; Android 4.0.3; de-de; GT-I9100) AppleWebKit/534.30 (KHTML, like Gecko) "
            "Version/4.0 Mobile Safari/534.30",
            "Browser on Android",
        ),
    ],
)  # fmt: skip
def test_a_browser_has_its_name_and_its_place(user_agent: str, words: str) -> None:
    """A browser is told from those that it says it is like, and a system from those that it says it is like."""
    assert words == device_of(user_agent)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("okhttp/4.12.0", "Okhttp on Android"),
        ("Acme/3.1 (Android 14; Pixel 8) okhttp/4.12.0", "Okhttp on Android"),
        ("Acme/42 CFNetwork/1494.0.7 Darwin/23.4.0", "App on iPhone"),
        ("Acme/42 CFNetwork/1240.0.4 Darwin/20.6.0 (x86_64)", "App on Mac"),
        ("Acme/1.0 (com.acme.app; build:7; iOS 17.4.1) Alamofire/5.9.1", "App on iPhone"),
        ("Dart/3.3 (dart:io)", "App"),
        ("Dalvik/2.1.0 (Linux; U; Android 13; Pixel 7 Build/TQ3A.230805.001)", "App on Android"),
        (f"Mozilla/5.0 (Linux; Android 14; Pixel 8; wv) {WEBKIT} Version/4.0 Chrome/124.0.0.0 Mobile", "App on Android"),
        (f"{IPHONE} Mobile/15E148", "App on iPhone"),
        (f"{IPHONE} Mobile/15E148 Instagram 329.0.3.29.90 (iPhone14,5; iOS 17_4)", "App on iPhone"),
        (f"{WINDOWS} Acme/1.0 Chrome/120.0.6099.291 Electron/28.2.3 Safari/537.36", "App on Windows"),
    ],
)  # fmt: skip
def test_an_app_is_an_app(user_agent: str, words: str) -> None:
    """The usual ways in which an app asks a server, and pages that an app shows, are no browser of the person's."""
    assert words == device_of(user_agent)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("curl/8.4.0", "curl"),
        ("python-requests/2.31.0", "Python program"),
        ("python-httpx/0.27.0", "Python program"),
        ("Python-urllib/3.11", "Python program"),
        ("Python/3.11 aiohttp/3.9.5", "Python program"),
        ("Go-http-client/2.0", "Go program"),
        ("axios/1.6.8", "Node.js program"),
        ("PostmanRuntime/7.37.3", "Postman"),
    ],
)
def test_a_program_has_no_place(user_agent: str, words: str) -> None:
    """A program is named by what it is written in, or by its own name where people know that."""
    assert words == device_of(user_agent)


@pytest.mark.parametrize("user_agent", [None, "", " ", "x", "Mozilla/5.0", "<script>alert(1)</script>", "\x00\udc80"])
def test_what_says_nothing_is_unknown(user_agent: str | None) -> None:
    """Without a user agent, or with one that says nothing that is known, the device is unknown."""
    assert "Unknown device" == device_of(user_agent)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (f"{WEBKIT} Chrome/124.0.0.0", "Chrome"),
        ("Mozilla/5.0 (X11; Linux x86_64) Something/1.0", "Browser on Linux"),
        ("Acme/1.0 (Android 14)", "App on Android"),
    ],
)
def test_half_is_better_than_nothing(user_agent: str, words: str) -> None:
    """A browser without a known system, and a system without a known browser, are said as far as they are known."""
    assert words == device_of(user_agent)


PARTS = st.sampled_from(WORDS) | st.text(max_size=8)
AGENTS = st.lists(PARTS, max_size=40).map(lambda parts: "".join(parts)[:MAX_USER_AGENT]) | st.text(
    st.characters(), max_size=MAX_USER_AGENT
)


@given(AGENTS)
def test_nothing_of_the_text_gets_into_the_words(user_agent: str) -> None:
    """Whatever the text, the words are some of those that there are."""
    assert device_of(user_agent) in ALL


@given(AGENTS)
def test_case_and_space_do_not_matter(user_agent: str) -> None:
    """The same text in ASCII capitals, or with space around it, is the same device."""
    ascii_only = user_agent.encode("ascii", "ignore").decode()

    assert device_of(ascii_only) == device_of(f" {ascii_only.upper()} ")
