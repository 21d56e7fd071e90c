"""Why so many figures of agreement are 1.000, and a control in which they fall."""

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from ..quality.agreement import MEASURES
from .charts import csv_of
from .edition import Edition
from .made import Part, render

_CHANGES = {
    "labels": "labels replaced",
    "people": "speakers and names exchanged",
    "spans": "spans moved by a word",
    "items": "items left out",
    "forms": "forms of names left out",
}
_MAIN = (
    "mention.f1.span",
    "mention.masi.entity",
    "mention.alpha.type",
    "claim.f1.span",
    "claim.share.claimer",
    "claim.alpha.type",
    "claim.alpha.epistemic",
    "claim.alpha.attribution",
    "stance.f1.holder-target",
    "stance.jaccard.evidence",
    "stance.alpha.label",
)
_LAYERS = {"mention": "Names", "claim": "Claims", "stance": "Stances"}
_WIDTH, _HEIGHT = 56, 22  # of a small line, whose axis goes from 0 to 1
_LEAST = 0.01  # by which a figure falls, or it counts as unmoved
_EXAMPLE = "labels", "claim.alpha.type"
_Figures = Mapping[str, Sequence[float | None]]


class _Line(NamedTuple):
    """How a figure moves. `points`: for an SVG polyline."""

    points: str
    last: float


def reasons(edition: Edition) -> str:
    """Why so many figures are 1.000."""
    made = edition.control
    if made is None or not edition.agreement:
        return render("agreement_none")
    annotators = {name for pair in edition.agreement for name in pair.annotators}
    records = [edition.annotators[name] for name in sorted(annotators)]
    families = sorted({str(one["family"]) for one in records if one.get("family")})
    figures = [m.value for pair in edition.agreement for m in pair.measures if m.value is not None]
    perfect = sum(value == 1 for value in figures)
    moved = [id for id, value in made["figures"].items() if made["without_registry"][id] != value]
    return render(
        "agreement_reasons",
        families=families,
        humans=any(one["kind"] == "human" for one in records),
        perfect=perfect,
        figures=len(figures),
        moved=[MEASURES[id]["said"] for id in moved],
        targets=len(edition.targets),
        made=made,
    )


def control(edition: Edition) -> Part:
    """How each figure moves if a share of one pass is changed at random."""
    made = edition.control
    if made is None:
        return Part(render("agreement_none"))
    moved: Mapping[str, _Figures] = made["moved"]
    known = [id for id, value in made["figures"].items() if value is not None]
    still = [id for id in known if not any(_falls(series.get(id)) for series in moved.values())]
    lines = {
        id: [_line(made["shares"], moved[change].get(id)) for change in _CHANGES]
        for id in known
        if id in _MAIN
    }
    layers = [(_LAYERS[layer], list(ids)) for layer, ids in groupby(lines, _layer_of)]
    change, id = _EXAMPLE
    html = render(
        "agreement_control",
        made=made,
        changes=_CHANGES,
        layers=layers,
        lines=lines,
        names={id: one["said"] for id, one in MEASURES.items()},
        still=[MEASURES[id]["said"] for id in still],
        known=len(known),
        example=(_CHANGES[change], MEASURES[id]["said"], moved.get(change, {}).get(id)),
        size=(_WIDTH, _HEIGHT),
    )
    rows = [
        (change, id, *series) for change, figures in moved.items() for id, series in figures.items()
    ]
    heads = ("change", "measure", *(f"{share:.0%}" for share in made["shares"]))
    return Part(html, {"control.csv": csv_of(heads, rows)})


def _layer_of(id: str) -> str:
    return id.partition(".")[0]


def _falls(series: Sequence[float | None] | None) -> bool:
    """Whether a figure is clearly lower at the largest share."""
    return series is not None and (series[-1] or 0) < (series[0] or 0) - _LEAST


def _line(shares: Sequence[float], series: Sequence[float | None] | None) -> _Line | None:
    """A figure as a small line; None if it does not fall."""
    if series is None or not _falls(series):
        return None
    places = [(x / shares[-1], y) for x, y in zip(shares, series, strict=True) if y is not None]
    points = (f"{x * _WIDTH:.1f},{_HEIGHT * (1 - max(y, 0)):.1f}" for x, y in places)
    return _Line(" ".join(points), series[-1] or 0)
