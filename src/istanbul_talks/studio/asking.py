"""What the page asks while somebody marks: the quote of a selection, names, targets."""

from contextlib import suppress
from typing import Any

from ..contributing.claims import propose_claim
from ..contributing.draft import part_quotes
from ..contributing.names import names
from ..contributing.targets import ranked_targets
from ..errors import ArgumentError, CorpusError
from ..model.quotes import quote_for
from ..model.resolve import is_of_capture
from ..text.anchoring import Anchor, Place, Searchable
from ..text.selection import quotable
from ..text.sentences import sentences
from ..text.utf16 import Utf16
from .document import pointer_of, quotes_of, resolution_of
from .workspace import Document, Workspace

Item = dict[str, Any]
_OUTSIDE = "this is outside the body. Select words of the article itself"


def quote(space: Workspace, document: Document, start: int, end: int, key: str) -> Item:
    """The quote to write for a selection, and what of the selection it has, in UTF-16 units.

    `key`: a JSON pointer that tells where the quote is to stand, “claims/0/quote”, or “body” for a
    part of the body. ArgumentError for a selection without words.
    """
    (found, units), pointer = resolution_of(space, document), pointer_of(key)
    capture = found.capture.text
    chosen = _chosen(capture, units, start, end)
    first, last = units.span(chosen)
    made: Item = {"start": first, "end": last}
    if pointer == ("body",):
        return {**made, "quote": part_quotes(capture, chosen)}
    if is_of_capture(pointer or ("claims",)):
        source, place = found.capture, chosen
        if pointer[0] == "body" and pointer[-1] == "to":
            begin = found.anchors.get((*pointer[:2], "from"))
            if not isinstance(begin, Anchor) or chosen.start < begin.start:
                raise ArgumentError("this part of the body has no beginning before these words")
            source = Searchable(capture[begin.start :])
            place = Place(chosen.start - begin.start, chosen.end - begin.start)
    else:
        inside = found.place_in_body(*chosen)
        if found.body is None or inside is None:
            raise ArgumentError(_OUTSIDE)
        source, place = found.body, inside
    return {**made, "words": source.text[slice(*place)], "quote": quote_for(source, place)}


def claim(space: Workspace, document: Document, start: int, end: int) -> Item:
    """A claim that is proposed for a selection, with its places in UTF-16 units.

    ArgumentError for a selection without words of the body.
    """
    found, units = resolution_of(space, document)
    chosen = _chosen(found.capture.text, units, start, end)
    inside = found.place_in_body(*chosen)
    reduced = quotes_of(document.state["annotation"])
    proposed = inside and propose_claim(reduced, found, inside)
    if not proposed or found.body is None:
        raise ArgumentError(_OUTSIDE)
    spans = {}
    for name, place in (("quote", proposed.quote), ("cue", proposed.cue)):
        if place is not None:
            parts = found.places_in_capture(*place)
            spans[name] = units.span(Place(parts[0].start, parts[-1].end))
    return {
        "quote": quote_for(found.body, proposed.quote),
        "cue": proposed.cue and quote_for(found.body, proposed.cue),
        "claimer": proposed.claimer,
        "attribution": proposed.attribution,
        "spans": spans,
    }


def _chosen(text: str, units: Utf16, start: int, end: int) -> Place:
    """The words between two offsets in units. ArgumentError for an empty selection."""
    try:
        chosen = quotable(text, units.place(start, end))
    except ValueError as error:
        raise ArgumentError(f"{error}. Select words of the text") from None
    if chosen is None:
        raise ArgumentError("the selection has no words. Select words of the text")
    return chosen


def names_in(space: Workspace, document: Document) -> list[Item]:
    """Every name of the body with its places, and whose it is or may be."""
    found, units = resolution_of(space, document)
    known = space.vocabulary
    with suppress(CorpusError):  # of an entry that is not complete yet
        known = space.known_to(document.state)
    seen = ("id", "name", "type", "wikidata")
    made = []
    for name in names(quotes_of(document.state["annotation"]), found, known):
        places = []
        for place in name.places:
            parts = found.places_in_capture(*place)
            if not parts:  # a space between two parts of the body
                continue
            start, end = units.span(Place(parts[0].start, parts[-1].end))
            is_marked = found.mentioned.find(0, *place) < 0
            places.append({"start": start, "end": end, "marked": is_marked})
        owner = name.entity and {key: name.entity[key] for key in seen}
        made.append(
            {
                "form": name.form,
                "places": places,
                "entity": owner,
                "proposed": name.proposed,
                "marked": name.marked,
            }
        )
    return made


def targets(space: Workspace, document: Document, key: str, query: str) -> list[Item]:
    """Targets by words, and by the sentence of an item, best first. `key`: “claims/0”."""
    found, _ = resolution_of(space, document)
    anchors = (at for pointer, at in found.anchors.items() if pointer[:2] == pointer_of(key))
    spans = [anchor for anchor in anchors if isinstance(anchor, Anchor)]
    body = found.body.text if found.body and spans else ""
    around = [
        body[slice(*place)]
        for place in sentences(body)
        if any(place.start < span.end and span.start < place.end for span in spans)
    ]
    ranked = ranked_targets(space.vocabulary.targets, query, " ".join(around))
    return [
        {"id": one.target["id"], "proposition": one.target["proposition"], "score": one.score}
        for one in ranked
    ]
