"""Rules about what is added to claims and stances, in the annotation or in files of additions."""

import calendar
import re
from bisect import bisect_right
from collections.abc import Container, Iterator, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from ...model.additions import CLAIM_FIELDS, inline_values
from ...model.resolve import quote_of
from ...text import edtf
from ...text.anchoring import Place
from ...text.sentences import sentences
from ...text.visible import did_you_mean, visible
from ...text.words import words as words_of
from ..finding import Spot
from ..subjects import ResolvedArticle, name_of
from .stance import QUOTED

_NUMBER, _WORD, _END = re.compile(r"\d+(?:[.,]\d+)*"), re.compile(r"\w+"), re.compile(r"[.!?:]\W*")
_BEFORE, _AFTER = re.compile(r"\d[.,]?\Z"), re.compile(r"[.,]?\d")  # where a number goes on
_NEAR = timedelta(days=7)  # a day named in an article is that near to its date or to the talks


def _quoted(article: ResolvedArticle) -> Iterator[tuple[int, int, Mapping[str, Any], Place]]:
    """Index of the claim, of the words quoted in it, the claim, and their place."""
    for i, claim in enumerate(article.annotation["claims"]):
        for j in range(len(claim.get("quoted", ()))):
            if place := article.place(("claims", i, "quoted", j)):
                yield i, j, claim, place


def quoted_without_marks(article: ResolvedArticle) -> Iterator[Spot]:
    found = list(_quoted(article))
    marked = [match.span() for match in QUOTED.finditer(article.body)] if found else []
    for i, j, _, place in found:
        at = bisect_right(marked, (place.start, len(article.body))) - 1
        if at < 0 or place.end > marked[at][1]:
            words = visible(article.body[slice(*place)])
            yield Spot(("claims", i, "quoted", j), f"“{words}” is not in quotation marks")


def quoted_elsewhere(article: ResolvedArticle) -> Iterator[Spot]:
    ends: list[Place] | None = None
    for i, j, _, place in _quoted(article):
        own, cue = (article.place(("claims", i, key)) for key in ("quote", "cue"))
        if own and own.start <= place.start and place.end <= own.end:
            continue
        ends = list(sentences(article.body)) if ends is None else ends
        around = [s for s in ends if cue and s.start <= cue.start < s.end]
        if not any(one.start <= place.start and place.end <= one.end for one in around):
            words = visible(article.body[slice(*place)])
            message = f"“{words}” is neither in the claim nor in the sentence of its cue"
            yield Spot(("claims", i, "quoted", j), message)


def quoted_without_attribution(article: ResolvedArticle) -> Iterator[Spot]:
    for i, claim in enumerate(article.annotation["claims"]):
        if "quoted" in claim and claim.get("attribution") not in ("direct", "mixed"):
            how = claim.get("attribution", "left out")
            yield Spot(("claims", i, "quoted"), f"words are quoted, but the attribution is {how}")


def unknown_proposition(article: ResolvedArticle) -> Iterator[Spot]:
    known = article.vocabulary.propositions
    for i, claim in enumerate(article.annotation["claims"]):
        seen: set[str] = set()
        for j, one in enumerate(claim.get("propositions", ())):
            where = ("claims", i, "propositions", j, "id")
            if one["id"] not in known:
                hint = article.hint(one["id"], known)
                message = f"“{one['id']}” is not in schema/propositions.jsonl{hint}"
                yield Spot(where, message, "Correct the id, or add a line there")
            elif one["id"] in seen:
                yield Spot(where, f"“{one['id']}” is already linked", "Keep one of the two")
            seen.add(one["id"])


def bad_link(article: ResolvedArticle) -> Iterator[Spot]:
    claims = article.annotation["claims"]
    ids = [claim["id"] for claim in claims]
    links = {c["id"]: {k["to"] for k in c.get("links", ())} for c in claims}
    for i, claim in enumerate(claims):
        seen: set[tuple[str, str]] = set()
        for j, link in enumerate(claim.get("links", ())):
            to, relation = link["to"], link["relation"]
            where = ("claims", i, "links", j, "to")
            if to == claim["id"]:
                yield Spot(where, "the claim is linked to itself", "Remove the link")
            elif to not in ids:
                message = f"there is no claim “{to}” in this article{did_you_mean(to, ids)}"
                yield Spot(where, message, "Correct the id, or remove the link")
            elif (to, relation) in seen:
                yield Spot(where, f"the link to “{to}” is there twice", "Remove one of the two")
            elif relation != "supports" and ids.index(to) > i:
                message = f"“{to}” is later in the file, so it cannot be what this claim {relation}"
                yield Spot(where, message, f"Move the link to “{to}”")
            elif claim["id"] in links[to] and ids.index(to) > i:
                message = f"“{claim['id']}” and “{to}” are linked to each other"
                yield Spot(where, message, "Keep the link of the claim that is later in the file")
            seen.add((to, relation))


def unknown_stance_claim(article: ResolvedArticle) -> Iterator[Spot]:
    ids = [claim["id"] for claim in article.annotation["claims"]]
    for i, stance in enumerate(article.annotation["stance"]):
        own = stance.get("claims", [])
        for j, id in enumerate(own):
            if id not in ids:
                message = f"there is no claim “{id}” in this article{did_you_mean(id, ids)}"
                yield Spot(("stance", i, "claims", j), message, "Correct the id, or remove it")
            elif id in own[:j]:
                yield Spot(("stance", i, "claims", j), f"“{id}” is there twice", "Remove one")


def claim_of_another(article: ResolvedArticle) -> Iterator[Spot]:
    claimers = {claim["id"]: claim["claimer"] for claim in article.annotation["claims"]}
    for i, stance in enumerate(article.annotation["stance"]):
        for j, id in enumerate(stance.get("claims", ())):
            claimer = claimers.get(id, "article")
            if claimer not in ("article", stance["holder"]):
                holder, other = name_of(stance["holder"]), name_of(claimer)
                message = f"“{id}” is a claim by “{visible(other)}”, not by “{visible(holder)}”"
                yield Spot(("stance", i, "claims", j), message)


def stance_without_claim(article: ResolvedArticle) -> Iterator[Spot]:
    for i, stance in enumerate(article.annotation["stance"]):
        if stance.get("claims") and "without_claim" in stance:
            message = "the stance has claims, and a reason for having none"
            yield Spot(("stance", i, "without_claim"), message, "Remove one of the two")
        elif stance.get("claims") == [] and "without_claim" not in stance:
            fix = 'Add the claims, or say why none expresses it: "without_claim": "…"'
            yield Spot(("stance", i, "claims"), "the stance has no claims and no reason", fix)


def left_out(article: ResolvedArticle) -> Iterator[Spot]:
    claims, stances = article.annotation["claims"], article.annotation["stance"]
    if any(key in claim for claim in claims for key in CLAIM_FIELDS):
        for i, claim in enumerate(claims):
            if "standalone" not in claim:
                fix = 'Add "standalone": the claim as a sentence that needs no context'
                yield Spot(("claims", i), "the standalone wording is missing", fix)
            if claim.get("attribution") in ("direct", "mixed") and "quoted" not in claim:
                message = f"the attribution is {claim['attribution']}, but no words are quoted"
                yield Spot(("claims", i), message, 'Add the words as "quoted"')
    if any("claims" in stance for stance in stances):
        for i, stance in enumerate(stances):
            if "claims" not in stance:
                fix = 'Add "claims": the ids of the claims that express it'
                yield Spot(("stance", i), "the claims of the stance are missing", fix)


def standalone_adds(article: ResolvedArticle) -> Iterator[Spot]:
    wordings = [claim.get("standalone", "") for claim in article.annotation["claims"]]
    is_english = article.annotation["source"]["language"].startswith("en")
    absent = _absent("\n".join(wordings), article, capitals=is_english)
    known: tuple[set[str], set[str]] | None = None
    for i, sentence in enumerate(wordings if absent else ()):
        if not any(one in sentence for one in absent):
            continue
        numbers = [(n.start(), n[0]) for n in _NUMBER.finditer(sentence) if n[0] in absent]
        names = list(_names(sentence, absent))
        if not numbers and not names:
            continue
        text = article.resolution.capture.text
        words, digits = known = known or _known(f"{text}\n{_context(article)}")
        found = [number for number in numbers if _digits(number[1]) not in digits]
        found += [name for name in names if not words & _forms(name[1])]
        if found:
            _, first = min(found)
            message = f"“{visible(first)}” is neither in the article nor in its annotation"
            yield Spot(("claims", i, "standalone"), message)


def _absent(wordings: str, article: ResolvedArticle, *, capitals: bool) -> set[str]:
    """The numbers, and words with a capital letter, that capture and context lack as they are.

    Most of them add nothing: a word may begin a sentence, or have another form in the context.
    """
    numbers = set(_NUMBER.findall(wordings))
    words = {word for word in {*words_of(wordings)} if word[0].isupper()} if capitals else set()
    words -= article.words
    text, context = article.resolution.capture.text, _context(article) if words | numbers else ""
    words.difference_update(words_of(context))
    return words | {n for n in numbers if not _has_number(text, n) and not _has_number(context, n)}


def _has_number(text: str, number: str) -> bool:
    """Whether a text has a number that is no part of a longer one."""
    at = text.find(number)
    while at != -1:
        end = at + len(number)
        before, after = text[max(0, at - 2) : at], text[end : end + 2]
        if not (_BEFORE.search(before) or _AFTER.match(after)):
            return True
        at = text.find(number, at + 1)
    return False


def _names(sentence: str, words: Container[str]) -> Iterator[tuple[int, str]]:
    """Where a sentence has one of the words with a capital letter, except as its first word."""
    for word in _WORD.finditer(sentence):
        if word[0][0].isupper() and word[0] in words:
            before = sentence[: word.start()]
            if before.strip(" “‘\"'") and not _END.search(before[-3:]):
                yield word.start(), word[0]


def _forms(name: str) -> set[str]:
    name = name.casefold()
    return {name, f"{name}s", name.removesuffix("s")}


def _known(text: str) -> tuple[set[str], set[str]]:
    """The words of a text, in small letters, and its numbers without commas."""
    words = {word.casefold() for word in set(_WORD.findall(text))}
    return words, {_digits(number) for number in set(_NUMBER.findall(text))}


def _digits(number: str) -> str:
    return number.replace(",", "").rstrip(".")


def _context(article: ResolvedArticle) -> str:
    """What an annotation and the vocabularies know of names and days."""
    annotation, words = article.annotation, article.vocabulary
    texts = [str(value) for value in annotation["source"].values() if isinstance(value, str)]
    for entity in annotation["entities"]:
        own = words.entities.get(entity["id"], {"name": "", "variants": ()})
        forms = (quote_of(form).exact for form in entity["mentions"])
        texts += [entity["name"], own["name"], *own["variants"], *forms]
    event = words.events.get(annotation["date"]["event"] or "", {})
    texts += [str(event.get(key, "")) for key in ("name", "place")]
    for when in (annotation["date"]["published"], event.get("date")):
        texts += _days(when) if when else ()
    texts += calendar.month_name  # “three months ago” is a month that nothing else may name
    return "\n".join(texts)


@lru_cache(maxsize=1024)
def _days(when: str) -> tuple[str, ...]:
    """The days near a date, as they may be written."""
    found = edtf.parse(when)
    if found is None or found.latest - found.earliest > 10 * _NEAR:
        return ()
    if found.earliest - date.min < _NEAR or date.max - found.latest < _NEAR:
        return ()
    first, count = found.earliest - _NEAR, (found.latest - found.earliest + 2 * _NEAR).days + 1
    days = (first + timedelta(days=number) for number in range(count))
    return tuple(f"{day:%A} {day.day} {day:%B %Y}" for day in days)


def addition_without_act(article: ResolvedArticle) -> Iterator[Spot]:
    acts = article.annotation["provenance"]
    added = next(inline_values(article.annotation), None)
    if added and not any(act["did"] == "enrich" for act in acts):
        message = (
            f"“{added.key}” of {visible(added.item)} was added, but nobody says to have done it"
        )
        fix = 'Add who wrote it: "did": "enrich"'
        yield Spot(("provenance",), message, fix)
