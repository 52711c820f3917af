"""Numbers that nobody holds, with fixed codes, for app-store review and end-to-end tests."""

import re
from dataclasses import dataclass
from typing import Any

from domain.phone import InvalidPhone, PhoneNumber
from domain.rules import Schema

MOST = 20
CODE = re.compile(r"[0-9]{6,10}")


@dataclass(frozen=True, slots=True)
class FixedCodes:
    """The rule of the setting `test_numbers`: number to code, at most 20, none that a person could hold."""

    def read(self, value: Any) -> dict[str, str]:
        if not isinstance(value, dict) or len(value) > MOST:
            raise ValueError(f"an object of at most {MOST} numbers and their codes")
        entries = dict(_read_entry(number, code) for number, code in value.items())
        if len(entries) != len(value):
            raise ValueError("an object in which no number stands twice, however it is written")
        return entries

    def schema(self) -> Schema:
        code = {"type": "string", "pattern": f"^{CODE.pattern}$"}
        return {"type": "object", "maxProperties": MOST, "additionalProperties": code}


def _read_entry(raw: Any, code: Any) -> tuple[str, str]:
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise ValueError("an object whose codes are strings of 6 to 10 digits")
    try:
        number = PhoneNumber.parse(raw) if isinstance(raw, str) else None
    except InvalidPhone:
        number = None
    if number is None or not number.is_held_by_nobody:
        raise ValueError(
            "an object of numbers in E.164 that nobody holds: not valid, or +1, an area code and 555-0100 to 555-0199"
        )
    return number.e164, code
