"""Completes items that are written as one line: a name, a claim by its quote, a stance.

    "entities": ["PERSON mediator: Mira Stone"],
    "claims": ["prediction true-certain: the works would rest until the summer"],
    "stance": ["lenz open-bridge FAVOR explicit high: We have time | Nobody could say"]

Before the colon are labels in any order, and of a stance its holder and target. They may be left
out: what is neither said nor proposed is open, that is, null.
"""

from collections.abc import Callable
from typing import Any

from ..model.open_values import open_values
from ..model.quotes import quote_for
from ..model.resolve import Resolution, quote_of, resolve
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Anchor, Place, anchor
from ..text.sentences import sentences
from .claims import Claim, propose_claim
from .draft import proposed_id
from .form import LISTED, OTHER

_Item = dict[str, Any]
_CHECKED = {"checkworthy": True, "not-checkworthy": False}
_LAYERS = ("entities", "claims", "stance")


def completed(annotation: Any, text: str, known: Vocabulary) -> Any:
    """An annotation in which every line is an item, and no item lacks a key that it must have.

    The same value if there is nothing to complete, or something else is wrong with it.
    """
    if not isinstance(annotation, dict):
        return annotation
    if not all(isinstance(annotation.get(layer), list) for layer in _LAYERS):
        return annotation
    made = dict(annotation)
    for layer, complete in zip(_LAYERS, (_entity, _claim, _stance), strict=True):
        later: _Item = {name: [] for name in _LAYERS[_LAYERS.index(layer) :]}
        filled = open_values(known.schema, {**made, **later}).filled
        if not known.schema.is_valid(filled):
            return annotation
        layer_of = _Layer(layer, annotation, resolve(filled, text), known)
        made[layer] = [layer_of.in_full(item, complete, filled) for item in annotation[layer]]
    return made


class _Layer:
    """A layer of an annotation of which those before it are complete."""

    def __init__(self, name: str, annotation: _Item, found: Resolution, known: Vocabulary) -> None:
        self.found, self.known = found, known
        items = known.schema.document["properties"][name]["items"]
        self._required = dict.fromkeys(items["required"])
        fields = items["properties"].items()
        labels = ((key, label) for key, field in fields for label in field.get("enum", ()))
        self._labels: dict[Any, tuple[str, Any]] = {label: (key, label) for key, label in labels}
        self._labels |= {word: ("checkworthy", value) for word, value in _CHECKED.items()}
        ids = (item.get("id") for item in annotation[name] if isinstance(item, dict))
        self._ids = {id for id in ids if isinstance(id, str)}

    def in_full(
        self, item: Any, complete: Callable[["_Layer", _Item, _Item], _Item], annotation: _Item
    ) -> Any:
        """An item with all its keys. What is neither a line nor an object stays as it is."""
        if isinstance(item, str):
            item = {"line": item}
        if not isinstance(item, dict) or self._required.keys() <= item.keys():
            return item
        return self._required | complete(self, dict(item), annotation)

    def split(self, line: Any) -> tuple[_Item, list[str], str]:
        """The labels before the colon, the other words there, and what is after it."""
        before, colon, after = str(line).partition(":")
        words = before.split() if colon else []
        said = dict(self._labels[word] for word in words if word in self._labels)
        others = [word for word in words if word not in self._labels]
        return said, others, (after if colon else before).strip()

    def new_id(self, words: str) -> str:
        """An id of the layer that no item has."""
        id = proposed_id((words,), words, self._ids)
        self._ids.add(id)
        return id


def _entity(layer: _Layer, item: _Item, _: _Item) -> _Item:
    """A name: the registered entity that has it as a form, or a new one without a note."""
    line = item.pop("line", "")
    said, others, name = layer.split(line)
    if others:  # the colon is in the name
        said, name = {}, line.strip()
    if not name:
        return {**said, **item}
    for known in layer.known.entities.values():
        if name in known["variants"]:
            same = {key: known[key] for key in ("id", "type", "name", "wikidata")}
            return {**same, "role": None, "mentions": [name], **said, **item}
    new = {"id": layer.new_id(name), "name": name, "mentions": [name], "note": None}
    return {**new, **said, **item}


def _claim(layer: _Layer, item: _Item, annotation: _Item) -> _Item:
    """A claim by its quote, with the cue, claimer and attribution that its sentence shows."""
    line = item.pop("line", "")
    said, others, words = layer.split(line)
    if others:  # the colon is in the quote
        said, words = {}, line.strip()
    quote, body = item.get("quote", words), layer.found.body
    if not _is_quote(quote):
        return {**said, **item}
    at = anchor(body, quote_of(quote)) if body else None
    if body and isinstance(at, Anchor) and "claimer" not in item:
        proposed = _proposed(annotation, layer.found, at.place)
        if proposed is not None:
            said["claimer"] = proposed.claimer
        if proposed is not None and proposed.cue:
            cue = quote_for(body, proposed.cue)
            said |= {"cue": cue, "attribution": proposed.attribution}
    id = {} if "id" in item else {"id": layer.new_id(quote_of(quote).exact)}
    return {**id, **said, **item, "quote": quote}


def _proposed(annotation: _Item, found: Resolution, place: Place) -> Claim | None:
    """The claim of these words, with the cue of their sentence that governs them, if any does."""
    body = found.body.text if found.body else ""
    around = (one for one in sentences(body) if one.start <= place.start < one.end)
    start, end = next(around, place)
    while start <= place.start:
        claim = propose_claim(annotation, found, Place(start, end))
        if claim is None or claim.quote.end <= start:
            break
        if claim.cue and claim.quote.start <= place.start < claim.quote.end:
            return claim
        start = max(claim.quote.end, claim.cue.end if claim.cue else 0)
    return propose_claim(annotation, found, place)


def _is_quote(value: Any) -> bool:
    """Whether a value can be looked for in a text."""
    record = value if isinstance(value, dict) else {"quote": value}
    texts = [record.get("quote"), record.get("prefix", ""), record.get("suffix", "")]
    strings = all(isinstance(text, str) for text in texts)
    return strings and texts[0] != "" and isinstance(record.get("occurrence", 1), int)


def _stance(layer: _Layer, item: _Item, _: _Item) -> _Item:
    """A stance by holder and target, labels and evidence."""
    said, others, words = layer.split(item.pop("line", ""))
    made: _Item = {"evidence": [quote.strip() for quote in words.split(LISTED) if quote.strip()]}
    holder = [word for word in others if word not in layer.known.targets]
    targets = [word for word in others if word in layer.known.targets]
    if not targets and len(holder) == 2:  # a misspelt target, which `validate` finds
        targets = [holder.pop()]
    if holder[:1] == [OTHER.strip()]:
        made["holder"] = {"other": " ".join(holder[1:])}
    elif holder:
        made["holder"] = holder[0] if len(holder) == 1 else {"other": " ".join(holder)}
    if targets:
        made["target"] = targets[0]
    return {**made, **said, **item}
