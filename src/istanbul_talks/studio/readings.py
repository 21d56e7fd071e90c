"""Items beside each other as a page shows them: their words in the text, their labels in rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from ..contributing.choosing import Question, field_name, words_of
from ..model.items import Item
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Place
from ..text.sentences import sentences

_MOST_PARAGRAPHS = 4
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "article": ("genre", "published", "basis", "certainty", "event", "note"),
    "mention": ("span", "entity", "entity_type"),
    "claim": (
        "span", "entity", "cue", "attribution", "claim_type", "epistemic", "checkworthy", "note"
    ),
    "stance": (
        "span", "entity", "target", "stance_label", "expression", "certainty", "condition", "note"
    ),
}  # fmt: skip
_FREE = ("published", "span")  # fields whose value is typed
_YES = [{"value": True, "name": "yes"}, {"value": False, "name": "no"}]
Run = dict[str, Any]


def paragraphs(capture: str, marked: Mapping[str, Sequence[Place]]) -> tuple[list[list[Run]], int]:
    """The paragraphs with marked words, as runs of text, and how many more there are.

    Each run says whose words it is part of, and whether it is in a sentence with marked words.
    """
    places = sorted({place for own in marked.values() for place in own})
    lines: dict[Place, list[Place]] = {}
    for place in places:
        start = capture.rfind("\n", 0, place.start) + 1
        end = capture.find("\n", place.end)
        line = Place(start, len(capture) if end < 0 else end)
        lines.setdefault(line, []).append(place)
    shown = list(lines.items())[:_MOST_PARAGRAPHS]
    return [list(_runs(capture, line, own, marked)) for line, own in shown], len(lines) - len(shown)


def _runs(
    capture: str, line: Place, places: Iterable[Place], marked: Mapping[str, Sequence[Place]]
) -> Iterator[Run]:
    text, at = capture[slice(*line)], line.start
    own = [Place(s.start + at, s.end + at) for s in sentences(text)]
    near = [s for s in own if any(s.start < p.end and p.start < s.end for p in places)]
    ends = {*line, *(end for place in (*near, *places) for end in place)}
    ends |= {end for own in marked.values() for place in own for end in place}
    cuts = sorted(end for end in ends if line.start <= end <= line.end)
    for start, end in pairwise(cuts):
        whose = [by for by, own in marked.items() if any(p.start <= start < p.end for p in own)]
        inside = any(s.start <= start < s.end for s in near)
        yield {"text": capture[start:end], "by": whose, "near": inside or bool(whose)}


def places_of(items: Iterable[Item]) -> list[Place]:
    """Where the words of items are in the capture."""
    return [Place(span["start"], span["end"]) for item in items for span in item["spans"]]


def as_json(question: Question, capture: str, words: Vocabulary) -> dict[str, Any]:
    """A question as the page shows it."""
    marked = {by: places_of(items) for by, items in question.readings.items()}
    text, more = paragraphs(capture, marked)
    targets = {item["target"] for own in question.readings.values() for item in own}
    proposed = [words.targets[id]["proposition"] for id in targets if id in words.targets]
    return {
        "key": question.key,
        "layer": question.layer,
        "title": question.title,
        "blocked": question.blocked,
        "count": max(map(len, question.readings.values())),
        "proposition": proposed[0] if proposed else None,
        "paragraphs": text,
        "more": more,
        "readings": list(question.readings),
        "rows": list(_rows(question, words)),
    }


def _rows(question: Question, words: Vocabulary) -> Iterator[dict[str, Any]]:
    """A row for each field: the value in each reading, whether it differs, what else it may be."""
    for field in _FIELDS[question.layer]:
        values = {by: shown(items[0], field) for by, items in question.readings.items()}
        if not any(values.values()):
            continue
        decisive = field in question.differs
        yield {
            "field": field,
            "name": field_name(question.layer, field),
            "values": values,
            "decisive": decisive,
            "differs": decisive or (field != "span" and len(set(values.values())) > 1),
            "options": options(field, words),
            "free": field in _FREE,
        }


def shown(item: Item, field: str) -> str | None:
    """The value of a field as people read it; None if there is none."""
    if field == "span":
        return words_of(item)
    value = item["name"] if field == "entity" else item[field]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)


def options(field: str, words: Vocabulary) -> list[dict[str, Any]]:
    """The values that a field may have, with their definitions; empty if they are not listed."""
    if field == "checkworthy":
        return [{**one, "definition": ""} for one in _YES]
    if field == "event":
        return [{"value": id, "name": id, "definition": ""} for id in words.events]
    labels = words.labels.get(field, {}).items()
    return [{"value": v, "name": v, "definition": label["definition"]} for v, label in labels]
