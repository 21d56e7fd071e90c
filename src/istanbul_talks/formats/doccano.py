"""doccano's JSON Lines for sequence labelling with relations (https://github.com/doccano/doccano).

It has no attributes of spans, so only places, labels of spans and relations are carried.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..files.foreign import ForeignFiles
from ..model.records import Article
from .found import Found, Taken, json_lines, place_of
from .offsets import Quoted
from .record import Document, document_of, in_pieces


def export(part: Mapping[str, Article]) -> Iterator[bytes]:
    """An example for each article, as a line."""
    for number, article in enumerate(part.values(), start=1):
        made = {"id": number, **example(document_of(article))}
        yield f"{json.dumps(made, ensure_ascii=False)}\n".encode()


def example(document: Document) -> dict[str, Any]:
    """A document in the import format JSONL(relation)."""
    pieces = [*in_pieces(document.items)]
    ids = {item.id: number for number, item in enumerate(pieces, start=1)}
    entities, relations = list[dict[str, Any]](), list[dict[str, Any]]()
    for item in pieces:
        ((start, end),) = item.places
        own = {"id": ids[item.id], "start_offset": start, "end_offset": end}
        entities.append({**own, "label": item.label})
        for role, target in item.links:
            ends = {"from_id": ids[item.id], "to_id": ids[target]}
            relations.append({"id": len(relations) + 1, **ends, "type": role})
    said = {"text": document.text, "article": document.id}
    return {**said, "entities": entities, "relations": relations}


def read(source: ForeignFiles) -> Iterator[Taken]:
    """The documents of an export as JSONL(relation), or as JSONL without relations."""
    return json_lines(source, ".jsonl", _read_example)


def _read_example(path: str, line: int, value: Mapping[str, Any]) -> Taken:
    name = str(value.get("article", f"line {line}"))
    found = Found(path, name, str(value.get("text", "")))
    for entity in found.list_under("entities", value, line):
        with found.checked(line, entity):
            place = place_of(entity["start_offset"], entity["end_offset"])
            found.span(str(entity["id"]), str(entity["label"]), Quoted((place,), None, line))
    labels = [label for key in ("label", "labels") for label in found.list_under(key, value, line)]
    for number, label in enumerate(labels):
        with found.checked(line, label):
            start, end, kind = label
            place = place_of(start, end)
            found.span(f"label {number}", str(kind), Quoted((place,), None, line))
    for relation in found.list_under("relations", value, line):
        with found.checked(line, relation):
            ends = str(relation["from_id"]), str(relation["to_id"])
            found.links.append((ends[0], str(relation["type"]), ends[1], line))
    return found.taken()
