"""Rules about the corpus as a whole: what no single file shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ...text import edtf
from ...text.similarity import SAME_TEXT
from ...text.visible import visible
from ..baseline import can_be_set_aside
from ..catalogue import CATALOGUE, rule
from ..corpus_summary import CorpusSummary
from ..finding import InFile, Spot

_BASELINE = InFile("schema/baseline.jsonl")


def _capture(id: str) -> InFile:
    return InFile(f"corpus/{id}.txt")


@rule
def duplicate_text(summary: CorpusSummary) -> Iterator[Spot]:
    for id, original in summary.copies:
        yield Spot(
            _capture(id),
            f"the capture is identical to that of “{original}”",
            "Remove one of the two articles",
            id,
        )
    for id, other, likeness in summary.near_duplicates:
        if likeness >= SAME_TEXT:
            yield Spot(
                _capture(id),
                f"the text is nearly that of “{other}” ({likeness:.0%} of the five-word sequences)",
                "Remove one of the two articles",
                id,
            )


@rule
def near_duplicate(summary: CorpusSummary) -> Iterator[Spot]:
    for id, other, likeness in summary.near_duplicates:
        if likeness < SAME_TEXT:
            found = f"{likeness:.0%} of the five-word sequences are also in “{other}”"
            yield Spot(
                _capture(id),
                found,
                "Remove one of the two, or waive the rule and say how the texts are related",
                id,
            )


@rule
def too_few_double(summary: CorpusSummary) -> Iterator[Spot]:
    wanted = summary.vocabulary.dataset["double_annotated"]
    if summary.articles and 100 * summary.double < wanted * summary.articles:
        found = f"{summary.double} of {summary.articles} released articles have two passes; {wanted} % were promised"
        yield Spot(
            InFile("schema/dataset.json"),
            found,
            "Add passes under annotations/passes/, or lower “double_annotated”",
        )


@rule
def removed_id(summary: CorpusSummary) -> Iterator[Spot]:
    for id, entry in summary.vocabulary.ledger.items():
        if id not in summary.present and "retired" not in entry:
            found = f"“{id}”, released in {entry['since']}, is missing or has no annotation"
            yield Spot(
                InFile("schema/ledger.jsonl"),
                found,
                'Restore it, or add to its line: "retired": "the version and the reason"',
            )


@rule
def partial_auditor(summary: CorpusSummary) -> Iterator[Spot]:
    for path, audit in summary.audits:
        for article in sorted({item["article"] for item in audit["items"]} & summary.present):
            if audit["by"] in summary.annotators(article):
                yield Spot(
                    InFile(path),
                    f"“{audit['by']}” took part in annotating {article}",
                    "Let somebody else audit it",
                )
                break


@rule
def bad_audit(summary: CorpusSummary) -> Iterator[Spot]:
    for path, audit in summary.audits:
        known = summary.vocabulary.annotators.get(audit["by"])
        if known is None or known["kind"] != audit["kind"]:
            yield Spot(
                InFile(path),
                f"“{audit['by']}” is not a {audit['kind']} in schema/annotators.json",
                "Add the auditor there, or correct the kind",
            )
        if not edtf.is_day(audit["date"]):
            yield Spot(
                InFile(path),
                f"“{visible(audit['date'])}” is not a day",
                "Write the day of the audit as 2026-11-22",
            )
        if path.rpartition("/")[2] != f"seed-{audit['seed']}.json":
            yield Spot(
                InFile(path),
                f"the seed is {audit['seed']}",
                f"Rename the file to seed-{audit['seed']}.json; an audit must not be copied",
            )
        items = Counter((item["layer"], item["article"], item["item"]) for item in audit["items"])
        for (layer, article, name), times in items.items():
            if times > 1:
                yield Spot(
                    InFile(path),
                    f"the {layer} “{visible(name)}” of {article} is listed {times} times",
                    "Keep one of them",
                )
            elif article not in summary.present and article not in summary.vocabulary.ledger:
                yield Spot(
                    InFile(path),
                    f"there is no article “{article}”",
                    "Restore the item as it was drawn",
                )


@rule
def verdict_without_note(summary: CorpusSummary) -> Iterator[Spot]:
    for path, audit in summary.audits:
        waiting = sum(item["verdict"] is None for item in audit["items"])
        if waiting:
            found = f"{waiting} of {len(audit['items'])} items have no verdict"
            yield Spot(InFile(path), found, 'Add to each: "verdict": "right", "wrong" or "unsure"')
        for i, item in enumerate(audit["items"], start=1):
            what = f"{item['layer']} “{visible(item['item'])}” of {item['article']}"
            if item["verdict"] in ("wrong", "unsure") and not (item["note"] or "").strip():
                yield Spot(
                    InFile(path),
                    f"item {i}, {what}, is {item['verdict']} but has no note",
                    'Say what is wrong: "note": "…"',
                )


@rule
def bad_baseline(summary: CorpusSummary) -> Iterator[Spot]:
    for name, path, found in summary.vocabulary.baseline:
        if name not in CATALOGUE:
            yield Spot(_BASELINE, f"there is no rule “{visible(name)}”", "Remove the entry")
        elif not can_be_set_aside(CATALOGUE[name]):
            yield Spot(
                _BASELINE,
                f"“{name}” cannot be set aside",
                "Remove the entry, and fix what the rule finds",
            )
        elif (name, path, found) not in summary.known and summary.was_checked(path):
            yield Spot(
                _BASELINE,
                f"“{name}” no longer finds “{visible(found)}” in {visible(path)}",
                "Remove the entry",
            )
