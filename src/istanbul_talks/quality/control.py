"""A control of agreement: how far its figures move if one pass is changed at random.

A stated share of the items of one annotator is changed, and everything is measured again. A figure
that stays at 1.000 while labels are replaced would measure nothing.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from operator import itemgetter
from random import Random
from statistics import fmean
from typing import Any, NamedTuple

from ..model.items import Item
from .agreement import Comparison
from .matching import COMPARED, by_annotator

SHARES = (0.0, 0.05, 0.1, 0.2, 0.4)
DRAWS = 20
Figures = Mapping[str, float | None]  # by the id of the measure
_WORD = re.compile(r"\w+")
_ANYWHERE = ("article", "other")  # the author and those that no registry names


@dataclass(frozen=True)
class Passes:
    """The items of all passes, each with the id of its article, and the captures they quote.

    `lengths`: of the published texts, in code points.
    """

    targets: Sequence[str]
    rows: Sequence[tuple[str, Item]]  # an article's rows follow each other
    captures: Mapping[str, str]
    lengths: Mapping[str, int]

    def figures(self) -> Figures:
        """Every measure, for the kind of pair that has the most articles; empty without a pair."""
        comparison = Comparison(self.targets)
        for article, rows in groupby(self.rows, itemgetter(0)):
            made = by_annotator(item for _, item in rows)
            comparison.add(article, made, self.lengths[article])
        found = comparison.results(times=1)  # nobody reads the intervals
        measures = max(found, key=lambda one: one.articles).measures if found else ()
        return {measure.id: measure.value for measure in measures}

    @cached_property
    def labels(self) -> Mapping[tuple[str, str], list[Any]]:
        """The labels in use, by layer and column."""
        used = defaultdict[tuple[str, str], set[Any]](set)
        for _, item in self.rows:
            for column in COMPARED[item["layer"]]:
                used[item["layer"], column].add(item[column])
        return {key: sorted(values, key=str) for key, values in used.items()}

    @cached_property
    def names(self) -> Mapping[str, dict[str, str]]:
        """The entities that an article mentions, each with its name."""
        found = defaultdict[str, dict[str, str]](dict)
        for article, item in self.rows:
            if item["layer"] == "mention":
                found[article][item["entity"]] = item["name"]
        return found


def _labels(passes: Passes, article: str, item: Item, random: Random) -> Item:
    """Every label becomes another one that the passes use."""
    made = dict(item)
    for column in COMPARED[item["layer"]]:
        used = passes.labels[item["layer"], column]
        if others := [label for label in used if label != item[column]]:
            made[column] = random.choice(others)
    return made


def _people(passes: Passes, article: str, item: Item, random: Random) -> Item:
    """Another entity of the article is mentioned, speaks or holds the stance."""
    names = passes.names[article]
    if others := sorted(names.keys() - {item["entity"]}):
        entity = random.choice(others)
        return {**item, "entity": entity, "name": names[entity]}
    return item


def _spans(passes: Passes, article: str, item: Item, random: Random) -> Item:
    """Each span loses its last word; a span of one word takes in the next one."""
    moved = (_moved(span, passes.captures[article]) for span in item["spans"])
    return {**item, "spans": list(moved)}


def _moved(span: Mapping[str, Any], capture: str) -> Mapping[str, Any]:
    start, end = span["start"], span["end"]
    words = list(_WORD.finditer(capture, start, end))
    following = _WORD.search(capture, end)
    if len(words) > 1:
        end = words[-2].end()
    elif following:
        end = following.end()
    return {"start": start, "end": end, "text": capture[start:end]}


def _dropped(passes: Passes, article: str, item: Item, random: Random) -> None:
    """The item is not there."""


class Change(NamedTuple):
    """One way to change a pass. The items of a unit are changed together."""

    change: Callable[[Passes, str, Item, Random], Item | None]  # None drops the item
    layers: tuple[str, ...]
    unit: Callable[[str, Item], Hashable]


def _item(article: str, item: Item) -> Hashable:
    return article, item["layer"], item["id"]


def form(article: str, item: Item) -> Hashable:
    """The mentions of an entity by the same words: an annotator wrote these words once."""
    return article, item["layer"], item["entity"], item["spans"][0]["text"]


_ALL = ("mention", "claim", "stance")
CHANGES: Mapping[str, Change] = {
    "labels": Change(_labels, _ALL, _item),
    "people": Change(_people, _ALL, _item),
    "spans": Change(_spans, _ALL, _item),
    "items": Change(_dropped, _ALL, _item),
    "forms": Change(_dropped, ("mention",), form),
}


def changed(passes: Passes, annotator: str, name: str, share: float, random: Random) -> Passes:
    """The passes with a share of an annotator's units changed, of every layer alike."""
    how = CHANGES[name]
    units = defaultdict[str, dict[Hashable, None]](dict)  # in order, each once
    for article, item in passes.rows:
        if item["annotator"] == annotator and item["layer"] in how.layers:
            units[item["layer"]][how.unit(article, item)] = None
    drawn = set[Hashable]()
    for own in units.values():
        mixed = random.sample(list(own), len(own))  # a larger share includes a smaller one
        drawn.update(mixed[: round(share * len(own))])

    def made(article: str, item: Item) -> Item | None:
        own = item["annotator"] == annotator and item["layer"] in how.layers
        is_drawn = own and how.unit(article, item) in drawn
        return how.change(passes, article, item, random) if is_drawn else item

    rows = ((article, made(article, item)) for article, item in passes.rows)
    return replace(passes, rows=[(article, item) for article, item in rows if item is not None])


def without_registry(passes: Passes, annotator: str) -> Passes:
    """The passes with ids of an annotator's own for entities: only shared mentions can match them.

    Targets stay. They define what a stance is about, so without them nothing could be compared.
    """

    def made(item: Item) -> Item:
        if item["annotator"] != annotator or item["entity"] in (None, *_ANYWHERE):
            return item
        return {**item, "entity": f"{annotator}:{item['entity']}"}

    return replace(passes, rows=[(article, made(item)) for article, item in passes.rows])


def control(
    passes: Passes, annotator: str, *, seed: int, draws: int = DRAWS
) -> dict[str, dict[str, list[float | None]]]:
    """By kind of change, the measures that move: a figure for each of `SHARES`, a mean of draws."""
    found = dict[str, dict[str, list[float | None]]]()
    for name in CHANGES:
        figures = [
            _mean(
                changed(passes, annotator, name, share, Random(f"{seed} {name} {draw}")).figures()
                for draw in range(draws if share else 1)
            )
            for share in SHARES
        ]
        series = {id: [own[id] for own in figures] for id in figures[0]}
        found[name] = {id: own for id, own in series.items() if len(set(own)) > 1}
    return found


def _mean(drawn: Iterable[Figures]) -> Figures:
    """The mean of each measure over the draws that have it."""
    values = defaultdict[str, list[float]](list)
    for figures in drawn:
        for id, value in figures.items():
            values[id] += [] if value is None else [value]
    return rounded({id: fmean(own) if own else None for id, own in values.items()})


def rounded(figures: Figures) -> Figures:
    return {id: value if value is None else round(value, 4) for id, value in figures.items()}
