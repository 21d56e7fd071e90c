"""Label Studio JSON (https://labelstud.io/guide/task_format) and its labelling configuration.

A span is a region with a label; its attributes are choices and text areas of the region; links are
relations.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from ..errors import CorpusError
from ..files.foreign import ForeignFiles
from ..model.records import Article
from .found import Defect, Found, Taken, place_of
from .json_parts import rows
from .offsets import Quoted
from .record import (
    ARTICLE,
    CLAIM,
    LAYERS,
    OTHER,
    ROLES,
    STANCE,
    Document,
    Labels,
    closed,
    document_of,
    in_pieces,
    labels_of,
)

TASKS, CONFIGURATION = "tasks.json", "config.xml"
_LABEL, _TEXT = "label", "text"  # names of the control and of the object
# Attributes without a closed vocabulary, and the label of the regions for which each is shown.
_OF_CLAIM, _OF_STANCE = f"{OTHER}-claimer", f"{OTHER}-holder"
_FREE = ("entity", "name", "wikidata", "claim-id", _OF_CLAIM, _OF_STANCE, "note")
_SHOWN = {
    CLAIM: ("type", "epistemic", "checkworthy", "attribution", "claimer", "claim-id", _OF_CLAIM),
    STANCE: ("target", "stance", "expression", "certainty", "holder", _OF_STANCE),
}
_PLAIN = {"choices": "choices", "textarea": "text"}  # the key of the value of each control


def export(part: Mapping[str, Article]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """The labelling configuration, and the tasks with a line for each article."""
    labels = labels_of(part)
    yield CONFIGURATION, [configuration(labels).encode()]
    yield TASKS, tasks(map(document_of, part.values()), labels)


def configuration(labels: Labels) -> str:
    """The labelling configuration: a control for each attribute, shown where it belongs."""
    types = [*labels["entity_type"]]
    lines = ["<View>", "<Relations>", *(_tag("Relation", value=role) for role in ROLES)]
    lines += ["</Relations>", _tag("Labels", ">", name=_LABEL, toName=_TEXT)]
    lines += [*(_tag("Label", value=label) for label in (*types, *LAYERS)), "</Labels>"]
    # Label Studio trims spaces unless it is styled so, and then its offsets are wrong.
    lines += ["<Style>.htx-text { white-space: pre-wrap; }</Style>"]
    lines += [_tag("Text", name=_TEXT, value=f"${_TEXT}")]
    layers = {key: layer for layer, keys in _SHOWN.items() for key in keys}
    every = ",".join((*types, *LAYERS))
    labels_for = {key: layers.get(key, ",".join(types)) for key in (*closed(labels), *_FREE)}
    labels_for["note"] = every
    for key, values in closed(labels).items():
        lines += [_control("Choices", key, labels_for[key], ">")]
        lines += [*(_tag("Choice", value=value) for value in values), "</Choices>"]
    lines += [_control("TextArea", key, labels_for[key]) for key in _FREE]
    return "\n".join([*lines, "</View>", ""])


def _tag(tag: str, close: str = "/>", /, **attributes: str) -> str:
    return f"<{tag} {' '.join(f'{k}={quoteattr(v)}' for k, v in attributes.items())}{close}"


def _control(tag: str, key: str, label: str, close: str = "/>") -> str:
    when = {"visibleWhen": "region-selected", "whenTagName": _LABEL, "whenLabelValue": label}
    return _tag(tag, close, name=key, toName=_TEXT, perRegion="true", **when)


def tasks(documents: Iterable[Document], labels: Labels) -> Iterator[bytes]:
    """A JSON list of tasks, each with one annotation, piece by piece."""
    values, before = closed(labels), "[\n"
    for number, document in enumerate(documents, start=1):
        task = {
            "id": number,
            "data": {_TEXT: document.text, ARTICLE: document.id},
            "annotations": [{"id": number, "result": [*_results(document, values)]}],
        }
        yield f"{before}{json.dumps(task, ensure_ascii=False)}".encode()
        before = ",\n"
    yield b"[]\n" if before == "[\n" else b"\n]\n"


def _results(document: Document, values: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    pieces = [*in_pieces(document.items)]
    ids = {item.id: f"r{number}" for number, item in enumerate(pieces, start=1)}
    for item in pieces:
        ((start, end),) = item.places
        span = {"start": start, "end": end}
        region = {"id": ids[item.id], "to_name": _TEXT}
        label = {"text": document.text[start:end], "labels": [item.label]}
        yield {**region, "from_name": _LABEL, "type": "labels", "value": span | label}
        for key, said in item.attributes.items():
            type = "choices" if said in values.get(key, ()) else "textarea"
            yield {**region, "from_name": key, "type": type, "value": span | {_PLAIN[type]: [said]}}
    for item in pieces:
        for role, target in item.links:
            ends = {"from_id": ids[item.id], "to_id": ids[target]}
            yield {**ends, "type": "relation", "direction": "right", "labels": [role]}


def read(source: ForeignFiles) -> Iterator[Taken]:
    """The documents of an export in JSON, one for each task."""
    for path in source.names(".json"):
        try:
            for line, task in rows(source, path):
                yield read_task(path, line, task)
        except CorpusError as error:
            yield Taken(None, "", [Defect(path, 0, f"what follows was left out: {error}")])


def read_task(path: str, line: int, task: Any) -> Taken:
    """A task as a document: its only annotation that was not cancelled."""
    task = task if isinstance(task, dict) else {}
    name = f"task {task.get('id', '?')}"
    data = task["data"] if isinstance(task.get("data"), dict) else {}
    texts = [value for value in data.values() if isinstance(value, str)]
    place = path if line else f"{path}, {name}"
    if not texts:
        return Found(place, name, "").refused(line, f"{name} has no text under `data`")
    text = data[_TEXT] if isinstance(data.get(_TEXT), str) else max(texts, key=len)
    found = Found(place, str(data.get(ARTICLE, name)), text)
    made = [one for one in found.list_under("annotations", task, line) if isinstance(one, dict)]
    made = [one for one in made if not one.get("was_cancelled")]
    if len(made) != 1:
        remedy = "Export the work of one annotator" if made else "Annotate it first"
        return found.refused(line, f"{name} has {len(made)} annotations. {remedy}")
    for result in found.list_under("result", made[0], line):
        with found.checked(line, result):
            _take(found, result, line)
    return found.taken()


def _take(found: Found, result: Mapping[str, Any], line: int) -> None:
    """One result of an annotation. Raises an error for one of another form."""
    type = result["type"]
    if type == "relation":
        (role,) = result.get("labels") or ["related"]
        found.links.append((str(result["from_id"]), str(role), str(result["to_id"]), line))
        return
    value, id = result["value"], str(result["id"])
    if type == "labels":
        (label,) = value["labels"]
        spans = (place_of(value["start"], value["end"]),)
        words = value.get("text") if isinstance(value.get("text"), str) else None
        found.span(id, str(label), Quoted(spans, words, line))
        return
    said = value[_PLAIN[type]]
    words = said if isinstance(said, str) else "\n".join(said)
    found.attributes.append((id, str(result["from_name"]), words, line))
