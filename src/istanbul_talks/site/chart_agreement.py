"""How well two passes agree, and in what they differ from the reference."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import floor
from typing import Any

from ..quality.agreement import MEASURES, Agreement, Measure
from .charts import Figure, figure
from .drawings import ACCENT, Bar, Dot, Row, Rows, counted
from .edition import Edition
from .made import Part

_STEP = 0.05  # the axis begins at a multiple of it, below every interval
_AGREEMENT = """from istanbul_talks import agreement, load

agreement(load())"""
_DIFFERS = """from istanbul_talks import load

load().to_pandas("passes").explode("differs").groupby(["layer", "differs"]).size()"""
_DIFFER_AS = {  # columns of passes, where their names alone say little
    "entity": "who",
    "entity_type": "type of an entity",
    "claim_type": "type of a claim",
    "stance_label": "for, against or neither",
    "epistemic": "commitment",
    "published": "date",
    "span": "words selected",
    "evidence": "words of the evidence",
    "expression": "explicit or implicit",
    "checkworthy": "worth checking",
    "basis": "basis of the date",
}


def agreement(found: Agreement) -> Part:
    """A dot for each measure of a kind of pair, with its interval, by layer."""
    shown = [measure for measure in found.measures if measure.value is not None]
    lowest = min((_low(measure) for measure in shown), default=0)
    start = max(floor(lowest / _STEP) * _STEP, 0)
    steps = round((1 - start) / _STEP)
    marks = [1 - n * _STEP for n in range(0, steps + 1, max(steps // 5, 1))][::-1]
    said = f"agreement; the axis begins at {start:.2f}, not at 0" if start else "agreement"
    chart = Rows(
        list(_rows(shown)), (start, 1), [(n, f"{n:.2f}") for n in marks], said, is_cut=start > 0
    )
    notes = ["Dot: the figure; bar: its 95 % interval. A figure without a bar has no interval."]
    if left_out := len(found.measures) - len(shown):
        few = "1 measure has" if left_out == 1 else f"{left_out} measures have"
        notes.append(f"{few} too few units to give a figure; see the table.")
    low, high = (f(m.value for m in shown if m.value is not None) for f in (min, max))
    kinds = " and ".join(dict.fromkeys(f"a {kind}" for kind in found.kinds))
    return figure(
        Figure(
            f"agreement-{'-'.join(found.kinds)}",
            "How well two passes agree",
            f"{len(shown)} measures of agreement between passes of {kinds}, from {low:.3f} to "
            f"{high:.3f}, each with its 95 % interval.",
            ("layer", "measure", "figure", "from", "to", "n", "units", "why there is no more"),
            [
                (m.layer, m.name, *map(_rounded, (m.value, m.low, m.high)), m.n, m.unit, m.why)
                for m in found.measures
            ],
            _AGREEMENT,
            f"n = {found.articles:,} articles, annotated by {' and '.join(found.annotators)}",
            chart.wide(),
            chart.narrow(),
            notes,
        )
    )


def _low(measure: Measure) -> float:
    return min(one for one in (measure.value, measure.low) if one is not None)


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 3)


def _rows(measures: Sequence[Measure]) -> Iterator[Row]:
    layer = ""
    for one in measures:
        if one.layer != layer:
            layer = one.layer
            yield Row(f"{layer.capitalize()}s")
        bars = []
        if one.low is not None and one.high is not None:
            bars.append(Bar(one.low, one.high, ACCENT, "interval"))
        value = one.value or 0.0
        yield Row(MEASURES[one.id]["said"], bars, [Dot(value, ACCENT)], f"{value:.3f}")


def differs(edition: Edition) -> Part:
    """How often an item of a pass differs from the reference, and in what."""
    found, items = Counter[tuple[str, str]](), 0
    for row in edition.corpus.rows("passes"):
        items += 1
        found.update((row["layer"], what) for what in row["differs"])
    by_what = Counter[str]()
    for (_, what), number in found.items():
        by_what[what] += number
    ordered = sorted(by_what, key=lambda what: (-by_what[what], what))
    rows: list[tuple[Any, ...]] = sorted(
        ((layer, what, number) for (layer, what), number in found.items()),
        key=lambda row: (ordered.index(row[1]), row[0]),
    )
    bars = [
        Row(_DIFFER_AS.get(what, what), [Bar(0, by_what[what], ACCENT)], said=f"{by_what[what]:,}")
        for what in ordered
    ]
    chart = counted(bars, "differences")
    total = by_what.total()
    return figure(
        Figure(
            "differences-by-kind",
            "In what the passes differ from the reference",
            f"Bars of {total:,} differences by kind; the most common is "
            f"{_DIFFER_AS.get(ordered[0], ordered[0]) if ordered else 'none'}.",
            ("layer", "differs", "items"),
            rows,
            _DIFFERS,
            f"n = {total:,} differences in {items:,} items of passes",
            chart.wide(),
            chart.narrow(),
            ["An item can differ in more than one way."],
            total=("all", "", total),
        )
    )
