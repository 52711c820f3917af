"""Statements as Postgres itself reads them: `$1` where ours say `%(name)s`."""

import re
from functools import lru_cache
from typing import Final

PLACE: Final = re.compile(r"%\((\w+)\)s|%%")


@lru_cache(maxsize=1024)
def wire_form(statement: str) -> tuple[str, tuple[str, ...]]:
    """The text with numbered places, and whose value each takes.

    Made once for each statement: psycopg does it at every call, since it remembers none of more than 4,096 characters
    or 50 parameters, as those of the hot paths are.
    """
    places: dict[str, str] = {}

    def number(found: "re.Match[str]") -> str:
        name = found[1]
        return places.setdefault(name, f"${len(places) + 1}") if name else "%"

    return PLACE.sub(number, statement), tuple(places)
