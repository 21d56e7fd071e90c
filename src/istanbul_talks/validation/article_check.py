"""Checks of one article: every rule that can run on its files runs. Nothing raises for bad data."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, cast

from ..files.disk import Irregular
from ..files.source_article import SourceArticle, SourceFile
from ..files.strict_json import Document
from ..model.annotated import Annotated
from ..model.resolve import resolve
from ..model.schema import Schema
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Searchable
from . import subjects
from .baseline import apply_baseline
from .finding import Finding, InAnnotation, InCapture, InOther, KeyOf, Severity, Spot
from .rules import CATALOGUE, Rule, capture, listing, provenance

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
_REFERENCE = rules_of(*_OF_TEXT, "provenance", "registry")
_REFERENCE.remove(provenance.bad_waiver)  # it runs last
# A pass stays as it was made: guidelines move on, and its ids need not be those of the registry.
_PASS = [r for r in _REFERENCE if r.layer != "registry" and r is not provenance.outdated_guidelines]
# Whether a waiver of these has an effect is known only after all articles are read.
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


def _located(article: SourceArticle, capture: Searchable | None, found: Found) -> Finding:
    """The finding of a rule, in one of the article's files."""
    rule, spot = found
    if isinstance(spot.where, InCapture):
        return finding_at(article.capture.path, rule, spot, capture)
    file = article.annotation
    if isinstance(where := spot.where, InOther):
        file = article.decisions if where.file == "decisions" else article.passes[where.file]
        spot = replace(spot, where=where.pointer)
    return finding_at(file.path, rule, spot, file.document)


def finding_at(
    path: str, rule: Rule, spot: Spot, text: Document | Searchable | None = None
) -> Finding:
    """A finding about a file, at a line and column if its text is given."""
    place, where = (0, 0), cast(Any, spot.where)
    if text is not None and isinstance(where, InAnnotation | InCapture):
        place = text.line_and_column(where.offset)
    elif isinstance(text, Document):
        offset = text.key_offset(where.pointer) if isinstance(where, KeyOf) else text.offset(where)
        place = text.line_and_column(offset)
    return Finding(path, *place, rule.id, rule.severity, spot.message, spot.fix or rule.fix)


def check_article(
    source: SourceArticle, vocabulary: Vocabulary, today: date
) -> subjects.CheckResult:
    """Run every rule that can run on the files of an article."""
    files = subjects.ArticleFiles(source.id, source.annotation.data, source.capture.data)
    found = list(run(_FILES, files))
    document, article, adjudication = source.annotation.document, None, None
    text = _capture_file(source.capture, document)
    if text is not None:
        found += run(_CAPTURE, text)
    if document is not None:
        made = document, vocabulary.schema, source.id, LINKS["reference"]
        found += run(_READING, subjects.AnnotationFile(*made))
        if text is not None and text.text is not None and not is_blocked(found):
            read = document.value, resolve(document.value, text.text), vocabulary, today
            article = subjects.ResolvedArticle(*read, passes=source.annotators)
            found += run(_REFERENCE, article)
    if source.annotators or source.decisions.exists:
        own, adjudication = _check_passes(source, article, vocabulary, today)
        found += own
    if article is not None:
        found = _apply_waivers(found, article)
    # Finding a line is slow, so only what is shown is located.
    lines = Searchable(source.capture.text) if source.capture.text is not None else None
    located = (_located(source, lines, one) for one in found)
    findings = tuple(sorted(apply_baseline(located, vocabulary.baseline)))
    return subjects.CheckResult(source.id, findings, article, adjudication)


def is_blocked(found: Iterable[Found]) -> bool:
    """Whether a file cannot be read, does not fit its schema, or is about another capture."""
    rules = [rule for rule, _ in found if rule.id not in ("not-canonical", "unknown-schema")]
    return any(rule.layer == "reading" or rule is capture.text_changed for rule in rules)


def check_file(
    file: SourceFile, schema: Schema, id: str, kind: str
) -> tuple[Document | None, list[Found]]:
    """A pass, file of decisions or audit, and what the rules about bytes and schema find in it."""
    if file.document is None:
        irregular = subjects.ArticleFiles(id, Irregular(file.problem or ""), None)
        return None, list(run([listing.not_a_regular_file], irregular))
    subject = subjects.AnnotationFile(file.document, schema, id, LINKS[kind])
    return file.document, list(run(_READING, subject))


def _capture_file(file: SourceFile, document: Document | None) -> subjects.CaptureFile | None:
    if not isinstance(file.data, bytes):
        return None
    value = document.value if document is not None else None
    expected = value.get("text_sha256") if isinstance(value, dict) else None
    return subjects.CaptureFile(file.data, file.text, expected)


def _apply_waivers(found: list[Found], article: subjects.ResolvedArticle) -> list[Found]:
    """The findings that are not waived, and findings about the waivers of a reference."""
    before = frozenset(rule.id for rule, _ in found) | _LATER
    bad: Iterable[Found] = ()
    if not article.annotator:  # a pass is never edited, even if a rule that it waives has changed
        bad = run([provenance.bad_waiver], subjects.AppliedWaivers(article.annotation, before))
    return [*(f for f in found if not is_waived(article.annotation, f[0])), *bad]


def is_waived(annotation: Any, rule: Rule) -> bool:
    """Whether an annotation waives a rule and gives a reason. An error cannot be waived."""
    reasons = annotation.get("waive", {}) if isinstance(annotation, dict) else {}
    return rule.severity is not Severity.ERROR and bool(str(reasons.get(rule.id, "")).strip())


def _check_passes(
    source: SourceArticle,
    article: subjects.ResolvedArticle | None,
    vocabulary: Vocabulary,
    today: date,
) -> tuple[list[Found], subjects.Passes | None]:
    """Findings about the passes and decisions, and all of them together if each can be read."""
    found: list[Found] = []
    made: dict[str, Annotated] = {}
    for annotator, file in source.passes.items():
        document, own = check_file(file, vocabulary.schema, source.id, "pass")
        text = _capture_file(source.capture, document)
        if document is not None and text is not None and text.text is not None:
            own += run([capture.text_changed], text)
            if not is_blocked(own):
                read = Annotated(document.value, resolve(document.value, text.text))
                pass_ = subjects.ResolvedArticle(*read, vocabulary, today, annotator)
                made[annotator] = read
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
    passes = subjects.Passes(reference, made, decisions, vocabulary)
    return [*found, *run(_PASSES, passes)], passes


def _placed_in(name: str, found: Iterable[Found]) -> Iterator[Found]:
    """Findings about a pass or the decisions, placed in that file. Its capture is the article's."""
    for rule, spot in found:
        where: Any = spot.where
        own = isinstance(where, InCapture)
        yield rule, spot if own else replace(spot, where=InOther(name, where))


def unreadable(file: SourceFile) -> list[Finding]:
    """Why a file cannot be rewritten without loss; empty if it can."""
    document = file.document
    if document is None:
        spot = Spot((), f"the file cannot be read: {file.problem}", "Give the path of a file")
        return [finding_at(file.path, listing.not_a_regular_file, spot)]
    lost = [(p.rule, Spot(InAnnotation(p.offset), p.found, p.remedy)) for p in document.losses]
    return [finding_at(file.path, CATALOGUE[name], spot, document) for name, spot in lost]
