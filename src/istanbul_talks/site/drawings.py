"""The two kinds of chart: a grid of marks, and rows of bars. Each for a wide column and a phone.

Places never depend on how wide a font is, so the same numbers give the same bytes everywhere.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, NamedTuple

from ..files.optional import require
from .charts import shortened

WIDE, NARROW = 680, 340  # pixels
SIDES = ("side-1", "side-2", "others", "author")
ACCENT = "accent"  # for what is of no side
_COLOURED = (*SIDES, ACCENT)
INK, SECONDARY, LINE = "var(--ink)", "var(--secondary)", "var(--line)"
_LETTER = 6.6  # pixels of an average one at 12 px
_TURNED = 5.8  # the same, where nothing is beside it that could be overwritten
_DIGIT = 5.3  # pixels at 10 px
_LABELS = {"fontSize": 12, "baseline": "middle", "fill": INK}
_SIDE_FORM = {"side-1": [1, 0], "side-2": [6, 2], "others": [2, 2], "author": [1, 0]}


def _layer(mark: str, values: Sequence[Mapping[str, Any]], **style: Any) -> Any:
    """Marks at `x` and `y` in pixels, to `x2` and `y2`; a `side` gives them its colour."""
    if not values:
        return None
    alt = require("altair", "docs")
    x, y = (one(f"{name}:Q", scale=None, axis=None) for one, name in ((alt.X, "x"), (alt.Y, "y")))
    channels: dict[str, Any] = {"x": x, "y": y}
    names = values[0].keys()
    channels |= {name: name for name in ("x2", "y2") if name in names}
    if "text" in names:
        channels["text"] = "text:N"
    if "side" in names:
        colours = alt.Scale(domain=_COLOURED, range=[f"var(--{name})" for name in _COLOURED])
        paints = style.pop("paint", "fill" if mark == "text" else "stroke")
        for name, channel in (("fill", alt.Fill), ("stroke", alt.Stroke)):
            if name in paints:
                channels[name] = channel("side:N", scale=colours, legend=None)
            else:
                style.setdefault(name, "none")
    chart = alt.Chart(alt.Data(values=list(values)))
    return getattr(chart, f"mark_{mark}")(**style).encode(**channels)


def _chart(layers: Sequence[Any], size: tuple[float, float], margins: Sequence[float]) -> Any:
    """`margins`: left, top, right, bottom."""
    padding = dict(zip(("left", "top", "right", "bottom"), margins, strict=True))
    width, height = size
    return require("altair", "docs").layer(
        *filter(None, layers), width=width, height=height, padding=padding, autosize="none"
    )


class Mark(NamedTuple):
    """A mark of a grid. `number` is shown beside it if it is more than 1."""

    row: str
    column: str
    label: str  # FAVOR, AGAINST or NONE
    side: str
    number: int
    implicit: bool
    low: bool


_Placed = tuple[Mark, dict[str, Any], bool]  # with its place, and whether it is the second there


class Group(NamedTuple):
    """Neighbouring columns under one heading."""

    title: str
    side: str
    columns: Sequence[str]


@dataclass(frozen=True)
class Grid:
    """Marks in rows and columns. The labels of rows are unique, and those of columns."""

    rows: Sequence[str]
    groups: Sequence[Group]
    marks: Sequence[Mark]

    @property
    def _columns(self) -> list[str]:
        return [column for group in self.groups for column in group.columns]

    def wide(self) -> Any:
        """With the label of a row beside it."""
        left = max((len(row) for row in self.rows), default=0) * _LETTER + 14
        return self._drawn(left, min((WIDE - left - 8) / max(len(self._columns), 1), 36), 25)

    def narrow(self) -> Any:
        """With the label of a row above it."""
        return self._drawn(4, min((NARROW - 12) / max(len(self._columns), 1), 36), 40)

    def _drawn(self, left: float, step: float, height: float) -> Any:
        above = left == 4
        size = step * len(self._columns), height * len(self.rows)
        at = {column: (n + 0.5) * step for n, column in enumerate(self._columns)}
        middle = height - 12 if above else height / 2
        down = {row: n * height + middle for n, row in enumerate(self.rows)}
        top = max((len(column) for column in self._columns), default=0) * _TURNED + 38
        place = {"x": 0, "align": "left"} if above else {"x": -10, "align": "right"}
        labels = [{"x": place["x"], "y": y - 21 * above, "text": row} for row, y in down.items()]
        heads = [{"x": x, "y": -10, "text": column} for column, x in at.items()]
        rules = [{"x": 0, "x2": size[0], "y": n * height} for n in range(len(self.rows) + 1)]
        layers = [
            _layer("rule", [{**one, "y2": one["y"]} for one in rules], stroke=LINE),
            *self._heads(step, size[1], top),
            _layer("text", labels, align=place["align"], **_LABELS),
            _layer("text", heads, angle=270, align="left", **_LABELS),
            *_marks(self._placed(at, down, step), step),
        ]
        right = (NARROW if above else WIDE) - left - size[0]
        return _chart(layers, size, (left, top, right, 4))

    def _heads(self, step: float, bottom: float, top: float) -> Iterator[Any]:
        """A line in the form of its side above each group, its title, and a rule between groups."""
        start = 0.0
        for group in self.groups:
            end = start + step * len(group.columns)
            line = {"x": start + 1, "x2": end - 3, "y": 19 - top, "y2": 19 - top}
            form = {"strokeWidth": 2.5, "strokeDash": _SIDE_FORM[group.side]}
            yield _layer("rule", [{**line, "side": group.side}], **form)
            if start:
                yield _layer("rule", [{"x": start, "y": 19 - top, "y2": bottom}], stroke=LINE)
            if len(group.title) * _LETTER <= end - start:
                title = {"x": start + 1, "y": 9 - top, "text": group.title}
                yield _layer("text", [title], fontWeight=600, align="left", **_LABELS)
            start = end

    def _placed(
        self, at: Mapping[str, float], down: Mapping[str, float], step: float
    ) -> Iterator[_Placed]:
        """Marks with their places. Those of one cell are beside each other."""
        cells: dict[tuple[str, str], list[Mark]] = defaultdict(list)
        for mark in self.marks:
            cells[mark.row, mark.column].append(mark)
        for (row, column), marks in cells.items():
            for n, mark in enumerate(marks):
                aside = (n - (len(marks) - 1) / 2) * min(step / len(marks), 12)
                place = {"x": at[column] + aside, "y": down[row], "side": mark.side}
                yield mark, place, n % 2 == 1


_POINTS: Mapping[str, Mapping[str, Any]] = {  # by label; `size` is the area
    "FAVOR": {"mark": "point", "shape": "circle", "paint": "fill", "size": 95},
    "AGAINST": {"mark": "point", "shape": "circle", "size": 72, "strokeWidth": 2},
    "NONE": {"mark": "point", "shape": "stroke", "size": 95, "strokeWidth": 2.5},
}


def _short(number: int) -> str:
    return f"{number}" if number < 1000 else f"{round(number / 1000)}k"


def _marks(placed: Iterable[_Placed], step: float) -> Iterator[Any]:
    found: dict[tuple[str, bool, bool], list[dict[str, Any]]] = defaultdict(list)
    numbers = []
    for mark, place, is_odd in placed:
        found[mark.label, mark.implicit, mark.low].append(place)
        text = _short(mark.number)
        if mark.number > 1 and len(text) * _DIGIT <= step:
            beside = {"x": place["x"] + 6, "y": place["y"] + (7 if is_odd else -6), "text": text}
            numbers.append(beside)
    for (label, implicit, low), places in found.items():
        style: dict[str, Any] = {**_POINTS[label], "opacity": 0.5 if low else 1}
        if implicit and label != "NONE":
            style["size"] = style["size"] / 3
        yield _layer(style.pop("mark"), places, **style)
        if implicit:
            yield _layer(
                "point", places, shape="circle", size=130, strokeWidth=1, opacity=style["opacity"]
            )
    yield _layer("text", numbers, align="left", **{**_LABELS, "fontSize": 10})


class Bar(NamedTuple):
    """A part of a row, from `start` to `end` in the terms of its axis."""

    start: float
    end: float
    side: str
    tone: str = "solid"  # or half, hollow, line, dashed, interval


class Dot(NamedTuple):
    """A point of a row, in the terms of its axis."""

    at: float
    side: str
    is_hollow: bool = False


class Row(NamedTuple):
    """A row: a heading, if it has nothing but its label. `said` is written at its end."""

    label: str
    bars: Sequence[Bar] = ()
    dots: Sequence[Dot] = ()
    said: str = ""


_BARS: Mapping[str, Mapping[str, Any]] = {
    "solid": {"mark": "rect", "paint": "fill stroke"},
    "half": {"mark": "rect", "paint": "fill stroke", "fillOpacity": 0.5},
    "hollow": {"mark": "rect", "paint": "stroke", "fill": "var(--paper)"},
    "interval": {"mark": "rule", "strokeWidth": 2},
    "line": {"mark": "rule", "strokeWidth": 4},
    "dashed": {"mark": "rule", "strokeWidth": 4, "strokeDash": [5, 2.5]},
}


@dataclass(frozen=True)
class Rows:
    """Rows of bars over one axis: its ends, its ticks with their texts, and its title.

    `base`: where a rule goes through all rows. `is_cut`: the axis does not begin at 0.
    """

    rows: Sequence[Row]
    ends: tuple[float, float]
    ticks: Sequence[tuple[float, str]]
    title: str
    base: float | None = None
    is_cut: bool = False

    def wide(self) -> Any:
        """With the label of a row beside it."""
        left = max((len(row.label) for row in self.rows), default=0) * _LETTER + 14
        return self._drawn(left, WIDE, 24)

    def stacked(self) -> Any:
        """As wide as `wide`, with the label of a row above it: for long labels."""
        return self._drawn(12, WIDE, 40)

    def narrow(self) -> Any:
        """With the label of a row above it."""
        return self._drawn(12, NARROW, 40)

    def _drawn(self, left: float, full: float, height: float) -> Any:
        right = max((len(row.said) for row in self.rows), default=0) * _LETTER + 20
        above, width = left == 12, full - left - right
        low, high = self.ends
        at = lambda value: (value - low) / (high - low) * width
        y, places = 6.0, []
        cut = lambda row: row._replace(label=shortened(row.label, int((full - 20) / _LETTER)))
        for row in map(cut, self.rows) if above else self.rows:
            is_head = not (row.bars or row.dots or row.said)
            places.append((row, is_head, y))
            y += 26 if is_head else height
        layers = [*self._axis(at, y, width), *_labels(places, height, above, left)]
        layers += _bars(places, height - 10 if above else height / 2, at)
        said = [(row.said, top + (height - 10 if above else height / 2)) for row, _, top in places]
        ends = [{"x": width + 12, "y": down, "text": text} for text, down in said if text]
        layers.append(_layer("text", ends, align="left", **{**_LABELS, "fill": SECONDARY}))
        return _chart(layers, (width, y), (left, 4, right, 44))

    def _axis(self, at: Callable[[float], float], bottom: float, width: float) -> Iterator[Any]:
        ticks = [{"x": at(value), "y": 0, "y2": bottom} for value, _ in self.ticks]
        yield _layer("rule", [{**tick, "x2": tick["x"]} for tick in ticks], stroke=LINE)
        if self.base is not None:
            base = {"x": at(self.base), "x2": at(self.base), "y": 0, "y2": bottom}
            yield _layer("rule", [base], stroke=SECONDARY, strokeWidth=1.2)
        style = {"fontSize": 12, "fill": SECONDARY, "baseline": "middle"}
        texts = [{"x": at(value), "y": bottom + 12, "text": text} for value, text in self.ticks]
        yield _layer("text", texts, align="center", **style)
        if self.is_cut:
            cuts = [{"x": x - 3, "x2": x + 3, "y": bottom + 5, "y2": bottom - 5} for x in (-2, 3)]
            yield _layer("rule", cuts, stroke=SECONDARY, strokeWidth=1.2)
        title = {"x": 0, "y": bottom + 31, "text": self.title}
        yield _layer("text", [title], align="left", **style)


def round_steps(most: float) -> int:
    """The distance of at most six ticks from 0 to `most`: 1, 2, 5, 10, 20 …"""
    steps = (digit * int(10**power) for power in count() for digit in (1, 2, 5))
    return next(step for step in steps if most <= 5 * step)


def counted(rows: Sequence[Row], title: str) -> Rows:
    """Rows of bars over an axis that counts from 0 in round steps, at most six."""
    most = max((bar.end for row in rows for bar in row.bars), default=1)
    step = round_steps(most)
    ticks = [n * step for n in range(-(-int(most) // step) + 1)]
    return Rows(rows, (0, ticks[-1]), [(n, f"{n:,}") for n in ticks], title, 0)


_Places = Sequence[tuple[Row, bool, float]]


def _labels(places: _Places, height: float, above: bool, left: float) -> Iterator[Any]:
    heads = [
        {"x": 6 if above else 4 - left, "y": y + 15, "text": row.label}
        for row, is_head, y in places
        if is_head
    ]
    down = 11 if above else height / 2
    names = [
        {"x": 6 if above else -10, "y": y + down, "text": row.label}
        for row, is_head, y in places
        if not is_head
    ]
    yield _layer("text", heads, align="left", fontWeight=600, **_LABELS)
    yield _layer("text", names, align="left" if above else "right", **_LABELS)


def _bars(places: _Places, middle: float, at: Callable[[float], float]) -> Iterator[Any]:
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    dots: dict[bool, list[dict[str, Any]]] = defaultdict(list)
    for row, _, y in places:
        for bar in row.bars:
            half = 6 if _BARS[bar.tone]["mark"] == "rect" else 0
            across = {"y": y + middle - half, "y2": y + middle + half}
            ends = {"x": at(bar.start), "x2": at(bar.end), **across}
            found[bar.tone].append({**ends, "side": bar.side})
        for dot in row.dots:
            place = {"x": at(dot.at), "y": y + middle, "side": dot.side}
            dots[dot.is_hollow].append(place)
    for tone, bars in found.items():
        style = dict(_BARS[tone])
        yield _layer(style.pop("mark"), bars, **style)
    yield _layer("point", dots[False], shape="circle", size=80, opacity=1, paint="fill")
    hollow = {"size": 60, "opacity": 1, "strokeWidth": 2, "fill": "var(--paper)"}
    yield _layer("point", dots[True], shape="circle", **hollow)
