"""The two runners: one article, the whole corpus. They stamp rule, severity, path, line and column on what rules yield."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from ..files import disk
from ..files.corpus_folder import PASSES, CorpusFolder
from ..files.strict_json import MAX_BYTES, Document, canonical, read
from ..model.annotated import Annotated
from ..model.resolve import body_of, resolve
from ..model.schema import Schema
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Searchable
from ..text.visible import visible
from .baseline import key_of, settled
from .catalogue import CATALOGUE, Rule
from .finding import Finding, InAnnotation, InCapture, InFile, InOther, KeyOf, Severity, Spot
from .rules import (
    anchoring,
    body,
    capture,
    claims,
    corpus,
    dating,
    entities,
    listing,
    passes,
    provenance,
    reading,
    registry,
    source,
    stance,
)
from .subjects import CaptureFile, Case, Checked, Listing, Pair, Passes, Waivers, Written

LINKS = {
    "": "../schema/annotation.schema.json",
    "pass": "../../../schema/annotation.schema.json",
    "decisions": "../../schema/decisions.schema.json",
    "audits": "../../schema/audit.schema.json",
}


def _rules(*modules: ModuleType) -> list[Rule]:
    """The rules of these modules in the order of the catalogue; `bad-waiver` runs last and apart."""
    layers = {module.__name__.rpartition(".")[2] for module in modules}
    return [
        rule
        for rule in CATALOGUE.values()
        if rule.layer in layers and rule is not provenance.bad_waiver
    ]


LISTING = [listing.unknown_file, listing.bad_file_name, listing.placeholder_id, listing.stray_pass]
PAIR = [rule for rule in _rules(listing) if rule not in LISTING]
READING, CAPTURE, CORPUS, PASS_RULES = (
    _rules(reading),
    _rules(capture),
    _rules(corpus),
    _rules(passes),
)
CASE = _rules(anchoring, body, source, dating, entities, claims, stance, provenance, registry)
_LATER = frozenset(
    rule.id for rule in CORPUS
)  # whether a waiver of these is idle shows only when all articles were read
# A pass stays as it was made: guidelines go on, and its ids need not be those of the registry.
PASS = [
    rule for rule in CASE if rule.layer != "registry" and rule is not provenance.outdated_guidelines
]


@dataclass(frozen=True)
class _Files:
    """The files of an article, for turning spots into findings. `others`: its passes by annotator, and "decisions"."""

    annotation_path: str
    capture_path: str
    document: Document | None
    capture: Searchable | None
    others: Mapping[str, _Files]

    def finding(self, rule: Rule, spot: Spot) -> Finding:
        if isinstance(spot.where, InOther):
            return self.others[spot.where.file].finding(
                rule, Spot(spot.where.pointer, spot.found, spot.remedy)
            )
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
        return (
            document.key_offset(where.pointer)
            if isinstance(where, KeyOf)
            else document.offset(where)
        )


_Found = list[tuple[Rule, Spot]]
MOST = 200  # findings of a rule in one file that are told


def _run(rules: Iterable[Rule], subject: Any) -> Iterator[tuple[Rule, Spot]]:
    """What rules find in a subject. Places are worked out later, for what is not waived: that takes the slow reader.

    Of a rule that finds something everywhere the first two hundred are told.
    """
    for rule in rules:
        for count, spot in enumerate(rule(subject)):
            if count == MOST:
                yield (
                    rule,
                    replace(
                        spot,
                        found=f"more than {MOST} such places in this file; the next: {spot.found}",
                    ),
                )
                break
            yield rule, spot


def check_listing(root: CorpusFolder, only: set[str] | None = None) -> list[Finding]:
    """Findings about names in `corpus/` and `annotations/`, or about some of them."""
    found = []
    captures = frozenset(name.removesuffix(".txt") for name in root.entries("corpus"))
    below = [f"{PASSES}/{name}" for name in root.annotators] + [
        "annotations/decisions",
        "annotations/audits",
    ]
    for folder in (
        "corpus",
        "annotations",
        *(name for name in below if (root.path / name).is_dir()),
    ):
        names = root.entries(folder)
        lower = frozenset(name.lower() for name in names if name != name.lower())
        articles = captures if folder.count("/") and not folder.endswith("/audits") else None
        for name in names if only is None else [name for name in names if name in only]:
            siblings = lower - {name.lower()} if name != name.lower() else lower
            for rule in LISTING:
                for spot in rule(Listing(folder, name, siblings, articles)):
                    found.append(
                        Finding(
                            f"{folder}/{name}",
                            0,
                            0,
                            rule.id,
                            rule.severity,
                            spot.found,
                            spot.remedy,
                        )
                    )
    return found + (_folders(root) if only is None else [])


def _folders(root: CorpusFolder) -> list[Finding]:
    """Folders below `annotations/` that are none, or are links, or have a name that no annotator can have."""
    found = []
    for path in [f"annotations/{name}" for name in sorted(listing.FOLDERS)] + [
        f"{PASSES}/{name}" for name in root.pass_folders
    ]:
        place, name = root.path / path, path.rpartition("/")[2]
        if disk.exists(place) and (place.is_symlink() or not place.is_dir()):
            rule = listing.not_a_regular_file
            found.append(
                Finding(
                    path,
                    0,
                    0,
                    rule.id,
                    rule.severity,
                    "this is no folder of its own",
                    "Put a folder there, or take it out",
                )
            )
        elif path.startswith(f"{PASSES}/") and name not in root.annotators:
            rule = listing.bad_file_name
            found.append(
                Finding(
                    path,
                    0,
                    0,
                    rule.id,
                    rule.severity,
                    f"“{visible(name)}” can be no annotator",
                    "Name the folder by the annotator's id",
                )
            )
    return found


def check_article(root: CorpusFolder, vocabulary: Vocabulary, id: str, today: date) -> Checked:
    """Read the files of an article once and run every rule that can be run on them. Nothing raises for bad data."""
    paths = root.annotation(id), root.capture(id)
    limits = MAX_BYTES, capture.MAX_CAPTURE
    annotation, text = (
        disk.read(p, most) if disk.exists(p) else None
        for p, most in zip(paths, limits, strict=True)
    )
    document = (
        read(annotation, vocabulary.schema.is_arranged) if isinstance(annotation, bytes) else None
    )
    capture_file = _capture_file(text, document) if isinstance(text, bytes) else None
    searchable = (
        Searchable(capture_file.text) if capture_file and capture_file.text is not None else None
    )
    others: dict[str, _Files] = {}
    files = _Files(root.relative(paths[0]), root.relative(paths[1]), document, searchable, others)
    found = list(_run(PAIR, Pair(id, annotation, text)))
    if capture_file is not None:
        found += _run(CAPTURE, capture_file)
    case, adjudication = None, None
    annotators = root.passes.get(id, ())
    if document is not None:
        found += _run(
            READING,
            Written(document, _form(document, vocabulary.schema), vocabulary.schema, id, LINKS[""]),
        )
        if capture_file and capture_file.text is not None and not _blocked(found):
            case = Case(
                document.value,
                resolve(document.value, capture_file.text),
                vocabulary,
                today,
                "",
                annotators,
            )
            found += _run(CASE, case)
    if annotators or disk.exists(root.decisions(id)):
        made, adjudication = _adjudication(
            root, id, case, text if isinstance(text, bytes) else None, vocabulary, today, others
        )
        found += made
    if case is not None:
        found = _waived(found, case)
    findings = settled((files.finding(rule, spot) for rule, spot in found), vocabulary.baseline)
    return Checked(id, tuple(sorted(findings)), case, adjudication)


def _capture_file(data: bytes, document: Document | None) -> CaptureFile:
    try:
        text = data.decode() if len(data) <= capture.MAX_CAPTURE else None
    except UnicodeDecodeError:
        text = None
    value = document.value if document is not None else None
    expected = value.get("text_sha256") if isinstance(value, dict) else None
    return CaptureFile(data, text, expected if isinstance(expected, str) else None)


def _form(document: Document, schema: Schema) -> bytes | None:
    """The canonical form of a file; None where it cannot be read."""
    form = document.data if document.is_canonical else None
    if not document.problems and form is None:
        form = canonical(schema.arrange(document.value))
    return form


def _blocked(found: _Found) -> bool:
    """Whether the annotation cannot be read or does not fit the schema, or the capture is not the annotated one."""
    return any(
        rule.id == "text-changed"
        or (rule.layer == "reading" and rule.id not in ("not-canonical", "unknown-schema"))
        for rule, _ in found
    )


def read_audits(
    root: CorpusFolder, vocabulary: Vocabulary, found: list[Finding] | None = None
) -> list[tuple[str, Any]]:
    """The audits that fit their schema, with their paths; findings about the others are added to `found`."""
    folder = root.path / "annotations" / "audits"
    audits = []
    for name in (
        (name for name in root.entries("annotations/audits") if name.endswith(".json"))
        if folder.is_dir()
        else ()
    ):
        others: dict[str, _Files] = {}
        document, own = _read_other(
            root,
            folder / name,
            vocabulary.audit,
            name.removesuffix(".json"),
            LINKS["audits"],
            name,
            others,
        )
        if found is not None:
            found += [others[name].finding(rule, spot) for rule, spot in own]
        if document is not None and not _blocked(own):
            audits.append((f"annotations/audits/{name}", document.value))
    return audits


def _waived(found: list[tuple[Rule, Spot]], case: Case) -> list[tuple[Rule, Spot]]:
    # What a pass waives it waived when it was made; rules go on, and a pass is not edited.
    bad = (
        []
        if case.annotator
        else list(
            _run(
                [provenance.bad_waiver],
                Waivers(case.annotation, frozenset(rule.id for rule, _ in found) | _LATER),
            )
        )
    )
    reasons = case.annotation.get("waive", {})
    return [
        (r, s)
        for r, s in found
        if r.severity is Severity.ERROR or not str(reasons.get(r.id, "")).strip()
    ] + bad


def _adjudication(
    root: CorpusFolder,
    id: str,
    case: Case | None,
    text: bytes | None,
    vocabulary: Vocabulary,
    today: date,
    others: dict[str, _Files],
) -> tuple[_Found, Passes | None]:
    """Findings about the passes and decisions of an article, and all of them together if each can be read."""
    found: _Found = []
    passes: dict[str, Case] = {}
    for annotator in root.passes.get(id, ()):
        path = root.pass_(annotator, id)
        document, own = _read_other(
            root, path, vocabulary.schema, id, LINKS["pass"], annotator, others
        )
        file = _capture_file(text, document) if text is not None else None
        if document is not None and file is not None and file.text is not None:
            own += _run([capture.text_changed], file)
            if not _blocked(own):
                passes[annotator] = Case(
                    document.value, resolve(document.value, file.text), vocabulary, today, annotator
                )
                own = _waived(own + list(_run(PASS, passes[annotator])), passes[annotator])
        found += [
            (rule, Spot(_other(annotator, spot.where), spot.found, spot.remedy))
            for rule, spot in own
        ]
    decisions, path = None, root.decisions(id)
    if disk.exists(path):
        document, own = _read_other(
            root, path, vocabulary.decisions, id, LINKS["decisions"], "decisions", others
        )
        decisions = document.value if document is not None and not _blocked(own) else None
        found += [
            (rule, Spot(_other("decisions", spot.where), spot.found, spot.remedy))
            for rule, spot in own
        ]
    if (
        case is None
        or len(passes) < len(root.passes.get(id, ()))
        or (decisions is None and disk.exists(path))
    ):
        return found, None
    made = {name: Annotated(own.annotation, own.resolution) for name, own in passes.items()}
    reference = Annotated(case.annotation, case.resolution)
    adjudication = Passes(reference, made, decisions, vocabulary)
    return found + list(_run(PASS_RULES, adjudication)), adjudication


def _read_other(
    root: CorpusFolder,
    path: Path,
    schema: Schema,
    id: str,
    link: str,
    name: str,
    others: dict[str, _Files],
) -> tuple[Document | None, _Found]:
    """A pass or a file of decisions, and what the rules about bytes and schema find in it."""
    data = disk.read(path, MAX_BYTES)
    others[name] = _Files(root.relative(path), root.relative(path), None, None, {})
    if isinstance(data, disk.Irregular):
        return None, list(_run([listing.not_a_regular_file], Pair(id, data, None)))
    document = read(data, schema.is_arranged)
    others[name] = _Files(root.relative(path), root.relative(path), document, None, {})
    return document, list(
        _run(READING, Written(document, _form(document, schema), schema, id, link))
    )


def _other(name: str, where: Any) -> Any:
    """A place in the reference's terms as one of another file of the article. A capture's place stays: they share it."""
    if isinstance(where, InCapture):
        return where
    return InOther(name, where)


def check_corpus(root: CorpusFolder, census: corpus.Census) -> list[Finding]:
    """Findings of the rules about the whole corpus, placed in the files they name."""
    vocabulary = census.vocabulary
    files: dict[str, _Files] = {}
    found: list[Finding] = []
    census.audits = read_audits(root, vocabulary, found)
    for rule in CORPUS:
        own = []
        for spot in rule(census):
            if isinstance(spot.where, InFile):
                own.append(
                    Finding(spot.where.path, 0, 0, rule.id, rule.severity, spot.found, spot.remedy)
                )
                continue
            if spot.article not in files:
                files[spot.article] = _files_of(root, spot.article, vocabulary.schema)
            document = files[spot.article].document
            waived = (
                document.value.get("waive", {})
                if document is not None and isinstance(document.value, dict)
                else {}
            )
            if rule.severity is Severity.ERROR or not str(waived.get(rule.id, "")).strip():
                own.append(files[spot.article].finding(rule, spot))
        census.known.update(
            key for finding in own if (key := key_of(finding)) in vocabulary.baseline
        )
        found += settled(own, vocabulary.baseline)
    return sorted(found)


def _files_of(root: CorpusFolder, id: str, schema: Schema) -> _Files:
    paths = root.annotation(id), root.capture(id)
    data = disk.read(paths[0], MAX_BYTES)
    document = read(data, schema.is_arranged) if isinstance(data, bytes) else None
    return _Files(root.relative(paths[0]), root.relative(paths[1]), document, None, {})


def glance(root: CorpusFolder, id: str, census: corpus.Census) -> None:
    """Take note of an article that was checked before, without running its rules again."""
    annotation, text = (
        disk.read(root.annotation(id), MAX_BYTES),
        disk.read(root.capture(id), capture.MAX_CAPTURE),
    )
    if isinstance(annotation, bytes) and isinstance(text, bytes):
        census.present.add(id)
        value = read(annotation).value
        try:
            body = body_of(value, text.decode()) if census.vocabulary.schema.is_valid(value) else ""
        except UnicodeDecodeError:
            body = ""
        if body:
            census.keep(id, text.decode(), body, len(root.passes.get(id, ())))


def census_of(
    root: CorpusFolder, vocabulary: Vocabulary, full: Container[str] | None = None
) -> corpus.Census:
    """An empty census of a corpus. `full`: the articles whose rules will run, where that is not all."""

    def body(id: str) -> str:
        annotation, capture_ = (disk.read(path) for path in (root.annotation(id), root.capture(id)))
        assert isinstance(annotation, bytes)
        assert isinstance(capture_, bytes)
        return body_of(
            read(annotation).value, capture_.decode()
        )  # both were read and checked before

    def annotators(id: str) -> set[str]:
        annotation = disk.read(root.annotation(id), MAX_BYTES)
        value = read(annotation).value if isinstance(annotation, bytes) else None
        acts = value.get("provenance", ()) if isinstance(value, dict) else ()
        return {act["by"] for act in acts if isinstance(act, dict) and "by" in act}.union(
            root.passes.get(id, ())
        )

    return corpus.Census(vocabulary, body, annotators, full)
