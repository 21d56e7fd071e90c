"""The Data section of release notes: each change between two versions, or counts if too many."""

from collections import Counter
from collections.abc import Iterable

from ..text.visible import code
from .changes import Change
from .differences import Part
from .report import Summary, bullet, entries

MOST = 400  # lines about articles in a changelog; beyond that it has counts


def notes(parts: Iterable[Part], summary: Summary, every: str, most: int = MOST) -> str:
    """Markdown without a heading. `every`: path of the file with each change in full."""
    lines: list[str] = []
    counts: list[str] = []
    common: list[str] = []
    for part in summary.seen(parts):
        told = [bullet(entry) for entry in entries(part.changes, None)]
        if not part.article:
            common = told
            continue
        counts.append(f"- {code(part.article)}: {_counted(part.changes)}")
        if len(lines) <= most:
            lines += [f"- {code(part.article)}", *(f"  - {line}" for line in told)]
    sums = list(summary.lines())
    body = lines if len(lines) <= most else counts
    heading = [f"- {code('schema')}", *(f"  - {line}" for line in common)] if common else []
    tail = f"Every change, with the values before and after: `{every}`."
    return "\n".join([f"{sums[0]}.", "", *([*body, *heading, ""] if body or heading else []), tail])


def _counted(changes: Iterable[Change]) -> str:
    """What changed in an article, in numbers that add up to all of it."""
    told = Counter(
        f"{c.layer} {c.field} {c.kind}"
        if c.field and c.kind != "renamed"
        else f"{c.layer} {c.kind}"
        for c in changes
    )
    return ", ".join(f"{name} {count}" for name, count in sorted(told.items()))
