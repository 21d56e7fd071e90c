"""A resolved annotation as the row that is published, and as records: article, layers, capture."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..text import edtf
from ..text.anchoring import Anchor, Place
from .records import Article, Capture
from .resolve import Resolution
from .rows import from_row

Row = dict[str, Any]  # its keys are in the order of the columns


def stance_id(stance: Mapping[str, Any]) -> str:
    """Holder and target; an unnamed holder by its words."""
    holder = stance["holder"]
    if not isinstance(holder, str):
        holder = "other-" + re.sub(r"\W+", "-", holder["other"].lower()).strip("-")
    return f"{holder}/{stance['target']}"


def article_of(annotation: Mapping[str, Any], resolution: Resolution) -> Article:
    """The published record of an annotation all of whose quotes were found."""
    return from_row(Article, row_of(annotation, resolution))


def row_of(annotation: Mapping[str, Any], resolution: Resolution) -> Row:
    """The row of `articles` for an annotation all of whose quotes were found."""
    text, acts = body_text(resolution), annotation["provenance"]
    quotes = _capture_words(resolution, "notes")
    remarks = zip(quotes, annotation.get("notes", ()), strict=True)
    waived = annotation.get("waive", {}).items()
    return {
        "id": annotation["article"],
        "text": text,
        **_source_columns(annotation["source"]),
        **_date_columns(annotation["date"]),
        "date_evidence": _capture_words(resolution, "date"),
        "date_note": annotation["date"].get("note"),
        **_pick(annotation["date"], "captured event"),
        "entities": [
            _pick(e, "id type name wikidata role", "note") for e in annotation["entities"]
        ],
        "mentions": mentions_of(annotation, resolution),
        "claims": claims_of(annotation, resolution),
        "stance": stances_of(annotation, resolution),
        "notes": [{"quote": quote, "note": note["note"]} for quote, note in remarks],
        "provenance": [_pick(act, "by kind did date guidelines", "note") for act in acts],
        "status": annotation["status"],
        "waived": [{"rule": rule, "reason": reason} for rule, reason in waived],
        "text_sha256": _sha256(text),
        "capture_sha256": _sha256(resolution.capture.text),
    }


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _pick(record: Mapping[str, Any], needed: str, optional: str = "") -> Row:
    found = {key: record[key] for key in needed.split()}
    return found | {key: record.get(key) for key in optional.split()}


def _source_columns(source: Mapping[str, Any]) -> Row:
    rights, external = source["rights"], source.get("external", {}).items()
    return {
        **_pick(source, "title publisher author url section genre language"),
        "rights_status": rights["status"],
        **{f"rights_{key}": rights.get(key) for key in ("holder", "license", "note")},
        "external": [{"field": field, "found": found} for field, found in external],
        "source_note": source.get("note"),
    }


def _date_columns(dating: Mapping[str, Any]) -> Row:
    day = edtf.parse(dating["published"]) if dating["published"] else None
    return {
        "published": dating["published"],
        "published_earliest": day and day.earliest.isoformat(),
        "published_latest": day and day.latest.isoformat(),
        "published_precision": day and day.precision,
        "date_basis": dating["basis"],
        "date_certainty": dating["certainty"],
    }


def capture_of(annotation: Mapping[str, Any], resolution: Resolution) -> Capture:
    """The published record of the raw capture, with the map from the text to it."""
    text = resolution.capture.text
    data, parts = text.encode(), tuple(resolution.segments)
    return Capture(annotation["article"], text, len(data), hashlib.sha256(data).hexdigest(), parts)


def body_text(resolution: Resolution) -> str:
    """The published text of an annotation whose body was found."""
    assert resolution.body is not None
    return resolution.body.text


def place_of(resolution: Resolution, *pointer: str | int) -> Place:
    """Where a quote was found: in the body, or in the capture for a quote searched there."""
    found = resolution.anchors[pointer]
    assert isinstance(found, Anchor), pointer
    return found.place


def _capture_words(resolution: Resolution, layer: str) -> list[str]:
    pointers = (pointer for pointer in resolution.anchors if pointer[0] == layer)
    return [resolution.capture.text[slice(*place_of(resolution, *p))] for p in pointers]


def mentions_of(annotation: Mapping[str, Any], resolution: Resolution) -> list[Row]:
    """The mentions in the order of the text, numbered by entity."""
    text, count, found = body_text(resolution), Counter[str](), []
    for start, end, index, _ in resolution.mentions:
        entity = annotation["entities"][index]
        id, kind, words = entity["id"], entity["type"], text[start:end]
        count[id] += 1
        own = {"id": f"{id}-{count[id]}", "entity": id, "type": kind, "start": start, "end": end}
        found.append(own | {"text": words, "undisputed": None})
    return found


def claims_of(annotation: Mapping[str, Any], resolution: Resolution) -> list[Row]:
    """The claims in the order of the file."""
    names, found = _names(annotation), []
    acts = annotation["provenance"]
    act = next((act for act in reversed(acts) if act["did"] == "enrich"), acts[-1])
    for i, claim in enumerate(annotation["claims"]):
        start, end, words = _span(resolution, "claims", i, "quote")
        cue_start, cue_end, cue = _span(resolution, "claims", i, "cue")
        claimer, name = _holder(names, claim["claimer"])
        count, by = range(len(claim.get("quoted", ()))), act if "standalone" in claim else {}
        found.append(
            {
                "id": claim["id"],
                "start": start,
                "end": end,
                "quote": words,
                "claimer": claimer,
                "claimer_name": name,
                "cue": cue,
                "cue_start": cue_start,
                "cue_end": cue_end,
                "attribution": claim.get("attribution"),
                "type": claim["type"],
                "epistemic": claim["epistemic"],
                "checkworthy": claim["checkworthy"],
                "note": claim.get("note"),
                "quoted": [_words(resolution, "claims", i, "quoted", j) for j in count],
                "standalone": claim.get("standalone"),
                "standalone_by": by.get("by"),
                "standalone_kind": by.get("kind"),
                "propositions": [
                    _pick(one, "id relation") for one in claim.get("propositions", ())
                ],
                "links": [_pick(one, "to relation") for one in claim.get("links", ())],
                "undisputed": None,
            }
        )
    return found


def stances_of(annotation: Mapping[str, Any], resolution: Resolution) -> list[Row]:
    """The stances in the order of the file."""
    names, found = _names(annotation), []
    for i, stance in enumerate(annotation["stance"]):
        holder, name = _holder(names, stance["holder"])
        start, end, condition = _span(resolution, "stance", i, "condition")
        quotes = range(len(stance["evidence"]))
        found.append(
            {
                "id": stance_id(stance),
                "holder": holder,
                "holder_name": name,
                "target": stance["target"],
                "label": stance["label"],
                "expression": stance["expression"],
                "certainty": stance["certainty"],
                "condition": condition,
                "condition_start": start,
                "condition_end": end,
                "evidence": [_words(resolution, "stance", i, "evidence", j) for j in quotes],
                "note": stance.get("note"),
                "claims": list(stance.get("claims", ())),
                "without_claim": stance.get("without_claim"),
                "undisputed": None,
            }
        )
    return found


def _names(annotation: Mapping[str, Any]) -> dict[str, str]:
    return {entity["id"]: entity["name"] for entity in annotation["entities"]}


def _holder(names: Mapping[str, str], holder: Any) -> tuple[str, str]:
    """A holder or claimer, and its name: an entity, “article”, or “other” with its words."""
    if isinstance(holder, str):
        return holder, names.get(holder, holder)
    return "other", holder["other"]


def _words(resolution: Resolution, *pointer: str | int) -> Row:
    """A quote of the body as a span."""
    start, end, words = _span(resolution, *pointer)
    return {"start": start, "end": end, "text": words}


def _span(
    resolution: Resolution, *pointer: str | int
) -> tuple[int, int, str] | tuple[None, None, None]:
    """Start, end and words of a quote of the body; None if there is no such quote."""
    found = resolution.anchors.get(pointer)
    if found is None:
        return None, None, None
    assert isinstance(found, Anchor), pointer
    return found.start, found.end, body_text(resolution)[found.start : found.end]
