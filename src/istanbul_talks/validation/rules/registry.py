"""Rules that compare the reference with the registry, the publishers and the released ids."""

import json
from collections.abc import Iterator
from functools import partial

from ...files.json_bytes import compact
from ...model.article import stance_id
from ...model.new_entries import entity_entry, outlet_entry
from ...model.registered import Registered, registered_names
from ...model.resolve import quote_of
from ...text.urls import host_of
from ...text.visible import visible
from ..finding import KeyOf, Spot
from ..subjects import ResolvedArticle

_REGISTRY, _LINE = "schema/entities.jsonl", "the article's line of schema/ledger.jsonl"


def unregistered_entity(article: ResolvedArticle) -> Iterator[Spot]:
    known = article.vocabulary.entities
    for i, entity in enumerate(article.entities):
        if entity["id"] not in known:
            named = article.vocabulary.names
            hint = article.hint(entity["id"], known, named)
            hint = hint or article.hint(entity["name"], (), named)
            run, fix = _accept(article, entity["id"]), "Use an id from there, or"
            if entity["wikidata"] is not None:
                line = compact(entity_entry(entity)).decode().strip()
                fix += f" add this line: {visible(line, 1500)}"
            else:
                said = "" if entity.get("note") else ' say in its "note" who or what it is and'
                fix += f"{said} run: {run}"
            yield Spot(("entities", i, "id"), f"“{entity['id']}” is not in {_REGISTRY}{hint}", fix)


def _accept(article: ResolvedArticle, id: str) -> str:
    """The command that adds an entry to its registry."""
    return f"istanbul-talks fix {article.annotation['article']} --accept {id}"


def _conflict(keys: tuple[str, ...], otherwise: str, article: ResolvedArticle) -> Iterator[Spot]:
    """Facts that differ from those of the registry."""
    for i, entity in enumerate(article.entities):
        known = article.vocabulary.entities.get(entity["id"], entity)
        for key in (key for key in keys if entity[key] != known[key]):
            here, there = (
                "null" if value is None else f"“{visible(value)}”"
                for value in (entity[key], known[key])
            )
            fix = f'Write: "{key}": {json.dumps(known[key], ensure_ascii=False)}, or {otherwise}'
            message = f"{key} is {here} here and {there} in {_REGISTRY}"
            yield Spot(("entities", i, key), message, fix)


CHECKS = {
    "entity-conflict": partial(_conflict, ("name", "wikidata"), "correct the registry"),
    "type-conflict": partial(_conflict, ("type",), "use another id"),
}


def unregistered_form(article: ResolvedArticle) -> Iterator[Spot]:
    for i, entity in enumerate(article.entities):
        known = article.vocabulary.entities.get(entity["id"], {})
        for j, form in enumerate(entity["mentions"]):
            words = quote_of(form).exact
            if known and words not in (*known["variants"], known["name"]):
                message = f"“{visible(words)}” is not a variant of “{entity['id']}” in {_REGISTRY}"
                fix = f"Add it there: {_accept(article, entity['id'])}"
                yield Spot(("entities", i, "mentions", j), message, fix)


def missed_name(article: ResolvedArticle) -> Iterator[Spot]:
    if article.resolution.body is None:
        return
    taken = bytearray(article.resolution.mentioned)
    for i, entity in enumerate(article.entities):
        for j in range(len(entity.get("except", ()))):
            if place := article.place(("entities", i, "except", j)):
                taken[slice(*place)] = b"\1" * (place.end - place.start)
    names = registered_names(article.resolution.body, taken, article.vocabulary)
    missed: dict[str, Registered] = {}
    for name in names:
        missed.setdefault(name.form, name)
    for name in missed.values():
        where = f"on line {article.line_of_body(name.place.start)} of the capture"
        form, owner = visible(article.body[slice(*name.place)]), name.entity
        message = f"“{form}”, a form of “{owner}”, is not annotated {where}"
        fix = f"Annotate it under “{owner}”, or waive this rule and give the reason"
        yield Spot(KeyOf(("entities",)), message, fix)


def unknown_publisher(article: ResolvedArticle) -> Iterator[Spot]:
    source = article.annotation["source"]
    publisher = source["publisher"]
    names = [entry["name"] for entry in article.vocabulary.publishers.values()]
    if publisher is not None and publisher not in names:
        hosts = {o["host"]: o["name"] for o in article.vocabulary.publishers.values() if o["host"]}
        hint = article.hint(publisher, names, hosts)
        message = f"“{visible(publisher)}” is not in schema/publishers.jsonl{hint}"
        run = _accept(article, outlet_entry(publisher, host_of(source["url"]))["id"])
        fix = f"Use a name from there, or run: {run}"
        yield Spot(("source", "publisher"), message, fix)


def retired_id(article: ResolvedArticle) -> Iterator[Spot]:
    entry = article.vocabulary.ledger.get(article.annotation["article"])
    if entry is None:
        return
    if "retired" in entry:
        message = f"“{entry['id']}” was retired: {visible(entry['retired'], 200)}"
        yield Spot(("article",), message, "Change the id of the article")
    elif entry["capture_sha256"] != article.annotation["text_sha256"]:
        digest = entry["capture_sha256"][:16]
        message = f"the ledger has another capture under this id (SHA-256 {digest}…)"
        command = f"istanbul-talks reanchor {entry['id']} --why REASON"
        fix = f"Restore it, or, if it corrects the same article, run: {command}"
        yield Spot(("text_sha256",), message, fix)
    here = _items(article)
    for gone in entry.get("gone", ()):
        if gone["item"] in here:
            where = here[gone["item"]]
            message = f"“{gone['item']}” was removed after {gone['last']}"
            same = f"If this is the same stance as before, remove it from “gone” in {_LINE}"
            fix = same if where[0] == "stance" else "Change the id of the claim"
            yield Spot(where, f"{message}: {visible(gone['reason'], 200)}", fix)


def removed_item(article: ResolvedArticle) -> Iterator[Spot]:
    entry = article.vocabulary.ledger.get(article.annotation["article"])
    if entry is None or "retired" in entry:
        return
    here = _items(article)
    explained = {gone["item"] for gone in entry.get("gone", ())}
    last = ["…", *article.vocabulary.releases][-1]
    for item in entry.get("items", ()):
        if item not in here and item not in explained:
            line = compact({"item": item, "last": last, "reason": "…"}).decode().strip()
            added = f"add this to “gone” in {_LINE}, with the reason"
            fix = f"Restore it, or {added} and, if replaced, the new item as “instead”: {line}"
            message = f"“{item}” was released but is missing{article.hint(item, here)}"
            yield Spot(KeyOf((item.partition("/")[0],)), message, fix)


def _items(article: ResolvedArticle) -> dict[str, tuple[str, int]]:
    """Claims and stances by what the ledger calls them, with their places."""
    claims, stances = article.annotation["claims"], article.annotation["stance"]
    here = {f"claims/{claim['id']}": ("claims", i) for i, claim in enumerate(claims)}
    return here | {f"stance/{stance_id(s)}": ("stance", i) for i, s in enumerate(stances)}
