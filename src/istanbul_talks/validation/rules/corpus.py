"""Rules about the corpus as a whole: what no single file shows."""

from collections import Counter
from collections.abc import Iterator

from ...files.source_article import capture_path
from ...text import edtf
from ...text.similarity import SAME_TEXT
from ...text.visible import visible
from ..baseline import can_be_set_aside
from ..catalogue import CATALOGUE
from ..corpus_summary import CorpusSummary
from ..finding import Spot

_BASELINE = "schema/baseline.jsonl"


def duplicate_text(summary: CorpusSummary) -> Iterator[Spot]:
    for id, original in summary.copies:
        message = f"the capture is identical to that of “{original}”"
        yield Spot((), message, file=capture_path(id))
    for id, other, likeness in summary.near_duplicates:
        if likeness >= SAME_TEXT:
            share = f"{likeness:.0%} of the five-word sequences"
            message = f"the text is nearly that of “{other}” ({share})"
            yield Spot((), message, file=capture_path(id))


def near_duplicate(summary: CorpusSummary) -> Iterator[Spot]:
    for id, other, likeness in summary.near_duplicates:
        if likeness < SAME_TEXT:
            message = f"{likeness:.0%} of the five-word sequences are also in “{other}”"
            yield Spot((), message, file=capture_path(id))


def too_few_double(summary: CorpusSummary) -> Iterator[Spot]:
    wanted = summary.vocabulary.dataset["double_annotated"]
    if summary.articles and 100 * summary.double < wanted * summary.articles:
        share = f"{summary.double} of {summary.articles} released articles have two passes"
        yield Spot((), f"{share}; {wanted} % are promised", file="schema/dataset.json")


def removed_id(summary: CorpusSummary) -> Iterator[Spot]:
    ledger = summary.vocabulary.ledger
    absent = summary.absent(ledger)
    for id, entry in ledger.items():
        if id in absent and "retired" not in entry:
            message = f"“{id}”, released in {entry['since']}, is missing or has no annotation"
            yield Spot((), message, file="schema/ledger.jsonl")


def partial_auditor(summary: CorpusSummary) -> Iterator[Spot]:
    for path, audit in summary.audits:
        articles = {item["article"] for item in audit["items"]}
        for article in sorted(articles - summary.absent(articles)):
            if audit["by"] in summary.annotators(article, audit["date"]):
                took = f"“{audit['by']}” took part in annotating {article} by {audit['date']}"
                yield Spot((), took, file=path)
                break


def bad_audit(summary: CorpusSummary) -> Iterator[Spot]:
    for path, audit in summary.audits:
        known = summary.vocabulary.annotators.get(audit["by"])
        if known is None or known["kind"] != audit["kind"]:
            message = f"“{audit['by']}” is not a {audit['kind']} in schema/annotators.json"
            yield Spot((), message, "Add the auditor there, or correct the kind", path)
        if not edtf.is_day(audit["date"]):
            message = f"“{visible(audit['date'])}” is not a day"
            yield Spot((), message, "Write the day of the audit as 2026-11-22", path)
        if path.rpartition("/")[2] != f"seed-{audit['seed']}.json":
            fix = f"Rename the file to seed-{audit['seed']}.json; an audit must not be copied"
            yield Spot((), f"the seed is {audit['seed']}", fix, path)
        absent = summary.absent(item["article"] for item in audit["items"])
        items = Counter((item["layer"], item["article"], item["item"]) for item in audit["items"])
        for (layer, article, name), times in items.items():
            if times > 1:
                message = f"the {layer} “{visible(name)}” of {article} is listed {times} times"
                yield Spot((), message, "Keep one of them", path)
            elif article in absent and article not in summary.vocabulary.ledger:
                yield Spot(
                    (), f"there is no article “{article}”", "Restore the item as it was drawn", path
                )


def verdict_without_note(summary: CorpusSummary) -> Iterator[Spot]:
    for path, audit in summary.audits:
        waiting = sum(item["verdict"] is None for item in audit["items"])
        if waiting:
            fix = 'Add to each: "verdict": "right", "wrong" or "unsure"'
            yield Spot((), f"{waiting} of {len(audit['items'])} items have no verdict", fix, path)
        for i, item in enumerate(audit["items"], start=1):
            what = f"{item['layer']} “{visible(item['item'])}” of {item['article']}"
            if item["verdict"] in ("wrong", "unsure") and not (item["note"] or "").strip():
                message = f"item {i}, {what}, is marked {item['verdict']} but has no note"
                yield Spot((), message, 'Say what is wrong: "note": "…"', path)


def untidy_registry(summary: CorpusSummary) -> Iterator[Spot]:
    for path, found in summary.vocabulary.untidy.items():
        yield Spot((), found, file=path)


def bad_baseline(summary: CorpusSummary) -> Iterator[Spot]:
    for name, path, found in summary.vocabulary.baseline:
        if name not in CATALOGUE:
            yield Spot((), f"there is no rule “{visible(name)}”", "Remove the entry", _BASELINE)
        elif not can_be_set_aside(CATALOGUE[name]):
            message = f"“{name}” cannot be set aside"
            yield Spot((), message, "Remove the entry, and fix what the rule finds", _BASELINE)
        elif (name, path, found) not in summary.known and summary.was_checked(path):
            message = f"“{name}” no longer finds “{visible(found)}” in {visible(path)}"
            yield Spot((), message, "Remove the entry", _BASELINE)
