"""An annotation as items: the article, each mention, claim and stance by itself, with spans in the raw capture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from ..files.strict_json import Pointer
from ..text.anchoring import Anchor
from .columns import Segment
from .records import CaptureSpan, PassItem
from .resolve import Resolution, holder_id, stance_id


def items(
    annotation: Mapping[str, Any],
    resolution: Resolution,
    annotator: str,
    text: Sequence[Segment] = (),
) -> list[PassItem]:
    """An annotation, all of whose quotes were found, as items. `text`: the parts of the published text, for offsets into it."""
    act = next(
        (act for act in annotation["provenance"] if act["by"] == annotator),
        annotation["provenance"][0],
    )
    maker = _Maker((annotator, act["kind"], act["guidelines"]), annotation, resolution, tuple(text))
    return [maker.article(), *maker.mentions(), *maker.claims(), *maker.stances()]


class _Maker(NamedTuple):
    head: tuple[str, str, str]
    annotation: Mapping[str, Any]
    resolution: Resolution
    text: tuple[Segment, ...]

    def make(
        self, layer: str, id: str, quotes: Iterable[list[CaptureSpan]], **columns: Any
    ) -> PassItem:
        found = list(quotes)
        start, end = _in_text(self.text, found[0]) if found else (None, None)
        annotator, kind, guidelines = self.head
        return PassItem(
            annotator,
            kind,
            guidelines,
            layer,
            id,
            tuple(chain.from_iterable(found)),
            start,
            end,
            **columns,
        )

    def span(self, start: int, end: int) -> list[CaptureSpan]:
        """A span of the body as spans of the capture: one for each part of the body that it touches."""
        found = []
        for part in self.resolution.segments:
            first, last = max(start, part.start), min(end, part.start + part.length)
            if first < last:
                shift = part.capture_start - part.start
                found.append(
                    CaptureSpan(
                        first + shift,
                        last + shift,
                        self.resolution.capture.text[first + shift : last + shift],
                    )
                )
        return found

    def quote(self, pointer: Pointer) -> list[CaptureSpan]:
        found = self.resolution.anchors[pointer]
        assert isinstance(found, Anchor), pointer
        if pointer[0] == "date":
            return [
                CaptureSpan(
                    found.start, found.end, self.resolution.capture.text[found.start : found.end]
                )
            ]
        return self.span(found.start, found.end)

    def words(self, record: Mapping[str, Any], key: str, pointer: Pointer) -> str | None:
        return (
            "\n\n".join(span.text for span in self.quote((*pointer, key)))
            if key in record
            else None
        )

    def name(self, holder: Any) -> str:
        if not isinstance(holder, str):
            return str(holder["other"])
        return next(
            (str(e["name"]) for e in self.annotation["entities"] if e["id"] == holder), holder
        )

    def article(self) -> PassItem:
        dating = self.annotation["date"]
        spans = [self.quote(("date", "evidence", i)) for i in range(len(dating["evidence"]))]
        known = {key: dating[key] for key in ("published", "basis", "certainty", "event")}
        return self.make(
            "article",
            self.annotation["article"],
            spans,
            genre=self.annotation["source"]["genre"],
            note=dating.get("note"),
            **known,
        )

    def mentions(self) -> Iterator[PassItem]:
        count: Counter[str] = Counter()
        for start, end, e, _ in self.resolution.mentions:
            entity = self.annotation["entities"][e]
            count[entity["id"]] += 1
            id = f"{entity['id']}-{count[entity['id']]}"
            yield self.make(
                "mention",
                id,
                [self.span(start, end)],
                entity=entity["id"],
                name=entity["name"],
                entity_type=entity["type"],
            )

    def claims(self) -> Iterator[PassItem]:
        for i, claim in enumerate(self.annotation["claims"]):
            voice = {
                "entity": holder_id(claim["claimer"]),
                "name": self.name(claim["claimer"]),
                "cue": self.words(claim, "cue", ("claims", i)),
            }
            labels = {
                "attribution": claim.get("attribution"),
                "claim_type": claim["type"],
                "note": claim.get("note"),
            }
            same = {key: claim[key] for key in ("epistemic", "checkworthy")}
            yield self.make(
                "claim",
                claim["id"],
                [self.quote(("claims", i, "quote"))],
                **voice,
                **labels,
                **same,
            )

    def stances(self) -> Iterator[PassItem]:
        for i, stance in enumerate(self.annotation["stance"]):
            spans = [
                self.quote(("stance", i, "evidence", j)) for j in range(len(stance["evidence"]))
            ]
            holder = {"entity": holder_id(stance["holder"]), "name": self.name(stance["holder"])}
            same = {key: stance[key] for key in ("target", "expression", "certainty")}
            condition = self.words(stance, "condition", ("stance", i))
            label = {
                "stance_label": stance["label"],
                "condition": condition,
                "note": stance.get("note"),
            }
            yield self.make("stance", stance_id(stance), spans, **holder, **same, **label)


def _in_text(text: tuple[Segment, ...], quote: list[CaptureSpan]) -> tuple[int | None, int | None]:
    """Where a quote stands in the published text; null where a part of it is not there."""
    for part in text:
        shift, stop = part.start - part.capture_start, part.capture_start + part.length
        if part.capture_start <= quote[0].start < stop:
            for last in text:
                if last.capture_start < quote[-1].end <= last.capture_start + last.length:
                    return quote[0].start + shift, quote[-1].end + last.start - last.capture_start
    return None, None
