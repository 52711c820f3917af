"""Where a browser may be sent back to, and every way to write a place of somebody else's."""

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.redirect_uri import LONGEST, RedirectUriRule, origin_of

WEB, APP = RedirectUriRule(is_public=False), RedirectUriRule(is_public=True)


def is_taken(rule: RedirectUriRule, uri: object) -> bool:
    """Whether a rule lets it be registered."""
    try:
        return rule.read(uri) == uri
    except ValueError:
        return False


@pytest.mark.parametrize(
    "uri",
    [
        "https://app.example.com", "https://app.example.com/", "https://app.example.com/callback",
        "https://app.example.com:8443/a/b", "https://app.example.com/cb?tenant=1&x=%20y", "https://app.example.com?x=/?",
        "https://xn--bcher-kva.example/cb", "https://intranet/cb", "https://203.0.113.7/cb", "https://[2001:db8::1]/cb",
        "https://app.example.com/a.b/..c/...", "https://app.example.com/~ada/(x)!$&'+,;=:@",
        "http://localhost/cb", "http://localhost:3000/cb", "http://127.0.0.1:8080/cb", "http://[::1]:5000/cb",
        "https://localhost:3000/cb", "https://app.example.com/" + "x" * (LONGEST - 24),
    ],
)  # fmt: skip
def test_pages_by_tls_and_the_own_machine_are_taken(uri: str) -> None:
    """RFC 6749 3.1.2 and RFC 8252 7.3, 8.3: https with a host, http where nothing leaves the device; as they stand."""
    assert uri == WEB.read(uri) == APP.read(uri)


@pytest.mark.parametrize(
    "uri", ["com.example.app:/cb", "com.example.app:/", "org.example.my-app:/a/b?x=y", "app.x+y:/cb", "a.b:/c.d"]
)
def test_an_app_may_have_a_scheme_of_its_own(uri: str) -> None:
    """RFC 8252 7.1: with a dot in it, for clients on people's devices alone."""
    assert (True, False) == (is_taken(APP, uri), is_taken(WEB, uri))


# What leads, or leads some reader, somewhere else than it looks; none of it may be registered by anybody.
FOREIGN: list[object] = [
    # Not absolute, or without a host.
    "", "/cb", "cb", "//evil.example/cb", "app.example.com/cb", "https:", "https:/", "https://", "https:///evil.example",
    "https:/evil.example", "https:evil.example", "https://?x", "https://:443/cb", "https://.", "https://..",
    # Other schemes, and schemes that run or read something.
    "http://app.example.com/cb", "http://localhost.evil.example/cb", "http://127.0.0.1.evil.example/cb",
    "http://127.0.0.2/cb", "http://0.0.0.0/cb", "http://localhost@evil.example/cb", "http://[::2]/cb", "http://127.1/cb",
    "javascript:alert(1)", "JavaScript:alert(1)", "javascript://app.example.com/%0aalert(1)", "data:text/html,x",
    "file:///etc/passwd", "vbscript:x", "about:blank", "blob:https://app.example.com/x", "ftp://app.example.com/cb",
    "ws://app.example.com/cb", "view-source:https://app.example.com", "intent://scan/#Intent;end", "myapp:/cb",
    "myapp://cb", "com.example.app:cb", "com.example.app://cb", "com.example.app:///cb", "com..app:/cb", ".com:/cb",
    "com.example.:/cb", "1com.example:/cb", "Com.example.app:/cb", "com.example.app:", "HTTPS://app.example.com/cb",
    "https ://app.example.com/cb", "https\t://app.example.com/cb", "java\nscript.x:/cb",
    # Somebody before an @, so that the host is another.
    "https://app.example.com@evil.example/cb", "https://app.example.com:443@evil.example/", "https://@evil.example/cb",
    "https://u:p@app.example.com/cb", "https://app.example.com%40evil.example/cb", "https://app.example.com\\@evil.example",
    # Backslashes, controls, spaces and letters of other scripts, plain and escaped.
    "https://app.example.com\\evil.example", "https:\\\\evil.example\\cb", "https://app.example.com/\\evil", "\\\\evil.example",
    "https://app.example.com/%5cevil", "https://app.example.com/%5C..%5Cevil", "https://app.example.com/a b",
    " https://app.example.com/cb", "https://app.example.com/cb ", "https://app.example.com/cb\n", "https://app.example.com/\tcb",
    "https://app.example.com/cb\r\nSet-Cookie: x", "https://app.example.com/cb%0d%0aSet-Cookie:x", "https://app.example.com/%00",
    "https://app.example.com/cb?x=%0A", "https://app.example.com/\x00", "https://app.example.com/\x7f", "https://app.example.com/%7f",
    "https://app.éxample.com/cb", "https://аpp.example.com/cb", "https://app.example.com/é", "https://app。example.com/cb",
    "https://app.example.com⁄evil.example", "https://evil.example／app.example.com", "https://ⓐpp.example.com/cb", "https://app.example.com/\u202e",
    "https://app.example.com/\ud800", "https://app.example.com/%", "https://app.example.com/%2", "https://app.example.com/%zz", "https://app.example.com/%u0041",
    # A fragment, also an empty one.
    "https://app.example.com/cb#", "https://app.example.com/cb#x", "https://app.example.com#@evil.example/", "https://evil.example#.app.example.com/",
    # Wildcards.
    "*", "https://*", "https://*.example.com/cb", "https://app.example.com/*", "https://app.example.com:*/cb", "https://app.*/cb",
    "https://app.example.com/cb?x=*", "com.example.*:/cb", "https://app.example.com/cb/**",
    # Ways up, plain and in every disguise that some server takes off.
    "https://app.example.com/..", "https://app.example.com/../evil", "https://app.example.com/a/../../evil", "https://app.example.com/./cb",
    "https://app.example.com/a/.", "https://app.example.com/%2e%2e/evil", "https://app.example.com/%2E./evil", "https://app.example.com/.%2e/evil",
    "https://app.example.com/a/%2e", "https://app.example.com/%252e%252e/evil", "https://app.example.com/%25252e%25252e/evil",
    "https://app.example.com/..%2fevil", "https://app.example.com/a%2f..%2fevil", "https://app.example.com/..;/evil", "https://app.example.com/a/..;x=1/evil",
    "https://app.example.com/%2e%2e;/evil", "com.example.app:/../x", "com.example.app:/%2e%2e/x",
    # Ports that are none.
    "https://app.example.com:/cb", "https://app.example.com:0/cb", "https://app.example.com:65536/cb", "https://app.example.com:080/cb",
    "https://app.example.com:80a/cb", "https://app.example.com:-1/cb", "https://app.example.com:443:443/cb", "https://app.example.com:８０/cb",
    # Hosts that are none, or that browsers read as another one.
    "https://APP.example.com/cb", "https://app.example.com./cb", "https://app..example.com/cb", "https://-app.example.com/cb", "https://app-.example.com",
    "https://app_x.example.com/cb", "https://app%2eexample.com/cb", "https://%61pp.example.com/cb", "https://app.example.com,evil.example/cb",
    "https://app.example.com;evil.example/cb", "https://app.example.com&evil.example/cb", "https://2130706433/cb", "https://0x7f000001/cb", "https://0177.0.0.1/cb",
    "https://127.1/cb", "https://203.0.113.007/cb", "https://203.0.113.256/cb", "https://1.2.3/cb", "https://a.0x1/cb", "https://[::1", "https://::1/cb", "https://[]/cb",
    "https://[0:0:0:0:0:0:0:1]/cb", "https://[::ffff:127.0.0.1%25eth0]/cb", "https://[v1.x]/cb", "https://[::1].evil.example/cb", "https://[::1]evil.example/cb",
    "https://" + "a" * 64 + ".example/cb", "https://" + "a." * 127 + "example/cb",
    # Letters that RFC 3986 has not, and lengths.
    "https://app.example.com/<x>", 'https://app.example.com/"', "https://app.example.com/{x}", "https://app.example.com/a|b", "https://app.example.com/a^b",
    "https://app.example.com/`x`", "https://app.example.com/[x]", "https://app.example.com/cb?x[]=1", "https://app.example.com/" + "x" * (LONGEST - 23),
    # No text at all.
    None, 5, True, [], ["https://app.example.com"], {}, b"https://app.example.com/cb",
]  # fmt: skip


@pytest.mark.parametrize("uri", FOREIGN, ids=lambda uri: ascii(uri)[:60])
def test_what_may_lead_elsewhere_is_taken_from_nobody(uri: object) -> None:
    """RFC 9700 2.1 and 4.1, RFC 6749 3.1.2: neither of a client with a secret nor of an app without one."""
    assert (False, False) == (is_taken(WEB, uri), is_taken(APP, uri))


HOST = "https://app.example.com"
ODD = st.text(alphabet="abc.:/\\?#@%25ef[]*;0 \t\n\x00é。⁄", max_size=12)


@given(ODD, ODD)
def test_whatever_is_taken_leads_to_its_own_host(before: str, after: str) -> None:
    """However the parts are put together, what every reader takes for the host is what stands between // and /."""
    uri = f"https://{before}app.example.com{after}"
    if is_taken(APP, uri):
        split, plain = urlsplit(uri), re.match(r"https://([a-z0-9.-]+)(?::[0-9]+)?(?=[/?]|\Z)", uri)

        assert plain is not None and plain[1] == split.hostname
        assert (None, None, "") == (split.username, split.password, split.fragment)


@given(
    st.one_of(st.text(max_size=60), ODD.map(lambda tail: HOST + tail), ODD.map(lambda tail: "com.example.app:" + tail))
)
def test_whatever_is_taken_is_plain(uri: str) -> None:
    """ASCII of RFC 3986, absolute, unseen letters nowhere, no way up, no wildcard; https, http at home, or an own scheme."""
    if is_taken(APP, uri):
        scheme = uri.partition(":")[0]

        assert re.fullmatch(r"[!$%&'()+,./0-9:;=?@A-Z\[\]_a-z~-]+", uri)
        assert scheme == "https" or "." in scheme or urlsplit(uri).hostname in ("localhost", "127.0.0.1", "::1")
        assert not {".", ".."} & set(urlsplit(uri).path.split("/"))
        assert is_taken(WEB, uri) == (scheme in ("http", "https"))


@given(st.text(alphabet="%25ef.2/", max_size=1900))
def test_a_hostile_text_is_judged_at_once(tail: str) -> None:
    """Escapes of escapes cost no more than their letters (B59)."""
    assert is_taken(APP, HOST + tail) in (True, False)


@pytest.mark.parametrize(
    ("uri", "origin"),
    [
        ("https://app.example.com/cb?x=secret", HOST), ("https://app.example.com:8443/cb", f"{HOST}:8443"),
        ("https://app.example.com?x=1", HOST), ("http://[::1]:5000/cb", "http://[::1]:5000"),
        ("com.example.app:/cb?x=1", "com.example.app:"), ("", ""),
    ],
)  # fmt: skip
def test_an_origin_has_neither_path_nor_query(uri: str, origin: str) -> None:
    """What the audit log may hold of it."""
    assert origin == origin_of(uri)
