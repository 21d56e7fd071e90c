"""Who speaks in which outlet, and how: the chart of voices."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..text.visible import visible
from .charts import Figure, Key, figure, keys_of_sides, outlet, shortened
from .drawings import Bar, Row, counted
from .edition import Edition
from .made import Part

_KINDS = {"direct": "solid", "mixed": "half", "indirect": "hollow"}
_OUTLETS, _SPEAKERS = 10, 8  # of the chart; the table has all
_CODE = """from istanbul_talks import load

articles = load().to_pandas("articles").set_index("id")["publisher"]
claims = load().to_pandas("claims").dropna(subset=["attribution"]).join(articles, on="article")
claims.groupby(["publisher", "claimer_name", "attribution"], dropna=False).size()"""

_Speaker = tuple[str, str]  # the id and the name of a claimer
_Voices = Mapping[_Speaker, Mapping[str, int]]  # claims by attribution


def voices(edition: Edition) -> Part:
    """Attributed claims by outlet, speaker and attribution."""
    found, articles, own = _found(edition)
    outlets = sorted(found.items(), key=lambda one: (-_total(one[1]), one[0]))
    rows: list[tuple[Any, ...]] = [
        (name, who[1], *(counts[kind] for kind in _KINDS), sum(counts.values()))
        for name, speakers in outlets
        for who, counts in _in_order(speakers)
    ]
    drawn = list(_rows(edition, outlets[:_OUTLETS]))
    sums = [sum(row[n] for row in rows) for n in range(2, 6)]
    chart = counted(drawn, "attributed claims")
    left_out = len(rows) - sum(bool(row.bars) for row in drawn)
    notes = [f"The authors’ own {own:,} claims are not counted."]
    if left_out:
        said = f"The chart shows the {_OUTLETS} outlets with the most attributed claims, and for"
        notes.append(
            f"{said} each at most {_SPEAKERS} speakers; {left_out:,} are in the table only."
        )
    return figure(
        Figure(
            "voices",
            "Who speaks in which outlet, and how",
            f"Bars of {sums[3]:,} attributed claims by outlet and speaker, split into "
            f"{sums[0]:,} direct, {sums[1]:,} mixed and {sums[2]:,} indirect.",
            ("outlet", "speaker", *_KINDS, "all"),
            rows,
            _CODE,
            f"n = {sums[3]:,} attributed claims in {articles:,} articles",
            chart.wide(),
            chart.narrow(),
            notes,
            [
                Key("solid", "", "word for word"),
                Key("half", "", "partly word for word"),
                Key("hollow", "", "in the author’s words"),
                *keys_of_sides(edition),
            ],
            ("all", "", *sums),
        )
    )


def _found(edition: Edition) -> tuple[Mapping[str, _Voices], int, int]:
    """Attributed claims by outlet; the numbers of articles and of claims of their authors."""
    found: dict[str, dict[_Speaker, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    articles = own = 0
    for article in edition.corpus.articles():
        articles += 1
        for claim in article.claims:
            if claim.attribution is None:
                own += 1
            else:
                speaker = claim.claimer, claim.claimer_name
                found[outlet(article)][speaker][claim.attribution] += 1
    return found, articles, own


def _total(speakers: _Voices) -> int:
    return sum(sum(counts.values()) for counts in speakers.values())


def _in_order(speakers: _Voices) -> list[tuple[_Speaker, Mapping[str, int]]]:
    """The most quoted first."""
    return sorted(speakers.items(), key=lambda one: (-sum(one[1].values()), one[0][1], one[0][0]))


def _rows(edition: Edition, outlets: Sequence[tuple[str, _Voices]]) -> Iterator[Row]:
    for name, speakers in outlets:
        yield Row(shortened(visible(name), 48))
        for (id, who), counts in _in_order(speakers)[:_SPEAKERS]:
            bars, start = [], 0
            for kind, tone in _KINDS.items():
                if counts[kind]:
                    end = start + counts[kind]
                    bars.append(Bar(start, end, edition.side(id, who), tone))
                    start = end
            yield Row(shortened(visible(who)), bars, said=f"{start:,}")
