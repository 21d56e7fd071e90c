"""Rules about the whole corpus: what no single file shows. They look at what `Census` kept of each article."""

from __future__ import annotations

import hashlib
from array import array
from collections import Counter
from collections.abc import Callable, Container, Iterator
from functools import cached_property, lru_cache
from typing import Any

from ...model.vocabulary import Vocabulary
from ...text import edtf
from ...text.similarity import NEAR_DUPLICATE, SAME_TEXT
from ...text.visible import visible
from ..baseline import key_of, may_be_known
from ..catalogue import CATALOGUE, rule
from ..finding import InCapture, InFile, Severity, Spot
from ..near_duplicates import bands, candidates, shingles, similarity
from ..subjects import Checked


class Census:
    """What is kept of each article: a hash of its capture, a sketch of its text, whether it has two passes.

    Some 300 bytes an article, whatever its length. `body` gives the text of an article again, for the few that are compared;
    `annotators` who had a part in one. `full`: the articles whose rules run, where that is not all.
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        body: Callable[[str], str],
        annotators: Callable[[str], set[str]],
        full: Container[str] | None = None,
    ) -> None:
        self.full = full
        self.vocabulary = vocabulary
        self.body = body
        self.annotators = annotators
        self.captures: dict[bytes, str] = {}
        self.copies: list[tuple[str, str]] = []
        self.known: set[tuple[str, str, str]] = set()
        self.articles = self.double = 0
        self.present: set[str] = set()
        self.audits: list[tuple[str, Any]] = []
        self._order: list[str] = []
        self._sketches = array("Q")

    def add(self, checked: Checked) -> None:
        """Take note of an article."""
        self.known.update(
            key for f in checked.findings if (key := key_of(f)) in self.vocabulary.baseline
        )
        if checked.case is not None or any(f.severity is Severity.ERROR for f in checked.findings):
            self.present.add(checked.id)  # published, or told of by an error
        if checked.case is not None:
            self.keep(
                checked.id,
                checked.case.resolution.capture.text,
                checked.case.body,
                len(checked.case.passes),
            )

    def keep(self, id: str, capture: str, body: str, passes: int) -> None:
        """Take note of an article that can be read: its capture, its text and how many passes it has."""
        if id in self.vocabulary.ledger:  # what was never released is work in progress
            self.articles += 1
            self.double += passes > 1
        self.present.add(id)
        digest = hashlib.sha256(capture.encode()).digest()
        original = self.captures.setdefault(digest, id)
        sketch = bands(body)
        if original != id:
            self.copies.append((id, original))
        elif sketch:
            self._order.append(id)
            self._sketches += sketch

    def near(self, body: str) -> list[str]:
        """The articles of which a note was taken that are worth comparing with a text."""
        mine, size = set(bands(body)), len(bands("a"))
        return [
            id
            for i, id in enumerate(self._order)
            if mine.intersection(self._sketches[i * size : (i + 1) * size])
        ]

    def was_checked(self, path: str) -> bool:
        """Whether the rules ran on the article that a file belongs to."""
        return self.full is None or path.rpartition("/")[2].rpartition(".")[0] in self.full

    @cached_property
    def alike(self) -> list[tuple[str, str, float]]:
        """Articles whose text is nearly that of an earlier one, with the most alike of those and the similarity."""
        runs = lru_cache(maxsize=64)(lambda id: shingles(self.body(id)))
        found: dict[str, tuple[str, float]] = {}
        for one, other in candidates(self._sketches):
            first, second = sorted((self._order[one], self._order[other]))
            if (
                found.get(second, ("", 0.0))[1] < SAME_TEXT
            ):  # what is known as a copy need not be compared again
                likeness = similarity(runs(first), runs(second))
                if likeness >= NEAR_DUPLICATE and likeness > found.get(second, ("", 0.0))[1]:
                    found[second] = first, likeness
        return [(second, first, likeness) for second, (first, likeness) in sorted(found.items())]


@rule
def duplicate_text(census: Census) -> Iterator[Spot]:
    for id, original in census.copies:
        yield Spot(
            InCapture(0), f"the capture equals that of “{original}”", "Remove one of the two", id
        )
    for id, other, likeness in census.alike:
        if likeness >= SAME_TEXT:
            yield Spot(
                InCapture(0),
                f"the text is that of “{other}” ({likeness:.0%} of the five-word runs)",
                "Remove one of the two",
                id,
            )


@rule
def near_duplicate(census: Census) -> Iterator[Spot]:
    for id, other, likeness in census.alike:
        if likeness < SAME_TEXT:
            found = f"{likeness:.0%} of the five-word runs stand in “{other}” too"
            yield Spot(
                InCapture(0),
                found,
                "Remove one of the two, or waive the rule with what the texts have to do with each other",
                id,
            )


@rule
def too_few_double(census: Census) -> Iterator[Spot]:
    wanted = census.vocabulary.dataset["double_annotated"]
    if census.articles and 100 * census.double < wanted * census.articles:
        found = f"{census.double} of {census.articles} released articles have two passes; {wanted} % are promised"
        yield Spot(
            InFile("schema/dataset.json"),
            found,
            "Have more made in annotations/passes, or lower “double_annotated”",
        )


@rule
def removed_id(census: Census) -> Iterator[Spot]:
    for id, entry in census.vocabulary.ledger.items():
        if id not in census.present and "retired" not in entry:
            found = (
                f"“{id}”, released in {entry['since']}, is not in the corpus, or has no annotation"
            )
            yield Spot(
                InFile("schema/ledger.jsonl"),
                found,
                'Restore it, or add to its line: "retired": "version and reason"',
            )


@rule
def partial_auditor(census: Census) -> Iterator[Spot]:
    for path, audit in census.audits:
        for article in sorted({item["article"] for item in audit["items"]} & census.present):
            if audit["by"] in census.annotators(article):
                yield Spot(
                    InFile(path),
                    f"“{audit['by']}” had a part in {article}",
                    "Have somebody audit who had none",
                )
                break


@rule
def bad_audit(census: Census) -> Iterator[Spot]:
    for path, audit in census.audits:
        known = census.vocabulary.annotators.get(audit["by"])
        if known is None or known["kind"] != audit["kind"]:
            yield Spot(
                InFile(path),
                f"“{audit['by']}” is no {audit['kind']} of schema/annotators.json",
                "Add the auditor there, or correct the kind",
            )
        if not edtf.is_day(audit["date"]):
            yield Spot(
                InFile(path),
                f"“{visible(audit['date'])}” is no day",
                "Write the day of the audit: 2026-11-22",
            )
        if path.rpartition("/")[2] != f"seed-{audit['seed']}.json":
            yield Spot(
                InFile(path),
                f"the seed is {audit['seed']}",
                f"Name the file seed-{audit['seed']}.json; an audit is not copied",
            )
        items = Counter((item["layer"], item["article"], item["item"]) for item in audit["items"])
        for (layer, article, name), times in items.items():
            if times > 1:
                yield Spot(
                    InFile(path),
                    f"the {layer} “{visible(name)}” of {article} stands {times} times",
                    "Keep one",
                )
            elif article not in census.present and article not in census.vocabulary.ledger:
                yield Spot(
                    InFile(path),
                    f"there is no article “{article}”",
                    "Restore the item as the draw wrote it",
                )


@rule
def verdict_without_note(census: Census) -> Iterator[Spot]:
    for path, audit in census.audits:
        waiting = sum(item["verdict"] is None for item in audit["items"])
        if waiting:
            found = f"{waiting} of {len(audit['items'])} items have no verdict"
            yield Spot(
                InFile(path), found, 'Write for each: "verdict": "right", "wrong" or "unsure"'
            )
        for i, item in enumerate(audit["items"], start=1):
            what = f"{item['layer']} “{visible(item['item'])}” of {item['article']}"
            if item["verdict"] in ("wrong", "unsure") and not (item["note"] or "").strip():
                yield Spot(
                    InFile(path),
                    f"item {i}, {what}, is {item['verdict']} without a note",
                    'Say what is wrong: "note": "…"',
                )


@rule
def bad_baseline(census: Census) -> Iterator[Spot]:
    for name, path, found in census.vocabulary.baseline:
        if name not in CATALOGUE:
            yield Spot(
                InFile("schema/baseline.jsonl"),
                f"there is no rule “{visible(name)}”",
                "Remove the entry",
            )
        elif not may_be_known(CATALOGUE[name]):
            yield Spot(
                InFile("schema/baseline.jsonl"),
                f"“{name}” holds for every file, old or new",
                "Remove the entry and mend what it finds",
            )
        elif (name, path, found) not in census.known and census.was_checked(path):
            yield Spot(
                InFile("schema/baseline.jsonl"),
                f"“{name}” no longer finds “{visible(found)}” in {visible(path)}",
                "Remove the entry",
            )
