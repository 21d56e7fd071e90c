"""What the figures of agreement say, and the charts of them."""

from operator import itemgetter

from ..quality.agreement import MEASURES, Agreement
from ..quality.matching import DECISIVE
from . import chart_agreement
from .edition import Edition
from .made import Part, render

_OFTEN = ((0.95, "nearly always"), (0.8, "mostly"), (0.6, "often"), (-1.0, "rarely"))


def decisive() -> str:
    """The differences that need a decision, by layer, as Markdown."""
    columns = {layer: "`, `".join(sorted(names)) for layer, names in DECISIVE.items()}
    return "; ".join(f"of {layer}s: `{names}`" for layer, names in columns.items())


def sentences(edition: Edition) -> str:
    """What the figures say, a sentence for each kind of pair."""
    none = ["No article has two independent passes, so agreement was not measured."]
    said = [summary(one) for one in edition.agreement]
    return render("agreement_summary", sentences=said or none)


def summary(one: Agreement) -> str:
    """“The passes nearly always agree on labels (…), least on which words are evidence: 0.935.”"""
    known = {m.id: m.value for m in one.measures if m.value is not None}
    labels = [value for id, value in known.items() if ".alpha." in id and not id.endswith("grid")]
    if not labels:
        return "The passes have too little in common for figures."
    often = next(word for least, word in _OFTEN if min(labels) >= least)
    id, value = min(known.items(), key=itemgetter(1))
    least, most = f"{min(labels):.3f}", f"{max(labels):.3f}"
    between = least if least == most else f"{least} to {most}"
    said = MEASURES[id]["said"]
    return f"The passes {often} agree on labels ({between}), and least on {said}: {value:.3f}."


def figures(edition: Edition) -> Part:
    """Each figure with its interval, a chart for each kind of pair."""
    made = [chart_agreement.agreement(one) for one in edition.agreement]
    files = {name: data for one in made for name, data in one.files.items()}
    return Part("\n".join(one.html for one in made), files)


def differences(edition: Edition) -> Part:
    """How many items of passes equal the reference, and in what the others differ."""
    items = same = 0
    for row in edition.corpus.rows("passes"):
        items += 1
        same += row["supports"] is not None and not row["differs"]
    said = f"The passes have {items:,} items. {same:,} of them are exactly as in the reference, "
    said += "which is what the corpus says."
    chart = chart_agreement.differs(edition)
    return Part(f"<p>{said}</p>\n{chart.html}", chart.files)
