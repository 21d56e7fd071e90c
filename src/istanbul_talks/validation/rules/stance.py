"""Rules about stances."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from typing import Any

from ...model.article import stance_id
from ...text.anchoring import Place
from ...text.visible import visible
from ..finding import KeyOf, Spot
from ..subjects import ResolvedArticle, name_of

# It is tried only at marks; which one it is, the look back says.
QUOTED = re.compile(
    r"""[“"«‘] (?: (?<=“)[^“”\n]*” | (?<=")[^"\n]*" | (?<=«)[^«»\n]*»
    | (?<=‘)(?<!\w‘)[^‘\n]*?’(?!\w) )""",
    re.VERBOSE,
)
_CLOSE = 600  # code points: a long paragraph


def unknown_target(article: ResolvedArticle) -> Iterator[Spot]:
    for i, stance in enumerate(article.annotation["stance"]):
        if stance["target"] not in article.vocabulary.targets:
            hint = article.hint(stance["target"], article.vocabulary.targets)
            message = f"“{visible(stance['target'])}” is not in schema/targets.json{hint}"
            fix = f"Write one of: {', '.join(article.vocabulary.targets)}"
            yield Spot(("stance", i, "target"), message, fix)


def unknown_holder(article: ResolvedArticle) -> Iterator[Spot]:
    return article.unknown_entities("stance", "holder")


def unnamed_holder_not_in_text(article: ResolvedArticle) -> Iterator[Spot]:
    unnamed = [
        (layer, i, key, item[key]["other"])
        for layer, key in (("claims", "claimer"), ("stance", "holder"))
        for i, item in enumerate(article.annotation[layer])
        if isinstance(item[key], dict)
    ]
    absent = any(other not in article.body for *_, other in unnamed)
    body = article.body.casefold() if absent else article.body
    names = {e["name"].casefold(): e["id"] for e in article.entities} if unnamed else {}
    for layer, i, key, other in unnamed:
        if id := names.get(other.casefold()):
            message = f"“{visible(other)}” is an entity of this file"
            yield Spot((layer, i, key), message, f'Write: "{key}": "{id}"')
        elif body and other not in article.body and other.casefold() not in body:
            message = f"“{visible(other)}” is not in the body"
            yield Spot((layer, i, key, "other"), message, "Copy the article's own words for it")


def contradictory_stance(article: ResolvedArticle) -> Iterator[Spot]:
    rows: dict[str, str] = {}
    for i, stance in enumerate(article.annotation["stance"]):
        key = stance_id(stance)
        if key in rows:
            what = "above" if rows[key] == stance["label"] else f"above as {rows[key]}"
            yield Spot(("stance", i, "target"), f"“{visible(key)}” is already annotated {what}")
        rows.setdefault(key, stance["label"])


def stance_without_evidence(article: ResolvedArticle) -> Iterator[Spot]:
    for i, stance in enumerate(article.annotation["stance"]):
        if not stance["evidence"]:
            yield Spot(("stance", i, "evidence"), "the evidence is empty")


def holder_not_in_evidence(article: ResolvedArticle) -> Iterator[Spot]:
    for i, stance in enumerate(article.annotation["stance"]):
        holder, places = stance["holder"], article.evidence[i]
        named = _names(article, holder) if places and holder != "article" else None
        if named is not None and not any(_is_near(article.body, p, named) for p in places):
            message = f"“{visible(name_of(holder))}” is not named in the paragraphs of the evidence"
            yield Spot(("stance", i, "holder"), message)


def _names(article: ResolvedArticle, holder: Any) -> list[Place] | None:
    """Where the body names a holder, in order; None where another rule reports the holder."""
    if isinstance(holder, str):
        return article.mention_places.get(holder, []) if holder in article.entity_ids else None
    return article.places_of_words(holder["other"]) or None


def _is_near(text: str, place: Place, names: list[Place]) -> bool:
    """Whether one of the names, which are in order, is in the paragraph of a place."""
    at = bisect_left(names, place)
    return any(_same_paragraph(text, place, name) for name in names[max(0, at - 1) : at + 2])


def _same_paragraph(text: str, one: Place, other: Place) -> bool:
    first, last = sorted((one, other))
    return last.start - first.end < _CLOSE and "\n" not in text[first.end : last.start]


def implicit_and_certain(article: ResolvedArticle) -> Iterator[Spot]:
    for i, stance in enumerate(article.annotation["stance"]):
        if stance["expression"] == "implicit" and stance["certainty"] == "high":
            message = "the stance is implicit, but the certainty is high"
            yield Spot(("stance", i, "certainty"), message)


def author_stance_in_quotes(article: ResolvedArticle) -> Iterator[Spot]:
    stances = article.annotation["stance"]
    own = [i for i, s in enumerate(stances) if s["holder"] == "article" and article.evidence[i]]
    quoted = [match.span() for match in QUOTED.finditer(article.body)] if own else []
    for i in own:
        if all(_is_inside(place, quoted) for place in article.evidence[i]):
            yield Spot(("stance", i, "evidence", 0), "all the evidence is inside quotation marks")


def _is_inside(place: Place, quoted: list[tuple[int, int]]) -> bool:
    """Whether a place is in one of the quotations, which are in order and do not overlap."""
    at = bisect_right(quoted, (place.start, len(quoted) and quoted[-1][1])) - 1
    return at >= 0 and place.end <= quoted[at][1]


def opposed_targets(article: ResolvedArticle) -> Iterator[Spot]:
    favoured: dict[str, dict[str, int]] = {}
    for i, stance in enumerate(article.annotation["stance"]):
        if stance["label"] == "FAVOR" and "condition" not in stance:
            favoured.setdefault(stance_id(stance).rpartition("/")[0], {})[stance["target"]] = i
    for targets in favoured.values():
        for target, i in targets.items():
            for other in article.vocabulary.targets.get(target, {}).get("opposes", ()):
                if other in targets and targets[other] < i:
                    message = f"“{target}” opposes “{other}”, which the same holder favours"
                    yield Spot(("stance", i, "target"), message)


def no_party_stance(article: ResolvedArticle) -> Iterator[Spot]:
    parties = {e["id"] for e in article.entities if e["role"] in ("party", "leader", "negotiator")}
    holders = [stance["holder"] for stance in article.annotation["stance"]]
    if parties and not any(isinstance(h, str) and h in parties for h in holders):
        yield Spot(KeyOf(("stance",)), f"no party has a stance ({', '.join(sorted(parties))})")
