"""Checks of one article: every rule that can run on its files runs. Nothing raises for bad data."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain, islice
from typing import Any

from ..files.json_reader import Pointer
from ..files.source_article import SourceArticle, SourceFile
from ..files.strict_json import Document
from ..model.additions import merged, pointer_in_additions
from ..model.annotated import Annotated
from ..model.item_names import item_name, json_pointer
from ..model.open_values import OpenValues
from ..model.resolve import resolve
from ..model.schema import Schema
from ..model.vocabulary import Vocabulary
from ..text.anchoring import Searchable
from . import subjects
from .baseline import apply_baseline
from .finding import Finding, KeyOf, Severity, Spot
from .rules import CATALOGUE, Rule, rules_of

MOST = 200  # findings of a rule in one file
LINKS = {
    "reference": "../schema/annotation.schema.json",
    "pass": "../../../schema/annotation.schema.json",
    "decisions": "../../schema/decisions.schema.json",
    "audit": "../../schema/audit.schema.json",
    "additions": "../../../schema/additions.schema.json",
    "addition decisions": "../../../schema/additions-decisions.schema.json",
}
Found = tuple[Rule, Spot]

NAMES = [CATALOGUE[id] for id in ("unknown-file", "bad-file-name", "placeholder-id", "stray-pass")]
_NOT_REGULAR, _WAIVERS = CATALOGUE["not-a-regular-file"], CATALOGUE["bad-waiver"]
_FILES = [rule for rule in rules_of("listing") if rule not in NAMES]
_READING, _CAPTURE, _PASSES = rules_of("reading"), rules_of("capture"), rules_of("passes")
_HARMLESS = ("not-canonical", "open-value", "unknown-schema", "hidden-character")
_BLOCKING = [rule for rule in _READING if rule.id not in _HARMLESS]
_OF_TEXT = ("anchoring", "body", "source", "dating", "entities", "claims", "stance", "additions")
_REFERENCE = rules_of(*_OF_TEXT, "provenance", "registry")
_REFERENCE.remove(_WAIVERS)  # it runs last
# A pass stays as it was made: guidelines move on, and its ids need not be those of the registry.
_LATER_GUIDELINES = ("outdated-guidelines", "noun-as-claimer")
_PASS = [r for r in _REFERENCE if r.layer != "registry" and r.id not in _LATER_GUIDELINES]
_ADDITION = rules_of("anchoring", "additions")
_TRACING = rules_of("tracing")
# Whether a waiver of these has an effect is known only after all articles are read.
_LATER = frozenset(rule.id for rule in rules_of("corpus"))


def run(rules: Iterable[Rule], subject: Any, path: str) -> Iterator[Found]:
    """What rules find in a subject, the file at `path`: at most 200 findings of each.

    One more says how many there are, or that it is at least another 200.
    """
    for rule in rules:
        spots = iter(rule.check(subject))
        if (first := next(spots, None)) is None:  # as most find nothing, this is all they take
            continue
        for spot in chain((first,), islice(spots, MOST - 1)):
            yield rule, replace(spot, file=spot.file or path)
        if rest := list(islice(spots, MOST)):
            more = f"{'at least ' if len(rest) == MOST else ''}{len(rest)} more findings"
            message = f"{more} of this rule in this file; the next one: {rest[0].message}"
            yield rule, replace(rest[0], file=rest[0].file or path, message=message)


def finding_at(rule: Rule, spot: Spot, text: Document | Searchable | None = None) -> Finding:
    """A finding about a file, at a line and column if its text is given."""
    place, where, pointer = (0, 0), spot.where, _pointer(spot)
    item = item_name(text.value, pointer) if isinstance(text, Document) else ""
    if isinstance(text, Document) and not isinstance(where, int):
        where = text.key_offset(where.pointer) if isinstance(where, KeyOf) else text.offset(where)
    if text is not None and isinstance(where, int):
        place = text.line_and_column(where)
    severity, fix = spot.severity or rule.severity, spot.fix or rule.fix
    named = item, json_pointer(pointer)
    return Finding(spot.file, *place, rule.id, severity, spot.message, fix, *named)


def _pointer(spot: Spot) -> Pointer:
    """The place of a spot in its file; empty where that is an offset."""
    where = spot.where.pointer if isinstance(spot.where, KeyOf) else spot.where
    return () if isinstance(where, int) else where


def check_article(
    source: SourceArticle, vocabulary: Vocabulary, today: date
) -> subjects.CheckResult:
    """Run every rule that can run on the files of an article."""
    path, text = source.annotation.path, source.capture.text
    found = list(run(_FILES, source, path))
    document, article, adjudication = source.annotation.document, None, None
    if isinstance(source.capture.data, bytes):
        found += run(_CAPTURE, source.capture, source.capture.path)
    if document is not None:
        own, values = check_file(source.annotation, vocabulary.schema, "reference", source)
        found += own
        if text is not None and not is_blocked(found):
            read = values.filled, resolve(values.filled, text), vocabulary, today
            article = subjects.ResolvedArticle(
                *read, passes=source.annotators, document=document, open=values.pointers
            )
            found += _check(_REFERENCE, article, values, path)
    if source.annotators or source.decisions.exists:
        own, adjudication = _check_passes(source, article, vocabulary, today)
        found += own
    added = None
    if source.adders:
        own, added = _check_additions(source, article, vocabulary)
        found += own
    if article is not None:
        found = _apply_waivers(found, article, path)
    others = source.annotation, source.decisions, *source.passes.values()
    others += source.addition_decisions, *source.additions.values()
    texts: dict[str, Document | Searchable | None] = {file.path: file.document for file in others}
    texts[source.capture.path] = Searchable(text) if text is not None else None
    # Finding a line is slow, so only what is shown is located.
    located = (finding_at(rule, spot, texts[spot.file]) for rule, spot in found)
    findings = tuple(sorted(apply_baseline(located, vocabulary.baseline)))
    return subjects.CheckResult(source, findings, article, adjudication, added)


def is_blocked(found: Iterable[Found]) -> bool:
    """Whether a file cannot be read, does not fit its schema, or is about another capture."""
    return any(rule in _BLOCKING for rule, _ in found)


def is_readable(source: SourceArticle, vocabulary: Vocabulary) -> bool:
    """Whether the annotation of an article, which has a capture, is not blocked."""
    if source.annotation.document is None:
        return False
    subject = subjects.AnnotationFile(
        source.annotation.document, vocabulary.schema, LINKS["reference"], source
    )
    return not any(run(_BLOCKING, subject, source.annotation.path))


def _check(
    rules: Sequence[Rule], article: subjects.ResolvedArticle, values: OpenValues, path: str
) -> Iterator[Found]:
    """What rules find in an annotation, whatever its open values will be.

    So what they find with some values and not with others is left out, and what they find in a
    place that is open.
    """
    if not values.pointers:
        yield from run(rules, article, path)
        return
    other = replace(article, annotation=values.other)
    always = {(rule.id, spot) for rule, spot in run(rules, other, path)}
    for rule, spot in run(rules, article, path):
        place = _pointer(spot)
        is_open = place and any(pointer[: len(place)] == place for pointer in values.pointers)
        if (rule.id, spot) in always and not is_open:
            yield rule, spot


def check_file(
    file: SourceFile, schema: Schema, kind: str, article: SourceArticle | None = None
) -> tuple[list[Found], OpenValues]:
    """What the rules about bytes and schema find in a JSON file of an article, or in an audit.

    Also the values of an annotation that are still open.
    """
    if file.document is None:
        spot = Spot((), f"the annotation is {file.problem}", file=file.path)
        return [(_NOT_REGULAR, spot)], OpenValues((), None, None)
    subject = subjects.AnnotationFile(file.document, schema, LINKS[kind], article)
    return list(run(_READING, subject, file.path)), subject.open


def _apply_waivers(found: list[Found], article: subjects.ResolvedArticle, path: str) -> list[Found]:
    """The findings that are not waived, and findings about the waivers of a reference."""
    before = frozenset(rule.id for rule, _ in found) | _LATER
    bad: Iterable[Found] = ()
    if not article.annotator:  # a pass is never edited, even if a rule that it waives has changed
        waivers = subjects.AppliedWaivers(article.annotation, before)
        bad = run([_WAIVERS], waivers, path)
    return [*(f for f in found if not is_waived(article.annotation, f[0])), *bad]


def is_waived(annotation: Any, rule: Rule) -> bool:
    """Whether an annotation waives a rule that can be waived, and gives a reason."""
    reasons = annotation.get("waive", {}) if isinstance(annotation, dict) else {}
    return rule.can_be_waived and bool(str(reasons.get(rule.id, "")).strip())


def _check_passes(
    source: SourceArticle,
    article: subjects.ResolvedArticle | None,
    vocabulary: Vocabulary,
    today: date,
) -> tuple[list[Found], subjects.Passes | None]:
    """Findings about the passes and decisions, and all of them together if each can be read."""
    found: list[Found] = []
    made: dict[str, Annotated] = {}
    known = article.resolution if article else None
    for annotator, file in source.passes.items():
        own, values = check_file(file, vocabulary.schema, "pass", source)
        if source.capture.text is not None and not is_blocked(own) and file.document is not None:
            read = Annotated(values.filled, resolve(values.filled, source.capture.text, known))
            known = known or read.resolution
            pass_ = subjects.ResolvedArticle(
                *read, vocabulary, today, annotator, document=file.document
            )
            if not values.pointers:
                made[annotator] = read
            own += _check(_PASS, pass_, values, file.path)
            own = _apply_waivers(own, pass_, file.path)
        found += own
    readable = True
    if source.decisions.exists:
        own, _ = check_file(source.decisions, vocabulary.decisions, "decisions", source)
        readable = source.decisions.document is not None and not is_blocked(own)
        found += own
    if article is None or article.open or len(made) < len(source.passes) or not readable:
        return found, None
    reference = Annotated(article.annotation, article.resolution)
    passes = subjects.Passes(reference, made, source.decisions.value, vocabulary, source)
    return [*found, *run(_PASSES, passes, source.decisions.path)], passes


def _check_additions(
    source: SourceArticle, article: subjects.ResolvedArticle | None, vocabulary: Vocabulary
) -> tuple[list[Found], subjects.Additions | None]:
    """Findings about what annotators added, and all of it together if each file can be read."""
    form, decided = vocabulary.additions, vocabulary.addition_decisions
    assert form is not None and decided is not None  # there is a folder of additions
    found: list[Found] = []
    made: dict[str, Any] = {}
    for annotator, file in source.additions.items():
        own, _ = check_file(file, form, "additions", source)
        if file.document is not None and not is_blocked(own):
            made[annotator] = file.value
            own += _check_addition(article, file) if article else ()
        found += own
    decisions, readable = source.addition_decisions, True
    if decisions.exists:
        own, _ = check_file(decisions, decided, "addition decisions", source)
        readable = decisions.document is not None and not is_blocked(own)
        found += own
    if article is None or article.open or len(made) < len(source.additions) or not readable:
        return found, None
    reference = Annotated(article.annotation, article.resolution)
    added = subjects.Additions(reference, made, decisions.value, vocabulary, source)
    return [*found, *run(_TRACING, added, decisions.path)], added


def _hint(rule: Rule) -> Severity | None:
    """How serious a finding in a file of additions is: it stays as it was made, like a pass."""
    return Severity.INFO if rule.severity is Severity.WARNING else None


def _check_addition(article: subjects.ResolvedArticle, file: SourceFile) -> Iterator[Found]:
    """What rules find in a file of additions, read as part of the reference."""
    annotation = merged(article.annotation, file.value)
    found = resolve(annotation, article.resolution.capture.text, article.resolution)
    own = replace(article, annotation=annotation, resolution=found, document=file.document)
    for rule, spot in run(_ADDITION, own, file.path):
        pointer = pointer_in_additions(annotation, _pointer(spot))
        if pointer is not None:
            where = KeyOf(pointer) if isinstance(spot.where, KeyOf) else pointer
            yield rule, replace(spot, where=where, severity=_hint(rule))


def unreadable(file: SourceFile) -> list[Finding]:
    """Why a file cannot be rewritten without loss; empty if it can."""
    if (document := file.document) is None:
        message = f"the file cannot be read: {file.problem}"
        spot = Spot((), message, "Give the path of a file", file.path)
        return [finding_at(_NOT_REGULAR, spot)]
    lost = [(p.rule, Spot(p.offset, p.found, p.remedy, file.path)) for p in document.losses]
    return [finding_at(CATALOGUE[name], spot, document) for name, spot in lost]
