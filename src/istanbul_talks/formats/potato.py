"""Potato (https://github.com/davidjurgens/potato): a project folder with texts and annotations.

Its spans have a label, parts, and an entity of a knowledge base; links join them. Spans have no
other attributes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from ..errors import CorpusError, NotFoundError
from ..files.foreign import ForeignFiles
from ..model.records import Article
from ..text.visible import visible
from .found import Found, Taken, json_lines_of, place_of
from .json_parts import entries
from .offsets import Quoted
from .record import (
    CLAIM,
    CONDITION,
    CUE,
    ROLES,
    STANCE,
    Document,
    Item,
    Labels,
    document_of,
    labels_of,
)

CONFIGURATION, DATA = "config.yaml", "data.jsonl"
USER = "corpus"  # whose annotations Potato shows
STATE, EXPORTED = "user_state.json", "annotations.jsonl"  # of a user; as Potato exports them
_SPANS, _LINKS = "spans", "links"  # names of the schemes
_OF_SPANS, _OF_LINKS = "instance_id_to_span_to_value", "instance_id_to_link_to_value"
_DATABASES = {"entities": "entity", "wikidata": "wikidata"}
# What Potato needs to load a user's annotations.
_USER_STATE = {
    "user_id": USER,
    "current_instance_index": 0,
    "current_phase_and_page": ["annotation", ""],
    "completed_phase_and_pages": [],
    "max_assignments": -1,
    "instance_id_to_label_to_value": {},
    "phase_to_page_to_label_to_value": {},
    "phase_to_page_to_span_to_value": {},
}


def export(part: Mapping[str, Article]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """A project: its configuration, the texts, and the annotations of a user."""
    yield CONFIGURATION, [_configuration(labels_of(part))]

    def documents() -> Iterator[Document]:
        return map(document_of, part.values())

    yield DATA, texts(documents())
    yield f"annotation_output/{USER}/{STATE}", state(documents)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _line(value: Any) -> bytes:
    return f"{_json(value)}\n".encode()


def _configuration(labels: Labels) -> bytes:
    """The configuration, in JSON, which is YAML too."""
    names = [*labels["entity_type"], CLAIM, STANCE, CUE, CONDITION]
    spans: dict[str, Any] = {
        "labels": [{"name": name} for name in names],
        "allow_discontinuous": True,
    }
    links = [{"name": role, "directed": True} for role in ROLES]
    schemes = [
        {"annotation_type": "span", "name": _SPANS, "description": "Spans", **spans},
        {
            "annotation_type": "span_link",
            "name": _LINKS,
            "description": "Links",
            "span_schema": _SPANS,
            "link_types": links,
        },
    ]
    own = {
        "annotation_task_name": "Spans and links",
        "task_dir": ".",
        "output_annotation_dir": "annotation_output/",
        "output_annotation_format": "jsonl",
        "data_files": [DATA],
        "item_properties": {"id_key": "id", "text_key": "text"},
        "user_config": {"allow_all_users": True, "users": []},
        "require_password": False,
        "annotation_schemes": schemes,
    }
    return f"{json.dumps(own, indent=1, ensure_ascii=False)}\n".encode()


def texts(documents: Iterable[Document]) -> Iterator[bytes]:
    """The data file of a project."""
    return (_line({"id": one.id, "text": one.text}) for one in documents)


def state(documents: Callable[[], Iterable[Document]]) -> Iterator[bytes]:
    """The annotations of a user, piece by piece. Calls `documents` three times."""
    spans = ((d.id, [[one, True] for one in record(d)["spans"][_SPANS]]) for d in documents())
    links = ((document.id, record(document)["links"]) for document in documents())
    yield f'{_json(_USER_STATE)[:-1]},\n"instance_id_ordering": ['.encode()
    yield from _joined(_json(document.id) for document in documents())
    yield f'],\n"{_OF_SPANS}": {{'.encode()
    yield from _joined(f"{_json(id)}: {_json(made)}" for id, made in spans)
    yield f'}},\n"{_OF_LINKS}": {{'.encode()
    yield from _joined(f"{_json(id)}: {_json(made)}" for id, made in links)
    yield b"}}\n"


def _joined(values: Iterable[str]) -> Iterator[bytes]:
    before = "\n"
    for value in values:
        yield f"{before}{value}".encode()
        before = ",\n"


def record(document: Document) -> dict[str, Any]:
    """A line of what Potato exports as JSON Lines."""
    ids = {item.id: f"span_{number}" for number, item in enumerate(document.items, start=1)}
    links = [(item, role, other) for item in document.items for role, other in item.links]
    return {
        "instance_id": document.id,
        "user_id": USER,
        "labels": {},
        "spans": {_SPANS: [_span(document.text, item, ids[item.id]) for item in document.items]},
        "links": {
            f"link_{number}": {
                "id": f"link_{number}",
                "schema": _LINKS,
                "link_type": role,
                "span_ids": [ids[item.id], ids[other]],
                "direction": "directed",
                "properties": {},
            }
            for number, (item, role, other) in enumerate(links, start=1)
        },
    }


def _span(text: str, item: Item, id: str) -> dict[str, Any]:
    first, *more = item.places
    own: dict[str, Any] = {"schema": _SPANS, "name": item.label, "title": item.label}
    own |= {"start": first.start, "end": first.end, "id": id}
    if more:
        own["additional_parts"] = [{"start": s, "end": e, "text": text[s:e]} for s, e in more]
    if entity := item.attributes.get("entity"):
        own |= {"kb_source": "entities", "kb_id": entity}
        own["kb_label"] = item.attributes.get("name", "")
    return own


def read(source: ForeignFiles) -> Iterator[Taken]:
    """The documents of a project, from what Potato keeps of a user or exports."""
    names = source.names("")
    states = [name for name in names if name.endswith(STATE)]
    states = states or [name for name in names if name.endswith(EXPORTED)]
    if not states:
        raise NotFoundError(f"{source.path}: there is no {STATE} or {EXPORTED} in this folder")
    data = [name for name in names if _is_data(name)]
    users = set[str]()
    for path in states:
        texts = _Texts(source, data)
        for line, made in _records(source, path):
            name, user = str(made.get("instance_id")), str(made.get("user_id"))
            found = Found(path if line else f"{path}, {name}", name, "")
            users.add(user)
            if len(users) > 1:
                first = visible(min(users - {user}))
                said = f"it is by {visible(user)}, but others are by {first}"
                yield found.refused(line, f"{said}. Import one annotator at a time")
                users.remove(user)
                continue
            text = texts.of(name)
            if text is None:
                yield found.refused(line, f"no file of the folder has the text of {visible(name)}")
                continue
            found.text = text
            yield _taken(found, made, line)


def _is_data(name: str) -> bool:
    return name.endswith((".json", ".jsonl")) and not name.endswith((STATE, EXPORTED))


def _records(source: ForeignFiles, path: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Line and annotations of each document. No key of an object may be there twice.

    In a user's state, links are apart from spans. If both have the documents in the same order,
    they are read side by side; else all links are kept in memory.
    """
    if path.endswith(EXPORTED):
        yield from json_lines_of(source, path)
        return
    user = None
    for key, parts in entries(source, path):
        if key == "user_id":
            user = parts.value()
        else:
            parts.skip()
    given = ((id, links) for id, _, links in _under(source, path, _OF_LINKS))
    kept = {} if _are_in_order(source, path) else dict(given)
    first = next(given, None)
    for id, line, spans in _under(source, path, _OF_SPANS):
        if first and first[0] == id:
            kept[id] = first[1]
            first = next(given, None)
        own = {"instance_id": id, "user_id": user}
        yield line, {**own, "spans": spans, "links": kept.pop(id, None)}
    for id, links in kept.items():
        if links:  # without spans, so that each link is a defect
            yield 0, {"instance_id": id, "user_id": user, "spans": None, "links": links}


def _under(source: ForeignFiles, path: str, key: str) -> Iterator[tuple[str, int, Any]]:
    """Id of a document, line and value of each member of an object of a user's state."""
    for name, parts in entries(source, path):
        if name != key:
            parts.skip()
        elif parts.next() == "{":
            for id in parts.members():
                yield id, parts.begins(), parts.value()
        elif parts.value():
            raise CorpusError(f"{path}:{parts.line}: {key} must be an object {{…}}")


def _are_in_order(source: ForeignFiles, path: str) -> bool:
    """Whether the documents with links come in the same order as all documents."""
    every = (id for id, *_ in _under(source, path, _OF_SPANS))
    return all(id in every for id, *_ in _under(source, path, _OF_LINKS))


class _Texts:
    """The texts of a project. Those that are read before they are wanted are kept."""

    def __init__(self, source: ForeignFiles, data: Iterable[str]) -> None:
        self.rest = chain.from_iterable(json_lines_of(source, path) for path in data)
        self.early = dict[str, str]()

    def of(self, id: str) -> str | None:
        while id not in self.early:
            _, value = next(self.rest, (0, None))
            if value is None:
                return None
            if isinstance(value.get("text"), str):
                self.early[str(value.get("id"))] = value["text"]
        return self.early.pop(id)


def _taken(found: Found, made: Mapping[str, Any], line: int) -> Taken:
    spans, links = made.get("spans"), made.get("links")
    lists = spans if isinstance(spans, dict) else {"spans": spans}
    for scheme in lists:
        for span in found.list_under(scheme, lists, line):
            with found.checked(line, span):
                _take_span(found, span[0] if isinstance(span, list) else span, line)
    every = [*links.values()] if isinstance(links, dict) else links
    for link in found.list_under("links", {"links": every}, line):
        with found.checked(line, link):
            first, *others = map(str, link["span_ids"])
            found.links += [(first, str(link["link_type"]), other, line) for other in others]
    return found.taken()


def _take_span(found: Found, span: Mapping[str, Any], line: int) -> None:
    id = str(span.get("id") or f"span {len(found.spans)}")
    parts = [span, *(span.get("additional_parts") or ())]
    places = tuple(place_of(part["start"], part["end"]) for part in parts)
    label, words = str(span.get("name") or span["label"]), span.get("text")
    found.span(id, label, Quoted(places, str(words) if words else None, line))
    found.witnesses += [
        Quoted((place,), str(part["text"]), line)
        for place, part in zip(places[1:], parts[1:], strict=True)
        if part.get("text")
    ]
    if (key := _DATABASES.get(str(span.get("kb_source")).lower())) and span.get("kb_id"):
        found.attributes.append((id, key, str(span["kb_id"]), line))
        if span.get("kb_label"):
            found.attributes.append((id, "name", str(span["kb_label"]), line))
