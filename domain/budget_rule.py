"""The setting `budgets`: what messages may cost, of the tenant, of each country and of each prefix."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from domain.rules import Schema, Whole
from domain.spend import SPANS

SCOPES: Final = ("tenant", "country", "prefix")
MICROS: Final = Whole(0, 10**15)
SAID: Final = (
    'an object such as {"tenant": {"day": 50000000}, "country": {"hour": 5000000}}: tenant, country and prefix, '
)
SPOKEN: Final = f"{SAID}each with hour, day and month in micros"


@dataclass(frozen=True, slots=True)
class BudgetsRule:
    """Micros by scope and span; a prefix is a number without its last four digits."""

    def read(self, value: Any) -> dict[str, dict[str, int]]:
        if not isinstance(value, Mapping) or not set(value) <= set(SCOPES):
            raise ValueError(SPOKEN)
        return {scope: self._spans(spans) for scope, spans in value.items()}

    def _spans(self, spans: Any) -> dict[str, int]:
        if not isinstance(spans, Mapping) or not set(spans) <= set(SPANS):
            raise ValueError(SPOKEN)
        try:
            return {span: MICROS.read(micros) for span, micros in spans.items()}
        except ValueError as error:
            raise ValueError(f"{SPOKEN}; a budget is {error}") from None

    def schema(self) -> Schema:
        spans = {
            "type": "object",
            "additionalProperties": False,
            "properties": {span: MICROS.schema() for span in SPANS},
        }
        return {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(SCOPES, spans)}
