"""Who wants what: the chart of stances by holder and target."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple, TypeVar

from ..text.visible import visible
from .charts import (
    Figure,
    Key,
    capitalised,
    figure,
    keys_of_sides,
    outlet,
    shortened,
    unique,
)
from .drawings import SIDES, Bar, Grid, Group, Mark, Row, counted
from .edition import AUTHOR, Edition
from .made import Part

MOST = 24  # holders and targets of the chart; the table has all
_LABELS = {"FAVOR": "for", "AGAINST": "against", "NONE": "neither"}
_SIGN = {"FAVOR": 1, "AGAINST": -1, "NONE": 0}
_Key = TypeVar("_Key", bound=tuple[Any, ...] | str)
_SAID = ("implicit", "low")
_KEYS = [
    Key("for", "", "for"),
    Key("against", "", "against"),
    Key("neither", "", "neither"),
    Key("implicit", "", "with a ring: implied only"),
    Key("low", "", "pale: a guess"),
    Key("number", "", "number of articles, if more than one"),
]
_BY = '["target", "holder", "holder_name", "label"]'
_CODE = f"""from istanbul_talks import load

load().to_pandas("stance").groupby({_BY}).size()"""
_SAME_CODE = f"""from istanbul_talks import load

held = load().to_pandas("stance").query("holder != 'article'")
held.groupby({_BY}).size().unstack(fill_value=0).loc[lambda found: found.sum(axis=1) > 1]"""
_MOST_POSITIONS = 30


class Holder(NamedTuple):
    """Who holds a stance; for an author, the outlet."""

    side: str
    id: str
    name: str


@dataclass
class _Held:
    """The stances of one holder on one target with one label."""

    number: int = 0
    implicit: int = 0
    low: int = 0


_Cells = Mapping[tuple[str, Holder], Mapping[str, _Held]]  # by target and holder, then by label


def wants(edition: Edition, most: int = MOST) -> Part:
    """Stances by holder and target, the sides beside each other. `most`: rows and columns."""
    cells, articles = _cells(edition)
    by_target, by_holder = Counter[str](), Counter[Holder]()
    for (target, holder), held in cells.items():
        number = sum(one.number for one in held.values())
        by_target[target] += number
        by_holder[holder] += number
    targets = _in_order(cells, _first(by_target, most))
    holders = sorted(_first(by_holder, most), key=lambda one: (_place(one), -by_holder[one]))
    rows = list(_table(cells))
    sums = [sum(row[n] for row in rows) for n in range(2, 7)]
    grid = _grid(edition, cells, targets, holders)
    notes = [_order(edition)]
    if most < max(len(by_target), len(by_holder)):
        said = (
            f"The chart shows the {len(targets)} targets and {len(holders)} holders with the most"
        )
        notes.append(f"{said} stances; the table has all.")
    sides = (key._replace(symbol="side") for key in keys_of_sides(edition))
    drawn = f"{len(targets)} targets in rows, {len(holders)} holders in columns by side: "
    return figure(
        Figure(
            "who-wants-what",
            "Who is for what, and who against",
            f"{drawn}{sums[0]:,} stances for, {sums[1]:,} against and {sums[2]:,} neither.",
            ("target", "holder", *_LABELS.values(), "implicit", "low certainty"),
            rows,
            _CODE,
            f"n = {sum(sums[:3]):,} stances in {articles:,} articles",
            grid.wide(),
            grid.narrow(),
            notes,
            [*_KEYS, *sides, Key("side", "author", "authors, by outlet")],
            ("all", "", *sums),
        )
    )


def _cells(edition: Edition) -> tuple[_Cells, int]:
    """The stances by target and holder, and the number of articles."""
    cells: dict[tuple[str, Holder], dict[str, _Held]] = defaultdict(lambda: defaultdict(_Held))
    articles = 0
    for article in edition.corpus.articles():
        articles += 1
        for stance in article.stance:
            side, id = edition.side(stance.holder, stance.holder_name), stance.holder
            name = outlet(article) if id == AUTHOR else stance.holder_name
            held = cells[stance.target, Holder(side, id, name)][stance.label]
            held.number += 1
            held.implicit += stance.expression == "implicit"
            held.low += stance.certainty == "low"
    return cells, articles


def _in_order(cells: _Cells, targets: Sequence[str]) -> list[str]:
    """Targets from those that the first side wants and the second doesn't, to the reverse."""
    wanted: dict[tuple[str, str], list[int]] = defaultdict(list)
    for (target, holder), by_label in cells.items():
        for label, held in by_label.items():
            wanted[target, holder.side] += [_SIGN[label]] * held.number

    def lean(target: str) -> float:
        first, second = (wanted[target, side] or [0] for side in SIDES[:2])
        return sum(first) / len(first) - sum(second) / len(second)

    return sorted(targets, key=lean, reverse=True)


def _first(totals: Counter[_Key], most: int) -> list[_Key]:
    return sorted(totals, key=lambda key: (-totals[key], key))[:most]


def _place(holder: Holder) -> int:
    return SIDES.index(holder.side)


def _table(cells: _Cells) -> Iterator[tuple[Any, ...]]:
    """A row for each target and holder: the stances by label, and what is said of them."""
    for (target, holder), held in sorted(
        cells.items(), key=lambda one: (one[0][0], _place(one[0][1]), one[0][1])
    ):
        numbers = (held[label].number if label in held else 0 for label in _LABELS)
        implicit, low = (sum(getattr(one, name) for one in held.values()) for name in _SAID)
        name = f"the author ({holder.name})" if holder.id == AUTHOR else holder.name
        yield target, name, *numbers, implicit, low


def _grid(
    edition: Edition, cells: _Cells, targets: Sequence[str], holders: Sequence[Holder]
) -> Grid:
    words = (capitalised(edition.target_words(target)) for target in targets)
    rows = dict(zip(targets, unique(words), strict=True))
    columns = dict(zip(holders, unique(holder.name for holder in holders), strict=True))
    titles = {f"side-{n}": side["name"] for n, side in enumerate(edition.sides, 1)}
    groups = [
        Group(titles.get(side, "authors" if side == "author" else side), side, names)
        for side, found in groupby(holders, lambda holder: holder.side)
        if (names := [columns[holder] for holder in found])
    ]
    marks = [
        Mark(rows[target], columns[holder], label, holder.side, held.number,
             held.implicit == held.number, held.low == held.number)
        for (target, holder), by_label in sorted(cells.items(), key=lambda one: _place(one[0][1]))
        if target in rows and holder in columns
        for label, held in sorted(by_label.items(), key=lambda one: -_SIGN[one[0]])
    ]  # fmt: skip
    return Grid(list(rows.values()), groups, marks)


def _order(edition: Edition) -> str:
    if len(edition.sides) < 2:
        return ""
    first, second = (side["name"] for side in edition.sides)
    return f"At the top is what {first} wants more than {second} does, at the bottom the reverse."


def same_target(edition: Edition, most: int = _MOST_POSITIONS) -> Part:
    """Positions that two articles or more report: those they agree on, and those they don't."""
    cells, _ = _cells(edition)
    held = [
        (target, holder, {label: one.number for label, one in by_label.items()})
        for (target, holder), by_label in cells.items()
        if holder.id != AUTHOR and sum(one.number for one in by_label.values()) > 1
    ]
    held.sort(key=lambda one: (len(one[2]) == 1, -sum(one[2].values()), one[1], one[0]))
    rows: list[tuple[Any, ...]] = [
        (target, holder.name, *(by_label.get(label, 0) for label in _LABELS), _verdict(by_label))
        for target, holder, by_label in held
    ]
    chart = counted(list(_same(edition, held[:most])), "articles")
    differ = sum(len(by_label) > 1 for _, _, by_label in held)
    notes = ["A position is what one holder thinks of one target. Authors are left out."]
    if most < len(held):
        notes.append(f"The chart shows {most} positions; the table has all.")
    return figure(
        Figure(
            "same-target",
            "The same position in two articles or more",
            f"{len(held):,} positions that two articles or more report: they agree on "
            f"{len(held) - differ:,} and differ on {differ:,}.",
            ("target", "holder", *_LABELS.values(), "articles"),
            rows,
            _SAME_CODE,
            f"n = {len(held):,} positions: the articles agree on {len(held) - differ:,} and "
            f"differ on {differ:,}",
            chart.wide(),
            chart.narrow(),
            notes,
            [
                Key("solid", "", "for"),
                Key("half", "", "neither"),
                Key("hollow", "", "against"),
                *keys_of_sides(edition),
            ],
        )
    )


def _verdict(by_label: Mapping[str, int]) -> str:
    return "agree" if len(by_label) == 1 else "differ"


def _same(edition: Edition, held: Sequence[tuple[str, Holder, Mapping[str, int]]]) -> Iterator[Row]:
    for verdict, found in groupby(held, lambda one: _verdict(one[2])):
        yield Row(f"The articles {verdict}")
        for target, holder, by_label in found:
            bars, start = [], 0
            for label, tone in {"FAVOR": "solid", "NONE": "half", "AGAINST": "hollow"}.items():
                if label in by_label:
                    bars.append(Bar(start, start + by_label[label], holder.side, tone))
                    start += by_label[label]
            who, what = visible(holder.name), edition.target_words(target)
            name = f"{shortened(who, 22)} ▸ {shortened(what, 26)}"
            yield Row(name, bars, said=f"{start:,}")
