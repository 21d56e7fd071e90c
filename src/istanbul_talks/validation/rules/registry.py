"""Rules that compare the reference with the registry, the publishers and the released ids."""

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial

from ...files.json_bytes import compact
from ...model.article import stance_id
from ...model.new_entries import entity_entry, outlet_entry
from ...model.registered import Registered, registered_names
from ...model.resolve import MOST_MENTIONS, quote_of
from ...text.anchoring import Place, occurrences
from ...text.boundaries import is_whole_word
from ...text.near_matches import LONG_NAME, is_spelling_of
from ...text.urls import host_of
from ...text.visible import visible
from ...text.words import plain_letters
from ..catalogue import words
from ..finding import KeyOf, Spot
from ..subjects import ResolvedArticle

_OUTSIDE = re.compile(f"{words('titles').pattern}|{words('openers').pattern}", re.VERBOSE)
_WORD_BEFORE = re.compile(r"(\w+)\.? \Z")
_REGISTRY, _LINE = "schema/entities.jsonl", "the article's line of schema/ledger.jsonl"


def unregistered_entity(article: ResolvedArticle) -> Iterator[Spot]:
    known = article.vocabulary.entities
    incomplete = {pointer[1] for pointer in article.open if pointer[0] == "entities"}
    for i, entity in enumerate(article.entities):
        if entity["id"] not in known and i not in incomplete:
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
    body = article.resolution.body
    given = article.taken, article.vocabulary, article.free_words
    names = registered_names(body, *given) if body else []
    missed: dict[str, Registered] = {}
    for name in names:
        missed.setdefault(name.form, name)
    for name in missed.values():
        where = f"on line {article.line_of_body(name.place.start)} of the capture"
        form, owner = visible(article.body[slice(*name.place)]), name.entity
        message = f"“{form}”, a form of “{owner}”, is not annotated {where}"
        fix = f"Annotate it under “{owner}”, or waive this rule and give the reason"
        yield Spot(KeyOf(("entities",)), message, fix)


def likely_miss(article: ResolvedArticle) -> Iterator[Spot]:
    free = article.free_words
    capitals = [word for word in free if word[0].isupper() and word.lower() not in free]
    for word, (form, owner) in sorted(_alike(article, capitals)):
        places = occurrences(article.body, word, MOST_MENTIONS)
        if place := next((place for place in places if _is_alone(article, place)), None):
            where = f"on line {article.line_of_body(place.start)} of the capture"
            message = f"“{visible(word)}” {where} is very likely “{visible(form)}” (“{owner}”)"
            fix = f"Annotate it under “{owner}”, or waive this rule and give the reason"
            yield Spot(KeyOf(("entities",)), message, fix)


def _is_alone(article: ResolvedArticle, place: Place) -> bool:
    """Whether a free word is not part of a longer name, as in “Mary Vey” or “Vey-Lenz”."""
    body, (start, end) = article.body, place
    before = _WORD_BEFORE.search(body, max(0, start - 30), start)
    joined = before and before[1][0].isupper() and not article.taken[before.end(1) - 1]
    outside = before and (_OUTSIDE.fullmatch(before[1]) or before[1].lower() in article.free_words)
    goes_on = body[end : end + 1] in (" ", "-") and body[end + 1 : end + 2].isupper()
    whole = is_whole_word(body, place) and article.taken.find(1, start, end) < 0
    return (
        whole and not goes_on and body[start - 1 : start] != "-" and (not joined or bool(outside))
    )


def _alike(
    article: ResolvedArticle, capitals: Iterable[str]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """Words that are the surname of a person of the file, or another spelling of a form."""
    surnames: dict[str, tuple[str, str]] = {}
    long: list[tuple[str, str]] = []
    for entity in article.entities:
        for form in (entity["name"], *entity["mentions"]):
            words = form if isinstance(form, str) else form["quote"]
            if " " not in words:
                long += [(words, entity["id"])] if len(words) >= LONG_NAME else []
            elif entity["type"] == "PERSON":
                surnames[words.rpartition(" ")[2]] = words, entity["id"]
    spelt = article.vocabulary.by_letters
    for word in capitals:
        if word in article.vocabulary.names:  # missed-name reports it
            continue
        near = long if len(word) >= LONG_NAME else []
        begun = (known for known in near if known[0][0].casefold() == word[0].casefold())
        found = surnames.get(word) or spelt.get(plain_letters(word))
        found = found or next((known for known in begun if is_spelling_of(word, known[0])), None)
        if found:
            yield word, found


def unknown_publisher(article: ResolvedArticle) -> Iterator[Spot]:
    source = article.annotation["source"]
    publisher = source["publisher"]
    names = [entry["name"] for entry in article.vocabulary.publishers.values()]
    if publisher is not None and publisher not in names:
        hosts = {o["host"]: o["name"] for o in article.vocabulary.publishers.values() if o["host"]}
        hint = article.hint(publisher, names, hosts)
        message = f"“{visible(publisher)}” is not in schema/publishers.json{hint}"
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
