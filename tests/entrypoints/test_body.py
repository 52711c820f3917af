"""Request bodies: one strict JSON object, or a refusal."""

import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Struct, structs

from domain.refusal import InvalidRequest, MalformedRequest
from entrypoints.http.bodies import RequestCode, TenantChanges, VerifyCode
from entrypoints.http.body import MAX_BYTES, parse, read
from tests.fixtures.worlds import ADA, World

APP = Flask(__name__)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcdé"), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(st.one_of(st.binary(max_size=200), st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace"))))
@settings(deadline=None, max_examples=500)
def test_any_bytes_are_an_object_or_malformed(raw: bytes) -> None:
    """Whatever bytes come, there is an object or MalformedRequest, and nothing else."""
    try:
        value = parse(raw)
    except MalformedRequest:
        return

    assert isinstance(value, dict)


def wrong_fields(kind: type[Struct], values: dict[str, Any]) -> set[str]:
    """The fields that a refusal names; none where the object was read."""
    raw = json.dumps(values, ensure_ascii=False).encode()
    with APP.test_request_context(method="POST", data=raw, content_type="application/json"):
        try:
            read(kind)
        except InvalidRequest as refusal:
            return {error["field"] for error in refusal.members["errors"]}
    return set()


@given(
    st.dictionaries(st.sampled_from(["phone", "email", "code", "locale", "client_ip", "name", "settings", "x"]), JSON)
)
@settings(deadline=None, max_examples=300)
def test_any_object_is_read_or_refused(values: dict[str, Any]) -> None:
    """Whatever object comes, it is a request of the right types or a refusal that names its wrong fields."""
    for kind in (RequestCode, VerifyCode, TenantChanges):
        known = {field.name for field in structs.fields(kind)}
        missing = {"code"} - set(values) if kind is VerifyCode else set()

        assert set(values) - known | missing <= wrong_fields(kind, values) <= set(values) | missing


@given(st.dictionaries(st.sampled_from("abcdé"), JSON, max_size=4))
@settings(deadline=None)
def test_an_ordinary_object_is_taken_as_it_is(values: dict[str, Any]) -> None:
    """Strictness changes nothing of an ordinary object, escaped or not."""
    assert values == parse(json.dumps(values, ensure_ascii=False).encode())
    assert values == parse(json.dumps(values, ensure_ascii=True).encode())


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b"null",
        b"5",
        b'"x"',
        b"[]",
        b'[{"phone": "x"}]',
        b"{",
        b'{"a": 1,}',
        b'{"a": 1} {}',
        b"{'a': 1}",
        b"{a: 1}",
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b'{"a": 1, "\\u0061": 2}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": [-1e999]}',
        b'{"a": 01}',
        b'{"a": +1}',
        b'{"a": .5}',
        b'{"a": 0x10}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": "\\ud800"}',
        b'{"\\udc00": 1}',
        b'{"a": ["\\ud83d", "\\ude00"]}',
        b'{"a": "\\u0000"}',
        b'{"a\\u0000": 1}',
        b'{"a": "x\x00y"}',
        b'{"a": 1}\x00',
        b'{"a": "x\ny"}',
        b'\xef\xbb\xbf{"a": 1}',
        b'{"a": "\xff"}',
        b'{"a": "\xc0\xaf"}',
        b'{"a": "\xed\xa0\x80"}',
        '{"a": 1}'.encode("utf-16"),
        '{"a": 1}'.encode("utf-32"),
        b'{"a": ' + b"[" * 10_000 + b"]" * 10_000 + b"}",
        b'{"a": ' * 10_000 + b"1" + b"}" * 10_000,
        b"[" * 60_000,
        b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}",
        b'// x\n{"a": 1}',
    ],
)
def test_what_is_no_strict_json_object_is_malformed(raw: bytes) -> None:
    """Twins, NaN, infinities, lone surrogates, NUL, a BOM, other encodings, deep nesting, other values: malformed."""
    with pytest.raises(MalformedRequest):
        parse(raw)


def test_letters_beyond_the_first_plane_are_letters() -> None:
    """A pair of surrogate escapes is one letter and is taken."""
    assert {"a": "😀"} == parse(b'{"a": "\\ud83d\\ude00"}')


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/json; charset=utf-8", 200),
        ("application/json; charset=UTF-8", 200),
        ('Application/JSON; charset="utf-8"', 200),
        ("application/json; charset=latin-1", 415),
        ("application/json; charset=utf-16", 415),
        ("application/jsonp", 415),
        ("application/problem+json", 415),
        ("text/json", 415),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data; boundary=x", 415),
        ("", 415),
        (None, 415),
    ],
)
def test_only_json_in_utf8_is_read(memory_world: World, content_type: str | None, status: int) -> None:
    """Another content type or charset is 415: a form of another site cannot post here."""
    acme = memory_world.tenant()
    raw = json.dumps({"phone": ADA}).encode()
    answer = memory_world.call("POST", "/api/auth/request", key=acme.publishable, data=raw, content_type=content_type)

    assert status == answer.status_code
    assert status == 200 or "unsupported_media_type" == answer.get_json()["code"]


@pytest.mark.parametrize(("size", "code"), [(MAX_BYTES, "invalid_request"), (MAX_BYTES + 1, "too_large")])
def test_a_body_has_at_most_64_kib(memory_world: World, size: int, code: str) -> None:
    """65,536 bytes are read, one more is 413."""
    acme = memory_world.tenant()
    raw = b'{"x": "' + b"a" * (size - 9) + b'"}'
    answer = memory_world.call(
        "POST", "/api/auth/request", key=acme.publishable, data=raw, content_type="application/json"
    )

    assert (size, code) == (len(raw), answer.get_json()["code"])
    assert (413 if code == "too_large" else 422) == answer.status_code


def test_every_wrong_field_is_named(memory_world: World) -> None:
    """Unknown, missing and wrong fields are all named by one answer."""
    acme = memory_world.tenant()
    body = {"phone": 5, "cod": "123456", "client_ip": None}
    answer = memory_world.call("POST", "/api/auth/verify", body, key=acme.publishable)

    assert 422 == answer.status_code
    assert ["client_ip", "cod", "code", "phone"] == sorted(error["field"] for error in answer.get_json()["errors"])


@pytest.mark.parametrize(
    "code",
    ["123", "12345678901", "", " 123456", "123456 ", "123456\n", "12345a", "１２３４５６", 123456, None, ["123456"]],
)
def test_a_code_is_a_text_of_four_to_ten_digits(memory_world: World, code: Any) -> None:
    """Anything else is 422 and costs no attempt."""
    acme = memory_world.tenant()
    memory_world.ask(acme)
    body = {"phone": ADA, "code": code}
    answer = memory_world.call("POST", "/api/auth/verify", body, key=acme.publishable)
    slot = memory_world.container.adapters.world().slots[acme.id, ADA, "sign_in"]

    assert (422, "invalid_request", 0) == (answer.status_code, answer.get_json()["code"], slot.challenge.attempts)
