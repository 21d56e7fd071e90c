"""Turns a document into a pass: quotes for offsets, entities for mentions, null for what is open.

Only what the document says is written. What has no place in a pass is reported.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..contributing import begin
from ..contributing.begin import Contributor
from ..contributing.draft import Draft, proposed_id
from ..errors import CorpusError
from ..files.source_article import SourceArticle
from ..model.open_values import open_values
from ..model.quotes import quote_for
from ..model.resolve import Resolution, resolve
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Place, Searchable
from ..text.ids import is_id
from ..text.visible import did_you_mean, in_marks, visible
from .record import (
    ARTICLE,
    CLAIM,
    CONDITION,
    CUE,
    FLAGS,
    LAYERS,
    OTHER,
    STANCE,
    VOCABULARIES,
    Document,
    Item,
)

# Attributes and links of each layer that a pass has a place for.
_OF_MENTIONS = {"entity", "name", "role", "wikidata", "note"}
_OF_CLAIMS = {"claim-id", "type", "epistemic", "checkworthy", "attribution", "note", CUE}
_OF_STANCES = {"target", "stance", "expression", "certainty", "note", CONDITION}
_TAKEN = {
    CLAIM: _OF_CLAIMS | {"claimer", f"{OTHER}-claimer"},
    STANCE: _OF_STANCES | {"holder", f"{OTHER}-holder"},
}
_IMPORTED = ("entities", "claims", "stance")  # the parts of a pass that a document has
_MOST_NAME, _MOST_NOTE = 200, 2000  # characters, as the schema allows


class Landed(NamedTuple):
    """A pass that is not yet saved, and a line for everything that it has no place for."""

    draft: Draft
    notes: list[str]
    is_new: bool


def landed(
    document: Document, article: SourceArticle, known: Vocabulary, who: Contributor
) -> Landed:
    """A document as a pass over an article.

    CorpusError if it has another text, if a value is not legal, or if the contributor has a pass
    that says something else. If it says the same, it is returned as it is.
    """
    begun = begin.begin_pass(replace(article, annotators=()), known, who)
    draft, made, notes = begun.draft, begun.draft.annotation, [*begun.doubts]
    landing = _Landing(_on_body(document, draft, notes), known, notes)
    made["entities"], places = landing.entities()
    for id, place in _write_mentions(made, draft.capture, places):
        words = in_marks(landing.source.text[slice(*place)], 60)
        notes.append(f"{id} {words}: left out, since another mention overlaps it")
    made["entities"] = [entity for entity in made["entities"] if entity["mentions"]]
    landing.keep(entity["id"] for entity in made["entities"])
    made["claims"], made["stance"] = landing.claims(), landing.stances()
    landing.report_others()
    if who.id in article.annotators:
        before = article.passes[who.id].value
        if not isinstance(before, dict) or any(before.get(key) != made[key] for key in _IMPORTED):
            remedy = "Passes are not edited. Remove it first, or give another --by"
            raise CorpusError(f"{draft.path} exists and says something else. {remedy}")
        return Landed(draft._replace(annotation=before), notes, False)
    for violation in known.schema.violations(open_values(known.schema, made).filled):
        where = "/".join(map(str, violation.pointer))
        problem = f"a pass would have at /{where}: {violation.found}. {violation.remedy}"
        raise CorpusError(f"{document.id}: {problem}")
    return Landed(draft, notes, True)


def _on_body(document: Document, draft: Draft, notes: list[str]) -> Document:
    """A document with the published text.

    It may have the capture, CRLF, space at the end, and other white space of the same length.
    """
    resolution = _resolved({**draft.annotation, "entities": []}, draft.capture)
    returns = [match.start() for match in re.finditer("\r\n", document.text)]
    plain, body = blank(document.text), blank(draft.body)
    is_body = plain == body
    if not is_body and plain != blank(draft.capture):
        least = min(len(plain), len(body))
        at = next((i for i in range(least) if plain[i] != body[i]), least)
        first = f"It differs first at {in_marks(plain[at : at + 40], 60)}"
        raise CorpusError(f"{document.id}: its text is not that of {draft.id}. {first}")
    items = []
    for item in document.items:
        ends = ([offset - bisect_left(returns, offset) for offset in one] for one in item.places)
        places = [Place(*e) if is_body else resolution.place_in_body(*e) for e in ends]
        places = [place and Place(place.start, min(place.end, len(draft.body))) for place in places]
        inside = [place for place in places if place and draft.body[slice(*place)].strip()]
        if len(inside) < len(places):
            words = in_marks(document.text[slice(*item.places[0])], 60)
            why = "it is not in the body" if None in places else "it is white space"
            notes.append(f"{visible(item.label)} {words}: left out, since {why}")
        else:
            items.append(replace(item, places=(*inside,)))
    return replace(document, text=draft.body, items=(*items,))


def blank(text: str) -> str:
    """A text with spaces for all white space, CRLF as one, and none at the end."""
    return re.sub(r"\s", " ", text.replace("\r\n", "\n")).rstrip()


def _resolved(annotation: Mapping[str, Any], capture: str) -> Resolution:
    return resolve({**annotation, "claims": [], "stance": []}, capture)


class _Landing:
    """A document on its way to a pass."""

    def __init__(self, document: Document, known: Vocabulary, notes: list[str]) -> None:
        self.known, self.notes, self.path = known, notes, document.path
        self.source = Searchable(document.text)
        self.types = known.labels["entity_type"]
        names = {name.casefold(): name for name in (*LAYERS, *self.types)}
        labelled = ((i, names.get(i.label.casefold(), i.label)) for i in document.items)
        self.items = {item.id: replace(item, label=label) for item, label in labelled}
        self.entity_of: dict[str, str] = {}  # by the id of a mention

    def of(self, label: str) -> list[Item]:
        return [item for item in self.items.values() if item.label == label]

    def words(self, item: Item) -> str:
        return " … ".join(self.source.text[slice(*place)] for place in item.places)

    def note(self, item: Item, problem: str) -> None:
        place = f" ({visible(self.path)}:{item.line})" if item.line and self.path else ""
        words = in_marks(self.words(item), 60)
        self.notes.append(f"{visible(item.label)} {words}: {problem}{place}")

    def value(self, item: Item, key: str, values: Iterable[str] | None = None) -> str | None:
        """A value of a closed vocabulary; None, which is open, if there is no legal one."""
        value = item.attributes.get(key)
        legal = [*(self.known.labels[VOCABULARIES[key]] if values is None else values)]
        if value is None or value in legal:
            return value
        hint = did_you_mean(value, legal) or f". Values: {', '.join(legal)}"
        self.note(item, f"left open: there is no {key} “{visible(value)}”{hint}")
        return None

    def linked(self, item: Item, role: str) -> Item | None:
        found = [self.items[id] for own, id in item.links if own == role and id in self.items]
        if len(found) > 1:
            self.note(item, f"of {len(found)} links “{role}” only the first was taken")
        return found[0] if found else None

    def voice(self, item: Item, role: str) -> Any:
        """The claimer or holder: an entity, the article or an unnamed one; None if open."""
        target = self.linked(item, role)
        if target is not None and target.id in self.entity_of:
            return self.entity_of[target.id]
        value = item.attributes.get(role)
        if value == ARTICLE or value in self.entity_of.values():
            return value
        words = self.words(target) if target else item.attributes.get(f"{OTHER}-{role}", value)
        return {OTHER: self.cut(item, role, words, _MOST_NAME)} if words else None

    def cut(self, item: Item, key: str, words: str, most: int) -> str:
        """The words, or as much of them as the schema allows."""
        if len(words) > most:
            self.note(item, f"only the first {most} characters of its {key} were taken")
        return words[:most]

    def completed(self, item: Item, own: dict[str, Any], role: str) -> dict[str, Any]:
        """The values of an item, with those that it may have: a cue or condition, and a note."""
        target = self.linked(item, role)
        if target is not None:
            own[role] = quote_for(self.source, target.places[0])
        if note := item.attributes.get("note"):
            own["note"] = self.cut(item, "note", note, _MOST_NOTE)
        return own

    def claims(self) -> list[dict[str, Any]]:
        items = self.of(CLAIM)
        given = Counter(item.attributes.get("claim-id", "") for item in items)
        free = (id for n in range(1, len(items) + 1) if (id := f"claim-{n}") not in given)
        found = []
        for item in items:
            id, flag = item.attributes.get("claim-id", ""), self.value(item, "checkworthy", FLAGS)
            claim = {
                "id": id if is_id(id) and given[id] == 1 else next(free),
                "quote": quote_for(self.source, item.places[0]),
                "claimer": self.voice(item, "claimer"),
                "type": self.value(item, "type"),
                "epistemic": self.value(item, "epistemic"),
                "checkworthy": None if flag is None else flag == FLAGS[0],
            }
            if attribution := self.value(item, "attribution"):
                claim["attribution"] = attribution
            found.append(self.completed(item, claim, CUE))
            self.check_single(item)
        return found

    def check_single(self, item: Item) -> None:
        if len(item.places) > 1:
            self.note(item, "of a discontinuous span only the first piece was taken")

    def stances(self) -> list[dict[str, Any]]:
        found = []
        for item in self.of(STANCE):
            stance = {
                "holder": self.voice(item, "holder"),
                "target": self.value(item, "target", self.known.targets),
                "label": self.value(item, "stance"),
                "expression": self.value(item, "expression"),
                "certainty": self.value(item, "certainty"),
                "evidence": [quote_for(self.source, place) for place in item.places],
            }
            found.append(self.completed(item, stance, CONDITION))
        return found

    def entities(self) -> tuple[list[dict[str, Any]], dict[str, list[Place]]]:
        """The entities in the order of their first mention, and the places of each."""
        found: dict[str, dict[str, Any]] = {}
        places: dict[str, list[Place]] = {}
        proposed: dict[tuple[str, str], str] = {}
        mentions = [item for item in self.items.values() if item.label in self.types]
        proposed |= self._registered(mentions)
        said: dict[tuple[str, str], str] = {}  # what a mention said first, by entity and key
        for item in sorted(mentions, key=lambda item: item.places):
            self.check_single(item)
            id = self.entity_of[item.id] = self._entity_id(item, proposed, found)
            entity = found.setdefault(id, self._new(id, item))
            for key in ("name", "wikidata", "role", "note"):
                value = self.value(item, key) if key == "role" else item.attributes.get(key)
                before = said.setdefault((id, key), value) if value else value
                if value and before == value:
                    most = _MOST_NAME if key == "name" else _MOST_NOTE
                    entity[key] = self.cut(item, key, value, most)
                elif value:
                    self.note(item, f"its {key} “{visible(value, 60)}” left out: {id} has another")
            if entity["type"] != item.label:
                self.note(item, f"it was taken as {entity['type']}, as {id} is before")
            places.setdefault(id, []).append(item.places[0])
        return list(found.values()), places

    def _registered(self, mentions: Iterable[Item]) -> dict[tuple[str, str], str]:
        """For the id of an entity in the document, the registered one that a mention names."""
        named = ((item.attributes.get("entity"), item) for item in reversed([*mentions]))
        return {
            (id, item.label): self.known.names[words]
            for id, item in named
            if id and (words := self.words(item)) in self.known.names
        }

    def _entity_id(
        self, item: Item, proposed: dict[tuple[str, str], str], found: Iterable[str]
    ) -> str:
        """The id that the document or the registry gives, or one made of the words."""
        id, words = item.attributes.get("entity", ""), self.words(item)
        if is_id(id):
            return id
        if not id and words in self.known.names:
            return self.known.names[words]
        key = (id or words.casefold(), item.label)
        if key not in proposed:
            taken = {*found, *proposed.values(), *self.known.entities}
            proposed[key] = proposed_id([words, id], words, taken)
        return proposed[key]

    def _new(self, id: str, item: Item) -> dict[str, Any]:
        known = self.known.entities.get(id, {})
        name = known.get("name") or self.words(item)[:_MOST_NAME]
        own = {"id": id, "type": item.label, "name": name, "wikidata": known.get("wikidata")}
        return own | {"role": None, "mentions": []}

    def keep(self, ids: Iterable[str]) -> None:
        """Forget the other entities: they have no mention."""
        kept = {*ids}
        self.entity_of = {item: id for item, id in self.entity_of.items() if id in kept}

    def report_others(self) -> None:
        """Report the items, attributes and links that nothing took."""
        taken = {*self.types, CLAIM, STANCE}
        lost = Counter[tuple[str, str]]()
        for item in self.items.values():
            known = _TAKEN.get(item.label, _OF_MENTIONS)
            keys = (*item.attributes, *dict(item.links))
            lost.update((item.label, key) for key in keys if key not in known)
        for (label, key), count in lost.items():
            said = f"{visible(label)}: {count} × “{visible(key)}” left out"
            self.notes.append(f"{said}, since a pass has no place for it")
        used = {id for item in self.items.values() for _, id in item.links}
        for item in self.items.values():
            if item.label in (CUE, CONDITION):
                if item.id not in used:
                    self.note(item, "left out, since nothing links to it")
            elif item.label not in taken:
                self.note(item, "left out, since schema/labels.json has no such label")


def _write_mentions(
    annotation: Mapping[str, Any], capture: str, places: Mapping[str, Sequence[Place]]
) -> Iterator[tuple[str, Place]]:
    """Write the forms of each entity so that they mean exactly its places.

    A form that also means another place is written as one quote for each of its places. Yields the
    places that no form can have, because another mention overlaps them.
    """
    entities = {entity["id"]: entity for entity in annotation["entities"]}
    ids, wanted = [*entities], {(place, id) for id, own in places.items() for place in own}
    exact = set[tuple[str, str]]()  # entity and words that are written place by place
    while True:
        resolution = _with_forms(annotation, capture, places, exact)
        assert resolution.body is not None
        text, found, wrong = resolution.body.text, set[tuple[Place, str]](), set[tuple[str, str]]()
        for mention in resolution.mentions:
            id, place = ids[mention.entity], Place(mention.start, mention.end)
            found.add((place, id))
            form = entities[id]["mentions"][mention.form]
            if (place, id) not in wanted and isinstance(form, str):
                wrong.add((id, form))
        wrong |= {(id, text[slice(*place)]) for place, id in wanted - found}
        if wrong <= exact:
            break
        exact |= wrong
    for place, id in sorted(wanted - found):
        quote, forms = _one_quote(resolution.body, place), entities[id]["mentions"]
        forms[:] = [form for form in forms if form != quote]
        yield id, place


def _with_forms(
    annotation: Mapping[str, Any],
    capture: str,
    places: Mapping[str, Sequence[Place]],
    exact: set[tuple[str, str]],
) -> Resolution:
    """Write the forms, and return what they mean."""
    body = _resolved({**annotation, "entities": []}, capture).body
    assert body is not None
    for entity in annotation["entities"]:
        id, forms = entity["id"], list[Any]()
        for place in places[id]:
            words = body.text[slice(*place)]
            form = _one_quote(body, place) if (id, words) in exact else words
            forms += [] if form in forms else [form]
        entity["mentions"] = forms
    return _resolved(annotation, capture)


def _one_quote(body: Searchable, place: Place) -> dict[str, Any]:
    """A quote that means one place: unlike a string, which means every complete word."""
    quote = quote_for(body, place)
    return {"quote": quote} if isinstance(quote, str) else quote
