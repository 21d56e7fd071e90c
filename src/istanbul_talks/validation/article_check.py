"""Checks of one article: every rule that can run on its files runs. Nothing raises for bad data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from ..files.disk import Irregular
from ..files.source_article import SourceArticle, SourceFile
from ..files.strict_json import Document
from ..model.annotated import Annotated
from ..model.resolve import resolve
from ..model.schema import Schema
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Searchable
from .baseline import apply_baseline
from .finding import Finding, InAnnotation, InCapture, InOther, KeyOf, Severity, Spot
from .rules import CATALOGUE, Rule, capture, listing, provenance
from .subjects import (
    AnnotationFile,
    AppliedWaivers,
    ArticleFiles,
    CaptureFile,
    CheckResult,
    Passes,
    ResolvedArticle,
)

MOST = 200  # findings of a rule in one file
LINKS = {
    "reference": "../schema/annotation.schema.json",
    "pass": "../../../schema/annotation.schema.json",
    "decisions": "../../schema/decisions.schema.json",
    "audit": "../../schema/audit.schema.json",
}
Found = tuple[Rule, Spot]


def rules_of(*layers: str) -> list[Rule]:
    """The rules of these layers."""
    return [rule for rule in CATALOGUE.values() if rule.layer in layers]


NAMES = [listing.unknown_file, listing.bad_file_name, listing.placeholder_id, listing.stray_pass]
_FILES = [rule for rule in rules_of("listing") if rule not in NAMES]
_READING, _CAPTURE, _PASSES = rules_of("reading"), rules_of("capture"), rules_of("passes")
_OF_TEXT = ("anchoring", "body", "source", "dating", "entities", "claims", "stance")
_REFERENCE = [
    rule
    for rule in rules_of(*_OF_TEXT, "provenance", "registry")
    if rule is not provenance.bad_waiver  # it runs last
]
# A pass stays as it was made: guidelines move on, and its ids need not be those of the registry.
_PASS = [r for r in _REFERENCE if r.layer != "registry" and r is not provenance.outdated_guidelines]
# Whether a waiver of these has an effect shows only when all articles were read.
_LATER = frozenset(rule.id for rule in rules_of("corpus"))


def run(rules: Iterable[Rule], subject: Any) -> Iterator[Found]:
    """What rules find in a subject. At most 200 findings per rule and file are shown."""
    for rule in rules:
        for count, spot in enumerate(rule(subject)):
            if count == MOST:
                message = f"more than {MOST} findings in this file; the next one: {spot.message}"
                yield rule, replace(spot, message=message)
                break
            yield rule, spot


@dataclass(frozen=True)
class _Locator:
    """Turns spots into findings. Finding a line is slow, so only what is shown is located."""

    article: SourceArticle

    @cached_property
    def _capture(self) -> Searchable | None:
        text = self.article.capture.text
        return Searchable(text) if text is not None else None

    def finding(self, rule: Rule, spot: Spot) -> Finding:
        file, where = self.article.annotation, spot.where
        if isinstance(where, InOther):
            decisions = where.file == "decisions"
            file = self.article.decisions if decisions else self.article.passes[where.file]
            where = where.pointer
        place = 0, 0
        if isinstance(where, InCapture):
            file = self.article.capture
            if self._capture is not None:
                place = self._capture.line_and_column(where.offset)
        elif file.document is not None:
            place = line_and_column(file.document, where)
        return finding_at(file.path, rule, spot, place)


def finding_at(path: str, rule: Rule, spot: Spot, place: tuple[int, int] = (0, 0)) -> Finding:
    """A finding at a line and column, or about a file as a whole."""
    return Finding(path, *place, rule.id, rule.severity, spot.message, spot.fix)


def line_and_column(document: Document, where: Any) -> tuple[int, int]:
    """Line and column of a place in a JSON file."""
    if isinstance(where, InAnnotation):
        offset = where.offset
    elif isinstance(where, KeyOf):
        offset = document.key_offset(where.pointer)
    else:
        offset = document.offset(where)
    return document.line_and_column(offset)


def check_article(source: SourceArticle, vocabulary: Vocabulary, today: date) -> CheckResult:
    """Run every rule that can run on the files of an article."""
    files = ArticleFiles(source.id, source.annotation.data, source.capture.data)
    found = list(run(_FILES, files))
    document, article, adjudication = source.annotation.document, None, None
    text = _capture_file(source.capture, document)
    if text is not None:
        found += run(_CAPTURE, text)
    if document is not None:
        link = LINKS["reference"]
        found += run(_READING, annotation_file(document, vocabulary.schema, source.id, link))
        if text is not None and text.text is not None and not is_blocked(found):
            resolution = resolve(document.value, text.text)
            made = document.value, resolution, vocabulary, today, "", source.annotators
            article = ResolvedArticle(*made)
            found += run(_REFERENCE, article)
    if source.annotators or source.decisions.exists:
        own, adjudication = _check_passes(source, article, vocabulary, today)
        found += own
    if article is not None:
        found = _apply_waivers(found, article)
    locator = _Locator(source)
    located = (locator.finding(rule, spot) for rule, spot in found)
    findings = tuple(sorted(apply_baseline(located, vocabulary.baseline)))
    return CheckResult(source.id, findings, article, adjudication)


def annotation_file(document: Document, schema: Schema, id: str, link: str) -> AnnotationFile:
    """What the rules about bytes and schema look at."""
    form = None if document.problems else schema.canonical_form(document)
    return AnnotationFile(document, form, schema, id, link)


def is_blocked(found: Iterable[Found]) -> bool:
    """Whether a file cannot be read, does not fit its schema, or is about another capture."""
    return any(
        rule is capture.text_changed
        or (rule.layer == "reading" and rule.id not in ("not-canonical", "unknown-schema"))
        for rule, _ in found
    )


def check_file(
    file: SourceFile, schema: Schema, id: str, kind: str
) -> tuple[Document | None, list[Found]]:
    """A pass, file of decisions or audit, and what the rules about bytes and schema find in it."""
    if file.document is None:
        irregular = ArticleFiles(id, Irregular(file.problem or ""), None)
        return None, list(run([listing.not_a_regular_file], irregular))
    subject = annotation_file(file.document, schema, id, LINKS[kind])
    return file.document, list(run(_READING, subject))


def _capture_file(file: SourceFile, document: Document | None) -> CaptureFile | None:
    if not isinstance(file.data, bytes):
        return None
    value = document.value if document is not None else None
    expected = value.get("text_sha256") if isinstance(value, dict) else None
    return CaptureFile(file.data, file.text, expected if isinstance(expected, str) else None)


def _apply_waivers(found: list[Found], article: ResolvedArticle) -> list[Found]:
    """The findings that are not waived, and findings about the waivers of a reference."""
    before = frozenset(rule.id for rule, _ in found) | _LATER
    bad: Iterable[Found] = ()
    if not article.annotator:  # a pass is not edited, whatever became of the rules that it waives
        bad = run([provenance.bad_waiver], AppliedWaivers(article.annotation, before))
    return [*(f for f in found if not is_waived(article.annotation, f[0])), *bad]


def is_waived(annotation: Any, rule: Rule) -> bool:
    """Whether an annotation waives a rule and gives a reason. An error cannot be waived."""
    reasons = annotation.get("waive", {}) if isinstance(annotation, dict) else {}
    return rule.severity is not Severity.ERROR and bool(str(reasons.get(rule.id, "")).strip())


def _check_passes(
    source: SourceArticle, article: ResolvedArticle | None, vocabulary: Vocabulary, today: date
) -> tuple[list[Found], Passes | None]:
    """Findings about the passes and decisions, and all of them together if each can be read."""
    found: list[Found] = []
    made: dict[str, Annotated] = {}
    for annotator, file in source.passes.items():
        document, own = check_file(file, vocabulary.schema, source.id, "pass")
        text = _capture_file(source.capture, document)
        if document is not None and text is not None and text.text is not None:
            own += run([capture.text_changed], text)
            if not is_blocked(own):
                resolution = resolve(document.value, text.text)
                pass_ = ResolvedArticle(document.value, resolution, vocabulary, today, annotator)
                made[annotator] = Annotated(document.value, resolution)
                own = _apply_waivers([*own, *run(_PASS, pass_)], pass_)
        found += _placed_in(annotator, own)
    decisions, readable = None, True
    if source.decisions.exists:
        document, own = check_file(source.decisions, vocabulary.decisions, source.id, "decisions")
        readable = document is not None and not is_blocked(own)
        decisions = document.value if document is not None and readable else None
        found += _placed_in("decisions", own)
    if article is None or len(made) < len(source.passes) or not readable:
        return found, None
    reference = Annotated(article.annotation, article.resolution)
    passes = Passes(reference, made, decisions, vocabulary)
    return found + list(run(_PASSES, passes)), passes


def _placed_in(name: str, found: Iterable[Found]) -> Iterator[Found]:
    """Findings about a pass or the decisions, placed in that file. Its capture is the article's."""
    for rule, spot in found:
        where: Any = spot.where
        yield (
            rule,
            spot if isinstance(where, InCapture) else replace(spot, where=InOther(name, where)),
        )


def unreadable(file: SourceFile) -> list[Finding]:
    """Why a file cannot be rewritten without a loss; nothing if it can."""
    document = file.document
    if document is None:
        spot = Spot((), f"the file cannot be read: {file.problem}", "Put a regular file there")
        return [finding_at(file.path, listing.not_a_regular_file, spot)]
    return [
        finding_at(
            file.path,
            CATALOGUE[problem.rule],
            Spot((), problem.found, problem.remedy),
            document.line_and_column(problem.offset),
        )
        for problem in document.losses
    ]
