"""What a person signed in with, in words for a list of sessions."""

from collections.abc import Sequence
from typing import Final

UNKNOWN: Final = "Unknown device"
APP: Final = "App"
BROWSER: Final = "Browser"

# (what a user agent has in it, what that is called): lower case, and the first that is found counts.
# Texts are looked for, and no pattern is matched: what is searched is anybody's, and must not cost anybody time.
Table = Sequence[tuple[str, str]]

# Programs say who they are at the start.
PROGRAMS: Final[Table] = (
    ("curl/", "curl"),
    ("wget/", "Wget"),
    ("python", "Python program"),
    ("go-http-client/", "Go program"),
    ("java/", "Java program"),
    ("java-http-client/", "Java program"),
    ("apache-httpclient/", "Java program"),
    ("axios/", "Node.js program"),
    ("node", "Node.js program"),
    ("undici", "Node.js program"),
    ("ruby", "Ruby program"),
    ("guzzlehttp/", "PHP program"),
    ("postmanruntime/", "Postman"),
    ("insomnia/", "Insomnia"),
)
# Nearly every browser names those that it is made of too: heirs stand before Chrome, and all before Safari.
# What shows a page inside of an app has the words of a browser and one of its own, so that stands before all.
BROWSERS: Final[Table] = (
    *((word, APP) for word in ("; wv)", "fban/", "fbav/", "instagram ", "micromessenger/", " line/", "electron/")),
    ("edg/", "Edge"),
    ("edga/", "Edge"),
    ("edgios/", "Edge"),
    ("edge/", "Edge"),
    ("opr/", "Opera"),
    ("opios/", "Opera"),
    (" opt/", "Opera"),
    ("opera/", "Opera"),
    ("samsungbrowser/", "Samsung Internet"),
    ("yabrowser/", "Yandex Browser"),
    ("vivaldi/", "Vivaldi"),
    ("ucbrowser/", "UC Browser"),
    ("miuibrowser/", "Mi Browser"),
    ("huaweibrowser/", "Huawei Browser"),
    ("silk/", "Silk"),
    ("duckduckgo/", "DuckDuckGo"),
    (" ddg/", "DuckDuckGo"),
    ("fxios/", "Firefox"),
    ("firefox/", "Firefox"),
    ("crios/", "Chrome"),
    ("chrome/", "Chrome"),
    ("chromium/", "Chrome"),
    ("trident/", "Internet Explorer"),
    ("msie ", "Internet Explorer"),
    ("safari/", "Safari"),
    ("okhttp/", "Okhttp"),
    ("dalvik/", APP),
    ("cfnetwork/", APP),
    ("dart/", APP),
)
# An old Windows phone says that it is everything, an iPhone that it is like a Mac, an Android phone that it is Linux.
PLACES: Final[Table] = (
    ("windows phone", "Windows Phone"),
    ("ipad", "iPad"),
    ("iphone", "iPhone"),
    ("ipod", "iPod"),
    (" ios ", "iPhone"),
    ("(ios ", "iPhone"),
    ("android", "Android"),
    ("windows", "Windows"),
    (" cros ", "ChromeOS"),
    ("mac os", "Mac"),
    ("macos", "Mac"),
    ("macintosh", "Mac"),
    ("web0s", "TV"),
    ("smart-tv", "TV"),
    ("linux", "Linux"),
    ("x11", "Linux"),
    # These two name no system; macOS told its processor, and no phone has that one.
    ("darwin/", "iPhone"),
    ("okhttp/", "Android"),
)
INTEL: Final = "x86_64"
APPLE: Final = frozenset(("iPad", "iPhone", "iPod", "Mac"))


def device_of(user_agent: str | None) -> str:
    """Words such as `Chrome on Android`, made of those above alone: nothing of the text itself gets into them."""
    text = (user_agent or "").strip().lower()
    program = next((name for start, name in PROGRAMS if text.startswith(start)), None)
    if program:
        return program
    place = _place(text)
    name = _name(text, place)
    return f"{name} on {place}" if name and place else name or UNKNOWN


def _place(text: str) -> str | None:
    if "darwin/" in text and INTEL in text:
        return "Mac"
    return _first(PLACES, text)


def _name(text: str, place: str | None) -> str | None:
    """Without a name of its own it is an app, or its page; the browser of an old Android called itself Safari."""
    name = _first(BROWSERS, text)
    if name == "Safari" and place not in APPLE:
        return BROWSER
    if name or not place:
        return name
    return BROWSER if text.startswith("mozilla/") and place not in APPLE else APP


def _first(table: Table, text: str) -> str | None:
    return next((name for word, name in table if word in text), None)
