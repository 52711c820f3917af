"""A client: what may be said of it, how it proves itself, and what it may ask for."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from domain.client_secret import SECRET_BYTES, ClientSecret
from domain.ids import ClientId, TenantId
from domain.oauth_client import OAuthClient
from domain.refusal import InvalidRequest

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
CALLBACK = "https://app.example.com/callback"
# RFC 8037, appendix A.2.
KEYS = {"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]}
WEB: dict[str, Any] = {"name": "Web", "auth_method": "client_secret_basic", "redirect_uris": [CALLBACK]}


def made(**values: Any) -> OAuthClient:
    """A new client."""
    said = {**WEB, **values}
    return OAuthClient.create(tenant_id=TenantId("tn_1"), id=ClientId("cl_1"), values=said, now=NOON)


def fields_of(**values: Any) -> list[str]:
    """The fields that a refusal names."""
    with pytest.raises(InvalidRequest) as refused:
        made(**values)
    return [error["field"] for error in refused.value.members["errors"]]


def secret(number: int, at: datetime = NOON) -> tuple[ClientSecret, str]:
    """A secret, and its text."""
    return ClientSecret.issue(chance=bytes([number]) * SECRET_BYTES, now=at)


def test_what_is_left_out_has_a_careful_default() -> None:
    """Codes alone, `openid` alone, and people are asked."""
    client = made()

    assert (("authorization_code",), ("openid",), True) == (client.grant_types, client.scopes, client.needs_consent)
    assert ((), (), (), 1) == (client.post_logout_redirect_uris, client.jwks, client.secrets, client.version)


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"name": ""}, ["name"]),
        ({"name": " x"}, ["name"]),
        ({"name": "x" * 65}, ["name"]),
        ({"name": "Bank\u202egnp"}, ["name"]),
        ({"auth_method": "tls_client_auth"}, ["auth_method"]),
        ({"auth_method": None}, ["auth_method"]),
        ({"redirect_uris": []}, ["redirect_uris"]),
        ({"redirect_uris": CALLBACK}, ["redirect_uris"]),
        ({"redirect_uris": [f"{CALLBACK}/{n}" for n in range(21)]}, ["redirect_uris"]),
        ({"redirect_uris": ["com.example.app:/cb"]}, ["redirect_uris"]),
        ({"post_logout_redirect_uris": ["//x"]}, ["post_logout_redirect_uris"]),
        ({"grant_types": []}, ["grant_types"]),
        ({"grant_types": ["implicit"]}, ["grant_types"]),
        ({"grant_types": ["password"]}, ["grant_types"]),
        ({"grant_types": ["refresh_token"]}, ["grant_types"]),
        ({"grant_types": ["client_credentials", "refresh_token"]}, ["grant_types"]),
        ({"auth_method": "none", "grant_types": ["client_credentials"]}, ["grant_types"]),
        ({"scopes": ["OpenID"]}, ["scopes"]),
        ({"scopes": ["a b"]}, ["scopes"]),
        ({"scopes": ["x" * 65]}, ["scopes"]),
        ({"scopes": [f"s{n}" for n in range(51)]}, ["scopes"]),
        ({"needs_consent": "no"}, ["needs_consent"]),
        ({"jwks": KEYS}, ["jwks"]),
        ({"auth_method": "private_key_jwt"}, ["jwks"]),
        ({"auth_method": "private_key_jwt", "jwks": {"keys": [{"kty": "oct", "k": "eA"}]}}, ["jwks"]),
        ({"id": "cl_2", "tenant_id": "tn_2", "secrets": []}, ["id", "tenant_id", "secrets"]),
        (
            {"name": 5, "auth_method": 5, "redirect_uris": 5, "grant_types": 5, "scopes": 5, "needs_consent": 5},
            ["name", "auth_method", "redirect_uris", "grant_types", "scopes", "needs_consent"],
        ),
        (
            {"name": "", "auth_method": "none", "grant_types": ["client_credentials"], "scopes": ["?"], "jwks": KEYS},
            ["name", "scopes", "grant_types", "jwks"],
        ),
    ],
    ids=str,
)
def test_every_wrong_field_is_named_at_once(values: dict[str, Any], fields: list[str]) -> None:
    """Fields by themselves, and fields that do not go together."""
    assert fields == fields_of(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"redirect_uris": [f"{CALLBACK}/{n}" for n in range(20)]},
        {"auth_method": "none", "redirect_uris": ["com.example.app:/cb", "http://127.0.0.1:9/cb"]},
        {"auth_method": "client_secret_post", "grant_types": ["client_credentials"], "redirect_uris": [], "scopes": []},
        {"auth_method": "private_key_jwt", "jwks": KEYS, "grant_types": ["client_credentials"], "redirect_uris": []},
        {"grant_types": ["authorization_code", "refresh_token", "client_credentials"]},
        {"scopes": ["openid", "profile", "phone", "email", "offline_access", "orders:read", "a.b_c-d", "x" * 64]},
        {"name": "Ärzte & Co. 日本"},
    ],
    ids=str,
)
def test_what_goes_together_is_taken(values: dict[str, Any]) -> None:
    """At the bounds, and of each kind of client."""
    client = made(**values)

    assert {
        name: tuple(value) if isinstance(value, list) else value for name, value in values.items() if name != "jwks"
    } == {name: getattr(client, name) for name in values if name != "jwks"}


def test_redirects_are_compared_byte_for_byte() -> None:
    """RFC 9700 2.1: no slash more, no other case, no other port, no query, no beginning and no end of it."""
    client = made(post_logout_redirect_uris=["https://app.example.com/bye"])
    others = [
        CALLBACK + "/", CALLBACK + "?", CALLBACK + "?x=1", CALLBACK + "#", CALLBACK[:-1], CALLBACK.upper(),
        CALLBACK.replace("https", "http"), CALLBACK.replace(".com", ".com:443"), CALLBACK + ".evil.example", "",
        CALLBACK.replace("callback", "%63allback"), CALLBACK.replace("/callback", "//callback"), f" {CALLBACK}",
        CALLBACK + "\x00", "https://app.example.com/bye", "*",
    ]  # fmt: skip

    assert client.may_redirect_to(CALLBACK)
    assert client.may_log_out_to("https://app.example.com/bye")
    assert [] == [uri for uri in others if client.may_redirect_to(uri)]
    assert not client.may_log_out_to(CALLBACK)


def test_a_secret_has_192_random_bits_and_keeps_its_digest() -> None:
    """`auth1_cs_` and 48 hex digits, of which eight are shown."""
    kept, shown = secret(0xAB)

    assert (f"auth1_cs_{'ab' * 24}", "auth1_cs_abababab") == (shown, kept.prefix)
    assert (32, True) == (len(kept.digest), shown not in repr(kept))


def test_a_client_is_known_by_its_secret_alone() -> None:
    """No other text, no beginning of it, and nothing at all."""
    kept, shown = secret(1)
    client = made().given(kept)

    assert client.matches(shown, NOON)
    wrong = ("", shown[:-1], shown + "0", shown.upper(), secret(2)[1], "\ud800", "x" * 10**6, kept.digest.hex())
    assert [] == [text for text in wrong if client.matches(text, NOON)]
    assert not made().matches(shown, NOON)


def test_a_secret_changes_over_with_an_overlap() -> None:
    """Both are good until the overlap is over, and then the new one alone; never are there more than two."""
    (first, one), (second, two), (third, three) = secret(1), secret(2), secret(3)
    client = made().given(first).rotated(second, until=NOON + HOUR, now=NOON)
    before_end = NOON + HOUR - timedelta(seconds=1)

    assert [True, True] == [client.matches(text, before_end) for text in (one, two)]
    assert [False, True] == [client.matches(text, NOON + HOUR) for text in (one, two)]
    again = client.rotated(third, until=NOON + 2 * HOUR, now=NOON)
    assert [False, True, True] == [again.matches(text, NOON) for text in (one, two, three)]
    assert (2, 2, 3) == (len(client.secrets), len(again.secrets), again.version)


def test_without_an_overlap_the_secret_before_is_gone_at_once() -> None:
    """For one that leaked."""
    (first, one), (second, two) = secret(1), secret(2)
    client = made().given(first).rotated(second, until=NOON, now=NOON)

    assert ((second,), False, True) == (client.secrets, client.matches(one, NOON), client.matches(two, NOON))


def test_a_change_is_judged_as_a_whole() -> None:
    """What is not named stays; the version moves; a wrong field leaves everything."""
    client = made(scopes=["openid", "phone"])
    changed = client.changed({"name": "Other"})

    assert ("Other", ("openid", "phone"), 2) == (changed.name, changed.scopes, changed.version)
    assert replace(client, version=3) == changed.changed({"name": "Web"})
    with pytest.raises(InvalidRequest):
        client.changed({"name": "Other", "scopes": ["?"]})


def test_another_way_to_prove_itself_ends_the_one_before() -> None:
    """A client that becomes public keeps no secret, one that gets keys neither, and keys go where they are not used."""
    client = made().given(secret(1)[0])
    by_keys = client.changed({"auth_method": "private_key_jwt", "jwks": KEYS})

    assert () == client.changed({"auth_method": "none"}).secrets
    assert client.secrets == client.changed({"auth_method": "client_secret_post"}).secrets
    assert ((), 1) == (by_keys.secrets, len(by_keys.jwks))
    assert by_keys.jwks == by_keys.changed({"name": "x"}).jwks
    assert ((), ()) == (by_keys.changed({"auth_method": "none"}).jwks, by_keys.changed({"auth_method": "none"}).secrets)


def test_an_app_with_a_scheme_of_its_own_stays_public() -> None:
    """Its address would be nobody's to prove for a server."""
    app = made(auth_method="none", redirect_uris=["com.example.app:/cb"])
    with pytest.raises(InvalidRequest) as refused:
        app.changed({"auth_method": "client_secret_basic"})

    assert ["redirect_uris"] == [error["field"] for error in refused.value.members["errors"]]


def test_it_gets_what_it_was_given_and_nothing_else() -> None:
    """Grants by name, scopes in the order in which they were asked for, each once."""
    client = made(scopes=["openid", "phone", "orders:read"])

    assert [True, False, False] == [
        client.allows(grant) for grant in ("authorization_code", "refresh_token", "password")
    ]
    assert ("phone", "openid") == client.granted(["phone", "email", "openid", "phone", "PHONE", ""])


@pytest.mark.parametrize(
    ("method", "public", "by_secret"),
    [
        ("none", True, False),
        ("client_secret_basic", False, True),
        ("client_secret_post", False, True),
        ("private_key_jwt", False, False),
    ],
)
def test_a_client_is_public_or_proves_itself(method: str, public: bool, by_secret: bool) -> None:
    """RFC 6749 section 2.1."""
    client = made(auth_method=method, jwks=KEYS if method == "private_key_jwt" else None)

    assert (public, by_secret) == (client.is_public, client.has_secret)
