"""Rules about quotes and the places they mean."""

import json
from collections.abc import Callable, Iterator

from ...files.json_reader import Pointer
from ...model.resolve import quote_of
from ...text import anchoring
from ...text.graphemes import splits_grapheme as cuts_cluster
from ...text.near_matches import ALIKE, similarity_of_letters
from ...text.visible import visible
from ..finding import Spot
from ..subjects import ResolvedArticle

_WIDER = 24  # code points on either side; of longer words, only a part is offered
_LONGEST = 700  # code points; a paragraph of news has some 400


def _paste(pointer: Pointer, words: str, **more: str | int) -> str:
    """What to write instead, ready to paste."""
    value = json.dumps({"quote": words, **more} if more else words, ensure_ascii=False)
    key = pointer[-1]
    return f'Write: "{key}": {value}' if isinstance(key, str) else f"Write: {value}"


def _elsewhere(article: ResolvedArticle, pointer: Pointer, words: str) -> list[anchoring.Place]:
    """Where words are in the capture outside the body; forms of entities only as separate words."""
    text, parts = article.resolution.capture.text, article.resolution.parts
    form = pointer[0] == "entities"  # a file may have many
    found = [] if form and not article.may_hold(words) else anchoring.occurrences(text, words, 20)
    outside = (p for p in found if not any(b.start <= p.start and p.end <= b.end for b in parts))
    return [place for place in outside if not form or anchoring.is_whole_word(text, place)]


def quote_not_found(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, outcome in article.anchors(anchoring.NotFound | anchoring.WrongContext):
        if pointer[0] == "entities" and pointer[2] == "mentions":
            continue
        where = "capture" if article.in_capture(pointer) else "body"
        text = article.searched(pointer)
        if isinstance(outcome, anchoring.WrongContext):
            lines = "; ".join(f"line {article.line(pointer, p.start)}" for p in outcome.places[:3])
            there = f"“{visible(words)}” is in the {where} ({lines})"
            fix = _right_context(article, pointer, words, outcome.places)
            yield Spot(pointer, f"{there}, but with a different prefix or suffix", fix)
        elif pointer not in article.resolution.reversed and (
            article.in_capture(pointer) or not _elsewhere(article, pointer, words)
        ):
            places = article.nearest(text, words)
            near = [(text[slice(*p)], article.line(pointer, p.start)) for p in places]
            shown = ", ".join(f"“{visible(found)}” (line {line})" for found, line in near)
            hint = f"; nearest: {shown}" if near else ""
            alike = [f for f, _ in near[:1] if similarity_of_letters(words, f) >= ALIKE]
            fix = _paste(pointer, alike[0]) if alike else "Copy the words exactly from the text"
            yield Spot(pointer, f"“{visible(words)}” is not in the {where}{hint}", fix)


def _right_context(
    article: ResolvedArticle, pointer: Pointer, words: str, places: tuple[anchoring.Place, ...]
) -> str:
    if len(places) == 1:
        return _paste(pointer, words)
    ways = []
    for place in places[:3]:
        prefix = anchoring.unique_prefix(article.searched(pointer), place, places)
        way = _paste(pointer, words, prefix=prefix) if prefix else _paste(pointer, words)
        ways.append(f"{way} for line {article.line(pointer, place.start)}")
    return "; or ".join(dict.fromkeys(ways))


def outside_body(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, _ in article.anchors(anchoring.NotFound):
        searched = bool(article.body) and not article.in_capture(pointer)
        if searched and (places := _elsewhere(article, pointer, words)):
            line = article.line_of_capture(places[0].start)
            message = f"“{visible(words)}” is on line {line} of the capture, outside the body"
            yield Spot(pointer, message)


def quote_ambiguous(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, outcome in article.anchors(anchoring.Ambiguous):
        suffix = quote_of(article.value(pointer)).suffix
        given: dict[str, str | int] = {"suffix": suffix} if suffix else {}
        options, ways, count = [], [], len(outcome.places)
        for number, place in enumerate(outcome.places[:5], start=1):
            line = f"line {article.line(pointer, place.start)}"
            prefix = article.prefix_for(pointer, place, outcome.places)
            options.append(f"{line} after “{visible(prefix, 240)}”" if prefix else line)
            context: dict[str, str | int] = {"prefix": prefix} if prefix else {"occurrence": number}
            ways.append(f"{_paste(pointer, words, **context, **given)} for {line}")
        more = f", and {count - 5} more" if count > 5 else ""
        message = f"“{visible(words)}” occurs {count} times: {'; '.join(options)}{more}"
        yield Spot(pointer, message, f"{'; '.join(ways[:3])}; or quote more words")


def occurrence_out_of_range(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, outcome in article.anchors(anchoring.OutOfRange):
        count = len(outcome.places)
        message = f"“{visible(words)}” occurs only {count} {'time' if count == 1 else 'times'}"
        yield Spot((*pointer, "occurrence"), message, f"Write 1 to {count} or, better, a prefix")


def quote_folded(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, _, outcome in article.anchors(anchoring.Anchor):
        if outcome.folded:
            words = article.searched(pointer)[outcome.start : outcome.end]
            there = (
                f"“{visible(words)}”, with other quotation marks, dashes, spaces or soft hyphens"
            )
            yield Spot(pointer, f"the text reads {there}", _paste(pointer, words))


def _widened(text: str, anchor: anchoring.Anchor, cuts: Callable[[str, int], bool]) -> str:
    """The words of a place, and the few letters that its ends cut off."""
    start, end = anchor.start, anchor.end
    while cuts(text, start) and anchor.start - start < _WIDER:
        start -= 1
    while cuts(text, end) and end - anchor.end < _WIDER:
        end += 1
    return text[start:end]


def splits_grapheme(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, outcome in article.anchors(anchoring.Anchor):
        text = article.searched(pointer)
        if cuts_cluster(text, outcome.start) or cuts_cluster(text, outcome.end):
            message = f"“{visible(words)}” begins or ends in the middle of a character"
            yield Spot(pointer, message, _paste(pointer, _widened(text, outcome, cuts_cluster)))


def splits_word(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, outcome in article.anchors(anchoring.Anchor):
        text = article.searched(pointer)
        if not anchoring.is_whole_word(text, outcome.place):
            around = text[max(0, outcome.start - 12) : outcome.end + 12]
            message = f"“{visible(words)}” cuts a word in half: “…{visible(around)}…”"
            yield Spot(
                pointer, message, _paste(pointer, _widened(text, outcome, anchoring.splits_word))
            )


def ragged_span(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, _, outcome in article.anchors(anchoring.Anchor):
        if pointer[0] == "body":
            continue
        words = article.searched(pointer)[outcome.start : outcome.end]
        if (inner := anchoring.bare(words)) != words:
            message = f"“{visible(words)}” begins or ends with a space or punctuation"
            yield Spot(pointer, message, _paste(pointer, inner))


def quote_too_long(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, words, _ in article.anchors(anchoring.Anchor):
        if len(words) > _LONGEST:
            yield Spot(pointer, f"the quote is {len(words)} code points long")


def occurrence_fragile(article: ResolvedArticle) -> Iterator[Spot]:
    most = anchoring.MOST_PLACES
    for pointer, words, outcome in article.anchors(anchoring.Anchor):
        if quote_of(article.value(pointer)).occurrence is not None:
            text, place = article.searched(pointer), outcome.place
            places = anchoring.occurrences(text, words, most)
            if len(places) < most and (prefix := anchoring.unique_prefix(text, place, places)):
                message = f"the prefix “{visible(prefix)}” identifies this occurrence"
                yield Spot((*pointer, "occurrence"), message, _paste(pointer, words, prefix=prefix))
