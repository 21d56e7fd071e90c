"""Agreement article by article, with a link to each item that passes do not agree on."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ..model.records import Article
from ..quality.disputes import LAYERS, Passes
from ..reading.sorted_rows import SortedRows
from .edition import Edition
from .made import render
from .words import headline, name_in_words, stance_in_words

_MOST = 200  # articles that are listed


class _Item(NamedTuple):
    address: str  # on the page of the article
    title: str
    why: str


class _Agreed(NamedTuple):
    """An article: of each layer how many items all passes agree on, and of how many."""

    id: str
    name: str
    counts: Mapping[str, tuple[int, int]]
    decisions: int
    page: str | None  # with the decisions
    disputed: Sequence[_Item]


def by_article(edition: Edition) -> str:
    """A row for each article that has passes, and its disputed items."""
    rows = list(islice(_articles(edition), _MOST + 1))
    layers, more = LAYERS.values(), len(rows) > _MOST
    return render("agreement_articles", rows=rows[:_MOST], layers=layers, more=more)


def _articles(edition: Edition) -> Iterator[_Agreed]:
    passes = SortedRows(edition.corpus, "passes")
    decided = SortedRows(edition.corpus, "decisions")
    for article in edition.corpus.articles():
        decisions = decided.of(article.id)
        found = Passes(passes.of(article.id), decisions)
        if len(found.annotators) > 1:
            yield _agreed(edition, article, found, len(decisions))


def _agreed(edition: Edition, article: Article, passes: Passes, decisions: int) -> _Agreed:
    counts, disputed = dict[str, tuple[int, int]](), list[_Item]()
    for records, layer in LAYERS.items():
        own = getattr(article, records)
        found = [record for record in own if not passes.undisputed(records, record.id)]
        for record in found:
            title, why = _title(edition, article, layer, record), _why(passes, records, record.id)
            disputed.append(_Item(f"#{records}/{record.id}", title, why))
        counts[layer] = len(own) - len(found), len(own)
    page = edition.decision_pages.get(article.id)
    return _Agreed(article.id, headline(article), counts, decisions, page, disputed)


def _why(passes: Passes, records: str, id: str) -> str:
    """Why an item of the reference is disputed."""
    found = passes.supporting(records, id)
    missing = sorted({*passes.annotators} - {row["annotator"] for row in found})
    if not found:
        return "in no pass"
    if missing:
        return f"not in the pass of {' and '.join(missing)}"
    differing = dict.fromkeys(column for row in found for column in row["differs"])
    terms = {"span": "words", "entity": "speaker", "claim_type": "type", "stance_label": "stance"}
    terms |= {"epistemic": "commitment", "entity_type": "kind", "checkworthy": "worth checking"}
    return ", ".join(terms.get(name, name) for name in differing) or "decided"


def _title(edition: Edition, article: Article, layer: str, record: Any) -> str:
    if layer == "stance":
        holder = name_in_words(record.holder, record.holder_name)
        return f"{holder} {stance_in_words(record.label, edition.target_words(record.target))}"
    if layer == "mention":
        return article.entity(record.entity).name
    return edition.target_words(record.id)
