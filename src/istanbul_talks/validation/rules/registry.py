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
from ..subjects import ResolvedArticle

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
def unregistered_entity(article: ResolvedArticle) -> Iterator[Spot]:
    known = article.vocabulary.entities
    for i, entity in enumerate(article.entities):
        if entity["id"] not in known:
            hint = article.hint(entity["id"], known)
            before = max((id for id in known if id < entity["id"]), default="")
            place = f"a line after “{before}”" if before else "a first line"
            yield Spot(
                ("entities", i, "id"),
                f"“{entity['id']}” is not in {_REGISTRY}{hint}",
                f"Use the id given there, or add {place}: {visible(_line(entity), 1500)}",
            )


@rule
def entity_conflict(article: ResolvedArticle) -> Iterator[Spot]:
    for i, entity in enumerate(article.entities):
        known = article.vocabulary.entities.get(entity["id"])
        for key in ("name", "wikidata") if known else ():
            if entity[key] != known[key]:  # type: ignore[index]
                yield Spot(
                    ("entities", i, key),
                    f"{key} is {_shown(entity[key])} here and {_shown(known[key])} in {_REGISTRY}",  # type: ignore[index]
                    f"Write: {json.dumps(key)}: {json.dumps(known[key], ensure_ascii=False)}; or correct the registry",  # type: ignore[index]
                )


@rule
def type_conflict(article: ResolvedArticle) -> Iterator[Spot]:
    for i, entity in enumerate(article.entities):
        known = article.vocabulary.entities.get(entity["id"], entity)
        if entity["type"] != known["type"]:
            yield Spot(
                ("entities", i, "type"),
                f"the type is {entity['type']} here and {known['type']} in {_REGISTRY}",
                f'Write: "type": "{known["type"]}", or use another id',
            )


@rule
def unregistered_form(article: ResolvedArticle) -> Iterator[Spot]:
    for i, entity in enumerate(article.entities):
        known = article.vocabulary.entities.get(entity["id"])
        for j, form in enumerate(entity["mentions"]) if known else ():
            words = quote_of(form).exact
            if known and words not in known["variants"]:
                yield Spot(
                    ("entities", i, "mentions", j),
                    f"“{visible(words)}” is not a variant of “{entity['id']}” in {_REGISTRY}",
                    f"Add it there to “variants”: {json.dumps(words, ensure_ascii=False)}",
                )


@rule
def missed_name(article: ResolvedArticle) -> Iterator[Spot]:
    taken = bytearray(len(article.body))
    for mention in article.resolution.mentions:
        taken[mention.start : mention.end] = b"\1" * (mention.end - mention.start)
    for i, entity in enumerate(article.entities):
        for j in range(len(entity.get("except", ()))):
            meant_otherwise = article.place(("entities", i, "except", j))
            if meant_otherwise:
                taken[slice(*meant_otherwise)] = b"\1" * (
                    meant_otherwise.end - meant_otherwise.start
                )
    missed: dict[str, tuple[int, str]] = {}
    forms, body = article.vocabulary.forms, article.body
    for first in forms.keys() & article.words:
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
        line = article.resolution.capture.line_and_column(article.resolution.in_capture(start))[0]
        found = f"“{visible(form)}”, a form of “{owner}”, is not annotated on line {line} of the capture"
        yield Spot(
            KeyOf(("entities",)),
            found,
            f"Annotate it under “{owner}”, or waive this rule and give the reason",
        )


def _outlet(name: str) -> str:
    id = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:64] or "an-id"
    return json.dumps({"id": id, "name": name, "host": None, "note": "…"}, ensure_ascii=False)


@rule
def unknown_publisher(article: ResolvedArticle) -> Iterator[Spot]:
    publisher = article.annotation["source"]["publisher"]
    names = [entry["name"] for entry in article.vocabulary.publishers.values()]
    if publisher is not None and publisher not in names:
        hint = article.hint(publisher, names)
        yield Spot(
            ("source", "publisher"),
            f"“{visible(publisher)}” is not in schema/publishers.json{hint}",
            f"Use the name given there, or add the publisher there: {_outlet(publisher)}",
        )


@rule
def retired_id(article: ResolvedArticle) -> Iterator[Spot]:
    entry = article.vocabulary.ledger.get(article.annotation["article"])
    if entry is None:
        return
    if "retired" in entry:
        yield Spot(
            ("article",),
            f"“{entry['id']}” was retired: {visible(entry['retired'], 200)}",
            "Change the id of the article",
        )
    elif entry["capture_sha256"] != article.annotation["text_sha256"]:
        digest = entry["capture_sha256"][:16]
        found = f"version {entry['since']} released this id with the capture {digest}… (SHA-256)"
        yield Spot(
            ("text_sha256",), found, "Restore that capture; a different text needs a different id"
        )
    here = _items(article)
    for gone in entry.get("gone", ()):
        if gone["item"] in here:
            layer, index = here[gone["item"]]
            found = (
                f"“{gone['item']}” was removed after {gone['last']}: {visible(gone['reason'], 200)}"
            )
            remedy = (
                "Change the id of the claim"
                if layer == "claims"
                else f"If this is the same stance as before, {_TAKE_BACK}"
            )
            yield Spot((layer, index), found, remedy)


_TAKE_BACK = f"remove it from “gone” in the article's line of {_LEDGER}"


@rule
def removed_item(article: ResolvedArticle) -> Iterator[Spot]:
    entry = article.vocabulary.ledger.get(article.annotation["article"])
    if entry is None or "retired" in entry:
        return
    here = _items(article)
    told = {gone["item"] for gone in entry.get("gone", ())}
    for item in entry.get("items", ()):
        if item not in here and item not in told:
            line = compact({"item": item, "last": _last(article), "reason": "…"}).decode().strip()
            layer = item.partition("/")[0]
            yield Spot(
                KeyOf((layer,)),
                f"“{item}” was released but is missing{article.hint(item, here)}",
                f"Restore it, or add this to “gone” in the article's line of {_LEDGER}, with the reason "
                f"and, if it was replaced, the new item as “instead”: {line}",
            )


def _items(article: ResolvedArticle) -> dict[str, tuple[str, int]]:
    """Claims and stances by what the ledger calls them, with their places."""
    claims = {
        f"claims/{claim['id']}": ("claims", i)
        for i, claim in enumerate(article.annotation["claims"])
    }
    return claims | {
        f"stance/{stance_id(stance)}": ("stance", i)
        for i, stance in enumerate(article.annotation["stance"])
    }


def _last(article: ResolvedArticle) -> str:
    return ["…", *article.vocabulary.releases][-1]


def _shown(value: Any) -> str:
    return "null" if value is None else f"“{visible(str(value))}”"
