"""Changes as text for a terminal, Markdown for a pull request or changelog, and JSON."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

from ..dataset.links import LAYERS
from ..text.revision import hunks
from ..text.visible import code, said, visible
from .changes import Change, Step, is_enough, next_version, step
from .differences import Part
from .versions import Version

MOST = 60_000  # characters of a comment; GitHub takes 65,536
MOST_LINES = 400  # about articles in a changelog; beyond that, counts
_SIGNS = {"added": "+", "removed": "-", "renamed": ">", "changed": "~"}
_SHOWN = "quote text name definition proposition title decided note reason found"
_AROUND = 24  # characters shown beside a change of the text
_HUNKS = 8


class Summary:
    """Sums up the changes so far. It keeps only counts of each article."""

    def __init__(self, old: Version, new: Version) -> None:
        self.old, self.new = old, new
        self.counts = Counter[str]()
        self.step = Step.NONE
        self.because: Change | None = None
        self.unreadable = self.articles = self.columns = 0

    def seen(self, parts: Iterable[Part]) -> Iterator[Part]:
        """Count parts as they pass through."""
        for part in parts:
            self.articles += bool(part.article)
            self.unreadable += bool(part.unreadable)
            for change in part.changes:
                follows = change.kind == "follows"
                self.counts["" if follows else f"{change.layer} {change.kind}"] += 1
                self.columns += change.layer == "column"
                if step(change) > self.step:
                    self.step, self.because = step(change), change
            yield part

    @property
    def least(self) -> str | None:
        """The smallest version allowed for the newer side; None if the older one has none."""
        return next_version(self.old.version, self.step)

    @property
    def enough(self) -> bool | None:
        """Whether the newer side's version is high enough; None if either has none."""
        return is_enough(self.old.version, self.new.version, self.step)

    def lines(self) -> Iterator[str]:
        """The changes in numbers, and the smallest version they allow."""
        counted = {name: count for name, count in self.counts.items() if name}
        if not counted and not self.unreadable:
            yield "No difference"
            return
        listed = ", ".join(f"{name} {count:,}" for name, count in sorted(counted.items()))
        differ = "article differs" if self.articles == 1 else "articles differ"
        articles = f"{self.articles:,} {differ}" if self.articles else "No article differs"
        yield f"{articles}: {listed or 'no readable change'}"
        if follows := self.counts[""]:
            yield f"{_following(follows)} from these (offsets, hashes, names)"
        if self.unreadable:
            yield f"{self.unreadable:,} could not be compared"
        if not self.step and counted and self.old.version:
            any_version = f"any version after {self.old.version} will do"
            yield f"No change of the data or its labels: {any_version}"
        if self.step and self.least and self.because:
            because = f"{self.step.name}: {_place(self.because)} {self.because.kind}"
            yield f"Smallest version after {self.old.version}: {self.least} ({because})"
            if self.enough is False and self.new.version == self.old.version:
                yield "The version number changes with the next release, not with a contribution"
            elif self.enough is False:
                yield f"The newer side says {self.new.version}, which is too low for a release"


def _following(count: int) -> str:
    return f"{count:,} {'value follows' if count == 1 else 'values follow'}"


def _place(change: Change) -> str:
    own = change.layer in ("article", "text", "source", "date", "capture")
    return change.layer if own or change.id == change.article else f"{change.layer} {change.id}"


class Entry(NamedTuple):
    """One line about one change: its kind, record, what happened, and the text before and after."""

    kind: str
    what: str
    how: str
    before: str | None
    after: str | None


def entries(changes: Iterable[Change], most: int | None = _HUNKS) -> Iterator[Entry]:
    """The lines about the changes of a part, except those that follow from others.

    Added and removed items of passes and additions are only counted. `most`: how many places of a
    changed text are shown; None for all.
    """
    passes: dict[tuple[str, str], Counter[str]] = {}
    for change in changes:
        kind, what, before, after = change.kind, _place(change), change.before, change.after
        if kind == "follows":
            continue
        if kind in ("added", "removed"):
            if change.layer in ("pass", "addition"):
                annotator, layer, _ = change.id.split("/", 2)
                passes.setdefault((kind, f"{change.layer} {annotator}"), Counter())[layer] += 1
            else:
                yield Entry(kind, what, kind, None, _shown(after if kind == "added" else before))
        elif change.layer in ("text", "capture") and {type(before), type(after)} == {str}:
            yield from _excerpts(before, after, what, most)
        elif kind == "moved":
            yield Entry("changed", what, f"{change.field} moved", _shown(before), _shown(after))
        else:
            yield Entry(kind, what, change.field, _shown(before), _shown(after))
    for (done, made), count in passes.items():
        counts = ", ".join(f"{layer} {n}" for layer, n in count.items())
        yield Entry(done, made, done, None, counts)


def _excerpts(before: str, after: str, what: str, most: int | None) -> Iterator[Entry]:
    found = hunks(before, after)
    for hunk in found[:most]:
        was, now = (
            f"…{text[max(0, place.start - _AROUND) : place.end + _AROUND]}…"
            for text, place in ((before, hunk.old), (after, hunk.new))
        )
        yield Entry("changed", what, "", was, now)
    if more := len(found) - len(found[:most]):
        yield Entry("changed", what, f"{more} more places", None, None)


def _shown(value: Any) -> str:
    """A value in a few words: text as it is, a record by what identifies it to a reader."""
    match value:
        case str():
            return f"“{value}”"
        case {"claims": _, "mentions": _, "stance": _}:  # an article, in numbers
            numbers = {name: value.get(name) for name in LAYERS}
            counts = ", ".join(f"{name} {n}" for name, n in numbers.items() if isinstance(n, int))
            return f"“{value.get('title') or '(no headline)'}”: {counts}"
        case {"label": label, "target": target}:
            return f"{label} {target}"
        case dict():
            for words in map(value.get, _SHOWN.split()):
                if isinstance(words, str):
                    return f"“{words}”"
        case [_, *_] if all(isinstance(item, dict) and "text" in item for item in value):
            return "; ".join(f"“{item['text']}”" for item in value)
    return json.dumps(value, ensure_ascii=False)


def text(parts: Iterable[Part], summary: Summary) -> Iterator[str]:
    """Lines for a terminal, with every control character escaped."""
    yield f"{_name(summary.old)} → {_name(summary.new)}"
    for part in summary.seen(parts):
        yield ""
        yield said(visible(part.article, 200) or "vocabularies and columns")
        if part.unreadable:
            yield f"  ! cannot be compared: {visible(part.unreadable, 500)}"
        yield from (f"  {one_line(entry)}" for entry in entries(part.changes))
        yield from (f"    {line}" for line in _follows(part))
    yield ""
    yield from (visible(line, 5000) for line in summary.lines())


def _follows(part: Part) -> list[str]:
    count = sum(change.kind == "follows" for change in part.changes)
    return [f"{_following(count)} from this"] if count else []


def one_line(entry: Entry) -> str:
    """A line for a terminal about one change."""
    values = (visible(value, 160) for value in (entry.before, entry.after) if value is not None)
    what = " ".join(filter(None, (visible(entry.how, 200), " → ".join(values))))
    return f"{_SIGNS[entry.kind]} {visible(entry.what, 200)}: {what}"


def _name(version: Version) -> str:
    also = f" ({version.version})" if version.version and version.version != version.name else ""
    return visible(f"{version.name}{also}", 250)


def markdown(parts: Iterable[Part], summary: Summary, most: int = MOST) -> str:
    """For a comment: summary, then as many articles as fit into `most` characters."""
    blocks: list[str] = []
    size = left_out = 0
    for part in summary.seen(parts):
        block = "\n".join(_block(part))
        size += len(block)
        if size > most:
            left_out += 1
        else:
            blocks.append(block)
    head = [f"## Changes of the data, {code(_name(summary.old))} → {code(_name(summary.new))}", ""]
    head += [f"{said(line)}  " for line in summary.lines()]
    if left_out:
        more = f"{left_out} more {'article' if left_out == 1 else 'articles'} not shown here"
        blocks.append(f"{more}. To see them all, run: `istanbul-talks diff`")
    return "\n\n".join(["\n".join(head), *blocks]) + "\n"


def _block(part: Part) -> Iterator[str]:
    yield f"### {code(part.article) if part.article else 'Vocabularies and columns'}"
    yield ""
    if part.unreadable:
        yield f"- cannot be compared: {code(part.unreadable)}"
    yield from (f"- {_bullet(entry)}" for entry in entries(part.changes))
    yield from (f"- {line}" for line in _follows(part))


def _bullet(entry: Entry) -> str:
    """A line of Markdown about one change; no data in it acts as markup."""
    cut = (visible(words, 300) for words in (entry.before, entry.after) if words is not None)
    values = " → ".join(map(code, cut))
    how = "" if entry.how in (entry.kind, "") else f" {said(entry.how)}"
    return f"**{entry.kind}** {code(entry.what)}{how}{': ' if values else ''}{values}"


def notes(parts: Iterable[Part], summary: Summary, every: str) -> str:
    """The Data section of release notes, without a heading: each change, or counts if too many.

    `every`: path of the file with each change in full.
    """
    lines: list[str] = []
    counts: list[str] = []
    common: list[str] = []
    for part in summary.seen(parts):
        bullets = [f"  - {_bullet(entry)}" for entry in entries(part.changes, None)]
        if not part.article:
            common = [f"- {code('schema')}", *bullets]
            continue
        counts.append(f"- {code(part.article)}: {said(_counted(part.changes))}")
        if len(lines) <= MOST_LINES:
            lines += [f"- {code(part.article)}", *bullets]
    body = [*(lines if len(lines) <= MOST_LINES else counts), *common]
    tail = f"Every change, with the values before and after: `{every}`."
    return "\n".join([f"{said(next(summary.lines()))}.", "", *body, *([""] if body else []), tail])


def _counted(changes: Iterable[Change]) -> str:
    """What changed in an article, in numbers."""
    kinds = ((c.layer, "" if c.kind == "renamed" else c.field, c.kind) for c in changes)
    count = Counter(" ".join(filter(None, kind)) for kind in kinds)
    return ", ".join(f"{name} {n}" for name, n in sorted(count.items()))


def as_json(parts: Iterable[Part], summary: Summary) -> Iterator[str]:
    """One JSON document, piece by piece: every change, even those that follow; sums last."""
    yield '{\n  "format": 1,\n  "changes": ['
    before = "\n    "
    unreadable: dict[str, str] = {}
    for part in summary.seen(parts):
        if part.unreadable:
            unreadable[part.article] = part.unreadable
        for change in part.changes:
            yield before + json.dumps({**asdict(change), "step": step(change).name})
            before = ",\n    "
    rest = {
        "unreadable": unreadable,
        "old": {"name": summary.old.name, "version": summary.old.version},
        "new": {"name": summary.new.name, "version": summary.new.version},
        "step": summary.step.name,
        "least_version": summary.least,
        "enough": summary.enough,
    }
    yield "\n  ],\n" + json.dumps(rest, indent=2)[2:] + "\n"
