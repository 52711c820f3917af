"""How a tenant wants its risk judged: thresholds, and what each signal may do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from domain.rules import OneOf, Schema, Whole

MODE: Final = OneOf(("on", "shadow", "off"))
WEIGHT: Final = Whole(0, 300)


@dataclass(frozen=True, slots=True)
class SignalRule:
    """One signal's part: `on` counts, `shadow` is only recorded, `off` is not looked at; the weight is in percent."""

    mode: str = "on"
    weight: int = 100

    @property
    def is_on(self) -> bool:
        """Whether it is looked at."""
        return self.mode != "off"

    @property
    def is_shadow(self) -> bool:
        """Whether it is only recorded."""
        return self.mode == "shadow"


PLAIN: Final = SignalRule()


@dataclass(frozen=True, slots=True)
class RiskPolicy:
    """Thresholds of the score and rules by signal; `shadow`: nothing is refused, everything is recorded."""

    block_at: int = 80
    challenge_at: int = 60
    shadow: bool = False
    rules: Mapping[str, SignalRule] = field(default_factory=dict)

    def rule_of(self, signal: str) -> SignalRule:
        """The signal's rule."""
        return self.rules.get(signal, PLAIN)


@dataclass(frozen=True, slots=True)
class SignalRules:
    """The setting `risk_signals`: by signal, its `mode` and its `weight` in percent (0 to 300)."""

    names: tuple[str, ...]

    def read(self, value: Any) -> dict[str, dict[str, Any]]:
        if not isinstance(value, Mapping) or not set(value) <= set(self.names):
            raise ValueError(f"an object of signals ({', '.join(self.names)}), each with mode and weight")
        return {name: self._rule(rule) for name, rule in value.items()}

    def _rule(self, rule: Any) -> dict[str, Any]:
        said = 'an object of signals, each such as {"mode": "shadow", "weight": 100}'
        if not isinstance(rule, Mapping) or not set(rule) <= {"mode", "weight"}:
            raise ValueError(said)
        try:
            read = {"mode": MODE.read, "weight": WEIGHT.read}
            return {name: read[name](inner) for name, inner in rule.items()}
        except ValueError as error:
            raise ValueError(f"{said}; {error}") from None

    def schema(self) -> Schema:
        rule = {
            "type": "object",
            "additionalProperties": False,
            "properties": {"mode": MODE.schema(), "weight": WEIGHT.schema()},
        }
        return {"type": "object", "additionalProperties": False, "properties": dict.fromkeys(self.names, rule)}
