"""Agreement article by article, with a link to each item that passes do not agree on."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from ..model.records import Article
from .edition import Edition
from .made import render
from .sorted_rows import SortedRows
from .words import headline, name_in_words, stance_in_words

_MOST = 200  # articles that are listed
_LAYERS = {"mention": "mentions", "claim": "claims", "stance": "stance"}  # in an article
_Row = Mapping[str, Any]


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
    return render("agreement_articles", rows=rows[:_MOST], layers=_LAYERS, more=len(rows) > _MOST)


def _articles(edition: Edition) -> Iterator[_Agreed]:
    passes = SortedRows(edition.corpus, "passes")
    decided = SortedRows(edition.corpus, "decisions")
    for article in edition.corpus.articles():
        items, decisions = passes.of(article.id), decided.of(article.id)
        if len({item["annotator"] for item in items}) > 1:
            yield _agreed(edition, article, items, decisions)


def _agreed(
    edition: Edition, article: Article, items: Sequence[_Row], decisions: Sequence[_Row]
) -> _Agreed:
    annotators = {item["annotator"] for item in items}
    supporting = defaultdict[tuple[str, str], list[_Row]](list)
    for item in items:
        supporting[item["layer"], item["supports"] or ""].append(item)
    named = {(row["layer"], id) for row in decisions for id in row["reference"]}
    counts, disputed = dict[str, tuple[int, int]](), list[_Item]()
    for layer, records in _LAYERS.items():
        own = getattr(article, records)
        for record in own:
            found = supporting[layer, record.id]
            is_decided = (layer, record.id) in named or any(row["decision"] for row in found)
            if why := _why(annotators, found, is_decided):
                address = f"#{records}/{record.id}"
                disputed.append(_Item(address, _title(edition, article, layer, record), why))
        count = sum(item.address.startswith(f"#{records}/") for item in disputed)
        counts[layer] = len(own) - count, len(own)
    page = edition.decision_pages.get(article.id)
    name = headline(article)
    return _Agreed(article.id, name, counts, len(decisions), page, disputed)


def _why(annotators: set[str], found: Sequence[_Row], is_decided: bool) -> str:
    """Why an item of the reference is disputed; empty if all passes have it as it is."""
    missing = sorted(annotators - {row["annotator"] for row in found})
    if len(missing) == len(annotators):
        return "in no pass"
    if missing:
        return f"not in the pass of {' and '.join(missing)}"
    differing = dict.fromkeys(column for row in found for column in row["differs"])
    terms = {"span": "words", "entity": "speaker", "claim_type": "type", "stance_label": "stance"}
    terms |= {"epistemic": "commitment", "entity_type": "kind", "checkworthy": "worth checking"}
    return ", ".join(terms.get(name, name) for name in differing) or "decided" * is_decided


def _title(edition: Edition, article: Article, layer: str, record: Any) -> str:
    if layer == "stance":
        holder = name_in_words(record.holder, record.holder_name)
        return f"{holder} {stance_in_words(record.label, edition.target_words(record.target))}"
    if layer == "mention":
        return article.entity(record.entity).name
    return edition.target_words(record.id)
