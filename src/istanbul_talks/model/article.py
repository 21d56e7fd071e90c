"""A resolved annotation as the records that are published: article, layers, capture."""

import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from ..text import edtf
from ..text.anchoring import Anchor, Place
from .records import (
    Act,
    Article,
    Capture,
    Claim,
    Entity,
    External,
    Mention,
    Remark,
    Span,
    Stance,
    Waiver,
)
from .resolve import Resolution


def stance_id(stance: Mapping[str, Any]) -> str:
    """Holder and target; an unnamed holder by its words."""
    holder = stance["holder"]
    if not isinstance(holder, str):
        holder = "other-" + re.sub(r"\W+", "-", holder["other"].lower()).strip("-")
    return f"{holder}/{stance['target']}"


def article_of(annotation: Mapping[str, Any], resolution: Resolution) -> Article:
    """The published record of an annotation all of whose quotes were found."""
    text, acts = body_text(resolution), annotation["provenance"]
    entities = (_pick(e, "id type name wikidata role", "note") for e in annotation["entities"])
    quotes = _capture_words(resolution, "notes")
    remarks = zip(quotes, annotation.get("notes", ()), strict=True)
    return Article(
        id=annotation["article"],
        text=text,
        **_source_columns(annotation["source"]),
        **_date_columns(annotation["date"]),
        date_evidence=_capture_words(resolution, "date"),
        entities=tuple(Entity(**entity) for entity in entities),
        mentions=mentions_of(annotation, resolution),
        claims=claims_of(annotation, resolution),
        stance=stances_of(annotation, resolution),
        notes=tuple(Remark(quote, note["note"]) for quote, note in remarks),
        provenance=tuple(Act(**_pick(a, "by kind did date guidelines", "note")) for a in acts),
        status=annotation["status"],
        waived=tuple(Waiver(*waiver) for waiver in annotation.get("waive", {}).items()),
        text_sha256=hashlib.sha256(text.encode()).hexdigest(),
        capture_sha256=hashlib.sha256(resolution.capture.text.encode()).hexdigest(),
    )


def _pick(record: Mapping[str, Any], needed: str, optional: str) -> dict[str, Any]:
    found = {key: record[key] for key in needed.split()}
    return found | {key: record.get(key) for key in optional.split()}


def _source_columns(source: Mapping[str, Any]) -> dict[str, Any]:
    rights = source["rights"]
    return {
        **_pick(source, "title publisher author url section genre language", ""),
        "rights_status": rights["status"],
        **{f"rights_{key}": rights.get(key) for key in ("holder", "license", "note")},
        "external": tuple(External(*item) for item in source.get("external", {}).items()),
        "source_note": source.get("note"),
    }


def _date_columns(dating: Mapping[str, Any]) -> dict[str, Any]:
    day = edtf.parse(dating["published"]) if dating["published"] else None
    parts = ("earliest", "latest", "precision")
    return {
        **_pick(dating, "published captured event", ""),
        **{f"published_{part}": getattr(day, part, None) for part in parts},
        "date_basis": dating["basis"],
        "date_certainty": dating["certainty"],
        "date_note": dating.get("note"),
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


def _capture_words(resolution: Resolution, layer: str) -> tuple[str, ...]:
    pointers = (pointer for pointer in resolution.anchors if pointer[0] == layer)
    return tuple(resolution.capture.text[slice(*place_of(resolution, *p))] for p in pointers)


def mentions_of(annotation: Mapping[str, Any], resolution: Resolution) -> tuple[Mention, ...]:
    """The mentions in the order of the text, numbered by entity."""
    text, count, found = body_text(resolution), Counter[str](), []
    for start, end, index, _ in resolution.mentions:
        entity = annotation["entities"][index]
        id, kind = entity["id"], entity["type"]
        count[id] += 1
        found.append(Mention(f"{id}-{count[id]}", id, kind, start, end, text[start:end]))
    return tuple(found)


def claims_of(annotation: Mapping[str, Any], resolution: Resolution) -> tuple[Claim, ...]:
    """The claims in the order of the file."""
    return tuple(
        Claim(
            id=claim["id"],
            **_span(resolution, "quote", "", "claims", i, "quote"),
            **_holder(annotation, claim, "claimer"),
            **_span(resolution, "cue", "cue_", "claims", i, "cue"),
            **_pick(claim, "type epistemic checkworthy", "attribution note"),
        )
        for i, claim in enumerate(annotation["claims"])
    )


def stances_of(annotation: Mapping[str, Any], resolution: Resolution) -> tuple[Stance, ...]:
    """The stances in the order of the file."""
    return tuple(
        Stance(
            id=stance_id(stance),
            **_holder(annotation, stance, "holder"),
            **_span(resolution, "condition", "condition_", "stance", i, "condition"),
            evidence=tuple(
                Span(**_span(resolution, "text", "", "stance", i, "evidence", j))
                for j in range(len(stance["evidence"]))
            ),
            **_pick(stance, "target label expression certainty", "note"),
        )
        for i, stance in enumerate(annotation["stance"])
    )


def _holder(annotation: Mapping[str, Any], record: Mapping[str, Any], key: str) -> dict[str, Any]:
    """The columns of a holder or claimer: an entity, “article”, or “other” with its words."""
    holder = record[key]
    if not isinstance(holder, str):
        return {key: "other", f"{key}_name": holder["other"]}
    names = (entity["name"] for entity in annotation["entities"] if entity["id"] == holder)
    return {key: holder, f"{key}_name": next(names, holder)}


def _span(resolution: Resolution, words: str, prefix: str, *pointer: str | int) -> dict[str, Any]:
    """The columns of a quote of the body: words, start, end; null if there is no quote."""
    names = words, f"{prefix}start", f"{prefix}end"
    if pointer not in resolution.anchors:
        return dict.fromkeys(names)
    place = place_of(resolution, *pointer)
    return dict(zip(names, (body_text(resolution)[slice(*place)], *place), strict=True))
