"""Takes items of passes over into a reference: ids of its entities, quotes of its body."""

import copy
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..errors import CorpusError
from ..files.json_reader import Pointer
from ..model.additions import FIELDS
from ..model.annotated import Annotated
from ..model.article import stance_id
from ..model.items import Item, items
from ..model.quotes import leads_to, quote_for
from ..model.resolve import Resolution, quote_of, resolve
from ..quality.matching import EntityMap, Layers
from ..text.anchoring import Anchor, Place, anchor, occurrences
from ..text.visible import did_you_mean, visible
from .mention_forms import mentions_by_place, with_mentions

LISTS = {"claim": "claims", "stance": "stance"}


class Undecidable(CorpusError):
    """A choice that cannot be carried out as things are; the message says what to do first."""


def key_of(layer: str, record: Mapping[str, Any]) -> str:
    """The id of a claim or stance, as its item has it."""
    return stance_id(record) if layer == "stance" else str(record["id"])


@dataclass(frozen=True)
class Pass:
    """The pass of one annotator, as it was made and as items."""

    name: str
    made: Annotated

    @cached_property
    def layers(self) -> Layers:
        return Layers(items(*self.made, self.name))

    def entity(self, id: str) -> Mapping[str, Any]:
        return next(e for e in self.made.annotation["entities"] if e["id"] == id)

    def record(self, layer: str, id: str) -> tuple[int, Mapping[str, Any]]:
        """Index and record of a claim or stance."""
        records = enumerate(self.made.annotation[LISTS[layer]])
        return next((i, record) for i, record in records if key_of(layer, record) == id)


def entity_ids(passes: Sequence[Pass], registry: Mapping[str, Any]) -> dict[tuple[str, str], str]:
    """The id in the reference of each pass's entities, by annotator and id in the pass.

    Entities that share mentions get one id: one that the registry has, else the first pass's.
    """
    forms = {form: id for id, entry in registry.items() for form in entry["variants"]}
    same: dict[tuple[str, str], tuple[str, str]] = {}
    groups: dict[tuple[str, str], list[str]] = {}
    names: dict[tuple[str, str], str] = {}
    for number, pass_ in enumerate(passes):
        maps = [(other, EntityMap(pass_.layers, other.layers)) for other in passes[:number]]
        for entity in pass_.made.annotation["entities"]:
            own = pass_.name, entity["id"]
            near = ((o.name, m.counterpart(entity["id"]) or "") for o, m in maps)
            first = next((same[other] for other in near if other in same), own)
            same[own] = first
            groups.setdefault(first, []).append(entity["id"])
            names.setdefault(first, entity["name"])
    taken = {id for ids in groups.values() for id in ids}
    chosen: dict[tuple[str, str], str] = {}
    for first, ids in groups.items():
        known = [id for id in ids if id in registry]
        known += [id for id in (forms.get(names[first]),) if id is not None and id not in taken]
        chosen[first] = unused(known[0] if known else ids[0], chosen.values())
    return {own: chosen[first] for own, first in same.items()}


def unused(id: str, taken: Iterable[str]) -> str:
    """The id, or with the first number from 2 that makes it unused."""
    known = set(taken)
    ids = (id, *(f"{id[:58]}-{number}" for number in range(2, 10_000)))
    return next(one for one in ids if one not in known)


class Edit:
    """A reference that is being changed. `result` is the reference afterwards."""

    def __init__(
        self, reference: Annotated, ids: Mapping[tuple[str, str], str], registry: Mapping[str, Any]
    ) -> None:
        self._before, self._ids, self._registry = reference, ids, registry
        self.annotation: dict[str, Any] = copy.deepcopy(dict(reference.annotation))
        resolution = reference.resolution
        assert resolution.body is not None
        self._resolution, self._body = resolution, resolution.body
        self._layers = Layers(items(*reference, "", resolution.segments))
        self._maps: dict[str, EntityMap] = {}

    @property
    def result(self) -> Annotated:
        """The reference as it is now, resolved."""
        capture = self._resolution.capture.text
        return Annotated(self.annotation, resolve(self.annotation, capture, self._resolution))

    # Places and entities

    def place(self, start: int, end: int) -> Place | None:
        """A span of the capture in the body; None if part of it is outside."""
        first = last = None
        for part in self._resolution.segments:
            shift = part.start - part.capture_start
            if part.capture_start <= start < part.capture_start + part.length:
                first = start + shift
            if part.capture_start < end <= part.capture_start + part.length:
                last = end + shift
        return None if first is None or last is None else Place(first, last)

    def entity(self, pass_: Pass, id: str) -> str:
        """The id in the reference of an entity of a pass, which the reference may not have yet."""
        if pass_.name not in self._maps:
            self._maps[pass_.name] = EntityMap(pass_.layers, self._layers)
        there = self._maps[pass_.name].counterpart(id)
        return there if there in self.entity_ids else self._ids[pass_.name, id]

    @property
    def entity_ids(self) -> list[str]:
        return [entity["id"] for entity in self.annotation["entities"]]

    def holder(self, pass_: Pass, value: Any) -> Any:
        """A claimer or holder of a pass as the reference names it. Raises Undecidable."""
        if value == "article":
            return value
        if isinstance(value, dict):
            return self.named(value)
        id, name = self.entity(pass_, value), pass_.entity(value)["name"]
        if id not in self.entity_ids:
            first = "Decide about its mentions first, or write somebody else"
            raise Undecidable(f"“{visible(name)}” is not an entity of the reference yet. {first}")
        return id

    def named(self, value: Any) -> Any:
        """A claimer or holder as given; the id of the entity if it is the name of one."""
        if isinstance(value, str):
            if value not in ("article", *self.entity_ids):
                raise Undecidable(f"“{visible(value)}” is not an entity of the reference")
            return value
        name = value["other"].casefold()
        same = (e["id"] for e in self.annotation["entities"] if e["name"].casefold() == name)
        return next(same, value)

    def _quote(self, pass_: Pass, pointer: Pointer, value: Any) -> Any:
        """A quote of a pass as one of the reference, in the same place. Raises Undecidable."""
        resolution, found = pass_.made.resolution, pass_.made.resolution.anchors[pointer]
        assert isinstance(found, Anchor)
        start, end = resolution.in_capture(found.start), resolution.in_capture(found.end - 1) + 1
        place = self.place(start, end)
        if place is None:
            words = visible(quote_of(value).exact, 80)
            raise Undecidable(f"“{words}” is outside the body of the reference. Leave the item out")
        return value if leads_to(self._body, value, place) else quote_for(self._body, place)

    def quote(self, words: str, near: int) -> Any:
        """The quote to write for words of the body, in the place nearest to an offset."""
        places = occurrences(self._body.text, words)
        if not places:
            raise Undecidable(f"“{visible(words, 80)}” is not in the body. Copy the exact words")
        return quote_for(self._body, min(places, key=lambda place: abs(place.start - near)))

    # Claims and stances

    def record(self, layer: str, pass_: Pass, id: str, *, named: bool = True) -> dict[str, Any]:
        """A claim or stance of a pass as one of the reference; `named`: with claimer or holder."""
        index, found = pass_.record(layer, id)
        pointer: Pointer = (LISTS[layer], index)
        record = dict(found)
        for key in ("quote", "cue", "condition"):
            if key in record:
                record[key] = self._quote(pass_, (*pointer, key), record[key])
        if layer == "stance":
            quotes = enumerate(record["evidence"])
            record["evidence"] = [
                self._quote(pass_, (*pointer, "evidence", j), q) for j, q in quotes
            ]
        if named:
            key = "holder" if layer == "stance" else "claimer"
            record[key] = self.holder(pass_, record[key])
        return record

    def own(self, layer: str, id: str) -> dict[str, Any]:
        """A copy of a claim or stance of the reference."""
        records = self.annotation[LISTS[layer]]
        return dict(next(record for record in records if key_of(layer, record) == id))

    def start(self, layer: str, record: Mapping[str, Any]) -> int:
        """Where the first quote of a claim or stance begins in the body."""
        quotes = record["evidence"] if layer == "stance" else [record["quote"]]
        found = (anchor(self._body, quote_of(quote)) for quote in quotes)
        return next((one.start for one in found if isinstance(one, Anchor)), 0)

    def put(self, layer: str, record: dict[str, Any], instead: str | None = None) -> str:
        """Write a claim or stance, in text order or instead of another, and return its id."""
        records = self.annotation[LISTS[layer]]
        ids = [key_of(layer, other) for other in records]
        at = ids.index(instead) if instead is not None else None
        if at is not None:
            _carry(layer, records[at], record)
            del records[at], ids[at]
        if layer == "claim":
            record["id"] = instead or unused(record["id"], ids)
            self._refuse_twin(record)
        elif (id := stance_id(record)) in ids:
            raise Undecidable(f"the reference has a stance “{visible(id)}” already. Leave this out")
        if at is None:
            start = self.start(layer, record)
            later = (i for i, other in enumerate(records) if self.start(layer, other) > start)
            at = next(later, len(records))
        records.insert(at, record)
        return key_of(layer, record)

    def _refuse_twin(self, claim: Mapping[str, Any]) -> None:
        place = anchor(self._body, quote_of(claim["quote"]))
        for other in self.annotation["claims"]:
            same = anchor(self._body, quote_of(other["quote"])) == place
            if same and other["claimer"] == claim["claimer"]:
                found = f"claim “{other['id']}” has the same quote and claimer"
                raise Undecidable(f"{found}. Leave this one out, or edit it")

    def remove(self, layer: str, id: str) -> None:
        """Leave a claim or stance of the reference out."""
        records = self.annotation[LISTS[layer]]
        records[:] = [record for record in records if key_of(layer, record) != id]

    # Mentions

    @cached_property
    def mentions(self) -> dict[Place, str]:
        """Which entity each place in the body names: change it, then `write_mentions`."""
        return mentions_by_place(*self._before)

    def add_mention(self, item: Item, entity: str, like: Mapping[str, Any]) -> Place:
        """Let the place of an item name an entity; one like `like` is added if it is new."""
        span = item["spans"][0]
        place = self.place(span["start"], item["spans"][-1]["end"])
        if place is None:
            found = f"“{visible(span['text'], 80)}” is outside the body of the reference"
            raise Undecidable(f"{found}. Leave the mention out")
        for other in self.mentions:
            if other.start < place.end and place.start < other.end:
                words = visible(self._body.text[slice(*other)], 80)
                raise Undecidable(f"it overlaps the mention “{words}”. Leave one of the two out")
        if entity not in self.entity_ids:
            self._add_entity(entity, like, place)
        self.mentions[place] = entity
        return place

    def _add_entity(self, id: str, like: Mapping[str, Any], place: Place) -> None:
        """Add an entity without forms, in the order of the text; registered facts prevail."""
        known = self._registry.get(id, {})
        facts = {key: known.get(key, like[key]) for key in ("name", "wikidata")}
        entity = {**like, **facts, "id": id, "mentions": []}
        entity.pop("except", None)
        entities, begins = self.annotation["entities"], dict[str, int]()
        for at, other in sorted(self.mentions.items()):
            begins.setdefault(other, at.start)
        later = (i for i, e in enumerate(entities) if begins.get(e["id"], 0) > place.start)
        entities.insert(next(later, len(entities)), entity)

    def write_mentions(self, passes: Iterable[Pass]) -> None:
        """Write the forms that give the wanted mentions. Raises Undecidable."""
        kept = set(self.mentions.values())
        for layer, key in (("claim", "claimer"), ("stance", "holder")):
            for record in self.annotation[LISTS[layer]]:
                if record[key] in (id for id in self.entity_ids if id not in kept):
                    who, what = f"“{record[key]}”", f"the {layer} “{key_of(layer, record)}”"
                    found = f"{who} would have no mention, but is the {key} of {what}"
                    raise Undecidable(f"{found}. Take one of the readings")
        spared = [place for pass_ in passes for place in self._exceptions(pass_.made.resolution)]
        entities = [e for e in self.annotation["entities"] if e["id"] in kept]
        written = with_mentions(self._before, entities, self.mentions, spared)
        if written is None:
            raise Undecidable("no forms give just these mentions. Change them in the editor")
        self.annotation["entities"] = written

    def _exceptions(self, resolution: Resolution) -> list[Place]:
        """The exceptions of a pass, as places in the body of the reference."""
        found = []
        for pointer, outcome in resolution.anchors.items():
            if len(pointer) == 4 and pointer[2] == "except" and isinstance(outcome, Anchor):
                first = resolution.in_capture(outcome.start)
                place = self.place(first, resolution.in_capture(outcome.end - 1) + 1)
                found += [place] if place else []
        return found

    def facts(self, id: str) -> Mapping[str, Any]:
        """The entity of an id in the reference or the registry. Raises Undecidable."""
        for entity in self.annotation["entities"]:
            if entity["id"] == id:
                return dict(entity)
        if id not in self._registry:
            found = f"“{visible(id)}” is neither in the reference nor in the registry"
            raise Undecidable(f"{found}{did_you_mean(id, self._registry)}")
        known = self._registry[id]
        return {**{key: known[key] for key in ("id", "type", "name", "wikidata")}, "role": None}

    def set_type(self, id: str, type: str) -> None:
        for entity in self.annotation["entities"]:
            if entity["id"] == id:
                entity["type"] = type

    def set_article(self, like: Mapping[str, Any], fields: Iterable[str]) -> None:
        """Take genre, date or event from another annotation of the article."""
        date = self.annotation["date"]
        for field in fields:
            if field == "genre":
                self.annotation["source"]["genre"] = like["source"]["genre"]
            elif field == "event":
                date["event"] = like["date"]["event"]
            elif field == "published":
                kept = {key: date[key] for key in ("captured", "event")}
                date.clear()
                date.update(copy.deepcopy(like["date"]) | kept)


def _carry(layer: str, old: Mapping[str, Any], new: dict[str, Any]) -> None:
    """Keep what was added to a claim or stance if its words or its target stay."""
    same = ("quote",) if layer == "claim" else ("holder", "target")
    if all(old.get(key) == new.get(key) for key in same):
        new |= {key: old[key] for key in FIELDS[LISTS[layer]] if key in old}
