"""The two runners: one article, the whole corpus. They stamp rule, severity, path, line and column on what rules yield."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import ModuleType
from typing import Any

from ..files import disk
from ..files.corpus_folder import CorpusFolder
from ..files.disk import Irregular
from ..files.source_article import PASSES, SourceArticle, SourceFile
from ..files.strict_json import Document
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
    article = root.read_article(id)
    document = article.annotation.document
    capture_file = _capture_file(article.capture, document)
    searchable = (
        Searchable(capture_file.text) if capture_file and capture_file.text is not None else None
    )
    others: dict[str, _Files] = {}
    files = _Files(article.annotation.path, article.capture.path, document, searchable, others)
    found = list(_run(PAIR, Pair(id, article.annotation.data, article.capture.data)))
    if capture_file is not None:
        found += _run(CAPTURE, capture_file)
    case, adjudication = None, None
    annotators = article.annotators
    if document is not None:
        found += _run(
            READING,
            _written(document, vocabulary.schema, id, LINKS[""]),
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
    if annotators or article.decisions.exists:
        made, adjudication = _adjudication(article, case, vocabulary, today, others)
        found += made
    if case is not None:
        found = _waived(found, case)
    findings = settled((files.finding(rule, spot) for rule, spot in found), vocabulary.baseline)
    return Checked(id, tuple(sorted(findings)), case, adjudication)


def _capture_file(file: SourceFile, document: Document | None) -> CaptureFile | None:
    if not isinstance(file.data, bytes):
        return None
    value = document.value if document is not None else None
    expected = value.get("text_sha256") if isinstance(value, dict) else None
    return CaptureFile(file.data, file.text, expected if isinstance(expected, str) else None)


def _written(document: Document, schema: Schema, id: str, link: str) -> Written:
    form = schema.canonical_form(document) if not document.problems else None
    return Written(document, form, schema, id, link)


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
        file = root.read_file(folder / name)
        id = name.removesuffix(".json")
        document, own = _check_other(file, vocabulary.audit, id, LINKS["audits"], name, others)
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
    article: SourceArticle,
    case: Case | None,
    vocabulary: Vocabulary,
    today: date,
    others: dict[str, _Files],
) -> tuple[_Found, Passes | None]:
    """Findings about the passes and decisions of an article, and all of them together if each can be read."""
    found: _Found = []
    passes: dict[str, Case] = {}
    for annotator, source_file in article.passes.items():
        document, own = _check_other(
            source_file, vocabulary.schema, article.id, LINKS["pass"], annotator, others
        )
        file = _capture_file(article.capture, document)
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
    decisions = None
    if article.decisions.exists:
        document, own = _check_other(
            article.decisions,
            vocabulary.decisions,
            article.id,
            LINKS["decisions"],
            "decisions",
            others,
        )
        decisions = document.value if document is not None and not _blocked(own) else None
        found += [
            (rule, Spot(_other("decisions", spot.where), spot.found, spot.remedy))
            for rule, spot in own
        ]
    if (
        case is None
        or len(passes) < len(article.passes)
        or (decisions is None and article.decisions.exists)
    ):
        return found, None
    made = {name: Annotated(own.annotation, own.resolution) for name, own in passes.items()}
    reference = Annotated(case.annotation, case.resolution)
    adjudication = Passes(reference, made, decisions, vocabulary)
    return found + list(_run(PASS_RULES, adjudication)), adjudication


def _check_other(
    file: SourceFile,
    schema: Schema,
    id: str,
    link: str,
    name: str,
    others: dict[str, _Files],
) -> tuple[Document | None, _Found]:
    """A pass or a file of decisions, and what the rules about bytes and schema find in it."""
    document = file.document
    others[name] = _Files(file.path, file.path, document, None, {})
    if document is None:
        return None, list(
            _run([listing.not_a_regular_file], Pair(id, Irregular(file.problem or ""), None))
        )
    return document, list(_run(READING, _written(document, schema, id, link)))


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
                files[spot.article] = _files_of(root, spot.article)
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


def _files_of(root: CorpusFolder, id: str) -> _Files:
    article = root.read_article(id)
    annotation = article.annotation
    return _Files(annotation.path, article.capture.path, annotation.document, None, {})


def glance(root: CorpusFolder, id: str, census: corpus.Census) -> None:
    """Take note of an article that was checked before, without running its rules again."""
    article = root.read_article(id)
    if isinstance(article.annotation.data, bytes) and isinstance(article.capture.data, bytes):
        census.present.add(id)
        value, text = article.annotation.value, article.capture.text
        if text is not None and census.vocabulary.schema.is_valid(value):
            body = body_of(value, text)
            if body:
                census.keep(id, text, body, len(article.annotators))


def census_of(
    root: CorpusFolder, vocabulary: Vocabulary, full: Container[str] | None = None
) -> corpus.Census:
    """An empty census of a corpus. `full`: the articles whose rules will run, where that is not all."""

    def body(id: str) -> str:
        article = root.read_article(id)
        assert article.capture.text is not None  # it was read and checked before
        return body_of(article.annotation.value, article.capture.text)

    def annotators(id: str) -> set[str]:
        article = root.read_article(id)
        value = article.annotation.value
        acts = value.get("provenance", ()) if isinstance(value, dict) else ()
        named = {act["by"] for act in acts if isinstance(act, dict) and "by" in act}
        return named.union(article.annotators)

    return corpus.Census(vocabulary, body, annotators, full)
