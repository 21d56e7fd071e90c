"""How the corpus was made, by whom, and its limits, with the counts of this release."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice, pairwise
from operator import itemgetter
from textwrap import wrap
from typing import Any, NamedTuple

from ..quality.audit import results
from .edition import Edition
from .made import render
from .words import headline

_LETTER = 6.2  # pixels of an average one at 12 px
_MOST = 3  # passes that get a box of their own
_MOST_ARTICLES = 200  # of the table of rights
_DID = {"annotate": "annotated", "review": "reviewed", "adjudicate": "adjudicated"}
_DID |= {"decide": "adjudicated", "audit": "audited", "enrich": "made additions"}


class Step(NamedTuple):
    """A box of the drawing: what is done, a number, and what it counts."""

    title: str
    number: str
    words: str


class Box(NamedTuple):
    """A step at its place, in pixels, with its words in lines."""

    step: Step
    x: float
    y: float
    width: float
    height: float
    lines: Sequence[str]


class Drawing(NamedTuple):
    name: str
    width: float
    height: float
    boxes: Sequence[Box]
    arrows: Sequence[str]  # paths


class _Counts(NamedTuple):
    articles: int
    passes: Mapping[str, int]  # items by annotator
    decisions: int
    items: int  # of the reference
    audit: Mapping[str, Any] | None  # the newest
    version: str


def drawing(edition: Edition) -> str:
    """From the articles over passes, adjudication and audit to the release."""
    counts = _counts(edition)
    first, passes, rest = _articles(counts), list(_passes(counts)), list(_after(counts))
    layouts = (_wide(first, passes, rest), _narrow(first, passes, rest))
    said = "; ".join(f"{one.title}: {one.number} {one.words}" for one in (first, *passes, *rest))
    return render("made", layouts=layouts, said=said)


def _counts(edition: Edition) -> _Counts:
    configs = edition.corpus.manifest["configs"]
    passes = Counter(row["annotator"] for row in edition.corpus.rows("passes"))
    items = sum(
        len(one.mentions) + len(one.claims) + len(one.stance) for one in edition.corpus.articles()
    )
    newest = max(edition.audits, key=itemgetter("date", "version", "seed"), default=None)
    version, decisions = edition.corpus.version.partition("+")[0], configs["decisions"]["rows"]
    by_name = dict(sorted(passes.items()))
    return _Counts(len(edition.corpus), by_name, decisions, items, newest, version)


def _articles(counts: _Counts) -> Step:
    many = "article, saved word for word" if counts.articles == 1 else "articles, saved as printed"
    return Step("Articles", f"{counts.articles:,}", many)


def _passes(counts: _Counts) -> Iterator[Step]:
    for by, number in list(counts.passes.items())[:_MOST]:
        yield Step("Pass", f"{number:,}", f"items by {by}, working alone")
    if not counts.passes:
        yield Step("Annotation", f"{counts.items:,}", "items by one annotator")


def _after(counts: _Counts) -> Iterator[Step]:
    yield Step("Adjudication", f"{counts.decisions:,}", "decisions where passes differ or err")
    if counts.audit is None:
        yield Step("Audit", "0", "audits of this release so far")
    else:
        found = results([counts.audit])
        judged, wrong = (sum(getattr(one, of) for one in found) for of in ("judged", "wrong"))
        yield Step("Audit", f"{judged:,}", f"drawn at random and judged; {wrong:,} found wrong")
    yield Step("Release", counts.version, f"{counts.items:,} items, each with its words")


def _box(step: Step, x: float, y: float, width: float, height: float) -> Box:
    return Box(step, x, y, width, height, wrap(step.words, int((width - 24) / _LETTER)))


def _wide(first: Step, passes: Sequence[Step], rest: Sequence[Step]) -> Drawing:
    width, gap, tall = 148, 30, 120
    height = max(len(passes) * (tall + 18) - 18, tall)
    middle = (height - tall) / 2
    columns = [n * (width + gap) + 1 for n in range(2 + len(rest))]
    stacked = [
        _box(one, columns[1], n * (tall + 18) + 1, width, tall) for n, one in enumerate(passes)
    ]
    boxes = [_box(first, columns[0], middle + 1, width, tall), *stacked]
    after = [
        _box(one, x, middle + 1, width, tall) for x, one in zip(columns[2:], rest, strict=True)
    ]
    arrows = [_across(boxes[0], one) for one in stacked]
    arrows += [_across(one, after[0]) for one in stacked]
    arrows += [_across(one, other) for one, other in pairwise(after)]
    return Drawing("wide", columns[-1] + width + 1, height + 2, [*boxes, *after], arrows)


def _across(one: Box, other: Box) -> str:
    start, end = one.y + one.height / 2, other.y + other.height / 2
    x, to = one.x + one.width, other.x - 3
    middle = (x + to) / 2
    return f"M{x:g} {start:g}C{middle:g} {start:g} {middle:g} {end:g} {to:g} {end:g}"


def _narrow(first: Step, passes: Sequence[Step], rest: Sequence[Step]) -> Drawing:
    full, gap, tall, low = 338, 26, 128, 92
    width = (full - 14 * (len(passes) - 1)) / len(passes)
    boxes = [_box(first, 1, 1, full, low)]
    y = 1 + low + gap
    beside = [_box(one, 1 + n * (width + 14), y, width, tall) for n, one in enumerate(passes)]
    y += tall + gap
    after = [_box(one, 1, y + n * (low + gap), full, low) for n, one in enumerate(rest)]
    arrows = [_down(boxes[0], one) for one in beside] + [_down(one, after[0]) for one in beside]
    arrows += [_down(one, other) for one, other in pairwise(after)]
    height = after[-1].y + low + 1
    return Drawing("narrow", full + 2, height, [*boxes, *beside, *after], arrows)


def _down(one: Box, other: Box) -> str:
    small = one if one.width < other.width else other
    x = small.x + small.width / 2
    return f"M{x:g} {one.y + one.height:g}V{other.y - 3:g}"


def makers(edition: Edition) -> str:
    """Who annotated, decided and audited, and whether a person took part."""
    done: dict[str, dict[str, None]] = {}
    acts = ((act.by, act.did) for one in edition.corpus.articles() for act in one.provenance)
    decided = ((row["by"], "decide") for row in edition.corpus.rows("decisions"))
    audited = ((audit["by"], "audit") for audit in edition.audits)
    added = ((row.annotator, "enrich") for row in edition.corpus.additions)
    for by, did in chain(acts, decided, audited, added):
        done.setdefault(by, {})[_DID[did]] = None
    people = [(edition.annotators[by], list(what)) for by, what in sorted(done.items())]
    return render("makers", people=people, humans=[o for o, _ in people if o["kind"] == "human"])


def limits(edition: Edition) -> str:
    """What the corpus cannot show, with its numbers."""
    outlets, kinds, basis, certainty = set[str](), set[str](), Counter[str](), Counter[str]()
    for article in edition.corpus.articles():
        outlets.add(article.publisher or "")
        kinds.update(act.kind for act in article.provenance)
        basis[article.date_basis] += 1
        certainty.update(stance.certainty for stance in article.stance)
    return render(
        "limits",
        articles=len(edition.corpus),
        outlets=len(outlets - {""}),
        humans="human" in kinds,
        inferred=basis["conjecture"] + basis["external"],
        low=certainty["low"],
        stances=certainty.total(),
    )


def rights(edition: Edition) -> str:
    """What may be done with annotations, code and texts; what is known of each article."""
    articles = [
        (one.id, headline(one), one.rights_status, one.rights_holder, one.rights_license)
        for one in islice(edition.corpus.articles(), _MOST_ARTICLES)
    ]
    more = len(edition.corpus) - len(articles)
    return render(
        "rights",
        articles=articles,
        more=more,
        license=edition.dataset["license"],
        labels=edition.labels["rights_status"],
    )
