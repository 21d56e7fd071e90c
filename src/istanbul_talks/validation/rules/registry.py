"""Rules that hold the reference to what the whole corpus agreed on: the registry of entities, the outlets, the released ids."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ...files.strict_json import compact
from ...model.article import stance_id
from ...model.resolve import MOST_MENTIONS, quote_of
from ...text.anchoring import Place, is_whole_word, occurrences
from ...text.visible import visible
from ..catalogue import rule
from ..finding import KeyOf, Spot
from ..subjects import Case

_REGISTRY, _LEDGER = "schema/entities.jsonl", "schema/ledger.jsonl"


def _line(entity: Any) -> str:
    """The line of the registry that would describe an entity of an annotation."""
    forms = sorted({quote_of(form).exact for form in entity["mentions"]})
    known = {"id": entity["id"], "type": entity["type"], "name": entity["name"], "variants": forms}
    checked = None if entity["wikidata"] is None else "…"
    return (
        compact({**known, "wikidata": entity["wikidata"], "checked": checked, "description": "…"})
        .decode()
        .strip()
    )


@rule
def unregistered_entity(case: Case) -> Iterator[Spot]:
    known = case.vocabulary.entities
    for i, entity in enumerate(case.entities):
        if entity["id"] not in known:
            hint = case.hint(entity["id"], known)
            before = max((id for id in known if id < entity["id"]), default="")
            place = f"after the line of “{before}”" if before else "as its first line"
            yield Spot(
                ("entities", i, "id"),
                f"“{entity['id']}” is not in {_REGISTRY}{hint}",
                f"Write its id as there, or add {place}: {visible(_line(entity), 1500)}",
            )


@rule
def entity_conflict(case: Case) -> Iterator[Spot]:
    for i, entity in enumerate(case.entities):
        known = case.vocabulary.entities.get(entity["id"])
        for key in ("name", "wikidata") if known else ():
            if entity[key] != known[key]:  # type: ignore[index]
                yield Spot(
                    ("entities", i, key),
                    f"{key} is {_shown(entity[key])} here and {_shown(known[key])} in {_REGISTRY}",  # type: ignore[index]
                    f"Write: {json.dumps(key)}: {json.dumps(known[key], ensure_ascii=False)}; or correct the registry, if it is wrong",  # type: ignore[index]
                )


@rule
def type_conflict(case: Case) -> Iterator[Spot]:
    for i, entity in enumerate(case.entities):
        known = case.vocabulary.entities.get(entity["id"], entity)
        if entity["type"] != known["type"]:
            yield Spot(
                ("entities", i, "type"),
                f"the type is {entity['type']} here and {known['type']} in {_REGISTRY}",
                f'Write: "type": "{known["type"]}", or give it another id',
            )


@rule
def unregistered_form(case: Case) -> Iterator[Spot]:
    for i, entity in enumerate(case.entities):
        known = case.vocabulary.entities.get(entity["id"])
        for j, form in enumerate(entity["mentions"]) if known else ():
            words = quote_of(form).exact
            if known and words not in known["variants"]:
                yield Spot(
                    ("entities", i, "mentions", j),
                    f"“{visible(words)}” is no variant of “{entity['id']}” in {_REGISTRY}",
                    f"Add it there to “variants”: {json.dumps(words, ensure_ascii=False)}",
                )


@rule
def missed_name(case: Case) -> Iterator[Spot]:
    taken = bytearray(len(case.body))
    for mention in case.resolution.mentions:
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    for i, entity in enumerate(case.entities):
        for j in range(len(entity.get("except", ()))):
            meant_otherwise = case.place(("entities", i, "except", j))
            if meant_otherwise:
                taken[slice(*meant_otherwise)] = b"\1" * (
                    meant_otherwise.end - meant_otherwise.start
                )
    missed: dict[str, tuple[int, str]] = {}
    forms, body = case.vocabulary.forms, case.body
    for first in forms.keys() & case.words:
        lengths, known = forms[first]
        for start, _ in occurrences(body, first, MOST_MENTIONS):
            for length in lengths:
                form = body[start : start + length]
                free = (
                    form in known and form not in missed and 1 not in taken[start : start + length]
                )
                if free and is_whole_word(body, Place(start, start + length)):
                    missed[form] = start, known[form]
                    break
    for form, (start, owner) in sorted(missed.items(), key=lambda item: item[1]):
        line = case.resolution.capture.line_and_column(case.resolution.in_capture(start))[0]
        found = f"“{visible(form)}”, a form of “{owner}”, stands unannotated in line {line} of the capture"
        yield Spot(
            KeyOf(("entities",)),
            found,
            f"Annotate it under “{owner}”, or waive this rule with the reason",
        )


def _outlet(name: str) -> str:
    id = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64] or "an-id"
    return json.dumps({"id": id, "name": name, "host": None, "note": "…"}, ensure_ascii=False)


@rule
def unknown_publisher(case: Case) -> Iterator[Spot]:
    publisher = case.annotation["source"]["publisher"]
    names = [entry["name"] for entry in case.vocabulary.publishers.values()]
    if publisher is not None and publisher not in names:
        hint = case.hint(publisher, names)
        yield Spot(
            ("source", "publisher"),
            f"“{visible(publisher)}” is not in schema/publishers.json{hint}",
            f"Write its name as there, or add the outlet there: {_outlet(publisher)}",
        )


@rule
def retired_id(case: Case) -> Iterator[Spot]:
    entry = case.vocabulary.ledger.get(case.annotation["article"])
    if entry is None:
        return
    if "retired" in entry:
        yield Spot(
            ("article",),
            f"“{entry['id']}” was retired: {visible(entry['retired'], 200)}",
            "Give the article another id",
        )
    elif entry["capture_sha256"] != case.annotation["text_sha256"]:
        found = f"version {entry['since']} released this id with a capture of SHA-256 {entry['capture_sha256'][:16]}…"
        yield Spot(("text_sha256",), found, "Restore that capture; another text needs another id")
    here = _items(case)
    for gone in entry.get("gone", ()):
        if gone["item"] in here:
            layer, index = here[gone["item"]]
            found = f"“{gone['item']}” was taken out after {gone['last']}: {visible(gone['reason'], 200)}"
            remedy = (
                "Give the claim another id"
                if layer == "claims"
                else f"If it is the same stance again, {_TAKE_BACK}"
            )
            yield Spot((layer, index), found, remedy)


_TAKE_BACK = f"take it out of “gone” in the article's line of {_LEDGER}"


@rule
def removed_item(case: Case) -> Iterator[Spot]:
    entry = case.vocabulary.ledger.get(case.annotation["article"])
    if entry is None or "retired" in entry:
        return
    here = _items(case)
    told = {gone["item"] for gone in entry.get("gone", ())}
    for item in entry.get("items", ()):
        if item not in here and item not in told:
            line = compact({"item": item, "last": _last(case), "reason": "…"}).decode().strip()
            layer = item.partition("/")[0]
            yield Spot(
                KeyOf((layer,)),
                f"“{item}” was released and is not here{case.hint(item, here)}",
                f"Restore it or its id, or add to “gone” in the article's line of {_LEDGER}, with the reason and, if another item took its place, “instead”: {line}",
            )


def _items(case: Case) -> dict[str, tuple[str, int]]:
    """Claims and stances by what the ledger calls them, with their places."""
    claims = {
        f"claims/{claim['id']}": ("claims", i) for i, claim in enumerate(case.annotation["claims"])
    }
    return claims | {
        f"stance/{stance_id(stance)}": ("stance", i)
        for i, stance in enumerate(case.annotation["stance"])
    }


def _last(case: Case) -> str:
    return ["…", *case.vocabulary.releases][-1]


def _shown(value: Any) -> str:
    return "null" if value is None else f"“{visible(str(value))}”"
