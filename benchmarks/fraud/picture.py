"""The time line of scenarios, drawn."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.fraud.figures import GOT
from benchmarks.fraud.house import Seen

BIN_MINUTES = 5
KINDS = {
    "honest, served": "#4c9f70",
    "honest, worked first": "#e0a030",
    "honest, turned away": "#b02020",
    "attack, served": "#d06060",
    "attack, refused": "#c8c8d8",
}


def draw(seen: Mapping[str, Sequence[Seen]], path: Path) -> None:
    """Asks in five minutes by what came of them, a row per scenario, as a PNG."""
    import matplotlib as mpl

    mpl.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(len(seen), 1, figsize=(11, 1.9 * len(seen)), squeeze=False, constrained_layout=True)
    for (name, asks), (plot,) in zip(seen.items(), axes, strict=True):
        start = asks[0].at
        counts = Counter((_kind(one), int((one.at - start).total_seconds() // 60 // BIN_MINUTES)) for one in asks)
        last = max(place for _, place in counts)
        hours = [place * BIN_MINUTES / 60 for place in range(last + 1)]
        stacks = [[counts[kind, place] for place in range(last + 1)] for kind in KINDS]
        plot.stackplot(hours, stacks, labels=list(KINDS), colors=list(KINDS.values()), step="post")
        plot.set_title(name, loc="left", fontsize=9)
        plot.set_xlim(0, hours[-1])
        plot.tick_params(labelsize=7)
    axes[0][0].legend(fontsize=7, ncols=len(KINDS), loc="upper right")
    axes[-1][0].set_xlabel("hours", fontsize=8)
    figure.supylabel(f"asks in {BIN_MINUTES} minutes", fontsize=8)
    figure.savefig(path, dpi=110)


def _kind(one: Seen) -> str:
    got = one.outcome in GOT
    if one.who == "attack":
        return "attack, served" if got else "attack, refused"
    if one.outcome == "challenged_sent":
        return "honest, worked first"
    return "honest, served" if got or one.outcome in ("limited", "refused") else "honest, turned away"
