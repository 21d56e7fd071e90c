"""Audits of the reference: a random sample for a reviewer, and error rates with intervals."""

import hashlib
import heapq
import json
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ..model.items import Item
from ..text.visible import visible

LAYERS = ("article", "mention", "claim", "stance", "passage")
SCHEMA_LINK = "../../schema/audit.schema.json"
_LABELS: Mapping[str, tuple[str, ...]] = {
    "article": ("genre", "published", "basis", "certainty", "event"),
    "mention": ("entity", "name", "entity_type"),
    "claim": ("entity", "name", "cue", "attribution", "claim_type", "epistemic", "checkworthy"),
    "stance": ("entity", "name", "target", "stance_label", "expression", "certainty", "condition"),
}
_MAX_WORDS = 1000  # characters of a quote in the audit file
_PASSAGE = "a paragraph by its ends: right if no mention, claim or stance is missing in it"
_Z = 1.959963984540054  # the 97.5th percentile of the normal distribution


class Result(NamedTuple):
    """What audits found in a layer: counts of verdicts, and the error rate with a 95 % interval."""

    layer: str
    judged: int
    wrong: int
    unsure: int
    rate: float
    low: float
    high: float


class Sample:
    """Draws up to `size` items of each layer, uniformly and without replacement.

    It takes those with the smallest hashes, so their order does not matter.
    """

    def __init__(self, seed: int, size: int) -> None:
        self.seed, self.size = seed, size
        self.population: Counter[str] = Counter()
        self._heaps = defaultdict[str, list[tuple[int, str, dict[str, Any]]]](list)

    def add(self, article: str, reference: Iterable[Item], text: str) -> None:
        """Add an article's items and the paragraphs of its text to the population."""
        for item in reference:
            labels = {name: item[name] for name in _LABELS[item["layer"]]}
            shown = (f"{name} {json.dumps(v, ensure_ascii=False)}" for name, v in labels.items())
            words = [span["text"] for span in item["spans"]]
            self._offer(item["layer"], article, item["id"], ", ".join(shown), words)
        for number, paragraph in enumerate(filter(str.strip, text.split("\n")), start=1):
            words = paragraph.split()
            ends = [paragraph] if len(words) <= 16 else [" ".join(words[:8]), " ".join(words[-8:])]
            self._offer("passage", article, f"paragraph-{number}", _PASSAGE, ends)

    def _offer(self, layer: str, article: str, id: str, shown: str, words: list[str]) -> None:
        self.population[layer] += 1
        key = hashlib.sha256(f"{self.seed}\n{layer}\n{article}\n{id}".encode()).digest()
        head = {"layer": layer, "article": article, "item": id, "shown": shown}
        quotes = [visible(text, _MAX_WORDS) for text in words]
        drawn = {**head, "words": quotes, "verdict": None, "note": None}
        heapq.heappush(self._heaps[layer], (-int.from_bytes(key), id, drawn))
        if len(self._heaps[layer]) > self.size:
            heapq.heappop(self._heaps[layer])

    def sheet(
        self, auditor: Mapping[str, str], today: str, guidelines: str, version: str
    ) -> dict[str, Any]:
        """The sample as an audit file without verdicts; each layer in article order."""
        items = [item for heap in self._heaps.values() for _, _, item in heap]
        items.sort(key=lambda item: (LAYERS.index(item["layer"]), item["article"], item["item"]))
        by = {"by": auditor["id"], "kind": auditor["kind"], "date": today}
        of = {"guidelines": guidelines, "version": version}
        draw = {"seed": self.seed, "sample": self.size, "population": dict(self.population)}
        return {"$schema": SCHEMA_LINK, **by, **of, **draw, "note": None, "items": items}


def results(audits: Iterable[Mapping[str, Any]]) -> list[Result]:
    """Verdicts of all audits by layer. Open ones do not count; unsure counts as not wrong."""
    count = Counter((item["layer"], item["verdict"]) for audit in audits for item in audit["items"])
    found = []
    for layer in LAYERS:
        right, wrong, unsure = (count[layer, verdict] for verdict in ("right", "wrong", "unsure"))
        if judged := right + wrong + unsure:
            bounds = wilson(wrong, judged)
            found.append(Result(layer, judged, wrong, unsure, wrong / judged, *bounds))
    return found


def wilson(count: int, of: int) -> tuple[float, float]:
    """95 % score interval of a share (Wilson 1927; Newcombe 1998, method 3).

    Without continuity correction. ValueError if `of` is 0.
    """
    if of < 1:
        raise ValueError("a share of nothing has no interval")
    share, z = count / of, _Z * _Z
    middle = (share + z / (2 * of)) / (1 + z / of)
    half = _Z * math.sqrt(share * (1 - share) / of + z / (4 * of * of)) / (1 + z / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def lines(audits: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The results of audits as lines of text."""
    yield f"{'layer':<10} {'judged':>6} {'wrong':>6} {'unsure':>6} {'rate':>7}  95 % interval"
    for r in results(audits):
        counts = f"{r.layer:<10} {r.judged:>6} {r.wrong:>6} {r.unsure:>6}"
        yield f"{counts} {r.rate:>7.1%}  {r.low:.1%} to {r.high:.1%}"
    open_ = sum(item["verdict"] is None for audit in audits for item in audit["items"])
    if open_:
        yield f"{open_} {'item has' if open_ == 1 else 'items have'} no verdict yet"
