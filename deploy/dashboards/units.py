"""Grafana's units, written as Grafana writes them."""

from collections.abc import Callable
from typing import Final

MEBIBYTE: Final = 1024 * 1024


def written(value: float, unit: str, decimals: int | None = None) -> str:
    """A number with its unit."""
    return FORMS[unit](value, decimals)


def _plain(value: float, decimals: int | None) -> str:
    if decimals is not None:
        return f"{value:.{decimals}f}"
    return f"{value:.0f}" if value == int(value) or abs(value) >= 100 else f"{value:.3g}"


def _percent(value: float, decimals: int | None) -> str:
    return f"{_plain(value * 100, decimals)}%"


def _seconds(value: float, decimals: int | None) -> str:
    if value == 0 or value >= 1:
        return f"{_plain(value, decimals)} s"
    return f"{_plain(value * 1000, decimals)} ms"


def _bytes(value: float, _: int | None) -> str:
    return f"{value / MEBIBYTE:.0f} MiB"


def _per(words: str) -> Callable[[float, int | None], str]:
    return lambda value, decimals: f"{_plain(value, decimals)} {words}"


FORMS: Final[dict[str, Callable[[float, int | None], str]]] = {
    "percentunit": _percent,
    "s": _seconds,
    "bytes": _bytes,
    "short": _plain,
    "cpm": _per("/min"),
    "reqps": _per("req/s"),
    "ops": _per("ops/s"),
}
