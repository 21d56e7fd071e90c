"""When articles appeared, around the rounds of talks, and how much of each is under claims."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from ..model.records import Article
from ..text.visible import visible
from .briefs import Brief, Source, newest
from .charts import Figure, Key, figure, shortened
from .drawings import ACCENT, Bar, Dot, Row, Rows, round_steps
from .edition import Edition
from .made import Part
from .words import date_in_words

MOST = 30  # articles of a chart; the table has all
_FAR = 30  # days from its round up to which an article is in the chart
_INFERRED = "conjecture"
_TIMELINE = """from istanbul_talks import load

load().to_pandas("articles").groupby("event", dropna=False)["id"].count()"""
_COVERED = """from istanbul_talks import load

claims = load().to_pandas("claims")
length = claims["end"] - claims["start"]
length.groupby([claims["article"], claims["attribution"].notna()]).sum()
# The chart counts words under several claims once, as attributed if any of them is."""


class _Dated(NamedTuple):
    """The first and last day on which an article can have appeared, counted from its round."""

    first: int
    last: int
    label: str
    is_inferred: bool


_Rounds = Sequence[tuple[str, Sequence[_Dated]]]


def timeline(edition: Edition, most: int = MOST) -> Part:
    """Each round of talks, and the days on which its articles can have appeared."""
    found: dict[str, list[_Dated]] = defaultdict(list)
    rows = list[tuple[Any, ...]]()
    for article in edition.corpus.articles():
        days = article.published_earliest, article.published_latest
        words = [None if day is None else str(day) for day in days]
        event = edition.events[article.event] if article.event else None
        of = (event["name"], event["date"]) if event else (None, None)
        rows.append((*of, article.id, article.publisher, *words, article.published))
        if event:
            found[event["id"]] += _dated(article, date.fromisoformat(event["date"]))
    rows.sort(key=lambda row: tuple(str(cell or "~") for cell in (row[1], row[4], row[2])))
    shown = _shown(edition, found, most)
    chart = _around(edition, shown)
    drawn = sum(len(dated) for _, dated in shown)
    notes = ["The line through 0 is the day of the round."]
    if drawn < len(rows):
        left_out = len(rows) - drawn
        less, are = f"{left_out:,} articles", "are"
        if left_out == 1:
            less, are = "1 article", "is"
        why = f"no round or date, a date over {_FAR} days from it, or no room"
        notes.append(f"{less} {are} in the table only: {why}.")
    return figure(
        Figure(
            "timeline",
            "When the articles appeared",
            f"{drawn:,} articles by the round of talks that they are about, each as the days on "
            "which it can have appeared.",
            ("round", "day of the round", "article", "outlet", "earliest", "latest", "as written"),
            rows,
            _TIMELINE,
            f"n = {len(rows):,} articles, {len(edition.events):,} rounds of talks",
            chart.wide(),
            chart.narrow(),
            notes,
            [
                Key("dot", ACCENT, "one day"),
                Key("line", ACCENT, "one of these days"),
                Key("ring", ACCENT, "one day, inferred"),
                Key("dashed", ACCENT, "one of these days, inferred"),
            ],
        )
    )


def _around(edition: Edition, shown: _Rounds) -> Rows:
    inside = [day for _, dated in shown for one in dated for day in (one.first, one.last)]
    low, high = min([-1, *inside]), max([1, *inside])
    step = round_steps(high - low)
    marks = range(-(-low // step) * step, high + 1, step)
    ticks = [(day, f"{'−' if day < 0 else '+' if day else ''}{abs(day)}") for day in marks]
    ends = low - 0.5, high + 0.5
    return Rows(list(_rounds(edition, shown)), ends, ticks, "days from the round of talks", 0)


def _dated(article: Article, day: date) -> Iterator[_Dated]:
    """The article as a row, if it has a date near its round."""
    earliest, latest = article.published_earliest, article.published_latest
    if earliest is None or latest is None:
        return
    first, last = (earliest - day).days, (latest - day).days
    if max(abs(first), abs(last)) <= _FAR:
        name = shortened(visible(article.publisher or article.id), 24)
        label = f"{name}, {date_in_words(article)}"
        yield _Dated(first, last, label, article.date_basis == _INFERRED)


def _shown(edition: Edition, found: Mapping[str, list[_Dated]], most: int) -> _Rounds:
    """The rounds by date, each with equally many of its articles, the earliest first."""
    rounds = sorted(found, key=lambda id: edition.events[id]["date"])[:most]
    each = most // max(len(rounds), 1)
    return [(id, sorted(found[id])[:each]) for id in rounds if found[id]]


def _rounds(edition: Edition, shown: _Rounds) -> Iterator[Row]:
    for id, dated in shown:
        event = edition.events[id]
        day = date.fromisoformat(event["date"])
        yield Row(shortened(visible(f"{day.day} {day:%B %Y}: {event['name']}"), 58))
        for first, last, label, is_inferred in dated:
            if first == last:
                yield Row(label, dots=[Dot(first, ACCENT, is_inferred)])
            else:
                yield Row(label, [Bar(first, last, ACCENT, "dashed" if is_inferred else "line")])


def covered(source: Source, most: int = MOST) -> Part:
    """How much of each article is under attributed claims, claims of its author, and no claim."""
    articles = newest(source.articles.values())
    rows = list[tuple[Any, ...]]()
    for one in articles:
        shares = one.attributed, one.own, 1000 - one.attributed - one.own
        rows.append((one.id, one.outlet, *(share / 10 for share in shares)))
    ticks = [(share * 10, f"{share} %") for share in (0, 25, 50, 75, 100)]
    title = "share of the text, in code points"
    chart = Rows([_shares(one) for one in articles[:most]], (0, 1000), ticks, title)
    notes = ["Words under several claims count once, as attributed if any of the claims is."]
    if most < len(articles):
        notes.append(f"The chart shows the {most} newest articles; the table has all.")
    return figure(
        Figure(
            "text-covered",
            "How much of each article is attributed to somebody",
            f"A bar for each of {min(most, len(articles)):,} articles: text under attributed "
            "claims, under claims of its author, and under no claim.",
            ("article", "outlet", "attributed, %", "the author’s own, %", "no claim, %"),
            rows,
            _COVERED,
            f"n = {len(articles):,} articles",
            chart.stacked(),
            chart.narrow(),
            notes,
            [
                Key("solid", ACCENT, "attributed to somebody"),
                Key("solid", "author", "claimed by the author"),
                Key("hollow", "author", "no claim"),
            ],
        )
    )


def _shares(article: Brief) -> Row:
    first, second = article.attributed, article.attributed + article.own
    bars = (
        Bar(0, first, ACCENT),
        Bar(first, second, "author"),
        Bar(second, 1000, "author", "hollow"),
    )
    said = " / ".join(map(str, article.percent))
    return Row(visible(article.name, 200), bars, said=said)
