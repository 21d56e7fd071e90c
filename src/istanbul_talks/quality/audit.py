"""An audit of the reference: items drawn at random for a reviewer who had no part in it, and the error rate with its interval."""

from __future__ import annotations

import hashlib
import heapq
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..model.records import PassItem
from ..text.visible import visible

LAYERS = ("article", "mention", "claim", "stance", "passage")
SCHEMA_LINK = "../../schema/audit.schema.json"
_SHOWN: Mapping[str, tuple[str, ...]] = {
    "article": ("genre", "published", "basis", "certainty", "event"),
    "mention": ("entity", "name", "entity_type"),
    "claim": ("entity", "name", "cue", "attribution", "claim_type", "epistemic", "checkworthy"),
    "stance": ("entity", "name", "target", "stance_label", "expression", "certainty", "condition"),
}
_LONGEST = 1000  # characters of words that a sheet shows
_Z = 1.959963984540054  # the 97.5th percentile of the normal distribution


class Result(NamedTuple):
    """What audits found in a layer: items judged, of these wrong and unsure, share of wrong ones with a 95 % interval."""

    layer: str
    judged: int
    wrong: int
    unsure: int
    rate: float
    low: float
    high: float


class Sample:
    """Draws up to `size` items a layer, uniformly and without replacement, from a stream; the same for any order of the stream.

    Items are taken in the order of a hash of seed, layer, article and id: those with the smallest are the sample.
    """

    def __init__(self, seed: int, size: int) -> None:
        self.seed, self.size = seed, size
        self.population: Counter[str] = Counter()
        self._heaps: dict[str, list[tuple[int, str, dict[str, Any]]]] = {
            layer: [] for layer in LAYERS
        }

    def add(self, article: str, reference: Iterable[PassItem], text: str) -> None:
        """Take an article's items and the paragraphs of its text into the draw."""
        for item in reference:
            labels = ", ".join(
                f"{name} {json.dumps(getattr(item, name), ensure_ascii=False)}"
                for name in _SHOWN[item.layer]
            )
            self._offer(
                item.layer,
                article,
                item.id,
                labels,
                [visible(span.text, _LONGEST) for span in item.spans],
            )
        for number, paragraph in enumerate(filter(str.strip, text.split("\n")), start=1):
            words = paragraph.split()
            ends = [paragraph] if len(words) <= 16 else [" ".join(words[:8]), " ".join(words[-8:])]
            ends = [visible(end, _LONGEST) for end in ends]
            self._offer(
                "passage",
                article,
                f"paragraph-{number}",
                "a paragraph from its first to its last words: right if no mention, claim or stance is missing in it",
                ends,
            )

    def _offer(self, layer: str, article: str, id: str, shown: str, words: list[str]) -> None:
        self.population[layer] += 1
        key = hashlib.sha256(f"{self.seed}\n{layer}\n{article}\n{id}".encode()).digest()
        drawn = {
            "layer": layer,
            "article": article,
            "item": id,
            "shown": shown,
            "words": words,
            "verdict": None,
            "note": None,
        }
        entry = (-int.from_bytes(key), id, drawn)
        heap = self._heaps[layer]
        if len(heap) < self.size:
            heapq.heappush(heap, entry)
        else:
            heapq.heappushpop(heap, entry)

    def sheet(
        self, by: str, kind: str, today: str, guidelines: str, version: str
    ) -> dict[str, Any]:
        """The sample as an audit file whose verdicts are still to be given; within a layer in the order of the articles."""
        items = [
            drawn
            for layer in LAYERS
            for drawn in sorted(
                (d for _, _, d in self._heaps[layer]), key=lambda d: (d["article"], d["item"])
            )
        ]
        head = {
            "$schema": SCHEMA_LINK,
            "by": by,
            "kind": kind,
            "date": today,
            "guidelines": guidelines,
            "version": version,
        }
        return {
            **head,
            "seed": self.seed,
            "sample": self.size,
            "population": dict(self.population),
            "note": None,
            "items": items,
        }


def results(audits: Iterable[Mapping[str, Any]]) -> list[Result]:
    """Verdicts of all audits by layer. What is still open is not counted; unsure counts as judged, and not as wrong."""
    count: dict[str, Counter[str]] = {layer: Counter() for layer in LAYERS}
    for audit in audits:
        for item in audit["items"]:
            if item["verdict"]:
                count[item["layer"]][item["verdict"]] += 1
    found = []
    for layer, verdicts in count.items():
        judged = verdicts.total()
        if judged:
            low, high = wilson(verdicts["wrong"], judged)
            found.append(
                Result(
                    layer,
                    judged,
                    verdicts["wrong"],
                    verdicts["unsure"],
                    verdicts["wrong"] / judged,
                    low,
                    high,
                )
            )
    return found


def wilson(count: int, of: int) -> tuple[float, float]:
    """95 % score interval of a share (Wilson 1927), without continuity correction: Newcombe 1998, method 3. ValueError if `of` is 0."""
    if of < 1:
        raise ValueError("a share of nothing has no interval")
    share, z = count / of, _Z * _Z
    middle = (share + z / (2 * of)) / (1 + z / of)
    half = _Z * math.sqrt(share * (1 - share) / of + z / (4 * of * of)) / (1 + z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def lines(audits: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The result of audits as lines of text."""
    yield f"{'layer':<10} {'judged':>6} {'wrong':>6} {'unsure':>6} {'rate':>7}  95 % interval"
    for r in results(audits):
        yield f"{r.layer:<10} {r.judged:>6} {r.wrong:>6} {r.unsure:>6} {r.rate:>7.1%}  {r.low:.1%} to {r.high:.1%}"
    open_ = sum(item["verdict"] is None for audit in audits for item in audit["items"])
    if open_:
        yield f"{open_} {'item has' if open_ == 1 else 'items have'} no verdict yet"
