"""Our statements as a script of pgbench, where each transaction is of another person from another network.

pgbench knows numbers and texts that never change, so what is of the person is put together in the statement.
It replaces `:name` inside of quotes, too: every text is an argument.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from benchmarks.bench.noted import Sent, SignIn

# `%(name)s`, what a percent sign is spelled as, and a slice such as [1:10], which is no variable.
SPELLED: Final = re.compile(r"%\((?P<name>\w+)\)s|%%|(?<!:):(?=\d)")
VARIABLE: Final = re.compile(r"(?<!:):\w")
# An identifier: its prefix and the beginning of its body are kept, so that those that are made later sort later.
IDENTIFIER: Final = r"(?P<id>[a-z]+_[0-9a-hjkmnp-tv-z]{12})[0-9a-hjkmnp-tv-z]{14}"
EMPTY: Final = "''"
LETTERS: Final = "0123456789abcdefghjkmnpqrstvwxyz"
# Each client goes its own way through the places: `first`, `clients` and `i` are given, `client_id` is pgbench's.
PERSON: Final = r"""\set i :i + 1
\set place :first + :i * :clients + :client_id
\set serial 1000000000000 + :place
\set number 12000000000 + (:place * 185768659) % 799999999
\set a (:place * 40503 % 65536) / 256
\set b (:place * 40503 % 65536) % 256
"""


@dataclass(frozen=True, slots=True)
class Script:
    """A script, and the texts that it takes as variables."""

    text: str
    defined: Mapping[str, str]


@dataclass(slots=True)
class Scripts:
    """Writes statements of one sign-in; what stands for the same in several of them is the same in the scripts."""

    sign_in: SignIn
    _texts: dict[str, str] = field(default_factory=dict)
    _numbers: dict[str, str] = field(default_factory=dict)
    _ids: dict[str, str] = field(default_factory=dict)

    def of(self, statements: Sequence[Sent]) -> Script:
        """The script of some statements, each in a commit of its own."""
        written = [self._written(sent) for sent in statements]
        sets = "".join(f"\\set {name} {value}\n" for value, name in self._numbers.items())
        return Script(PERSON + sets + ";\n".join([*written, ""]), {name: text for text, name in self._texts.items()})

    def _written(self, sent: Sent) -> str:
        for quoted in sent.statement.split("'")[1::2]:
            if VARIABLE.search(quoted):
                raise ValueError(f"pgbench would take a part of '{quoted}' for a variable")

        def spelled(found: "re.Match[str]") -> str:
            if found["name"]:
                return f" {self._argument(sent.arguments[found['name']])} "
            return "%" if found[0] == "%%" else ": "

        lines = SPELLED.sub(spelled, sent.statement).splitlines()
        return "\n".join(line for line in lines if line.strip())

    def _argument(self, value: Any) -> str:
        """An argument: NULL, a variable, or what is put together for each person."""
        if value is None:
            return "NULL"
        text, pieces, end = text_of(value), list[str](), 0
        for found in self._of_person().finditer(text):
            pieces += [self._text(text[end : found.start()]), *self._fresh(found)]
            end = found.end()
        if not pieces:
            return self._text(text)
        whole = " || ".join(f"{one}::text" for one in [*pieces, self._text(text[end:])] if one != EMPTY)
        return f"({whole}){'::text[]' if isinstance(value, list) else ''}"

    def _of_person(self) -> "re.Pattern[str]":
        """What is another for each person: identifiers but the tenant's, the number and its neighbours, the network."""
        other = rf"(?<![a-z])(?!{self.sign_in.tenant_id}){IDENTIFIER}"
        first, *home, _ = self.sign_in.ip.split(".")
        return re.compile(rf"{other}|(?<=\+)(?P<number>\d{{5,11}})|(?<=\b{first}\.){home[0]}\.{home[1]}(?=\.)")

    def _fresh(self, found: "re.Match[str]") -> list[str]:
        """The pieces of one of these."""
        if found["id"]:
            letter = self._ids.setdefault(found[0], LETTERS[len(self._ids)])
            return [self._text(found["id"] + letter), ":serial"]
        return [self._number(found["number"])] if found["number"] else [":a", self._text("."), ":b"]

    def _number(self, digits: str) -> str:
        """The person's number, the beginning of it, or a neighbour's."""
        whole = self.sign_in.phone[1:]
        if whole.startswith(digits):
            value = f":number / {10 ** (len(whole) - len(digits))}"
        else:
            value = f":number + ({int(digits) - int(whole)})"
        return f":{self._numbers.setdefault(value, f'n{len(self._numbers)}')}"

    def _text(self, text: str) -> str:
        """A variable; pgbench has none that is empty."""
        return EMPTY if not text else f":{self._texts.setdefault(text, f't{len(self._texts)}')}"


def text_of(value: Any) -> str:
    """An argument as Postgres reads it."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list):
        quoted = (text_of(one).replace("\\", "\\\\").replace('"', '\\"') for one in value)
        return "{" + ",".join(f'"{one}"' for one in quoted) + "}"
    return str(value)
