"""Figures: a chart as inline SVG, and with it its table, its CSV and the code of its numbers."""

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import StringIO
from itertools import groupby
from typing import Any, NamedTuple
from xml.etree import ElementTree

from ..files.optional import require
from ..model.records import Article
from ..text.visible import visible
from .edition import Edition
from .made import Part, render

MOST_ROWS = 200  # of a table on a page; the CSV has all
NO_SAMPLE = "Not a sample of the press."
_FORMULA = re.compile(r"[=+\-@\t\r]")  # a spreadsheet runs a text that starts with one of these
_FRACTION = re.compile(r"(\.\d\d)\d+")
_NEEDED = frozenset(
    (
        *("d", "transform", "width", "height", "viewBox", "x", "y", "x2", "y2", "dx", "dy"),
        *("fill", "fill-opacity", "opacity", "stroke", "stroke-dasharray", "stroke-width"),
        *("font-size", "font-weight", "text-anchor"),
    )
)
_PAINT = frozenset(
    (
        *("fill", "stroke", "stroke-dasharray", "stroke-width"),
        *("font-size", "font-weight", "text-anchor"),
    )
)
_DEFAULTS = {
    *(("opacity", "1"), ("transform", "translate(0,0)"), ("text-anchor", "start")),
    *(("stroke", "none"), ("stroke-dasharray", "1,0"), ("x2", "0"), ("y2", "0")),
}
_AT = re.compile(r"translate\((-?[\d.]+),(-?[\d.]+)\)")
_CIRCLE = re.compile(r"M([\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0")

Cell = str | int | float | None


class Key(NamedTuple):
    """A line of the legend: the symbol's name in figure.html, a CSS class, and what it means."""

    symbol: str
    css: str
    words: str


@dataclass(frozen=True)
class Figure:
    """A chart in words, numbers and two layouts. `name` is unique on its page.

    `rows`: what the chart shows, in full, with texts as they are in the data.
    `code`: an import, and one Python expression that computes the numbers.
    `wide`, `narrow`: Altair charts, for columns of at least 640 px and for phones.
    """

    name: str
    title: str
    description: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    code: str
    n: str
    wide: Any
    narrow: Any
    notes: Sequence[str] = ()
    legend: Sequence[Key] = ()
    total: Sequence[Cell] = field(default=())


def figure(made: Figure) -> Part:
    """The figure as HTML, with its CSV as a file of the page."""
    layouts = {"wide": made.wide, "narrow": made.narrow}
    words = visible(made.title), visible(made.description)
    drawn = {kind: svg(chart, f"{made.name}-{kind}", *words) for kind, chart in layouts.items()}
    numeric = [all(isinstance(row[n], int | float | None) for row in made.rows)
               for n in range(len(made.heads))]  # fmt: skip
    html = render(
        "figure",
        figure=made,
        drawn=drawn,
        numeric=numeric,
        rows=made.rows[:MOST_ROWS],
        more=len(made.rows) - MOST_ROWS,
        no_sample=NO_SAMPLE,
    )
    return Part(html, {f"{made.name}.csv": csv_of(made.heads, made.rows)})


def csv_of(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A table as CSV that a spreadsheet can open: it runs no text."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(heads)
    for row in rows:
        writer.writerow(f"'{c}" if isinstance(c, str) and _FORMULA.match(c) else c for c in row)
    return out.getvalue().encode()


def svg(chart: Any, name: str, title: str, description: str) -> str:
    """An Altair chart as SVG inside HTML: it has no style, class or id except those of its words.

    Its colours are CSS variables, so one picture serves light and dark.
    """
    made = chart.configure(background="transparent", view={"stroke": None})
    drawn = require("vl_convert", "docs").vegalite_to_svg(made.to_dict(validate=False))
    root = ElementTree.fromstring(drawn)
    parts = [part for child in root for part in _cleaned(child)]
    drawing = ElementTree.Element("g", {"aria-hidden": "true"})  # title and description say it
    drawing[:], root[:] = _grouped(parts), [drawing]
    ids = [f"{name}-title", f"{name}-description"]
    for at, (tag, words) in enumerate({"title": title, "desc": description}.items()):
        root.insert(at, ElementTree.Element(tag, id=ids[at]))
        root[at].text = words
    kept = {key: value for key, value in root.attrib.items() if key in _NEEDED}
    root.tag, root.attrib = "svg", {**kept, "role": "img", "aria-labelledby": " ".join(ids)}
    return ElementTree.tostring(root, encoding="unicode")


def _cleaned(element: ElementTree.Element) -> list[ElementTree.Element]:
    """The element without what only Vega needs; a group that changes nothing gives its children."""
    if element.get("class") in {"background", "foreground"}:
        return []
    element.tag = element.tag.rpartition("}")[2]
    element.attrib = {
        key: _FRACTION.sub(r"\1", value)
        for key, value in element.attrib.items()
        if key in _NEEDED and (key, value) not in _DEFAULTS
    }
    element[:] = _grouped([part for child in element for part in _cleaned(child)])
    if element.tag != "g":
        _place(element)
        return [element]
    return [element] if element.attrib and len(element) else list(element)


def _place(element: ElementTree.Element) -> None:
    """Write the place of a text or circle without a transform, and a circle not as a path."""
    at = _AT.fullmatch(element.get("transform", ""))
    circle = _CIRCLE.fullmatch(element.get("d", ""))
    if at and (circle or element.tag == "text"):
        element.tag, names = ("circle", ("cx", "cy")) if circle else ("text", ("x", "y"))
        place = dict(zip(names, at.groups(), strict=True)) | ({"r": circle[1]} if circle else {})
        rest = ((key, value) for key, value in element.items() if key not in {"transform", "d"})
        element.attrib = {**place, **dict(rest)}


def _grouped(parts: Iterable[ElementTree.Element]) -> list[ElementTree.Element]:
    """Elements in a row that are painted alike share a group that says how."""
    made = list[ElementTree.Element]()
    for paint, found in groupby(parts, lambda part: {k: v for k, v in part.items() if k in _PAINT}):
        alike = list(found)
        if paint and len(alike) > 1:
            for part in alike:
                part.attrib = {k: v for k, v in part.items() if k not in paint}
            group = ElementTree.Element("g", paint)
            group[:], alike = alike, [group]
        made += alike
    return made


def unique(names: Iterable[str]) -> list[str]:
    """What a chart writes for names: short, without hidden characters, and no two alike."""
    made, seen = [], set[str]()
    for name in names:
        label = plain = shortened(visible(name))
        number = 2
        while label in seen:
            label, number = f"{plain} ({number})", number + 1
        seen.add(label)
        made.append(label)
    return made


def shortened(text: str, most: int = 30) -> str:
    """A text that fits beside a chart."""
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def outlet(article: Article) -> str:
    """The outlet of an article; without one, the article itself."""
    return article.publisher or f"article {article.id}"


def keys_of_sides(edition: Edition) -> list[Key]:
    """The legend of the colours of speakers."""
    named = [Key("line", f"side-{n}", side["name"]) for n, side in enumerate(edition.sides, 1)]
    return [*named, Key("line", "others", "others")]


def capitalised(text: str) -> str:
    """The text with a capital at its start, and the rest as it is."""
    return f"{text[:1].upper()}{text[1:]}"
