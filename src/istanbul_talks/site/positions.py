"""The propositions that stances are for or against: a list, and a page for each."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from ..validation.report import plural
from . import chart_positions
from .briefs import Source, parts
from .edition import AUTHOR
from .grouped import Grouped
from .items import LABELS, STANCE, Person, Row, StanceItem, stance_item
from .made import Page, render

_ORDER = [*LABELS.values()]
_UNNAMED = (AUTHOR, "other")  # each article has its own
_Holder = tuple[str, str]  # columns holder and holder_name


class Held(NamedTuple):
    """A named holder's stances on one target in two articles or more, by label."""

    holder: Person
    stances: Mapping[str, Sequence[StanceItem]]

    @property
    def total(self) -> int:
        return sum(map(len, self.stances.values()))


class Position(NamedTuple):
    """What the list says of a target. `held`: by holders with stances in two articles or more."""

    target: Mapping[str, Any]
    counts: Mapping[str, int]  # of stances, by label
    holders: int
    articles: int
    held: Sequence[Held]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def agreeing(self) -> list[Held]:
        """Holders with the same label in each article."""
        return [one for one in self.held if len(one.stances) == 1]

    @property
    def differing(self) -> list[Held]:
        """Holders with several labels: one article contradicts another."""
        return [one for one in self.held if len(one.stances) > 1]


def position_pages(source: Source) -> Iterator[Page]:
    """A page for each target, and the list of all targets."""
    stances, positions = Grouped(source.edition.corpus, "stance", "target", STANCE), []
    for id, target in source.edition.targets.items():
        rows = sorted(stances[id], key=_order(stances[id]))
        position = _position(source, target, rows)
        positions.append(position)
        yield from _target_pages(source, position, rows)
    total, held = sum(one.total for one in positions), [h for p in positions for h in p.held]
    differing = sum(len(one.stances) > 1 for one in held)
    said = f"{plural(len(positions), 'proposition')}, and {plural(total, 'stance')} on them."
    chart = chart_positions.wants(source.edition)
    same = chart_positions.same_target(source.edition)
    for part, shown in parts("positions/", positions):
        values = {"repeated": len(held), "differing": differing, "chart": chart.html}
        values["same"] = same.html if held else ""
        body = render("positions", part=part, positions=shown, said=said, **values)
        files = {**chart.files, **same.files} if part.number == 1 else {}
        yield Page(part.path, "positions", f"Positions{part.title}", said, body, files=files)


def _order(rows: Iterable[Row]) -> Any:
    """The key that sorts stances: by label, then by holder, most frequent first, authors last."""
    counts = Counter(_holder(row) for row in rows)

    def key(row: Row) -> tuple[Any, ...]:
        label, who = _ORDER.index(LABELS[row["label"]]), _holder(row)
        return label, who[0] == AUTHOR, -counts[who], who, row["article"]

    return key


def _position(source: Source, target: Mapping[str, Any], rows: Sequence[Row]) -> Position:
    by_holder = defaultdict(list)
    for row in rows:
        if row["holder"] not in _UNNAMED:
            by_holder[_holder(row)].append(row)
    held = []
    for own in (own for own in by_holder.values() if len(own) > 1):
        by_label = defaultdict(list)
        for item in (stance_item(source, row) for row in own):
            by_label[item.label].append(item)
        held.append(Held(next(iter(by_label.values()))[0].holder, by_label))
    counts = Counter(LABELS[row["label"]] for row in rows)
    holders = {_holder(row) if row["holder"] != AUTHOR else row["article"] for row in rows}
    shown = {label: counts[label] for label in _ORDER}
    return Position(target, shown, len(holders), len({row["article"] for row in rows}), held)


def _target_pages(source: Source, position: Position, rows: Sequence[Row]) -> Iterator[Page]:
    """The page of a target: who is for it, against it or neither, with the words."""
    target, counts = position.target, position.counts
    tally = f"{counts['for']:,} for, {counts['against']:,} against, {counts['neither']:,} neither"
    short = source.edition.target_words(target["id"])
    said = f"{short[:1].upper()}{short[1:]}: {tally}, in {plural(position.articles, 'article')}."
    targets = source.edition.targets
    opposed = [targets[id] for id in target["opposes"] if id in targets]
    seen = set[str]()
    for part, shown in parts(f"positions/{target['id']}/", rows):
        items = [stance_item(source, row) for row in shown]
        sections = [
            (label, [list(theirs) for _, theirs in groupby(own, lambda item: item.holder)])
            for label, own in groupby(items, lambda item: item.label)
        ]
        ids = [label not in seen for label, _ in sections]  # each on its first page
        seen.update(label for label, _ in sections)
        values = {"position": position, "sections": sections, "opposed": opposed, "ids": ids}
        body = render("target", part=part, edition=source.edition, **values)
        yield Page(part.path, "positions", f"{target['proposition']}{part.title}", said, body)


def _holder(row: Row) -> _Holder:
    return row["holder"], row["holder_name"]
