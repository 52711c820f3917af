"""A flame graph as an SVG: wide is much, and what is called lies below who calls it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Final

from benchmarks.profile.rooms import room_of
from benchmarks.profile.sampler import Stack

WIDTH: Final = 1400
ROW: Final = 16
# What would be narrower is left out.
LEAST: Final = 1.5
LETTER: Final = 6.2
COLOURS: Final = (
    "#f2a65a", "#7fb7be", "#d3f3ee", "#f58549", "#eec170", "#a3b18a", "#b5838d", "#8ecae6", "#e5989b", "#cdb4db",
    "#ffd166", "#90be6d", "#f9c74f",
)  # fmt: skip


@dataclass(slots=True)
class Node:
    """A function as it was called from somewhere: how many samples had it, and what it called."""

    many: int = 0
    inner: dict[str, "Node"] = field(default_factory=dict)


def flame_graph(seen: Mapping[Stack, int], title: str) -> str:
    """The picture; each bar tells its function and its share where the pointer rests on it."""
    root = _tree(seen)
    bars, deepest = [], 0
    places: list[tuple[Node, float, int, Stack]] = [(root, 0.0, 0, ())] if root.many else []
    colours: dict[str, str] = {}
    while places:
        node, left, depth, path = places.pop()
        deepest = max(deepest, depth)
        for name, inner in sorted(node.inner.items()):
            wide = inner.many / root.many * WIDTH
            if wide >= LEAST:
                below: Stack = (*path, name)
                colour = colours.setdefault(room_of(below), COLOURS[len(colours) % len(COLOURS)])
                bars.append(_bar(name, left, depth, wide, inner.many / root.many, colour))
                places.append((inner, left, depth + 1, below))
            left += wide
    height = (deepest + 3) * ROW
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="monospace" '
    head += 'font-size="10">'
    return "\n".join([head, f'<text x="4" y="12" font-size="12">{escape(title)}</text>', *bars, "</svg>", ""])


def _tree(seen: Mapping[Stack, int]) -> Node:
    root = Node()
    for stack, many in seen.items():
        root.many += many
        node = root
        for frame in stack:
            node = node.inner.setdefault(frame, Node())
            node.many += many
    return root


def _bar(name: str, left: float, depth: int, wide: float, share: float, colour: str) -> str:
    top, room = (depth + 1) * ROW, int(wide / LETTER)
    shown = escape(name[:room]) if room > 3 else ""
    return (
        f'<g><title>{escape(name)} {share:.1%}</title><rect x="{left:.1f}" y="{top + 2}" width="{wide:.1f}" '
        f'height="{ROW - 1}" fill="{colour}" stroke="#fff" stroke-width=".4"/>'
        f'<text x="{left + 2:.1f}" y="{top + 13}">{shown}</text></g>'
    )
