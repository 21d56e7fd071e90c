"""Rules about stances."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Any

from ...model.article import stance_id
from ...text.anchoring import Place
from ...text.visible import visible
from ..catalogue import rule
from ..finding import KeyOf, Spot
from ..subjects import Case

_QUOTED = re.compile(r"“[^“”\n]*”|\"[^\"\n]*\"|«[^«»\n]*»|(?<!\w)‘[^‘\n]*?’(?!\w)")
_CLOSE = 600  # code points: a long paragraph


def _evidence(case: Case, i: int) -> list[Place]:
    count = len(case.annotation["stance"][i]["evidence"])
    return [place for j in range(count) if (place := case.place(("stance", i, "evidence", j)))]


@rule
def unknown_target(case: Case) -> Iterator[Spot]:
    for i, stance in enumerate(case.annotation["stance"]):
        if stance["target"] not in case.vocabulary.targets:
            hint = case.hint(stance["target"], case.vocabulary.targets)
            yield Spot(
                ("stance", i, "target"),
                f"“{visible(stance['target'])}” is not in schema/targets.json{hint}",
                f"Write one of: {', '.join(case.vocabulary.targets)}",
            )


@rule
def unknown_holder(case: Case) -> Iterator[Spot]:
    return case.unknown_entities("stance", "holder")


@rule
def unnamed_holder_not_in_text(case: Case) -> Iterator[Spot]:
    body, names = case.body.casefold(), {e["name"].casefold(): e["id"] for e in case.entities}
    for layer, key in (("claims", "claimer"), ("stance", "holder")):
        for i, item in enumerate(case.annotation[layer]):
            other = item[key]["other"] if isinstance(item[key], dict) else None
            if other is not None and other.casefold() in names:
                yield Spot(
                    (layer, i, key),
                    f"“{visible(other)}” is an entity of this file",
                    f'Write: "{key}": "{names[other.casefold()]}"',
                )
            elif other is not None and body and other.casefold() not in body:
                yield Spot(
                    (layer, i, key, "other"),
                    f"“{visible(other)}” is not in the body",
                    "Copy the words by which the article calls it",
                )


@rule
def contradictory_stance(case: Case) -> Iterator[Spot]:
    rows: dict[str, str] = {}
    for i, stance in enumerate(case.annotation["stance"]):
        key = stance_id(stance)
        if key in rows:
            what = "already" if rows[key] == stance["label"] else f"already with {rows[key]}"
            yield Spot(
                ("stance", i, "target"),
                f"“{visible(key)}” stands above {what}",
                "Merge the two rows",
            )
        rows.setdefault(key, stance["label"])


@rule
def stance_without_evidence(case: Case) -> Iterator[Spot]:
    for i, stance in enumerate(case.annotation["stance"]):
        if not stance["evidence"]:
            yield Spot(
                ("stance", i, "evidence"),
                "the evidence is empty",
                "Quote the words that show the stance",
            )


@rule
def holder_not_in_evidence(case: Case) -> Iterator[Spot]:
    for i, stance in enumerate(case.annotation["stance"]):
        holder, places = stance["holder"], _evidence(case, i)
        named = _names(case, holder) if places and holder != "article" else None
        if named is not None and not any(
            _same_paragraph(case.body, place, name)
            for place in places
            for name in _neighbours(place, named)
        ):
            name = holder if isinstance(holder, str) else holder["other"]
            yield Spot(
                ("stance", i, "holder"),
                f"“{visible(name)}” is not named in the paragraphs of the evidence",
                "Quote words beside which the holder is named, correct the holder, or waive the rule where a pronoun stands for the name",
            )


def _names(case: Case, holder: Any) -> list[Place] | None:
    """Where the body names a holder, in order; None where another rule finds fault with the holder itself."""
    if isinstance(holder, str):
        return case.mention_places(holder) if holder in case.entity_ids else None
    return case.places_of_words(holder["other"]) or None


def _neighbours(place: Place, names: list[Place]) -> list[Place]:
    """The names before, at and after a place; names are in order."""
    at = bisect_left(names, place)
    return names[max(0, at - 1) : at + 2]


def _same_paragraph(text: str, one: Place, other: Place) -> bool:
    first, last = sorted((one, other))
    return last.start - first.end < _CLOSE and "\n" not in text[first.end : last.start]


@rule
def implicit_and_certain(case: Case) -> Iterator[Spot]:
    for i, stance in enumerate(case.annotation["stance"]):
        if stance["expression"] == "implicit" and stance["certainty"] == "high":
            yield Spot(
                ("stance", i, "certainty"),
                "the stance is implicit and the certainty high",
                'Write: "certainty": "medium"',
            )


@rule
def author_stance_in_quotes(case: Case) -> Iterator[Spot]:
    own = any(stance["holder"] == "article" for stance in case.annotation["stance"])
    quoted = [Place(m.start(), m.end()) for m in _QUOTED.finditer(case.body)] if own else []
    for i, stance in enumerate(case.annotation["stance"]):
        places = _evidence(case, i)
        inside = [any(q.start <= p.start and p.end <= q.end for q in quoted) for p in places]
        if stance["holder"] == "article" and inside and all(inside):
            yield Spot(
                ("stance", i, "evidence", 0),
                "all the evidence stands inside quotation marks",
                "Quote the author's own words, or name the holder",
            )


@rule
def opposed_targets(case: Case) -> Iterator[Spot]:
    favoured: dict[str, dict[str, int]] = {}
    for i, stance in enumerate(case.annotation["stance"]):
        if stance["label"] == "FAVOR" and "condition" not in stance:
            favoured.setdefault(stance_id(stance).rpartition("/")[0], {})[stance["target"]] = i
    for targets in favoured.values():
        for target, i in targets.items():
            for other in case.vocabulary.targets.get(target, {}).get("opposes", ()):
                if other in targets and targets[other] < i:
                    yield Spot(
                        ("stance", i, "target"),
                        f"“{target}” opposes “{other}”, which the same holder favours",
                        "Correct one of the two, or give the condition",
                    )


@rule
def no_party_stance(case: Case) -> Iterator[Spot]:
    parties = {e["id"] for e in case.entities if e["role"] in ("party", "leader", "negotiator")}
    if parties and not any(
        isinstance(s["holder"], str) and s["holder"] in parties for s in case.annotation["stance"]
    ):
        yield Spot(
            KeyOf(("stance",)),
            f"none of {', '.join(sorted(parties))} has a stance",
            "Annotate what the article reports of them",
        )
