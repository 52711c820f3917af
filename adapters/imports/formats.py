"""The exports that can be read, by name."""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from adapters.imports.reading import (
    Record,
    csv_rows,
    is_true,
    json_rows,
    left_out,
    moment_of,
    noted,
    object_of,
    records,
    text_of,
    wrong_file,
)
from domain.foreign_user import ForeignUser

Reader = Callable[[Path], Iterator[Record]]
# https://firebase.google.com/docs/cli/auth: the columns of its CSV, which has no header.
FIREBASE_COLUMNS: Final = [
    "localId", "email", "emailVerified", "passwordHash", "salt", "displayName", "photoUrl", "googleId", "googleEmail",
    "googleName", "googlePhoto", "facebookId", "facebookEmail", "facebookName", "facebookPhoto", "twitterId",
    "twitterEmail", "twitterName", "twitterPhoto", "githubId", "githubEmail", "githubName", "githubPhoto", "createdAt",
    "lastSignedInAt", "phoneNumber",
]  # fmt: skip
COPY: Final = re.compile(r"^COPY (?:\"?auth\"?\.)?\"?users\"? \(([^)]*)\) FROM stdin;[ \t\r]*$", re.M)
ESCAPES: Final = {"\\N": None, "\\t": "\t", "\\n": "\n", "\\r": "\r", "\\\\": "\\"}
PLAIN: Final = frozenset({
    "id", "phone", "phone_verified", "email", "email_verified", "created_at", "last_sign_in_at", "blocked",
})  # fmt: skip
EXPECTED: Final = {
    "auth0": "Auth0's user export: lines of JSON, a JSON array, or CSV, with user_id",
    "firebase": "what firebase auth:export writes: JSON with users, or its CSV",
    "supabase": "auth.users of Supabase: CSV with a header, JSON, or a pg_dump with COPY auth.users",
    "keycloak": "a realm export of Keycloak: JSON with users",
    "clerk": "Clerk's CSV, with primary_email_address or primary_phone_number",
    "csv": "CSV with a header that has phone or email",
}


def _is_json(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4096).lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[")


def read_auth0(path: Path) -> Iterator[Record]:
    """Auth0's export: https://auth0.com/docs/manage-users/user-migration/bulk-user-exports."""
    rows = (
        json_rows(path, EXPECTED["auth0"])
        if _is_json(path)
        else csv_rows(path, EXPECTED["auth0"], frozenset({"user_id"}))
    )
    yield from records(rows, _auth0)


def _auth0(line: int, row: Mapping[str, Any]) -> ForeignUser:
    user = {**object_of(row.get("user_metadata")), **noted(row, "name", "nickname", "picture")}
    return ForeignUser(
        line, text_of(row["user_id"]) or "", text_of(row.get("phone_number")), is_true(row.get("phone_verified")),
        text_of(row.get("email")), is_true(row.get("email_verified")), moment_of(row.get("created_at")),
        moment_of(row.get("last_login")), is_true(row.get("blocked")), user, object_of(row.get("app_metadata")),
        left_out(row, password=("passwordHash", "password_hash"), second_factor=("multifactor",)),
    )  # fmt: skip


def read_firebase(path: Path) -> Iterator[Record]:
    """`firebase auth:export`; a phone number is there only once it was proven."""
    if _is_json(path):
        rows = json_rows(path, EXPECTED["firebase"], "users")
    else:
        rows = csv_rows(path, EXPECTED["firebase"], frozenset({"localId"}), _firebase_columns(path))
    yield from records(rows, _firebase)


def _firebase_columns(path: Path) -> list[str]:
    with path.open(newline="", encoding="utf-8-sig", errors="replace") as file:
        width = len(next(csv.reader(file), []))
    if width < len(FIREBASE_COLUMNS) - 1:
        raise wrong_file(EXPECTED["firebase"])
    return [*FIREBASE_COLUMNS, *(f"more{number}" for number in range(width))][:width]


def _firebase(line: int, row: Mapping[str, Any]) -> ForeignUser:
    phone = text_of(row.get("phoneNumber"))
    return ForeignUser(
        line, text_of(row["localId"]) or "", phone, phone is not None, text_of(row.get("email")),
        is_true(row.get("emailVerified")), moment_of(row.get("createdAt")), moment_of(row.get("lastSignedInAt")),
        is_true(row.get("disabled")), noted(row, "displayName", "photoUrl"), object_of(row.get("customAttributes")),
        left_out(row, password=("passwordHash",), second_factor=("mfaInfo",)),
    )  # fmt: skip


def read_supabase(path: Path) -> Iterator[Record]:
    """GoTrue's auth.users; it spells numbers without their +."""
    if _is_json(path):
        rows = json_rows(path, EXPECTED["supabase"])
    else:
        found = COPY.search(path.read_text("utf-8", errors="replace"))
        rows = (
            _copied(path, found) if found else csv_rows(path, EXPECTED["supabase"], frozenset({"email_confirmed_at"}))
        )
    yield from records(rows, _supabase)


def _copied(path: Path, found: re.Match[str]) -> Iterator[tuple[int, Any]]:
    """The rows of a COPY block, as pg_dump writes it."""
    names = [name.strip().strip('"') for name in found[1].split(",")]
    text = path.read_text("utf-8", errors="replace")
    first = text.count("\n", 0, found.end()) + 2
    for number, line in enumerate(text[found.end() :].lstrip("\n").split("\n"), first):
        if line == "\\.":
            return
        cells = [_unescaped(cell) for cell in line.split("\t")]
        yield (
            number,
            dict(zip(names, cells, strict=True)) if len(cells) == len(names) else "cells do not fit the header",
        )


def _unescaped(cell: str) -> str | None:
    return None if cell == "\\N" else re.sub(r"\\[tnr\\]", lambda one: ESCAPES[one[0]] or "", cell)


def _supabase(line: int, row: Mapping[str, Any]) -> ForeignUser:
    if row.get("deleted_at"):
        raise ValueError("deleted")
    phone = text_of(row.get("phone"))
    banned = moment_of(row.get("banned_until"))
    return ForeignUser(
        line, text_of(row["id"]) or "", phone and f"+{phone.removeprefix('+')}", bool(row.get("phone_confirmed_at")),
        text_of(row.get("email")), bool(row.get("email_confirmed_at")), moment_of(row.get("created_at")),
        moment_of(row.get("last_sign_in_at")), banned is not None, object_of(row.get("raw_user_meta_data")),
        object_of(row.get("raw_app_meta_data")), left_out(row, password=("encrypted_password",)),
    )  # fmt: skip


def read_keycloak(path: Path) -> Iterator[Record]:
    """A realm's JSON, or the `{realm}-users-N.json` beside it."""
    yield from records(json_rows(path, EXPECTED["keycloak"], "users"), _keycloak)


def _keycloak(line: int, row: Mapping[str, Any]) -> ForeignUser:
    attributes = object_of(row.get("attributes"))
    names = ("phoneNumber", "phone_number", "phoneNumberVerified", "phone_number_verified")
    number, number_too, verified, verified_too = (_first(attributes.pop(name, None)) for name in names)
    user = noted(row, "username", "firstName", "lastName") | {name: _first(value) for name, value in attributes.items()}
    kinds = {object_of(one).get("type") for one in row.get("credentials") or []}
    held = {"password": "password" in kinds, "otp": bool(kinds - {"password"})}
    return ForeignUser(
        line, text_of(row.get("id")) or text_of(row["username"]) or "", number or number_too,
        is_true(verified or verified_too), text_of(row.get("email")), is_true(row.get("emailVerified")),
        moment_of(row.get("createdTimestamp")), None, row.get("enabled") is False, user, {},
        left_out(held, password=("password",), second_factor=("otp",)),
    )  # fmt: skip


def _first(value: Any) -> str | None:
    return text_of(value[0] if isinstance(value, list) and value else value or None)


def read_clerk(path: Path) -> Iterator[Record]:
    """Clerk's CSV: an address is verified where it stands in the list of those."""
    needed = frozenset({"primary_email_address", "primary_phone_number"})
    yield from records(csv_rows(path, EXPECTED["clerk"], needed), _clerk)


def _clerk(line: int, row: Mapping[str, Any]) -> ForeignUser:
    phone, email = text_of(row.get("primary_phone_number")), text_of(row.get("primary_email_address"))
    mails, phones = (_listed(row.get(f"verified_{kind}")) for kind in ("email_addresses", "phone_numbers"))
    phone, email = phone or next(iter(phones), None), email or next(iter(mails), None)
    return ForeignUser(
        line, text_of(row.get("id")) or "", phone, phone in phones, email, email in mails,
        moment_of(row.get("created_at")), moment_of(row.get("last_sign_in_at")), is_true(row.get("banned")),
        noted(row, "first_name", "last_name", "username"), {},
        left_out(row, password=("password_digest",), second_factor=("totp_secret",)),
    )  # fmt: skip


def _listed(value: Any) -> list[str]:
    return [part.strip() for part in re.split(r"[,;|\s]+", value or "") if part.strip()]


def read_csv(path: Path) -> Iterator[Record]:
    """Any CSV with a header; columns that nobody knows go to the user's notes."""
    yield from records(csv_rows(path, EXPECTED["csv"], frozenset({"phone", "email"})), _csv)


def _csv(line: int, row: Mapping[str, Any]) -> ForeignUser:
    return ForeignUser(
        line, text_of(row.get("id")) or "", text_of(row.get("phone")), is_true(row.get("phone_verified")),
        text_of(row.get("email")), is_true(row.get("email_verified")), moment_of(row.get("created_at")),
        moment_of(row.get("last_sign_in_at")), is_true(row.get("blocked")),
        {name: value for name, value in row.items() if name not in PLAIN and value},
    )  # fmt: skip


FORMATS: Final[Mapping[str, Reader]] = {
    "auth0": read_auth0,
    "firebase": read_firebase,
    "supabase": read_supabase,
    "keycloak": read_keycloak,
    "clerk": read_clerk,
    "csv": read_csv,
}
