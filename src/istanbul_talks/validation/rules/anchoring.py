"""Rules about quotes and the places they mean."""

import json
import shlex
from collections.abc import Callable, Iterator
from functools import partial

from ...files.json_reader import Pointer
from ...model.quotes import quote_for
from ...model.resolve import is_of_capture
from ...text import anchoring
from ...text.anchoring import Anchor, NotFound, Place, WrongContext, occurrences, unique_prefix
from ...text.boundaries import is_whole_word, splits_grapheme, splits_word
from ...text.visible import visible
from ..finding import Spot
from ..subjects import LONGEST, ResolvedArticle

_COPY = "Copy the words exactly from the text"
_SHOWN = 5  # places of an ambiguous quote
_WIDER = 24  # code points on either side; of longer words, only a part is offered


def _paste(pointer: Pointer, quote: str, **more: str | int) -> str:
    """What to write instead, ready to paste."""
    value = json.dumps({"quote": quote, **more} if more else quote, ensure_ascii=False)
    key = pointer[-1]
    return f'Write: "{key}": {value}' if isinstance(key, str) else f"Write: {value}"


def _quoting(article: ResolvedArticle, pointer: Pointer, place: Place) -> str:
    """The quote of a place to write instead, with the context that it needs."""
    source, shift = article.resolution.searched(pointer)
    if place.start < shift:
        return _COPY
    quote = quote_for(source, Place(place.start - shift, place.end - shift))
    return _paste(pointer, **(quote if isinstance(quote, dict) else {"quote": quote}))


def _elsewhere(article: ResolvedArticle, pointer: Pointer, words: str) -> list[Place]:
    """Where words are in the capture outside the body; forms of entities only as separate words."""
    text, parts = article.resolution.capture.text, article.resolution.parts
    form = pointer[0] == "entities"  # a file may have many
    found = [] if form and not article.may_hold(words) else occurrences(text, words, 20)
    outside = (p for p in found if not any(b.start <= p.start and p.end <= b.end for b in parts))
    return [place for place in outside if not form or is_whole_word(text, place)]


def quote_not_found(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, quote, outcome, _ in article.quotes(NotFound, WrongContext):
        if pointer[0] == "entities" and pointer[2] == "mentions":
            continue
        words, in_capture = quote.exact, is_of_capture(pointer)
        where = "capture" if in_capture else "body"
        if isinstance(outcome, WrongContext):
            lines = "; ".join(f"line {article.line(pointer, p.start)}" for p in outcome.places[:3])
            there = f"“{visible(words)}” is in the {where} ({lines})"
            fix = _right_context(article, pointer, words, outcome.places)
            yield Spot(pointer, f"{there}, but with a different prefix or suffix", fix)
        elif pointer not in article.resolution.reversed and (
            in_capture or not _elsewhere(article, pointer, words)
        ):
            hint, near = article.nearest(pointer, words)
            fix = _quoting(article, pointer, near) if near else _COPY
            yield Spot(pointer, f"“{visible(words)}” is not in the {where}{hint}", fix)


def _right_context(
    article: ResolvedArticle, pointer: Pointer, words: str, places: tuple[Place, ...]
) -> str:
    if len(places) == 1:
        return _paste(pointer, words)
    ways = []
    for place in places[:3]:
        prefix = unique_prefix(article.searched(pointer), place, places)
        way = _paste(pointer, words, prefix=prefix) if prefix else _paste(pointer, words)
        ways.append(f"{way} for line {article.line(pointer, place.start)}")
    return "; or ".join(dict.fromkeys(ways))


def outside_body(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, quote, _, _ in article.quotes(NotFound):
        searched = bool(article.body) and not is_of_capture(pointer)
        if searched and (places := _elsewhere(article, pointer, quote.exact)):
            where = f"line {article.line_of_capture(places[0].start)} of the capture"
            yield Spot(pointer, f"“{visible(quote.exact)}” is on {where}, outside the body")


def quote_ambiguous(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, quote, outcome, _ in article.quotes(anchoring.Ambiguous):
        given: dict[str, str | int] = {"suffix": quote.suffix} if quote.suffix else {}
        options, ways, count = [], [], len(outcome.places)
        for place in _nearest_first(article, pointer, outcome.places)[:_SHOWN]:
            number = outcome.places.index(place) + 1
            line = f"line {article.line(pointer, place.start)}"
            prefix = article.prefix_for(pointer, quote, place, outcome.places)
            options.append(f"{line} after “{visible(prefix, 240)}”" if prefix else line)
            context: dict[str, str | int] = {"prefix": prefix} if prefix else {"occurrence": number}
            ways.append(f"{_paste(pointer, quote.exact, **context, **given)} for {line}")
        run = f"istanbul-talks show {article.annotation['article']} --places"
        every = f" (to see all, run: {run} {shlex.quote(quote.exact)})"
        more = f", and {count - _SHOWN} more{every}" if count > _SHOWN else ""
        message = f"“{visible(quote.exact)}” occurs {count} times: {'; '.join(options)}{more}"
        yield Spot(pointer, message, f"{'; '.join(ways[:3])}; or quote more words")


def _nearest_first(
    article: ResolvedArticle, pointer: Pointer, places: tuple[Place, ...]
) -> list[Place]:
    """Places by their distance from the other quotes of the item, else in text order."""
    found = article.resolution.anchors.items() if pointer[0] != "entities" else ()
    own = [o.place for p, o in found if p[:2] == pointer[:2] and isinstance(o, Anchor)]

    def distance(place: Place) -> int:
        return min((max(o.start - place.end, place.start - o.end, 0) for o in own), default=0)

    return sorted(places, key=distance)


def occurrence_out_of_range(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, quote, outcome, _ in article.quotes(anchoring.OutOfRange):
        count = len(outcome.places)
        times = f"{count} {'time' if count == 1 else 'times'}"
        message, fix = f"“{visible(quote.exact)}” occurs only {times}", f"Write 1 to {count}"
        yield Spot((*pointer, "occurrence"), message, f"{fix} or, better, a prefix")


def quote_folded(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, _, outcome, text in article.quotes(Anchor):
        if outcome.folded:
            words, other = text[slice(*outcome.place)], "quotation marks, dashes, spaces"
            message = f"the text reads “{visible(words)}”, with different {other} or soft hyphens"
            yield Spot(pointer, message, _paste(pointer, words))


def _splits(
    cuts: Callable[[str, int], bool], what: str, article: ResolvedArticle
) -> Iterator[Spot]:
    """Quotes whose ends cut something in two, and the words with the few letters cut off."""
    for pointer, quote, outcome, text in article.quotes(Anchor):
        start, end = outcome.place
        if cuts(text, start) or cuts(text, end):
            while cuts(text, start) and outcome.start - start < _WIDER:
                start -= 1
            while cuts(text, end) and end - outcome.end < _WIDER:
                end += 1
            around = visible(text[max(0, outcome.start - 12) : outcome.end + 12])
            message = f"“{visible(quote.exact)}” {what}: “…{around}…”"
            yield Spot(pointer, message, _paste(pointer, text[start:end]))


CHECKS = {
    "splits-grapheme": partial(_splits, splits_grapheme, "cuts a character in half"),
    "splits-word": partial(_splits, splits_word, "cuts a word in half"),
}


def ragged_span(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, _, outcome, text in article.quotes(Anchor):
        words = text[slice(*outcome.place)]
        if pointer[0] != "body" and (inner := anchoring.bare(words)) != words:
            message = f"“{visible(words)}” begins or ends with a space or punctuation"
            yield Spot(pointer, message, _paste(pointer, inner))


def quote_too_long(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, quote, _, _ in article.quotes(Anchor):
        if len(quote.exact) > LONGEST:
            yield Spot(pointer, f"the quote is {len(quote.exact)} code points long")


def occurrence_fragile(article: ResolvedArticle) -> Iterator[Spot]:
    for pointer, quote, outcome, text in article.quotes(Anchor):
        if quote.occurrence is not None:
            places = occurrences(text, quote.exact, anchoring.MOST_PLACES)
            few = len(places) < anchoring.MOST_PLACES
            if few and (prefix := unique_prefix(text, outcome.place, places)):
                message = f"the prefix “{visible(prefix)}” identifies this occurrence"
                fix = _paste(pointer, quote.exact, prefix=prefix)
                yield Spot((*pointer, "occurrence"), message, fix)
