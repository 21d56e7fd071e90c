"""A document as a browser needs it: state, places in the text, findings, open values."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..errors import CorpusError
from ..files.corpus_folder import CorpusFolder
from ..files.json_bytes import canonical
from ..files.json_reader import Pointer
from ..files.source_article import Bytes, SourceArticle
from ..model.item_names import json_pointer
from ..model.open_values import named_open_values
from ..model.resolve import Resolution, is_of_capture, resolve
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Anchor, Searchable
from ..text.utf16 import Utf16
from ..validation.article_check import check_article
from ..validation.finding import Finding, Severity
from ..validation.rules import CATALOGUE
from .workspace import Document, Workspace

_LAYERS = {"entities": "entity", "claims": "claim", "stance": "stance", "notes": "note"}
Item = dict[str, Any]
_REGISTRY = {
    "rule": "registry",
    "severity": Severity.ERROR,
    "fix": "",
    "file": "schema",
    "name": "",
    "item": None,
    "pointer": None,
}


def as_json(space: Workspace, document: Document) -> dict[str, Any]:
    """All that the page needs of a document."""
    place, known = document.place, space.vocabulary
    seen = ("id", "name", "type", "variants", "wikidata", "description")
    return {
        "path": place.path,
        "kind": place.kind,
        "id": place.id,
        "by": place.by,
        "etag": document.etag,
        "version": document.version,
        "state": document.state,
        "saved": document.is_saved,
        "conflict": document.conflict,
        "labels": known.labels,
        "targets": list(known.targets.values()),
        "events": list(known.events.values()),
        "publishers": list(known.publishers.values()),
        "registry": [{key: entry[key] for key in seen} for entry in known.entities.values()],
        "view": view(space, document),
    }


def view(space: Workspace, document: Document) -> dict[str, Any]:
    """Places of every item in UTF-16 units of the capture, findings, and values not filled in."""
    annotation, known = document.state["annotation"], space.vocabulary
    units, findings = Utf16(space.capture(document.place.id)), list[Item]()
    try:
        known = space.known_to(document.state)
    except CorpusError as error:  # of an entry that is not complete yet
        findings.append({**_REGISTRY, "message": str(error)})
    checked = check_article(source_of(space.root, document, known), known, space.today())
    article = None if document.place.by else checked.article
    found = article.resolution if article else resolution_of(space, document)[0]
    findings += _shown(document, checked.findings, found.capture, units)
    return {
        "spans": list(_spans(found, units)),
        "findings": findings,
        "open": [
            {"pointer": json_pointer(pointer), "item": item_of(pointer), "name": name}
            for pointer, name in named_open_values(known.schema, annotation)
        ],
    }


def resolution_of(space: Workspace, document: Document) -> tuple[Resolution, Utf16]:
    """Where the quotes of a state are in its capture."""
    capture = space.capture(document.place.id)
    return resolve(quotes_of(document.state["annotation"]), capture), Utf16(capture)


def pointer_of(key: str) -> Pointer:
    return tuple(int(part) if part.isdigit() else part for part in key.strip("/").split("/"))


def quotes_of(annotation: Mapping[str, Any]) -> dict[str, Any]:
    """The quotes, entities and language of an annotation, whatever it contains.

    A missing quote is empty.

    Every list keeps its length, so that pointers into it stay right.
    """

    def items(key: str) -> Iterator[Mapping[str, Any]]:
        found = annotation.get(key)
        for item in found if isinstance(found, list) else ():
            yield item if isinstance(item, dict) else {}

    def quotes(item: Mapping[str, Any], key: str) -> list[Any]:
        found = item.get(key)
        return [_quote(value) for value in found] if isinstance(found, list) else []

    def named(item: Mapping[str, Any], *keys: str) -> dict[str, Any]:
        return {key: _quote(item[key]) for key in keys if item.get(key) is not None}

    dating, source = annotation.get("date"), annotation.get("source")
    language = source.get("language") if isinstance(source, dict) else None
    return {
        "source": {"language": _text(language)},
        "body": [{key: _quote(part.get(key)) for key in ("from", "to")} for part in items("body")],
        "date": {"evidence": quotes(dating if isinstance(dating, dict) else {}, "evidence")},
        "entities": [
            {
                **{key: _text(entity.get(key)) for key in ("id", "type", "name", "wikidata")},
                **{key: quotes(entity, key) for key in ("mentions", "except")},
            }
            for entity in items("entities")
        ],
        "claims": [named(claim, "quote", "cue") for claim in items("claims")],
        "stance": [
            {**named(stance, "condition"), "evidence": quotes(stance, "evidence")}
            for stance in items("stance")
        ],
        "notes": [{"quote": _quote(note.get("quote"))} for note in items("notes")],
    }


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _quote(value: Any) -> Any:
    """A quote that can be searched; empty if the value is not a quote."""
    if isinstance(value, str):
        return value
    if not isinstance(value, dict) or not isinstance(value.get("quote"), str):
        return ""
    texts = {key: value[key] for key in ("quote", "prefix", "suffix") if key in value}
    number = value.get("occurrence")
    is_fit = all(isinstance(text, str) for text in texts.values())
    if not is_fit or isinstance(number, bool) or not isinstance(number, int | None):
        return ""
    return texts if number is None else {**texts, "occurrence": number}


def _spans(found: Resolution, units: Utf16) -> Iterator[Item]:
    """Every place of every item."""

    def span(item: str, layer: str, part: str, start: int, end: int) -> Item:
        ends = {"start": units.units(start), "end": units.units(end)}
        return {"item": item, "layer": layer, "part": part, **ends}

    for i, (start, end) in enumerate(found.parts if found.body else ()):
        yield span(f"body/{i}", "body", "text", start, end)
    for start, end, entity, _ in found.mentions:
        for place in found.places_in_capture(start, end):
            yield span(f"entities/{entity}", "entity", "mention", *place)
    for pointer, outcome in found.anchors.items():
        if not isinstance(outcome, Anchor) or "mentions" in pointer:
            continue
        layer = _LAYERS.get(str(pointer[0]), str(pointer[0]))
        part = next(key for key in reversed(pointer) if isinstance(key, str))
        places = [outcome.place]
        if not is_of_capture(pointer):
            places = found.places_in_capture(*outcome.place)
        for place in places:
            yield span(item_of(pointer) or "", layer, part, *place)


def item_of(pointer: Pointer) -> str | None:
    """The item that a pointer leads to or into: “claims/0”, “date”; None for the whole file."""
    if len(pointer) > 1 and isinstance(pointer[1], int):
        return f"{pointer[0]}/{pointer[1]}"
    return str(pointer[0]) if pointer and pointer[0] in ("date", "source") else None


def _shown(
    document: Document, findings: Iterable[Finding], text: Searchable, units: Utf16
) -> Iterator[Item]:
    """Findings but open values. A pass shows nothing about another file."""
    own = document.place.path
    for finding in findings:
        of_text = CATALOGUE[finding.rule].layer == "capture"
        hidden = document.place.by is not None and finding.path != own and not of_text
        if hidden or finding.rule == "open-value":
            continue
        pointer = pointer_of(finding.pointer) if finding.path == own and finding.pointer else ()
        shown = {key: getattr(finding, key) for key in ("rule", "severity", "message", "fix")}
        made: Item = {**shown, "file": finding.path, "name": finding.item, "item": item_of(pointer)}
        made["pointer"] = finding.pointer if pointer else None
        if of_text and finding.line:
            offset = text.line_starts[finding.line - 1] + finding.column - 1
            made["start"] = units.units(offset)
        yield made


def source_of(root: CorpusFolder, document: Document, known: Vocabulary) -> SourceArticle:
    """The files of an article as they would be after saving.

    With a pass, nothing but the pass and the capture is read.
    """
    place, on_disk = document.place, root.read_article(document.place.id)
    data = canonical(known.schema.arrange(document.state["annotation"]))

    def fetch(path: str, most: int) -> Bytes:
        if path == place.path:
            return data
        if place.by is not None and not path.startswith("corpus/"):
            return None
        return on_disk.fetch(path, most)

    annotators = on_disk.annotators if place.by is None else (place.by,)
    return SourceArticle(place.id, fetch, annotators)
