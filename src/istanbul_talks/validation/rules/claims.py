"""Rules about claims."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

from ...text.anchoring import Place
from ...text.sentences import takes_full_stop
from ...text.visible import visible
from ..catalogue import words
from ..finding import Spot
from ..subjects import ResolvedArticle, mask, name_of

_ASKING = ("?", "？", "؟")
_CLOSING = " \n”\"»’')]"
_MARKS = '“”"„«»‘’'
_NUMBER, _DENIAL = words("number"), words("denial")
_FAR = 300  # code points between a cue and its claim
_NEAR = 1000  # code points around a claim in which a denial is looked for
_MOST = 0.9


def duplicate_claim(article: ResolvedArticle) -> Iterator[Spot]:
    ids: set[str] = set()
    said: dict[tuple[Place, str], str] = {}
    for i, claim, place in article.claims:
        if claim["id"] in ids:
            yield Spot(("claims", i, "id"), f"the id “{claim['id']}” is already used", "Change it")
        ids.add(claim["id"])
        first = said.setdefault((place, str(claim["claimer"])), claim["id"])
        if first != claim["id"]:
            message = f"claim “{first}” has the same quote and claimer"
            yield Spot(("claims", i, "quote"), message, "Remove one of the two")


def unknown_claimer(article: ResolvedArticle) -> Iterator[Spot]:
    return article.unknown_entities("claims", "claimer")


def attribution_mismatch(article: ResolvedArticle) -> Iterator[Spot]:
    for i, claim in enumerate(article.annotation["claims"]):
        own = claim["claimer"] == "article"
        key = next((key for key in ("attribution", "cue") if key in claim), None)
        if own and key:
            fix = "Remove the attribution and cue, or name the claimer"
            yield Spot(("claims", i, key), "the claimer is the article itself", fix)
        elif not own and "attribution" not in claim:
            message = "the claimer is not the article, but there is no attribution"
            fix = 'Add "attribution": "direct", "indirect" or "mixed"'
            yield Spot(("claims", i, "claimer"), message, fix)


def cue_far_from_claim(article: ResolvedArticle) -> Iterator[Spot]:
    for i, _, place in article.claims:
        if cue := article.place(("claims", i, "cue")):
            between = article.body[min(cue.end, place.end) : max(cue.start, place.start)]
            if "\n" in between or len(between) > _FAR:
                message = f"the cue is {len(between)} code points away from the claim"
                yield Spot(("claims", i, "cue"), message)


def direct_without_quotes(article: ResolvedArticle) -> Iterator[Spot]:
    for i, claim, place in article.claims:
        if (how := claim.get("attribution")) in ("direct", "mixed"):
            around = article.body[max(0, place.start - 2) : place.end + 2]
            if not any(mark in around for mark in _MARKS):
                message = f"the attribution is {how}, but no quotation mark is near"
                yield Spot(("claims", i, "attribution"), message)


def cue_in_quote(article: ResolvedArticle) -> Iterator[Spot]:
    for i, _, place in article.claims:
        cue = article.place(("claims", i, "cue"))
        if cue and cue.start < place.end and place.start < cue.end:
            words = visible(article.body[slice(*cue)])
            yield Spot(("claims", i, "quote"), f"the quote overlaps its cue, “{words}”")


def full_stop_in_quote(article: ResolvedArticle) -> Iterator[Spot]:
    for i, _, place in article.claims:
        if takes_full_stop(article.body, place):
            last = visible(article.body[max(place.start, place.end - 40) : place.end])
            message = f"the quote ends in the full stop of its sentence: “{last}”"
            yield Spot(("claims", i, "quote"), message)


def claims_out_of_order(article: ResolvedArticle) -> Iterator[Spot]:
    starts = [place.start for _, _, place in article.claims]
    lines = [] if starts == sorted(starts) else list(map(article.line_of_body, starts))
    if lines == sorted(lines):
        return
    kept = _longest_in_order(lines)
    for number, (i, claim, _) in enumerate(article.claims):
        if number not in kept:
            earlier = [other for other in kept if lines[other] <= lines[number]]
            last = article.claims[max(earlier)][1]["id"] if earlier else None
            where = f"after “{last}”" if last else "to the beginning"
            message = f"“{claim['id']}” is not in the order of the text"
            yield Spot(("claims", i, "id"), message, f"Move the claim {where}")


def _longest_in_order(lines: Sequence[int]) -> set[int]:
    """The indexes of the most lines that are in order, the first of several such choices."""
    ends: list[int] = []  # for each length, the index with the smallest line that ends one
    before: list[int | None] = []
    kept: int | None = None
    for index, line in enumerate(lines):
        length = bisect_right(ends, line, key=lines.__getitem__)
        before.append(ends[length - 1] if length else None)
        kept = index if length == len(ends) else kept
        ends[length : length + 1] = [index]
    found: set[int] = set()
    while kept is not None:
        found.add(kept)
        kept = before[kept]
    return found


def nested_claim(article: ResolvedArticle) -> Iterator[Spot]:
    outer: dict[str, tuple[Place, str]] = {}
    for i, claim, place in sorted(article.claims, key=lambda c: (c[2].start, -c[2].end)):
        around, id = outer.get(str(claim["claimer"]), (Place(-1, -1), ""))
        if place.end <= around.end and place != around:
            yield Spot(("claims", i, "quote"), f"the claim is inside “{id}”, by the same claimer")
        elif place.end > around.end:
            outer[str(claim["claimer"])] = (place, claim["id"])


def not_a_claim(article: ResolvedArticle) -> Iterator[Spot]:
    for i, _, place in article.claims:
        last = article.body[slice(*place)].rstrip(_CLOSING)[-1:]
        if last in _ASKING or article.body[place.end : place.end + 1] in _ASKING:
            yield Spot(("claims", i, "quote"), "the quote is a question")


def number_missing(article: ResolvedArticle) -> Iterator[Spot]:
    for i, claim, place in article.claims:
        if claim["type"] == "numerical" and not _NUMBER.search(article.body[slice(*place)]):
            message = "the type is numerical, but the quote contains no number"
            yield Spot(("claims", i, "type"), message)


def denial_without_cue(article: ResolvedArticle) -> Iterator[Spot]:
    for i, claim, place in article.claims:
        if claim["epistemic"].startswith("false"):
            first = max(0, place.start - _NEAR)
            start = article.body.rfind("\n", first, place.start) + 1 or first
            end = article.body.find("\n", place.end, place.end + _NEAR)
            if not _DENIAL.search(article.body, start, end if end >= 0 else place.end + _NEAR):
                message = f"epistemic is {claim['epistemic']}, but nothing nearby denies the claim"
                yield Spot(("claims", i, "epistemic"), message)


def opinion_checkworthy(article: ResolvedArticle) -> Iterator[Spot]:
    for i, claim in enumerate(article.annotation["claims"]):
        if claim["checkworthy"] and claim["type"] in ("position", "prediction"):
            message = f"a {claim['type']} cannot be checked against facts"
            yield Spot(("claims", i, "checkworthy"), message)


def claims_cover_too_much(article: ResolvedArticle) -> Iterator[Spot]:
    places, least = [place for _, _, place in article.claims], _MOST * len(article.body)
    if not article.body or sum(place.end - place.start for place in places) <= least:
        return
    covered = mask(len(article.body), places).count(1)
    if covered > least:
        yield Spot(("claims",), f"the claims cover {covered / len(article.body):.0%} of the body")


def attributed_without_cue(article: ResolvedArticle) -> Iterator[Spot]:
    for i, claim in enumerate(article.annotation["claims"]):
        if claim["claimer"] != "article" and "cue" not in claim:
            message = f"nothing attributes the claim to “{visible(name_of(claim['claimer']))}”"
            yield Spot(("claims", i), message)


def noun_as_claimer(article: ResolvedArticle) -> Iterator[Spot]:
    cues = list[str]()
    for i, claim in enumerate(article.annotation["claims"]):
        cue = article.place(("claims", i, "cue"))
        cues.append(article.body[slice(*cue)].casefold() if cue else "")
        if _is_noun(claim["claimer"], cues[-1]) and "note" not in claim:
            yield Spot(("claims", i, "claimer", "other"), _nobody(claim["claimer"], "the cue"))
    every = "\n".join(cues)
    for i, stance in enumerate(article.annotation["stance"]):
        if _is_noun(stance["holder"], every) and "note" not in stance:
            yield Spot(("stance", i, "holder", "other"), _nobody(stance["holder"], "a cue"))


def _is_noun(voice: Any, cues: str) -> bool:
    if not isinstance(voice, dict) or (other := voice["other"].casefold()) not in cues:
        return False
    return re.search(rf"(?<!\w){re.escape(other)}(?!\w)", cues) is not None


def _nobody(voice: Any, cue: str) -> str:
    return f"“{visible(voice['other'])}” is a word of {cue}: it names nobody"
