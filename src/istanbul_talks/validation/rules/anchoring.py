"""Rules about quotes and the places they mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

from ...files.json_reader import Pointer
from ...model.resolve import quote_of
from ...text.anchoring import (
    MOST_PLACES,
    Ambiguous,
    Anchor,
    NotFound,
    OutOfRange,
    Place,
    WrongContext,
    bare,
    is_whole_word,
    is_word,
    occurrences,
    unique_prefix,
)
from ...text.graphemes import splits_grapheme as cuts_cluster
from ...text.near_matches import similarity_of_letters
from ...text.visible import visible
from ..catalogue import rule
from ..finding import Spot
from ..subjects import ResolvedArticle

_WIDER = 24  # code points on either side; longer words and chains of emoji are not offered whole
_LONGEST = 700  # code points; a paragraph of news has some 400
_ALIKE = 0.75  # from here on a place is offered as what was meant


def _paste(pointer: Pointer, words: str, **more: str | int) -> str:
    """What to write instead, ready to paste."""
    value = json.dumps({"quote": words, **more} if more else words, ensure_ascii=False)
    key = pointer[-1]
    return f'Write: "{key}": {value}' if isinstance(key, str) else f"Write: {value}"


def _elsewhere(article: ResolvedArticle, pointer: Pointer, words: str) -> list[Place]:
    """Where the capture holds words that the body does not; forms of entities only as whole words, since a file may have many."""
    text, parts = article.resolution.capture.text, article.resolution.parts
    found = (
        occurrences(text, words, 20) if pointer[0] != "entities" or article.may_hold(words) else []
    )
    outside = [
        p for p in found if not any(part.start <= p.start and p.end <= part.end for part in parts)
    ]
    return outside if pointer[0] != "entities" else [p for p in outside if is_whole_word(text, p)]


@rule
def quote_not_found(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, outcome in article.anchors(NotFound | WrongContext):
        if pointer[0] == "entities" and pointer[2] == "mentions":
            continue
        where = "capture" if article.in_capture(pointer) else "body"
        text = article.searched(pointer)
        if isinstance(outcome, WrongContext):
            places = "; ".join(f"line {article.line(pointer, p.start)}" for p in outcome.places[:3])
            found = f"“{visible(words)}” is in the {where} ({places}), but with another prefix or suffix"
            yield Spot(pointer, found, _context_remedy(article, pointer, words, outcome.places))
        elif pointer not in article.resolution.reversed and (
            article.in_capture(pointer) or not _elsewhere(article, pointer, words)
        ):
            nearest = article.nearest(text, words)
            near = [
                f"“{visible(text[p.start : p.end])}” (line {article.line(pointer, p.start)})"
                for p in nearest
            ]
            found = f"“{visible(words)}” is not in the {where}" + (
                f"; nearest: {', '.join(near)}" if near else ""
            )
            best = text[slice(*nearest[0])] if nearest else ""
            remedy = (
                _paste(pointer, best)
                if similarity_of_letters(words, best) >= _ALIKE
                else "Copy the words exactly from the text"
            )
            yield Spot(pointer, found, remedy)


def _context_remedy(
    article: ResolvedArticle, pointer: Pointer, words: str, places: tuple[Place, ...]
) -> str:
    ways = []
    for place in places[:3]:
        prefix = (
            unique_prefix(article.searched(pointer), place, places) if len(places) > 1 else None
        )
        where = f" for line {article.line(pointer, place.start)}" if len(places) > 1 else ""
        ways.append(f"{_paste(pointer, words, **({'prefix': prefix} if prefix else {}))}{where}")
    return "; or ".join(dict.fromkeys(ways))


@rule
def outside_body(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, _ in article.anchors(NotFound):
        if (
            not article.in_capture(pointer)
            and article.body
            and (places := _elsewhere(article, pointer, words))
        ):
            line = article.resolution.capture.line_and_column(places[0].start)[0]
            yield Spot(
                pointer,
                f"“{visible(words)}” is on line {line} of the capture, outside the body",
                "Quote the body instead, or extend the body if this is part of the article",
            )


@rule
def quote_ambiguous(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, outcome in article.anchors(Ambiguous):
        shown = outcome.places[:5]
        prefixes = [article.prefix_for(pointer, place, outcome.places) for place in shown]
        options = [
            f"line {article.line(pointer, place.start)}"
            + (f" after “{visible(prefix, 240)}”" if prefix else "")
            for place, prefix in zip(shown, prefixes, strict=True)
        ]
        more = f", and {len(outcome.places) - 5} more" if len(outcome.places) > 5 else ""
        found = f"“{visible(words)}” occurs {len(outcome.places)} times: {'; '.join(options)}{more}"
        suffix = quote_of(article.value(pointer)).suffix
        given: dict[str, str | int] = {"suffix": suffix} if suffix else {}
        ways = [
            f"{_paste(pointer, words, **({'prefix': prefix} if prefix else {'occurrence': number}), **given)} for line {article.line(pointer, place.start)}"
            for number, (place, prefix) in enumerate(zip(shown, prefixes, strict=True), start=1)
        ]
        yield Spot(pointer, found, f"{'; '.join(ways[:3])}; or quote more words")


@rule
def occurrence_out_of_range(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, outcome in article.anchors(OutOfRange):
        count = len(outcome.places)
        found = f"“{visible(words)}” occurs only {count} {'time' if count == 1 else 'times'}"
        yield Spot(
            (*pointer, "occurrence"),
            found,
            f"Write a number from 1 to {count}, or better, a prefix",
        )


@rule
def quote_folded(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, _, outcome in article.anchors(Anchor):
        if outcome.folded:
            words = article.searched(pointer)[outcome.start : outcome.end]
            yield Spot(
                pointer,
                f"the text reads “{visible(words)}”, with other quotation marks, dashes or spaces",
                _paste(pointer, words),
            )


def _cuts_word(text: str, offset: int) -> bool:
    return 0 < offset < len(text) and is_word(text[offset - 1]) and is_word(text[offset])


def _widened(text: str, anchor: Anchor, cuts: Callable[[str, int], bool]) -> str:
    """The words of a place with as much on either side as its ends cut off; some letters at most."""
    start, end = anchor.start, anchor.end
    while cuts(text, start) and anchor.start - start < _WIDER:
        start -= 1
    while cuts(text, end) and end - anchor.end < _WIDER:
        end += 1
    return text[start:end]


@rule
def splits_grapheme(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, outcome in article.anchors(Anchor):
        text = article.searched(pointer)
        if cuts_cluster(text, outcome.start) or cuts_cluster(text, outcome.end):
            found = f"“{visible(words)}” begins or ends in the middle of a character"
            yield Spot(pointer, found, _paste(pointer, _widened(text, outcome, cuts_cluster)))


@rule
def splits_word(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, outcome in article.anchors(Anchor):
        text = article.searched(pointer)
        if not is_whole_word(text, Place(outcome.start, outcome.end)):
            around = text[max(0, outcome.start - 12) : outcome.end + 12]
            found = f"“{visible(words)}” cuts a word in half: “…{visible(around)}…”"
            yield Spot(pointer, found, _paste(pointer, _widened(text, outcome, _cuts_word)))


@rule
def ragged_span(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, _, outcome in article.anchors(Anchor):
        if pointer[0] == "body":
            continue
        words = article.searched(pointer)[outcome.start : outcome.end]
        inner = bare(words)
        if inner != words:
            yield Spot(
                pointer,
                f"“{visible(words)}” begins or ends with a space or punctuation",
                _paste(pointer, inner),
            )


@rule
def quote_too_long(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, _ in article.anchors(Anchor):
        if len(words) > _LONGEST:
            yield Spot(
                pointer,
                f"the quote is {len(words)} code points long",
                "Quote only the clause that matters",
            )


@rule
def occurrence_fragile(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, outcome in article.anchors(Anchor):
        value = article.value(pointer)
        if quote_of(value).occurrence is not None:
            text = article.searched(pointer)
            places = occurrences(text, words, MOST_PLACES)
            prefix = (
                unique_prefix(text, Place(outcome.start, outcome.end), places)
                if len(places) < MOST_PLACES
                else None
            )
            if prefix:
                yield Spot(
                    (*pointer, "occurrence"),
                    f"the prefix “{visible(prefix)}” identifies this occurrence",
                    _paste(pointer, words, prefix=prefix),
                )
