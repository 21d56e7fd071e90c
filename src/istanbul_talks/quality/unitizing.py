"""The spans of a layer as units of a continuum, an article: what α for unitizing is made from."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .matching import Placed, overlapping

Unit = tuple[int, int, str]  # start, end, value
_GAP = ""  # the value of what is between units


class Unitized(NamedTuple):
    """What the units of two annotators over one continuum add to α for unitizing.

    Lengths are code points of both annotators together. `differing`: where their values differ, or
    only one has a unit. `squares`: the squared length of each unit, plus the length of all gaps.
    `lengths`: by value, gaps included.
    """

    units: int
    differing: int
    squares: int
    lengths: Mapping[str, int]


def units_of(items: Iterable[Placed], column: str) -> list[Unit]:
    """Each span of the items, with a label of its item as its value."""
    return [
        (span["start"], span["end"], str(item[column]))
        for item, _ in items
        for span in item["spans"]
    ]


def pieces(units: Iterable[Unit]) -> list[Unit]:
    """The units of one annotator, cut where they overlap: a piece has all values of its units.

    Units that only touch stay as they are. Sorting takes longest: n log n steps for n units.
    """
    borders = [(at, step, v) for start, end, v in units for at, step in ((start, 1), (end, -1))]
    found, begun, open_units = list[Unit](), 0, dict[str, int]()
    for at, step, value in sorted(borders):
        if open_units and at != begun:
            found.append((begun, at, "+".join(sorted(open_units))))
        begun = at
        open_units[value] = open_units.get(value, 0) + step
        if not open_units[value]:
            del open_units[value]
    return found


def unitized(one: Sequence[Unit], other: Sequence[Unit], length: int) -> Unitized:
    """Compare the units of two annotators over a continuum of `length` code points.

    If units reach outside it, what they cover counts as part of it.
    """
    mine, theirs = pieces(one), pieces(other)
    shared = same = 0
    for size, i, j in overlapping(*([unit[:2] for unit in side] for side in (mine, theirs))):
        shared += size
        same += size * (mine[i][2] == theirs[j][2])
    lengths, squares = Counter[str](), 0
    for start, end, value in (*mine, *theirs):
        lengths[value] += end - start
        squares += (end - start) ** 2
    annotated = lengths.total()
    covered = annotated - shared  # by either of them
    lengths[_GAP] = gaps = 2 * max(length, covered) - annotated
    return Unitized(len(one) + len(other), 2 * (covered - same), squares + gaps, lengths)
