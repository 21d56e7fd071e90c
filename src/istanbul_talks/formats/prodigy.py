"""Prodigy's JSON Lines (https://prodi.gy/docs/api-interfaces#relations), for spans and relations.

A span also has its attributes, which Prodigy keeps but does not show. The words of its tokens tell
what its offsets count.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from ..files.foreign import ForeignFiles
from ..model.records import Article
from ..text.boundaries import tokens
from ..text.visible import visible
from .found import Found, Taken, json_lines, place_of
from .offsets import Quoted
from .record import Document, Item, document_of, in_pieces

_ACCEPTED = "accept"


def export(part: Mapping[str, Article]) -> Iterator[bytes]:
    """A task for each article, as a line."""
    for article in part.values():
        yield f"{json.dumps(task(document_of(article)), ensure_ascii=False)}\n".encode()


def task(document: Document) -> dict[str, Any]:
    """A task of the interfaces `spans_manual` and `relations`."""
    pieces = [*in_pieces(document.items)]
    cut = _tokens(document.text, pieces)
    spans = {item.id: _span(str(n), item, cut) for n, item in enumerate(pieces)}
    relations = []
    for item in pieces:
        for role, target in item.links:
            ends = {"head_span": _plain(spans[item.id]), "child_span": _plain(spans[target])}
            at = {end: ends[f"{end}_span"].get("token_end", 0) for end in ("head", "child")}
            relations.append({**at, **ends, "label": role})
    own = {"text": document.text, "meta": {"article": document.id}, "tokens": cut}
    return {**own, "spans": [*spans.values()], "relations": relations, "answer": _ACCEPTED}


def _tokens(text: str, items: Iterable[Item]) -> list[dict[str, Any]]:
    """The tokens of the text, cut where a span begins or ends."""
    borders = {offset for item in items for place in item.places for offset in place}
    found = list[dict[str, Any]]()
    for first, last in tokens(text):
        cuts = [first, *sorted(borders.intersection(range(first + 1, last))), last]
        for start, end in pairwise(cuts):
            own = {"text": text[start:end], "start": start, "end": end, "id": len(found)}
            found.append({**own, "ws": text[end : end + 1] == " "})
    return found


def _span(id: str, item: Item, cut: list[dict[str, Any]]) -> dict[str, Any]:
    ((start, end),) = item.places
    inside = [t["id"] for t in cut if t["start"] < end and start < t["end"]]
    own = {"id": id, "start": start, "end": end, "label": item.label}
    if inside:  # else the span has only white space
        own |= {"token_start": inside[0], "token_end": inside[-1]}
    return own | ({"attributes": {**item.attributes}} if item.attributes else {})


def _plain(span: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in span.items() if key != "attributes"}


def read(source: ForeignFiles) -> Iterator[Taken]:
    """The documents of a file as `db-out` writes it, one for each task."""
    return json_lines(source, ".jsonl", _read_task)


def _read_task(path: str, line: int, task: Mapping[str, Any]) -> Taken:
    meta = task["meta"] if isinstance(task.get("meta"), dict) else {}
    found = Found(path, str(meta.get("article", f"line {line}")), str(task.get("text", "")))
    answer = task.get("answer", _ACCEPTED)
    if answer != _ACCEPTED:
        return found.refused(line, f"the answer to this task is {visible(str(answer))}")
    for number, span in enumerate(found.list_under("spans", task, line)):
        with found.checked(line, span):
            _take_span(found, str(span.get("id", f"span {number}")), span, line)
    for token in found.list_under("tokens", task, line):
        with found.checked(line, token):
            place = place_of(token["start"], token["end"])
            found.witnesses.append(Quoted((place,), str(token["text"]), line))
    for relation in found.list_under("relations", task, line):
        with found.checked(line, relation):
            head, child = (_id_of(found, relation[f"{end}_span"]) for end in ("head", "child"))
            found.links.append((head, str(relation["label"]), child, line))
    return found.taken()


def _take_span(found: Found, id: str, span: Mapping[str, Any], line: int) -> None:
    place = place_of(span["start"], span["end"])
    attributes = span.get("attributes") or {}
    found.span(id, str(span["label"]), Quoted((place,), None, line))
    found.attributes += [(id, str(key), str(said), line) for key, said in attributes.items()]


def _id_of(found: Found, end: Mapping[str, Any]) -> str:
    """The id of a span at the end of a relation: the one that it has, or by its place and label."""
    place = (place_of(end["start"], end["end"]),)
    same = [i for i, (label, q) in found.spans.items() if (q[0], label) == (place, end["label"])]
    id = str(end.get("id", ""))
    return id if id in same else next(iter(same), f"span {end['start']} {end['end']}")
