"""The forms to write under the entities of an annotation, so that it has just the wanted mentions.

People write forms, and mentions follow from them. Here it is the other way round.
"""

import copy
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from ..model.annotated import Annotated
from ..model.quotes import quote_for
from ..model.resolve import MOST_MENTIONS, Resolution, quote_of, resolve
from ..text.anchoring import (
    Anchor,
    Place,
    Searchable,
    anchor,
    complete_occurrences,
    fold_quote,
)

Wanted = Mapping[Place, str]  # the id of the entity that each place in the body names
_TRIES = 5


def mentions_by_place(annotation: Mapping[str, Any], resolution: Resolution) -> dict[Place, str]:
    """Which entity each mention names, by its place in the body."""
    ids = [entity["id"] for entity in annotation["entities"]]
    return {Place(m.start, m.end): ids[m.entity] for m in resolution.mentions}


def with_mentions(
    reference: Annotated, entities: Sequence[Any], wanted: Wanted, spared: Collection[Place] = ()
) -> list[dict[str, Any]] | None:
    """`entities` with forms that give the wanted mentions; None if no forms do.

    Forms that give a wanted mention already stay as they are. `spared`: words around a form that
    mean something else, which serve as exceptions. Entities without a mention are left out.
    """
    body = reference.resolution.body
    assert body is not None
    writer = _Writer(body, wanted, spared)
    found = mentions_by_place(*reference)
    forms: set[str] = set()
    for _ in range(_TRIES):
        wrong = {place for place, _ in found.items() ^ wanted.items()}
        if not wrong:
            return list(entities)
        forms |= {writer.form(place) for place in wrong}
        entities = writer.write(entities, forms)
        tried = {**reference.annotation, "entities": entities}
        resolution = resolve(tried, reference.resolution.capture.text, reference.resolution)
        found = mentions_by_place(tried, resolution)
        entities = _without_idle(entities, resolution)
    return None


def _without_idle(entities: Sequence[Any], resolution: Resolution) -> list[dict[str, Any]]:
    """The entities that have forms, without exceptions that have no effect."""
    kept = []
    for i, entity in enumerate(entities):
        idle = {pointer[3] for pointer in resolution.idle if pointer[1] == i}
        _keep(entity, [value for j, value in enumerate(entity.get("except", ())) if j not in idle])
        if entity["mentions"]:
            kept.append(entity)
    return kept


def _keep(entity: dict[str, Any], exceptions: list[Any]) -> None:
    """Set the exceptions of an entity; without any, the key goes."""
    if exceptions:
        entity["except"] = exceptions
    else:
        entity.pop("except", None)


class _Writer:
    """Writes the forms of a body for the wanted mentions."""

    def __init__(self, body: Searchable, wanted: Wanted, spared: Collection[Place]) -> None:
        self._body, self._wanted, self._spared = body, wanted, sorted(spared)
        self._by_form: dict[str, list[Place]] = {}
        for place in sorted(wanted):
            self._by_form.setdefault(self.form(place), []).append(place)

    def form(self, place: Place) -> str:
        """The words of a place, folded: places with the same form share what is written."""
        return fold_quote(self._body.text[slice(*place)])

    def write(self, entities: Iterable[Any], forms: Collection[str]) -> list[dict[str, Any]]:
        """Copies of the entities, with these forms written anew."""
        result: list[dict[str, Any]] = copy.deepcopy(list(entities))
        for form in sorted(forms):
            self._write(result, form)
        return result

    def _write(self, entities: list[dict[str, Any]], form: str) -> None:
        places = self._by_form.get(form, [])
        free = [p for p in complete_occurrences(self._body, form, MOST_MENTIONS) if self._is(p)]
        stray = [place for place in free if place not in self._wanted]
        main = self._main(entities, form, len(stray))
        for entity in entities:
            own = [place for place in places if self._wanted[place] == entity["id"]]
            exceptions = self._allowing(entity, own)
            if entity is main:
                written: list[Any] = [self._body.text[slice(*own[0])]]
                written += [self._one(place, False) for place in own if place not in free]
                exceptions += self._exceptions(entity, exceptions, stray)
            else:
                written = [self._one(place, place in free) for place in own]
            _keep(entity, exceptions)
            _replace(entity["mentions"], form, written)

    def _is(self, place: Place) -> bool:
        """Whether a place is not part of a longer mention that is wanted."""
        size = place.end - place.start
        around = (w for w in self._wanted if w.start < place.end and place.start < w.end)
        return all(w.end - w.start <= size for w in around)

    def _main(self, entities: Sequence[Any], form: str, stray: int) -> Any:
        """The entity that gets the form for all places but exceptions; None if none should."""
        places = self._by_form.get(form, ())
        count = {e["id"]: sum(self._wanted[p] == e["id"] for p in places) for e in entities}
        best = max(entities, key=lambda e: (count[e["id"]], form in e["mentions"]), default=None)
        most = count[best["id"]] if best is not None else 0
        return best if most and (most > stray or not stray) else None

    def _one(self, place: Place, is_free: bool) -> Any:
        """A form that means one place only."""
        quote = quote_for(self._body, place)
        return {"quote": quote} if isinstance(quote, str) and not is_free else quote

    def _allowing(self, entity: Any, own: list[Place]) -> list[Any]:
        """The exceptions of an entity that spare none of its wanted places."""
        return [
            value
            for value in entity.get("except", ())
            if not any(_covers(self._place(value), place) for place in own)
        ]

    def _place(self, quote: Any) -> Place | None:
        found = anchor(self._body, quote_of(quote))
        return found.place if isinstance(found, Anchor) else None

    def _exceptions(self, entity: Any, known: list[Any], stray: list[Place]) -> list[Any]:
        """Exceptions for places of the form that nobody wants."""
        spared = [self._place(value) for value in known]
        own = [place for place, id in self._wanted.items() if id == entity["id"]]
        added = []
        for place in stray:
            if not any(_covers(around, place) for around in spared):
                fit = (s for s in self._spared if _covers(s, place))
                near = (s for s in fit if not any(_covers(s, wanted) for wanted in own))
                around = next(near, place)
                spared.append(around)
                added.append(quote_for(self._body, around))
        return added


def _covers(around: Place | None, place: Place) -> bool:
    return around is not None and around.start <= place.start and place.end <= around.end


def _replace(mentions: list[Any], form: str, written: list[Any]) -> None:
    """Put what is written for a form where the first entry for it is, or at the end."""
    at = [i for i, value in enumerate(mentions) if fold_quote(quote_of(value).exact) == form]
    first = at[0] if at else len(mentions)
    for index in reversed(at):
        del mentions[index]
    mentions[first:first] = written
