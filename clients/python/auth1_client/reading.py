"""Reads answers: fields that are not known are passed over, and what is not as promised is an error."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final, NoReturn

from auth1_client.errors import UNEXPECTED, Auth1Error, FieldError, Problem, error_of
from auth1_client.wire import Answer

SECONDS: Final = re.compile(r"[0-9]{1,9}")


class Fields:
    """The fields of one JSON object of an answer, by name and type.

    Every method raises Auth1Error `unexpected_answer` where the field is not what was promised.
    """

    def __init__(self, answer: Answer, members: Mapping[str, Any]) -> None:
        self._answer = answer
        self.members = members

    def __repr__(self) -> str:
        return f"Fields({self._answer!r})"

    def text(self, name: str) -> str:
        """A text."""
        found = self.members.get(name)
        return found if isinstance(found, str) else self._refuse(name)

    def text_or_none(self, name: str) -> str | None:
        """A text, or None where there is none."""
        return None if self.members.get(name) is None else self.text(name)

    def whole(self, name: str) -> int:
        """A whole number."""
        found = self.members.get(name)
        return found if isinstance(found, int) and not isinstance(found, bool) else self._refuse(name)

    def flag(self, name: str) -> bool:
        """True or false; absent is false."""
        found = self.members.get(name, False)
        return found if isinstance(found, bool) else self._refuse(name)

    def moment(self, name: str) -> datetime:
        """A time that is written as RFC 3339."""
        try:
            found = datetime.fromisoformat(self.text(name))
        except ValueError:
            self._refuse(name)
        return found if found.tzinfo else self._refuse(name)

    def moment_or_none(self, name: str) -> datetime | None:
        """A time that is written as RFC 3339, or None where there is none."""
        return None if self.members.get(name) is None else self.moment(name)

    def epoch_or_none(self, name: str) -> datetime | None:
        """A time that is written as seconds since 1970, or None where there is none."""
        if self.members.get(name) is None:
            return None
        try:
            return datetime.fromtimestamp(self.whole(name), UTC)
        except (ValueError, OverflowError, OSError):
            self._refuse(name)

    def object(self, name: str) -> Mapping[str, Any]:
        """An object; absent is empty."""
        found = self.members.get(name, {})
        return found if isinstance(found, dict) else self._refuse(name)

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; absent is empty."""
        found = self.members.get(name, [])
        return tuple(str(one) for one in found) if isinstance(found, list) else self._refuse(name)

    def items(self, name: str) -> "list[Fields]":
        """A list of objects."""
        found = self.members.get(name)
        if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
            self._refuse(name)
        return [Fields(self._answer, one) for one in found]

    def _refuse(self, name: str) -> NoReturn:
        raise unexpected(self._answer, f"The answer's {name} is not what was promised.")


def fields_of(answer: Answer) -> Fields:
    """The object of a good answer; raises the error of any other."""
    members = _object(answer.body)
    if not 200 <= answer.status < 300:
        raise refusal_of(answer, members)
    if members is None:
        raise unexpected(answer, "The answer is not a JSON object.")
    return Fields(answer, members)


def nothing_of(answer: Answer) -> None:
    """Sees that an answer without a body is good; raises the error of any other."""
    if not 200 <= answer.status < 300:
        raise refusal_of(answer, _object(answer.body))


def refusal_of(answer: Answer, members: Mapping[str, Any] | None) -> Auth1Error:
    """The error that an answer tells of."""
    if members is None or not isinstance(members.get("code"), str):
        return unexpected(answer, f"The answer is no problem document (HTTP {answer.status}): is a proxy in between?")
    detail, limit, remaining = (members.get(name) for name in ("detail", "limit", "attempts_remaining"))
    challenge = members.get("challenge")
    problem = Problem(
        answer.status,
        members["code"],
        detail if isinstance(detail, str) else "",
        answer.headers.get("x-request-id"),
        _retry_after(answer),
        tuple(_field_errors(members.get("errors"))),
        remaining if isinstance(remaining, int) else None,
        limit if isinstance(limit, str) else None,
        challenge if isinstance(challenge, dict) else None,
    )
    return error_of(problem)


def unexpected(answer: Answer, detail: str) -> Auth1Error:
    """The error of an answer that is not the server's own, or of another version."""
    return Auth1Error(
        Problem(answer.status, UNEXPECTED, detail, answer.headers.get("x-request-id"), _retry_after(answer))
    )


def _retry_after(answer: Answer) -> int | None:
    told = answer.headers.get("retry-after", "")
    return int(told) if SECONDS.fullmatch(told) else None


def _field_errors(errors: object) -> list[FieldError]:
    told = [one for one in errors if isinstance(one, dict)] if isinstance(errors, list) else []
    return [FieldError(str(one.get("field", "")), str(one.get("message", ""))) for one in told]


def _object(body: bytes) -> Mapping[str, Any] | None:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
