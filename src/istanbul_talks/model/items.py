"""An annotation as items: the article, and each mention, claim and stance.

Items are rows of the config `passes`, for few of them are read as records. Spans refer to the raw
capture, since another pass may select another body.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any

from ..text.anchoring import Place
from .article import Row, claims_of, mentions_of, place_of, stances_of
from .records import PassItem, Segment
from .resolve import Resolution

Item = Row
# Layer, id, the places of each quote in the capture, the columns of the layer.
_Parts = tuple[str, str, list[list[Place]], Item]
_NONE: Item = {field.name: None for field in fields(PassItem)}


def items(
    annotation: Mapping[str, Any],
    resolution: Resolution,
    annotator: str,
    text: Sequence[Segment] = (),
) -> list[Item]:
    """An annotation as items; every quote must have been found.

    `text`: the parts of the published text, for offsets into it.
    """
    acts, capture = annotation["provenance"], resolution.capture.text
    act = next((act for act in acts if act["by"] == annotator), acts[0])
    by = {"annotator": annotator, "kind": act["kind"], "guidelines": act["guidelines"]}
    blank, made = {**_NONE, **by}, []
    for layer, id, quotes, columns in _items(annotation, resolution):
        spans = [
            {"start": start, "end": end, "text": capture[start:end]}
            for quote in quotes
            for start, end in quote
        ]
        item = blank.copy()
        item.update(columns, layer=layer, id=id, spans=spans, differs=[])
        if quotes:
            item["start"], item["end"] = _in_text(text, quotes[0])
        made.append(item)
    return made


def _items(annotation: Mapping[str, Any], resolution: Resolution) -> Iterator[_Parts]:
    dating = annotation["date"]
    pointers = (pointer for pointer in resolution.anchors if pointer[0] == "date")
    evidence = [[place_of(resolution, *pointer)] for pointer in pointers]
    columns = {key: dating[key] for key in ("published", "basis", "certainty", "event")}
    columns |= {"genre": annotation["source"]["genre"], "note": dating.get("note")}
    yield "article", annotation["article"], evidence, columns

    def in_capture(quote: Mapping[str, Any]) -> list[Place]:
        return resolution.places_in_capture(quote["start"], quote["end"])

    names = {entity["id"]: entity["name"] for entity in annotation["entities"]}
    for m in mentions_of(annotation, resolution):
        columns = {"entity": m["entity"], "name": names[m["entity"]], "entity_type": m["type"]}
        yield "mention", m["id"], [in_capture(m)], columns
    for claim in claims_of(annotation, resolution):
        columns = _same(claim, "cue attribution epistemic checkworthy note")
        columns |= {"entity": claim["claimer"], "name": claim["claimer_name"]}
        columns["claim_type"] = claim["type"]
        yield "claim", claim["id"], [in_capture(claim)], columns
    for s in stances_of(annotation, resolution):
        columns = _same(s, "target expression condition certainty note")
        columns |= {"entity": s["holder"], "name": s["holder_name"], "stance_label": s["label"]}
        yield "stance", s["id"], [in_capture(span) for span in s["evidence"]], columns


def _same(row: Mapping[str, Any], names: str) -> dict[str, Any]:
    return {name: row[name] for name in names.split()}


def _in_text(text: Iterable[Segment], quote: list[Place]) -> tuple[int | None, int | None]:
    """Where a quote is in the published text; null if part of it is not in there."""
    first, last, start, end = quote[0].start, quote[-1].end - 1, None, None
    for part in text:
        shift = part.start - part.capture_start
        if part.start <= first + shift < part.start + part.length:
            start = first + shift
        if part.start <= last + shift < part.start + part.length:
            end = last + shift + 1
    return (None, None) if start is None or end is None else (start, end)
