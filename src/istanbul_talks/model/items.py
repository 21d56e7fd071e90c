"""The records of an annotation as items: the article, each mention, claim and stance by itself.

Spans count in the raw capture, since another pass may select another body.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from .article import claims_of, mentions_of, place_of, stances_of
from .columns import Segment
from .records import CaptureSpan, PassItem
from .resolve import Resolution


def items(
    annotation: Mapping[str, Any],
    resolution: Resolution,
    annotator: str,
    text: Sequence[Segment] = (),
) -> list[PassItem]:
    """An annotation as items; every quote must have been found.

    `text`: the parts of the published text, for offsets into it.
    """
    acts = annotation["provenance"]
    act = next((act for act in acts if act["by"] == annotator), acts[0])
    maker = _Maker((annotator, act["kind"], act["guidelines"]), resolution, tuple(text))
    layers = (_article, _mentions, _claims, _stances)
    return [item for layer in layers for item in layer(annotation, maker)]


class _Maker(NamedTuple):
    act: tuple[str, str, str]
    resolution: Resolution
    text: tuple[Segment, ...]

    def item(
        self, layer: str, id: str, quotes: Sequence[list[CaptureSpan]], **columns: Any
    ) -> PassItem:
        start, end = _in_text(self.text, quotes[0]) if quotes else (None, None)
        spans = tuple(chain.from_iterable(quotes))
        return PassItem(*self.act, layer, id, spans, start, end, **columns)

    def words(self, start: int, end: int) -> CaptureSpan:
        return CaptureSpan(start, end, self.resolution.capture.text[start:end])

    def spans(self, quote: Any) -> list[CaptureSpan]:
        """A quote of the body in the capture: one span for each part of the body it touches."""
        found = []
        for part in self.resolution.segments:
            first, last = max(quote.start, part.start), min(quote.end, part.start + part.length)
            if first < last:
                shift = part.capture_start - part.start
                found.append(self.words(first + shift, last + shift))
        return found


def _article(annotation: Mapping[str, Any], maker: _Maker) -> Iterator[PassItem]:
    dating = annotation["date"]
    pointers = (p for p in maker.resolution.anchors if p[0] == "date")
    quotes = [[maker.words(*place_of(maker.resolution, *pointer))] for pointer in pointers]
    known = {key: dating[key] for key in ("published", "basis", "certainty", "event")}
    known |= {"genre": annotation["source"]["genre"], "note": dating.get("note")}
    yield maker.item("article", annotation["article"], quotes, **known)


def _mentions(annotation: Mapping[str, Any], maker: _Maker) -> Iterator[PassItem]:
    names = {entity["id"]: entity["name"] for entity in annotation["entities"]}
    for mention in mentions_of(annotation, maker.resolution):
        entity = {"entity": mention.entity, "name": names[mention.entity]}
        quotes = [maker.spans(mention)]
        yield maker.item("mention", mention.id, quotes, **entity, entity_type=mention.type)


def _claims(annotation: Mapping[str, Any], maker: _Maker) -> Iterator[PassItem]:
    for claim in claims_of(annotation, maker.resolution):
        voice = {"entity": claim.claimer, "name": claim.claimer_name, "cue": claim.cue}
        labels = _same(claim, "attribution epistemic checkworthy note")
        labels["claim_type"] = claim.type
        yield maker.item("claim", claim.id, [maker.spans(claim)], **voice, **labels)


def _stances(annotation: Mapping[str, Any], maker: _Maker) -> Iterator[PassItem]:
    for stance in stances_of(annotation, maker.resolution):
        quotes = [maker.spans(span) for span in stance.evidence]
        holder = {"entity": stance.holder, "name": stance.holder_name}
        labels = _same(stance, "target expression condition certainty note")
        labels["stance_label"] = stance.label
        yield maker.item("stance", stance.id, quotes, **holder, **labels)


def _same(record: Any, names: str) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names.split()}


def _in_text(text: tuple[Segment, ...], quote: list[CaptureSpan]) -> tuple[int | None, int | None]:
    """Where a quote is in the published text; null where a part of it is not in there."""
    first, last = quote[0].start, quote[-1].end - 1
    found = [
        part.start + offset - part.capture_start
        for offset in (first, last)
        for part in text
        if part.capture_start <= offset < part.capture_start + part.length
    ]
    return (found[0], found[1] + 1) if len(found) == 2 else (None, None)
