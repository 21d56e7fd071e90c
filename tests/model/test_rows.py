"""Rows of records and back, and spans that do not have their words."""

import copy
from datetime import date
from typing import Any

import orjson
import pytest

from corpora import enriched
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model.article import article_of, capture_of, row_of
from istanbul_talks.model.columns import BY_ARTICLE, CONFIGS, columns
from istanbul_talks.model.records import Article, PassItem
from istanbul_talks.model.rows import (
    Rows,
    claim_groups,
    content_digest,
    from_row,
    lines_of,
    misplaced,
    rows_in,
    to_lines,
)
from istanbul_talks.model.vocabulary import load
from istanbul_talks.quality.additions import read_additions
from istanbul_talks.quality.adjudication import read_adjudication


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Article, Rows]]:
    root = CorpusFolder(enriched(tmp_path_factory.mktemp("rows") / "harbour"))
    found = {}
    words = load(root)
    for id in root.ids():
        read = read_adjudication(root.read_article(id))
        row, capture = row_of(*read.reference), capture_of(*read.reference)
        more = {
            "claim_groups": claim_groups(row, words.propositions),
            "additions": read_additions(root.read_article(id), read.reference).rows(
                words.annotators
            ),
        }
        lines = lines_of(row, capture, read.pass_items, read.records, more)
        found[id] = article_of(*read.reference), rows_in(lines)
        assert to_lines(found[id][1]) == lines
    return found


def test_a_row_becomes_the_same_record_again(articles: dict[str, tuple[Article, Rows]]) -> None:
    items = 0
    for article, rows in articles.values():
        assert from_row(Article, rows["articles"][0]) == article
        for row in rows["passes"]:
            own = {name: value for name, value in row.items() if name != "article"}
            assert orjson.loads(orjson.dumps(from_row(PassItem, own))) == own
            items += 1
    assert items > 0


def test_flat_rows_are_the_nested_ones_with_their_article(
    articles: dict[str, tuple[Article, Rows]],
) -> None:
    for article, rows in articles.values():
        (nested,) = rows["articles"]
        owner = {"article": article.id}
        assert rows["claims"] == [owner | claim for claim in nested["claims"]]
        assert rows["stance"] == [owner | stance for stance in nested["stance"]]
        entities = {entity["id"]: entity for entity in nested["entities"]}
        for flat, mention in zip(rows["mentions"], nested["mentions"], strict=True):
            entity = entities[mention["entity"]]
            own = {name: entity[name] for name in ("name", "wikidata", "role")}
            assert flat == owner | mention | own
        for config in BY_ARTICLE:
            names = [field.name for field in columns(CONFIGS[config])]
            assert all(list(row) == names for row in rows[config])


def test_days_are_text_in_a_row(articles: dict[str, tuple[Article, Rows]]) -> None:
    dated = [pair for pair in articles.values() if pair[0].published_earliest]
    article, rows = dated[0]
    assert isinstance(article.published_earliest, date)
    assert rows["articles"][0]["published_earliest"] == article.published_earliest.isoformat()


def test_a_row_with_another_column_is_refused(articles: dict[str, tuple[Article, Rows]]) -> None:
    _, rows = next(iter(articles.values()))
    with pytest.raises(TypeError, match="colour"):
        from_row(Article, {**rows["articles"][0], "colour": "red"})


def spoilt(row: dict[str, Any], layer: str, column: str) -> tuple[str, dict[str, Any]] | None:
    row = copy.deepcopy(row)
    for item in row[layer]:
        if item[column]:
            if column == "evidence":
                item[column][0]["start"] += 1
            else:
                item[column] += 1
            return str(item["id"]), row
    return None


@pytest.mark.parametrize(
    ("layer", "column", "name"),
    [
        ("mentions", "end", "mention"),
        ("claims", "end", "claim"),
        ("claims", "cue_end", "claim"),
        ("stance", "condition_end", "stance"),
        ("stance", "evidence", "stance"),
    ],
)
def test_a_span_without_its_words_is_named(
    articles: dict[str, tuple[Article, Rows]], layer: str, column: str, name: str
) -> None:
    every = [rows["articles"][0] for _, rows in articles.values()]
    assert [misplaced(row) for row in every] == [None] * len(every)
    found = [wrong for row in every if (wrong := spoilt(row, layer, column))]
    assert found, "an article of the made-up corpus has such a span"
    for id, row in found:
        assert misplaced(row) == f"{name} {id}"


def test_the_content_digest_is_that_of_the_digests_by_config() -> None:
    # printf '{"a":"1","b":"2"}\n' | sha256sum
    expected = "971995fb6dec39908056a86b8fedf359c15e9ba8e04a345a7be887b382f894ab"
    assert content_digest({"b": "2", "a": "1"}) == expected
