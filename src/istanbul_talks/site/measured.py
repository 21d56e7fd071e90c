"""Recorded figures: of the benchmark, as tables and plots, and of the effort to annotate."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ..files import disk
from ..text.markdown import plain, table
from .edition import Edition
from .made import render

_RECORD, _EFFORT = "scripts/benchmark.json", "scripts/effort.json"
_FORETOLD = 100_000_000, 100, 8  # articles, machines, cores of each


def measured(root: Path) -> str:
    """The last recorded run: its machine, every comparison, growth, and a cost model."""
    record = json.loads(disk.read_text(root / _RECORD))
    parts = [_machine(record), _compared(record), *_growth(record)]
    return "\n" + "\n\n".join(parts) + "\n"


def _machine(record: Mapping[str, Any]) -> str:
    of = record["machine"]
    used = ", ".join(f"{name} {version}" for name, version in of["libraries"].items())
    hardware = f"{plain(of['processor'])}, {of['cores']} cores, {of['memory']} GB of memory"
    return (
        f"Commit `{record['commit'][:10]}`, {record['day']}: {hardware}, {of['system']}, "
        f"Python {of['python']}, {used}. Unless stated otherwise, the corpus has "
        f"{record['articles']:,} articles."
    )


def _compared(record: Mapping[str, Any]) -> str:
    rows = []
    for one in record["compared"]:
        both = [f"{time:,.2f} s, {memory:,} MB" for time, memory in (one["ours"], one["theirs"])]
        reach = "" if one["reach"] is None else f"{one['reach']:g}"
        rows.append((one["name"], one["against"], f"{one['ratio']:.3f}", reach, *both))
    return table("what | against | ratio: | reach: | ours: | theirs:", rows)


def _growth(record: Mapping[str, Any]) -> list[str]:
    grown, rows = record["growth"], []
    for one in grown:
        seconds, memory = one["cold"]
        again = [one[kind] for kind in ("unchanged", "changed")]
        shares = [f"{build[0] / seconds:.1%}" if build else "–" for build in again]
        rows.append((f"{one['articles']:,}", f"{seconds:,.1f} s", f"{memory:,} MB", *shares))
    heads = "articles: | build: | peak of a process: | nothing changed: | one article changed:"
    return [table(heads, rows), *([_model(record)] if len(grown) > 1 else [])]


def _model(record: Mapping[str, Any]) -> str:
    """A straight line through the smallest and the largest build, and what it foretells."""
    small, large, cores = record["growth"][0], record["growth"][-1], record["machine"]["cores"]
    more = large["articles"] - small["articles"]
    each = (large["cold"][0] - small["cold"][0]) / more * cores
    join = max(large["unchanged"][0] - small["unchanged"][0], 0) / more
    # With nothing changed only one process runs: the one that joins.
    memory = (max(large["unchanged"][1] - small["unchanged"][1], 0) << 20) / more
    articles, machines, of_each = _FORETOLD
    hours = each * articles / (machines * of_each) / 3600
    alone = record["articles"] * (each / of_each + join)
    one, joined = f"{each * 1000:.2f} ms of one core", f"{join * 1000:.3f} ms to join it"
    return (
        f"A straight line through the first and the last row gives {one} for each article, and "
        f"{joined}. So {of_each} cores would build {record['articles']:,} articles in "
        f"{alone:.1f} s, and {articles:,} articles would take {machines} machines of {of_each} "
        f"cores {hours:.1f} hours, and one machine {join * articles / 3600:.1f} hours to join. The "
        f"process that joins grew by {memory:,.0f} bytes for each article, so it would need "
        f"{memory * articles / 2**30:,.0f} GB. This is foretold, not measured."
    )


class Point(NamedTuple):
    """Where a point is, from the left and from the top, and what it says."""

    x: float
    y: float
    articles: str
    said: str


class Panel(NamedTuple):
    """A plot of the growth of a corpus: what it shows, and a point for each size.

    `proportion`: how high the points would end if the value grew with the articles.
    """

    title: str
    points: Sequence[Point]
    proportion: float | None = None


def growth(edition: Edition) -> str:
    """Time and memory of builds by the size of the corpus; nothing without a recorded run."""
    grown = (edition.benchmark or {"growth": ()})["growth"]
    if len(grown) < 2:
        return ""
    sizes = [one["articles"] for one in grown]
    seconds, memory = zip(*(one["cold"] for one in grown), strict=True)
    straight = seconds[0] * sizes[-1] / sizes[0]
    low, high = math.log10(min(seconds)), math.log10(max(*seconds, straight))
    heights = [(math.log10(one) - low) / (high - low) for one in (*seconds, straight)]
    times = [f"{one:,.0f} s" for one in seconds]
    panels = (
        Panel("Time to build", _points(sizes, heights[:-1], times), _down(heights[-1])),
        Panel(
            "Largest process",
            _points(sizes, [one / max(memory) for one in memory], [f"{one} MB" for one in memory]),
        ),
    )
    return render("growth", panels=panels)


def _points(sizes: Sequence[int], heights: Iterable[float], said: Iterable[str]) -> list[Point]:
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])
    across = [round(200 * (math.log10(size) - first) / (last - first), 1) for size in sizes]
    labels = [f"{size:,}" for size in sizes]
    return [
        Point(x, _down(height), label, one)
        for x, height, label, one in zip(across, heights, labels, said, strict=True)
    ]


def _down(height: float) -> float:
    """A share of the height of a panel, as the distance from its top."""
    return round(130 * (1 - height), 1)


def effort(root: Path) -> str:
    """What the annotation of one article takes, in each way that was replayed."""
    record = json.loads(disk.read_text(root / _EFFORT))
    ways = {name: record[name] for name in ("editor", "studio") if name in record}
    of, typed = record["article"], [way["typed"] for way in ways.values()]
    about = (
        f"Article `{of['id']}`: {of['characters']:,} characters, {of['entities']} names, "
        f"{of['claims']} claims, {of['stance']} stances. Commit `{record['commit'][:10]}`, "
        f"{record['day']}."
    )

    def row(name: str, values: Iterable[float]) -> tuple[str, ...]:
        return name, *(f"{value:,}" for value in values)

    rows = [row("commands", (len(way["commands"]) for way in ways.values()))]
    rows.append(row("lines written", (sum(one["lines"] for one in way) for way in typed)))
    for layers in zip(*typed, strict=True):
        rows.append(row(f"keys for {layers[0]['layer']}", (one["keys"] for one in layers)))
    rows.append(row("keys in all", (sum(one["keys"] for one in way) for way in typed)))
    rows.append(row("findings on the way", (len(way["findings"]) for way in ways.values())))
    rows.append(row("seconds of the machine", (way["seconds"] for way in ways.values())))
    return f"\n{about}\n\n{table(' | '.join(['', *(f'{name}:' for name in ways)]), rows)}\n\n"
