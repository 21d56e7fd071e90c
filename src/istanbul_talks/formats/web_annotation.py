"""W3C Web Annotation (https://www.w3.org/TR/annotation-model/): a text and a page per article.

A page has an annotation for each span, with a TextQuoteSelector and a TextPositionSelector. Its
label is a body with the purpose “tagging”; attributes are further bodies. A link is an annotation
of two others, as Recogito writes relations.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import quote, unquote

from ..errors import CorpusError
from ..files.foreign import ForeignFiles
from ..model.records import Article
from ..text.anchoring import Place
from .found import Defect, Found, Taken, parsed, place_of
from .offsets import Quoted
from .record import Document, Item, document_of

TEXT, PAGE = ".txt", ".jsonld"
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_AROUND = 32  # code points of the text in a prefix or suffix
_TAG, _NOTE, _SAID, _LINK = "tagging", "commenting", "classifying", "linking"
_WIKIDATA = "http://www.wikidata.org/entity/"
_IDENTITY = "identifying"


def export(part: Mapping[str, Article]) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Text and annotations by article."""
    for article in part.values():
        document = document_of(article)
        yield f"{document.id}{TEXT}", [document.text.encode()]
        yield f"{document.id}{PAGE}", page(document)


def page(document: Document) -> Iterator[bytes]:
    """An AnnotationPage, with a line for each annotation."""
    head = {"@context": CONTEXT, "id": f"{document.id}{PAGE}", "type": "AnnotationPage"}
    yield f'{_json(head)[:-1]}, "items": ['.encode()
    before = "\n"
    for made in _annotations(document):
        yield f"{before}{_json(made)}".encode()
        before = ",\n"
    yield b"\n]}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _iri(document: Document, id: str) -> str:
    return f"{document.id}{PAGE}#{quote(id)}"


def _annotations(document: Document) -> Iterator[dict[str, Any]]:
    for item in document.items:
        own = {"id": _iri(document, item.id), "type": "Annotation", "motivation": _SAID}
        targets = [_target(document, place) for place in item.places]
        target = targets[0] if len(targets) == 1 else targets
        yield {**own, "body": [*_bodies(item)], "target": target}
    for item in document.items:
        for role, other in item.links:
            ends = [_iri(document, id) for id in (item.id, other)]
            own = {"id": f"{ends[0]}/{quote(role)}/{quote(other)}", "type": "Annotation"}
            body = _body(_TAG, role)
            yield {**own, "motivation": _LINK, "body": [body], "target": ends}


def _bodies(item: Item) -> Iterator[dict[str, str]]:
    yield _body(_TAG, item.label)
    for key, said in item.attributes.items():
        if key == "note":
            yield _body(_NOTE, said)
        elif key == "wikidata" and said[1:].isdecimal() and said.isascii():
            yield {"type": "SpecificResource", "purpose": _IDENTITY, "source": f"{_WIKIDATA}{said}"}
        else:
            yield {**_body(_SAID, said), "label": key}


def _body(purpose: str, words: str) -> dict[str, str]:
    return {"type": "TextualBody", "purpose": purpose, "value": words}


def _target(document: Document, place: Place) -> dict[str, Any]:
    text, (start, end) = document.text, place
    around = {"prefix": text[max(0, start - _AROUND) : start], "suffix": text[end : end + _AROUND]}
    words = {"type": "TextQuoteSelector", "exact": text[start:end], **around}
    position = {"type": "TextPositionSelector", "start": start, "end": end}
    return {"source": f"{document.id}{TEXT}", "selector": [words, position]}


def read(source: ForeignFiles) -> Iterator[Taken]:
    """The documents of pages, lists of annotations and single annotations, one for each text."""
    for path in source.names(PAGE):
        try:
            text = source.text(path)
            made = [*_each(parsed(path, 1, text))]
        except CorpusError as error:
            yield Taken(None, "", [Defect(path, 0, f"it was left out: {error}")])
            continue
        documents = dict[str, list[tuple[dict[str, Any], int]]]()
        of = {str(one.get("id")): _source_of(one) for one in made}
        for one in made:
            id = one.get("id")
            at = text.find(_json(id)) if isinstance(id, str) else -1
            line = 0 if at < 0 else text.count("\n", 0, at) + 1
            own = _source_of(one) or next((of[t] for t in _ends(one) if of.get(t)), "")
            documents.setdefault(own, []).append((one, line))
        for name, annotations in (documents or {"": []}).items():
            yield read_document(source, path, name, annotations)


def _each(value: Any) -> Iterator[dict[str, Any]]:
    """The annotations of a page, a collection, a list or a single annotation."""
    for one in _listed(value):
        if isinstance(one, dict):
            inside = one.get("items", one.get("first"))
            yield from [one] if inside is None else _each(inside)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _ends(annotation: Mapping[str, Any]) -> list[str]:
    """The ids of the targets of a link."""
    ends = (t.get("id") if isinstance(t, dict) else t for t in _listed(annotation.get("target")))
    return [str(id) for id in ends if id]


def _source_of(annotation: Mapping[str, Any]) -> str:
    """What the spans of an annotation are in; empty if it has none."""
    targets = [t for t in _listed(annotation.get("target")) if isinstance(t, dict)]
    sources = [t.get("source", "") for t in targets if "selector" in t]
    source = sources[0] if sources else ""
    return str(source.get("id", "") if isinstance(source, dict) else source)


def read_document(
    source: ForeignFiles, path: str, name: str, annotations: list[tuple[dict[str, Any], int]]
) -> Taken:
    """The annotations of one text, each with its line. `name`: of the text, as the file has it."""
    # Whatever folder it names, in any spelling: only a file beside this one is read.
    last = (
        re.split(r"[/\\]", unquote(name))[-1]
        or f"{path.rpartition('/')[2].removesuffix(PAGE)}{TEXT}"
    )
    beside = f"{path.rpartition('/')[0]}/{last}".lstrip("/")
    found = Found(path, last.removesuffix(TEXT), "")
    line = annotations[0][1] if annotations else 0
    if not source.exists(beside):
        return found.refused(line, f"there is no text file {beside}")
    try:
        found.text = source.text(beside)
    except CorpusError as error:
        return found.refused(line, str(error))
    for annotation, line in annotations:
        with found.checked(line, annotation):
            _take(found, annotation, line)
    return found.taken()


def _take(found: Found, annotation: Mapping[str, Any], line: int) -> None:
    """One annotation. Raises an error for one of another form."""
    id, bodies = str(annotation["id"]), _listed(annotation.get("body"))
    tags = [str(body["value"]) for body in bodies if _purpose(body) == _TAG]
    if annotation.get("motivation") == _LINK:
        first, second = _ends(annotation)
        found.links.append((first, tags[0] if tags else "related", second, line))
        return
    label, *more = tags
    spans, words = _selected(annotation)
    found.spans[id] = label, Quoted(spans, words, line)
    for tag in more:
        found.defect(line, f"{tag} of {id} was left out: an annotation has one tag here")
    for body in bodies:
        purpose = _purpose(body)
        if purpose == _NOTE:
            found.attributes.append((id, "note", str(body["value"]), line))
        elif purpose == _IDENTITY and str(body.get("source")).startswith(_WIKIDATA):
            value = str(body["source"]).removeprefix(_WIKIDATA)
            found.attributes.append((id, "wikidata", value, line))
        elif purpose != _TAG:
            found.attributes.append((id, str(body["label"]), str(body["value"]), line))


def _purpose(body: Any) -> str | None:
    return str(body["purpose"]) if isinstance(body, dict) else None


def _selected(annotation: Mapping[str, Any]) -> tuple[tuple[tuple[int, int], ...], str | None]:
    """The offsets of an annotation, and its words if each target has them."""
    spans, words = list[tuple[int, int]](), list[str]()
    for target in _listed(annotation["target"]):
        selectors = {one["type"]: one for one in _listed(target["selector"])}
        position = selectors["TextPositionSelector"]
        spans.append(place_of(position["start"], position["end"]))
        if "TextQuoteSelector" in selectors:
            words.append(str(selectors["TextQuoteSelector"]["exact"]))
    return (*spans,), " ".join(words) if len(words) == len(spans) else None
