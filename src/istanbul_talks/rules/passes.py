"""Rules about independent passes and what was decided between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from ..findings import InOther, KeyOf, Severity, Spot, rule
from ..messages import did_you_mean, visible
from ..passes import decided, open_places
from .case import Adjudication

_MADE = ("entities", "claims", "stance")


@rule(Severity.ERROR)
def wrong_annotator(found: Adjudication) -> Iterator[Spot]:
    """A pass was not made by the annotator in whose folder it lies, or by nobody else too.

    A pass is one annotator's own work, made alone. Its only act is that annotator's.
    """
    for name, case in found.passes.items():
        acts = case.annotation["provenance"]
        if [(act["by"], act["did"]) for act in acts] != [(name, "annotate")]:
            who = ", ".join(f"{visible(act['by'])} ({act['did']})" for act in acts)
            yield Spot(
                InOther(name, ("provenance",)),
                f"the pass of “{name}” was made by {who}",
                f'Leave one act: "by": "{name}", "did": "annotate"',
            )


@rule(Severity.ERROR)
def copied_pass(found: Adjudication) -> Iterator[Spot]:
    """The passes of two annotators hold the same entities, claims and stances to the letter.

    Two people who work apart do not choose the same ids and notes throughout. One file is a copy, and agreement measured on it is none.
    """
    seen: dict[str, str] = {}
    for name, case in found.passes.items():
        made = repr([case.annotation[key] for key in _MADE])
        original = seen.setdefault(made, name)
        if original != name and any(case.annotation[key] for key in _MADE):
            yield Spot(
                InOther(name, ()), f"the pass of “{name}” equals that of “{original}”", "Have it made anew, without sight of the other"
            )


@rule(Severity.ERROR)
def partial_adjudicator(found: Adjudication) -> Iterator[Spot]:
    """An adjudicator made one of the passes.

    Nobody decides between their own work and another's.
    """
    for i, act in enumerate(found.reference.annotation["provenance"]):
        if act["did"] == "adjudicate" and act["by"] in found.passes:
            yield Spot(("provenance", i, "by"), f"“{visible(act['by'])}” made a pass over this article", "Have somebody else decide")
    if found.decisions and found.decisions["by"] in found.passes:
        yield Spot(InOther("decisions", ("by",)), f"“{found.decisions['by']}” made a pass over this article", "Have somebody else decide")


@rule(Severity.ERROR)
def decisions_without_passes(found: Adjudication) -> Iterator[Spot]:
    """The decisions name other passes than the files that are there, or another adjudicator than the reference.

    A decision can only be followed beside what was decided on.
    """
    if found.decisions is None:
        return
    if sorted(found.decisions["passes"]) != sorted(found.passes):
        there = ", ".join(found.passes) or "none"
        yield Spot(InOther("decisions", ("passes",)), f"there are passes of {there}", f"Write: {list(found.passes)}".replace("'", '"'))
    adjudicators = [act["by"] for act in found.reference.annotation["provenance"] if act["did"] == "adjudicate"]
    if found.decisions["by"] not in adjudicators:
        who = found.decisions["by"]
        yield Spot(
            InOther("decisions", ("by",)), f"the reference knows no adjudication by “{who}”", "Record it in the provenance of the reference"
        )


@rule(Severity.ERROR)
def undecidable_item(found: Adjudication) -> Iterator[Spot]:
    """A decision names an item that does not exist, or an item stands in two decisions.

    Ids of the reference stand under `reference`, items of passes as annotator/id under `overruled`.
    """
    if found.decisions is None or not found.whole:
        return
    known = {"reference": {(item.layer, item.id) for item in found.items}}
    known["overruled"] = {(item.layer, f"{item.annotator}/{item.id}") for item in found.pass_items}
    seen: Counter[tuple[str, str]] = Counter()
    for i, decision in enumerate(found.decisions["decisions"]):
        for key in ("reference", "overruled"):
            for j, name in enumerate(decision[key]):
                item = decision["layer"], name
                seen[item] += 1
                if item not in known[key]:
                    hint = did_you_mean(name, [id for layer, id in known[key] if layer == decision["layer"]])
                    yield Spot(
                        InOther("decisions", ("decisions", i, key, j)),
                        f"there is no {item[0]} “{visible(name)}”{hint}",
                        "Correct the id, or remove it",
                    )
                elif seen[item] > 1:
                    yield Spot(
                        InOther("decisions", ("decisions", i, key, j)),
                        f"“{visible(name)}” stands in another decision too",
                        "Keep one of the two",
                    )


@rule(Severity.WARNING)
def undecided_disagreement(found: Adjudication) -> Iterator[Spot]:
    """The passes differ in something that matters, the article counts as adjudicated, and no decision says what was decided.

    An item of the reference that two passes do not hold alike, and an item of a pass that the reference does not hold, each stand in a
    decision with its reason, so that every label can be traced.
    """
    if found.reference.annotation["status"] != "adjudicated" or len(found.passes) < 2 or not found.whole:
        return
    known = decided(found.records)
    rows: dict[tuple[str, str], int] = {}
    for place in open_places(found.items, found.pass_items):
        if place.key in known:
            continue
        layer, name = place.key
        if place.overruled:
            yield Spot(
                KeyOf(("status",)),
                f"the {layer} “{name}” is not in the reference",
                f'Decide on it: "layer": "{layer}", "overruled": ["{name}"]',
            )
        else:
            where = _pointer(found, layer, name, rows)
            yield Spot(
                where,
                f"the passes do not both hold the {layer} “{name}” as it is here",
                f'Decide on it: "layer": "{layer}", "reference": ["{name}"]',
            )


def _pointer(found: Adjudication, layer: str, name: str, rows: dict[tuple[str, str], int]) -> Any:
    """Where an item of the reference stands in its file."""
    if not rows:
        counts: Counter[str] = Counter()
        for item in found.items:
            rows[item.layer, item.id] = counts[item.layer]
            counts[item.layer] += 1
    if layer == "mention":
        entity = name.rpartition("-")[0]
        return ("entities", next((i for i, e in enumerate(found.reference.entities) if e["id"] == entity), 0))
    return {"claim": ("claims", rows[layer, name]), "stance": ("stance", rows[layer, name])}.get(layer, ("date",))
