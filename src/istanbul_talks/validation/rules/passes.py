"""Rules about independent passes, and the file of decisions between them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ...files.json_reader import Pointer
from ...quality.adjudication import decision_key, disagreements
from ...text.edtf import is_day
from ...text.visible import did_you_mean, visible
from ..finding import KeyOf, Spot
from ..subjects import Passes

_MADE = ("entities", "claims", "stance")
_HINTS = 12  # near misses that are looked for in one file


def wrong_annotator(adjudication: Passes) -> Iterator[Spot]:
    for name, made in adjudication.passes.items():
        acts = made.annotation["provenance"]
        if [(act["by"], act["did"]) for act in acts] != [(name, "annotate")]:
            who = ", ".join(f"{visible(act['by'])} ({act['did']})" for act in acts)
            message = f"the provenance of the pass by “{name}” names {who}"
            fix = f'Keep only this act: "by": "{name}", "did": "annotate"'
            yield Spot(("provenance",), message, fix, adjudication.source.passes[name].path)


def copied_pass(adjudication: Passes) -> Iterator[Spot]:
    seen: dict[str, list[Any]] = {}
    for name, made in adjudication.passes.items():
        work = [made.annotation[key] for key in _MADE]
        # Comparing is fast; for the text, 1 and true or another order of keys are a difference.
        same = (n for n, other in seen.items() if other == work and repr(other) == repr(work))
        original, seen[name] = next(same, None), work
        if original is not None and any(work):
            message = f"the pass by “{name}” is identical to the pass by “{original}”"
            yield Spot((), message, file=adjudication.source.passes[name].path)


def _decisions(adjudication: Passes) -> Iterator[tuple[Pointer, Mapping[str, Any]]]:
    """The file of decisions and each decision in it, with their places."""
    if adjudication.decisions is not None:
        yield (), adjudication.decisions
        for i, decision in enumerate(adjudication.decisions["decisions"]):
            yield ("decisions", i), decision


def partial_adjudicator(adjudication: Passes) -> Iterator[Spot]:
    for i, act in enumerate(adjudication.reference.annotation["provenance"]):
        if act["did"] == "adjudicate" and act["by"] in adjudication.passes:
            message = f"“{visible(act['by'])}” made a pass over this article"
            yield Spot(("provenance", i, "by"), message, file=adjudication.source.annotation.path)
    for pointer, record in _decisions(adjudication):
        if (by := record.get("by", "")) in adjudication.passes:
            yield Spot((*pointer, "by"), f"“{visible(by)}” made a pass over this article")


def decisions_without_passes(adjudication: Passes) -> Iterator[Spot]:
    for i, name in enumerate(adjudication.decisions["passes"] if adjudication.decisions else ()):
        if name not in adjudication.passes:
            there = ", ".join(adjudication.passes) or "none"
            message = f"there is no pass by “{name}”; the passes are by: {there}"
            yield Spot(("passes", i), message, "List the compared passes")
    acts = adjudication.reference.annotation["provenance"]
    for pointer, record in _decisions(adjudication):
        wanted, by = ("adjudicate", "review") if pointer else ("adjudicate",), record.get("by")
        if by and not any(act["by"] == by and act["did"] in wanted for act in acts):
            did = "” or “".join(wanted)
            message = f"the reference's provenance has no act “{did}” by “{visible(by)}”"
            fix = f'Add to the provenance of the reference: "by": "{by}", "did": "{wanted[-1]}"'
            yield Spot((*pointer, "by"), message, fix)


def bad_decision(adjudication: Passes) -> Iterator[Spot]:
    known, ids = adjudication.vocabulary.annotators, set[str]()
    for pointer, record in _decisions(adjudication):
        own = {**(adjudication.decisions or {}), **record}
        by, kind, day = own["by"], own["kind"], own["date"]
        if by not in known or known[by]["kind"] != kind:
            message = f"“{visible(by)}” is not a {kind} in schema/annotators.json"
            yield Spot((*pointer, "by"), message, "Add an entry there, or correct the id")
            return
        if not is_day(day):
            message = f"“{visible(day)}” is not a day"
            yield Spot((*pointer, "date"), message, "Write it as 2026-11-22")
        if record.get("id") in ids:
            message = f"“{record['id']}” is also the id of an earlier decision"
            yield Spot((*pointer, "id"), message, "Change one of the ids")
        ids.add(record.get("id", ""))


def uncompared_pass(adjudication: Passes) -> Iterator[Spot]:
    for name in adjudication.passes:
        if adjudication.decisions is not None and name not in adjudication.decisions["passes"]:
            message = f"the decisions do not list the pass by “{name}”"
            yield Spot((), message, file=adjudication.source.passes[name].path)


def undecidable_item(adjudication: Passes) -> Iterator[Spot]:
    if adjudication.decisions is None or not adjudication.complete:
        return
    hints = iter(range(_HINTS))
    passes = set(map(decision_key, adjudication.pass_items))
    reference = set(map(decision_key, adjudication.items))
    known = {"reference": reference, "overruled": passes}
    seen: Counter[tuple[str, str]] = Counter()
    for i, decision in enumerate(adjudication.decisions["decisions"]):
        for key in ("reference", "overruled"):
            for j, name in enumerate(decision[key]):
                item = decision["layer"], name
                seen[item] += 1
                where = ("decisions", i, key, j)
                if item not in known[key]:
                    may_hint = next(hints, None) is not None
                    ids = [id for layer, id in known[key] if may_hint and layer == item[0]]
                    message = f"there is no {item[0]} “{visible(name)}”{did_you_mean(name, ids)}"
                    yield Spot(where, message, "Correct the id, or remove it")
                elif seen[item] > 1:
                    message = f"“{visible(name)}” is already in an earlier decision"
                    yield Spot(where, message, "Keep one of them")


def undecided_disagreement(adjudication: Passes) -> Iterator[Spot]:
    status, compared = adjudication.reference.annotation["status"], list(adjudication.passes)
    if status != "adjudicated" or len(compared) < 2 or not adjudication.complete:
        return
    if adjudication.decisions is not None:
        compared = adjudication.decisions["passes"]
    items = [item for item in adjudication.pass_items if item["annotator"] in compared]
    for item in disagreements(adjudication.items, items):
        layer, name = decision_key(item)
        if (layer, name) in adjudication.decided:
            continue
        if item["annotator"]:
            where, message = KeyOf(("status",)), f"the {layer} “{name}” is not in the reference"
        else:
            where = _pointer(adjudication, layer, name)
            message = f"no two passes agree with the reference on the {layer} “{name}”"
        source, sides = adjudication.source, ([], [name]) if item["annotator"] else ([name], [])
        entry = {"id": "…", "layer": layer, "reference": sides[0], "overruled": sides[1]}
        shown = json.dumps({**entry, "decided": "…", "why": "…"}, ensure_ascii=False)
        fix = f'Add to {source.decisions.path} under "decisions": {shown}'
        yield Spot(where, message, fix, source.annotation.path)


def _pointer(adjudication: Passes, layer: str, name: str) -> Any:
    """The JSON pointer of an item of the reference."""
    if layer == "mention":
        ids = [entity["id"] for entity in adjudication.reference.annotation["entities"]]
        entity = name.rpartition("-")[0]
        return ("entities", ids.index(entity) if entity in ids else 0)
    row = [item["id"] for item in adjudication.items if item["layer"] == layer].index(name)
    return {"claim": ("claims", row), "stance": ("stance", row)}.get(layer, ("date",))
