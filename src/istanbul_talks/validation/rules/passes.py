"""Rules about independent passes and what was decided between them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from ...quality.adjudication import decision_ids, disagreements
from ...text.edtf import is_day
from ...text.visible import did_you_mean, visible
from ..catalogue import rule
from ..finding import InOther, KeyOf, Spot
from ..subjects import Passes

_MADE = ("entities", "claims", "stance")
_HINTS = 12  # near misses that are looked for in one file


@rule
def wrong_annotator(found: Passes) -> Iterator[Spot]:
    for name, case in found.passes.items():
        acts = case.annotation["provenance"]
        if [(act["by"], act["did"]) for act in acts] != [(name, "annotate")]:
            who = ", ".join(f"{visible(act['by'])} ({act['did']})" for act in acts)
            yield Spot(
                InOther(name, ("provenance",)),
                f"the pass of “{name}” was made by {who}",
                f'Leave one act: "by": "{name}", "did": "annotate"',
            )


@rule
def copied_pass(found: Passes) -> Iterator[Spot]:
    seen: dict[str, str] = {}
    for name, case in found.passes.items():
        made = repr([case.annotation[key] for key in _MADE])
        original = seen.setdefault(made, name)
        if original != name and any(case.annotation[key] for key in _MADE):
            yield Spot(
                InOther(name, ()),
                f"the pass of “{name}” equals that of “{original}”",
                "Have it made anew, without sight of the other",
            )


def _deciders(found: Passes) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Who decided, with the place in the file of decisions."""
    if found.decisions is not None:
        yield ("by",), found.decisions["by"]
        yield from (
            (("decisions", i, "by"), d["by"])
            for i, d in enumerate(found.decisions["decisions"])
            if "by" in d
        )


@rule
def partial_adjudicator(found: Passes) -> Iterator[Spot]:
    for i, act in enumerate(found.reference.annotation["provenance"]):
        if act["did"] == "adjudicate" and act["by"] in found.passes:
            yield Spot(
                ("provenance", i, "by"),
                f"“{visible(act['by'])}” made a pass over this article",
                "Have somebody else decide",
            )
    for pointer, by in _deciders(found):
        if by in found.passes:
            yield Spot(
                InOther("decisions", pointer),
                f"“{visible(by)}” made a pass over this article",
                "Have somebody else decide",
            )


@rule
def decisions_without_passes(found: Passes) -> Iterator[Spot]:
    for i, name in enumerate(found.decisions["passes"] if found.decisions else ()):
        if name not in found.passes:
            there = ", ".join(found.passes) or "none"
            yield Spot(
                InOther("decisions", ("passes", i)),
                f"there is no pass of “{name}”; there are: {there}",
                "Name the passes that were compared",
            )
    acts = found.reference.annotation["provenance"]
    for pointer, by in _deciders(found):
        wanted = ("adjudicate",) if pointer == ("by",) else ("adjudicate", "review")
        if not any(act["by"] == by and act["did"] in wanted for act in acts):
            remedy = f'Add to the provenance of the reference: "by": "{by}", "did": "{wanted[-1]}"'
            yield Spot(
                InOther("decisions", pointer),
                f"the provenance of the reference holds no act of {' or '.join(wanted)} by “{visible(by)}”",
                remedy,
            )


@rule
def bad_decision(found: Passes) -> Iterator[Spot]:
    if found.decisions is None:
        return
    known, ids = found.vocabulary.annotators, set[str]()
    for pointer, record in (
        ((), found.decisions),
        *((("decisions", i), d) for i, d in enumerate(found.decisions["decisions"])),
    ):
        by, kind, day = (record.get(key, found.decisions[key]) for key in ("by", "kind", "date"))
        if by not in known or known[by]["kind"] != kind:
            what = f"“{visible(by)}” is no {kind} of schema/annotators.json"
            yield Spot(
                InOther("decisions", (*pointer, "by")),
                what,
                "Add who decided there, or correct the kind",
            )
            return
        if not is_day(day):
            yield Spot(
                InOther("decisions", (*pointer, "date")),
                f"“{visible(day)}” is no day",
                "Write the day: 2026-11-22",
            )
        if record.get("id") in ids:
            yield Spot(
                InOther("decisions", (*pointer, "id")),
                f"“{record['id']}” is also the id of a decision before",
                "Give one another id",
            )
        ids.add(record.get("id", ""))


@rule
def uncompared_pass(found: Passes) -> Iterator[Spot]:
    for name in found.passes:
        if found.decisions is not None and name not in found.decisions["passes"]:
            yield Spot(
                InOther(name, ()),
                f"the decisions do not name the pass of “{name}”",
                "Nothing needs to be done now",
            )


@rule
def undecidable_item(found: Passes) -> Iterator[Spot]:
    if found.decisions is None or not found.complete:
        return
    hints = iter(range(_HINTS))
    known = {"reference": {(item.layer, item.id) for item in found.items}}
    known["overruled"] = {(item.layer, f"{item.annotator}/{item.id}") for item in found.pass_items}
    seen: Counter[tuple[str, str]] = Counter()
    for i, decision in enumerate(found.decisions["decisions"]):
        for key in ("reference", "overruled"):
            for j, name in enumerate(decision[key]):
                item = decision["layer"], name
                seen[item] += 1
                if item not in known[key]:
                    alike = (
                        [id for layer, id in known[key] if layer == decision["layer"]]
                        if next(hints, None) is not None
                        else []
                    )
                    hint = did_you_mean(name, alike)
                    yield Spot(
                        InOther("decisions", ("decisions", i, key, j)),
                        f"there is no {item[0]} “{visible(name)}”{hint}",
                        "Correct the id, or remove it",
                    )
                elif seen[item] > 1:
                    yield Spot(
                        InOther("decisions", ("decisions", i, key, j)),
                        f"“{visible(name)}” stands in a decision before",
                        "Keep one of the two",
                    )


@rule
def undecided_disagreement(found: Passes) -> Iterator[Spot]:
    if (
        found.reference.annotation["status"] != "adjudicated"
        or len(found.passes) < 2
        or not found.complete
    ):
        return
    known = decision_ids(found.records)
    rows: dict[tuple[str, str], int] = {}
    compared = found.decisions["passes"] if found.decisions else list(found.passes)
    for place in disagreements(
        found.items, [item for item in found.pass_items if item.annotator in compared]
    ):
        if place.key in known:
            continue
        layer, name = place.key
        where = KeyOf(("status",)) if place.overruled else _pointer(found, layer, name, rows)
        what = (
            f"the {layer} “{name}” is not in the reference"
            if place.overruled
            else f"no two passes hold the {layer} “{name}” as it stands here"
        )
        yield Spot(where, what, _entry(found, layer, name, overruled=place.overruled))


def _entry(found: Passes, layer: str, name: str, *, overruled: bool) -> str:
    """The decision to add, ready to paste."""
    made = {
        "id": "…",
        "layer": layer,
        "reference": [] if overruled else [name],
        "overruled": [name] if overruled else [],
        "decided": "…",
        "why": "…",
    }
    id = found.reference.annotation["article"]
    return f'Add to annotations/decisions/{id}.json under "decisions": {json.dumps(made, ensure_ascii=False)}'


def _pointer(found: Passes, layer: str, name: str, rows: dict[tuple[str, str], int]) -> Any:
    """Where an item of the reference stands in its file."""
    if not rows:
        counts: Counter[str] = Counter()
        for item in found.items:
            rows[item.layer, item.id] = counts[item.layer]
            counts[item.layer] += 1
    if layer == "mention":
        entity = name.rpartition("-")[0]
        return (
            "entities",
            next(
                (
                    i
                    for i, e in enumerate(found.reference.annotation["entities"])
                    if e["id"] == entity
                ),
                0,
            ),
        )
    return {"claim": ("claims", rows[layer, name]), "stance": ("stance", rows[layer, name])}.get(
        layer, ("date",)
    )
