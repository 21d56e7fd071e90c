"""The two runners: one article, the whole corpus. They stamp rule, severity, path, line and column on what rules yield."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from types import ModuleType
from typing import Any

from .. import storage
from ..findings import CATALOGUE, Finding, InAnnotation, InCapture, KeyOf, Rule, Severity, Spot
from ..jsontext import MAX_BYTES, Document, canonical, read
from ..resolve import resolve
from ..schema import Schema
from ..text import Searchable
from ..vocabulary import Vocabulary
from . import anchoring, body, capture, claims, corpus, dating, entities, listing, provenance, reading, source, stance
from .case import CaptureFile, Case, Listing, Pair, Waivers, Written

SCHEMA_LINK = "../schema/annotation.schema.json"


def _rules(*modules: ModuleType) -> list[Rule]:
    """The rules of these modules in the order of the catalogue; `bad-waiver` runs last and apart."""
    layers = {module.__name__.rpartition(".")[2] for module in modules}
    return [rule for rule in CATALOGUE.values() if rule.layer in layers and rule is not provenance.bad_waiver]


LISTING = [listing.unknown_file, listing.bad_file_name]
PAIR = [rule for rule in _rules(listing) if rule not in LISTING]
READING, CAPTURE, CORPUS = _rules(reading), _rules(capture), _rules(corpus)
CASE = _rules(anchoring, body, source, dating, entities, claims, stance, provenance)


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of checking one article: its findings in order, and the case if it can be built."""

    id: str
    findings: tuple[Finding, ...]
    case: Case | None

    @property
    def buildable(self) -> bool:
        """Whether the article has an annotation and no error."""
        return self.case is not None and all(f.severity is not Severity.ERROR for f in self.findings)


@dataclass(frozen=True)
class _Files:
    """The two files of an article, for turning spots into findings."""

    annotation_path: str
    capture_path: str
    document: Document | None
    capture: Searchable | None

    def finding(self, rule: Rule, spot: Spot) -> Finding:
        path, line, column = self.annotation_path, 0, 0
        if isinstance(spot.where, InCapture):
            path = self.capture_path
            if self.capture is not None:
                line, column = self.capture.line_and_column(spot.where.offset)
        elif self.document is not None:
            line, column = self.document.line_and_column(self._offset(self.document, spot.where))
        return Finding(path, line, column, rule.id, rule.severity, spot.found, spot.remedy)

    @staticmethod
    def _offset(document: Document, where: Any) -> int:
        if isinstance(where, InAnnotation):
            return where.offset
        return document.key_offset(where.pointer) if isinstance(where, KeyOf) else document.offset(where)


def _run(rules: Iterable[Rule], subject: Any) -> Iterator[tuple[Rule, Spot]]:
    """What rules find in a subject. Places are worked out later, for what is not waived: that takes the slow reader."""
    for rule in rules:
        for spot in rule(subject):
            yield rule, spot


def check_listing(root: storage.Root, only: set[str] | None = None) -> list[Finding]:
    """Findings about names in `corpus/` and `annotations/`, or about some of them."""
    found = []
    for folder in ("corpus", "annotations"):
        names = root.entries(folder)
        lower = frozenset(name.lower() for name in names if name != name.lower())
        for name in names if only is None else [name for name in names if name in only]:
            siblings = lower - {name.lower()} if name != name.lower() else lower
            for rule in LISTING:
                for spot in rule(Listing(folder, name, siblings)):
                    found.append(Finding(f"{folder}/{name}", 0, 0, rule.id, rule.severity, spot.found, spot.remedy))
    return found


def check_article(root: storage.Root, vocabulary: Vocabulary, id: str, today: date) -> Checked:
    """Read the two files of an article once and run every rule that can be run on them. Nothing raises for bad data."""
    paths = root.annotation(id), root.capture(id)
    limits = MAX_BYTES, capture.MAX_CAPTURE
    annotation, text = (storage.read(p, most) if storage.exists(p) else None for p, most in zip(paths, limits, strict=True))
    document = read(annotation, vocabulary.schema.is_arranged) if isinstance(annotation, bytes) else None
    capture_file = _capture_file(text, document) if isinstance(text, bytes) else None
    searchable = Searchable(capture_file.text) if capture_file and capture_file.text is not None else None
    files = _Files(root.relative(paths[0]), root.relative(paths[1]), document, searchable)
    found = list(_run(PAIR, Pair(id, annotation, text)))
    if capture_file is not None:
        found += _run(CAPTURE, capture_file)
    case = None
    if document is not None:
        found += _check_document(document, vocabulary, id)
        if capture_file and capture_file.text is not None and not _blocked(found):
            case = Case(document.value, resolve(document.value, capture_file.text), vocabulary, today)
            found += _run(CASE, case)
            found = _waived(found, case)
    return Checked(id, tuple(sorted(files.finding(rule, spot) for rule, spot in found)), case)


def _capture_file(data: bytes, document: Document | None) -> CaptureFile:
    try:
        text = data.decode() if len(data) <= capture.MAX_CAPTURE else None
    except UnicodeDecodeError:
        text = None
    value = document.value if document is not None else None
    expected = value.get("text_sha256") if isinstance(value, dict) else None
    return CaptureFile(data, text, expected if isinstance(expected, str) else None)


def _check_document(document: Document, vocabulary: Vocabulary, id: str) -> Iterator[tuple[Rule, Spot]]:
    form = document.data if document.is_canonical else None
    if not document.problems and form is None:
        form = canonical(vocabulary.schema.arrange(document.value))
    yield from _run(READING, Written(document, form, vocabulary, id, SCHEMA_LINK))


def _blocked(found: list[tuple[Rule, Spot]]) -> bool:
    """Whether the annotation cannot be read or does not fit the schema, or the capture is not the annotated one."""
    return any(
        rule.id == "text-changed" or (rule.layer == "reading" and rule.id not in ("not-canonical", "unknown-schema")) for rule, _ in found
    )


def _waived(found: list[tuple[Rule, Spot]], case: Case) -> list[tuple[Rule, Spot]]:
    bad = list(_run([provenance.bad_waiver], Waivers(case.annotation, frozenset(rule.id for rule, _ in found))))
    reasons = case.annotation.get("waive", {})
    return [(r, s) for r, s in found if r.severity is Severity.ERROR or not str(reasons.get(r.id, "")).strip()] + bad


def check_corpus(root: storage.Root, census: corpus.Census, schema: Schema) -> list[Finding]:
    """Findings of the rules about the whole corpus, placed in the files of the articles they name."""
    files: dict[str, _Files] = {}
    found = []
    for rule in CORPUS:
        for spot in rule(census):
            if spot.article not in files:
                files[spot.article] = _files_of(root, spot.article, schema)
            found.append(files[spot.article].finding(rule, spot))
    return sorted(found)


def _files_of(root: storage.Root, id: str, schema: Schema) -> _Files:
    paths = root.annotation(id), root.capture(id)
    data = storage.read(paths[0], MAX_BYTES)
    document = read(data, schema.is_arranged) if isinstance(data, bytes) else None
    return _Files(root.relative(paths[0]), root.relative(paths[1]), document, None)


def census_entry(checked: Checked) -> tuple[Any, bytes] | None:
    """What the census takes of a checked article: annotation and SHA-256 of the capture."""
    if checked.case is None:
        return None
    text = checked.case.resolution.capture.text
    return checked.case.annotation, hashlib.sha256(text.encode()).digest()
