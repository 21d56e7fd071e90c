"""Folds: no event, publisher or near-duplicate is on both sides."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from corpora import TODAY, larger
from istanbul_talks import ArgumentError, Corpus, CorpusError, load
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.model.records import Article
from istanbul_talks.reading.folds import folds
from istanbul_talks.validation.near_duplicates import candidates, sketch


@pytest.fixture(scope="module")
def tides(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Twelve articles without an event by three publishers."""
    folder = tmp_path_factory.mktemp("tides")
    root = CorpusFolder(larger(folder / "corpus", 12))
    assert build(root, folder / "release", today=TODAY).facts
    return load(folder / "release")


def changed(corpus: Corpus, **changes: dict[str, Any]) -> dict[str, Article]:
    """The first six articles, some with other values."""
    names = dict(zip("abcdef", corpus.values(), strict=False))
    return {id: replace(article, **changes.get(id, {})) for id, article in names.items()}


def held_out(articles: dict[str, Article], by: str, k: int | None = None, seed: int = 0) -> list:
    return sorted(sorted(test) for _, test in folds(articles, by, k, seed))


def test_folds_of_a_release_are_parts_with_a_digest(harbour_release: Path) -> None:
    corpus = load(harbour_release)
    pairs = list(corpus.folds(by="event"))
    assert sorted(list(test) for _, test in pairs) == [
        ["council-walks-out"],
        ["nets-and-tides"],
        ["quay-reopens"],
    ]
    for train, test in pairs:
        assert sorted([*train, *test]) == list(corpus)
        assert train.digest == corpus.where(lambda article, own=test: article.id not in own).digest
        assert train.digest != test.digest
        assert test.digest in test.cite()
    train, _ = pairs[0]
    assert [len(test) for _, test in train.folds()] == [1, 1]


def test_articles_of_one_event_are_on_one_side(tides: Corpus) -> None:
    articles = changed(
        tides, a={"event": "x"}, d={"event": "x"}, b={"event": "y"}, f={"event": "y"}
    )
    assert held_out(articles, "event") == [["a", "d"], ["b", "f"], ["c", "e"]]
    assert held_out(articles, "article") == [["a", "d"], ["b", "f"], ["c"], ["e"]]


def test_by_publisher_also_unites_what_shares_an_event(tides: Corpus) -> None:
    publishers = {id: {"publisher": name} for id, name in zip("abcdef", "PPQQRR", strict=True)}
    assert held_out(changed(tides, **publishers), "publisher") == [
        ["a", "b"],
        ["c", "d"],
        ["e", "f"],
    ]
    publishers["b"]["event"] = publishers["e"]["event"] = "x"
    assert held_out(changed(tides, **publishers), "publisher") == [["a", "b", "e", "f"], ["c", "d"]]


def test_near_duplicates_are_on_one_side(tides: Corpus) -> None:
    """A copy with one word added to 60 is a near-duplicate; half of the text is not."""
    text = next(iter(tides.values())).text
    half = text[: len(text) // 2]
    articles = changed(tides, c={"text": f"{text} Again."}, e={"text": text}, f={"text": half})
    assert held_out(articles, "article") == [["a", "c", "e"], ["b"], ["d"], ["f"]]


def test_texts_that_are_less_alike_are_no_near_duplicates(tides: Corpus) -> None:
    """79 of 113 five-word sequences are in both: 0.7, which sketches alone cannot tell from 0.8."""
    words = [f"word{number}" for number in range(100)]
    changes = {
        "a": {"text": " ".join(words)},
        "b": {"text": " ".join([*words[:83], *(f"other{number}" for number in range(17))])},
    }
    articles = changed(tides, **changes)
    pairs = candidates(b"".join(sketch(article.text) for article in articles.values()))
    assert (0, 1) in pairs
    assert held_out(articles, "article") == [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]


def test_articles_without_a_publisher_are_one_group(tides: Corpus) -> None:
    publishers = dict(zip("abcdef", ["P", None, "P", None, "Q", "Q"], strict=True))
    articles = changed(tides, **{id: {"publisher": name} for id, name in publishers.items()})
    assert held_out(articles, "publisher") == [["a", "c"], ["b", "d"], ["e", "f"]]


@pytest.mark.parametrize("seed", range(8))
def test_large_groups_are_dealt_out_first(tides: Corpus, seed: int) -> None:
    articles = changed(tides, a={"event": "x"}, b={"event": "x"}, c={"event": "x"})
    assert [len(test) for test in held_out(articles, "article", 2, seed)] == [3, 3]


def test_as_many_folds_as_wanted_of_nearly_one_size(tides: Corpus) -> None:
    assert len(list(tides.folds("article"))) == 10  # the most, unless k says otherwise
    assert len(list(tides.folds("article", k=12))) == 12
    for k, sizes in ((2, [6, 6]), (5, [2, 2, 2, 3, 3])):
        pairs = list(tides.folds("article", k=k))
        assert sorted(len(test) for _, test in pairs) == sizes
        assert sorted(id for _, test in pairs for id in test) == list(tides)


def test_the_seed_decides_and_nothing_else(tides: Corpus) -> None:
    def drawn(seed: int) -> list[list[str]]:
        return [list(test) for _, test in tides.folds("article", k=3, seed=seed)]

    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)


@pytest.mark.parametrize(
    ("by", "k", "said"),
    [
        ("evnt", None, "by: “evnt” is unknown; did you mean “event”?"),
        ("outlet", None, "by: “outlet” is unknown; did you mean “publisher”?"),
        ("event", None, 'by event, all 12 articles are one group. Try by="article"'),
        ("article", 1, "k: give 2 to 12: by article, there are 12 groups"),
        ("article", 13, "k: give 2 to 12: by article, there are 12 groups"),
    ],
)
def test_what_is_wrong_is_named_at_the_call(
    tides: Corpus, by: str, k: int | None, said: str
) -> None:
    with pytest.raises(ArgumentError, match=said):
        tides.folds(by, k=k)


def test_without_articles_there_are_no_folds(tides: Corpus) -> None:
    said = "all 0 articles are one group. They share an event, or are near-duplicates$"
    with pytest.raises(ArgumentError, match=said):
        tides.where(lambda article: False).folds("article")


def test_other_types_are_refused(tides: Corpus) -> None:
    with pytest.raises(TypeError, match="by: give one of: event, article, publisher, not int"):
        tides.folds(3)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="seed: give a whole number, not str"):
        tides.folds("article", seed="1")  # type: ignore[arg-type]
    for call in ({"k": True}, {"seed": True}):
        with pytest.raises(TypeError, match="give a .*, not bool"):
            tides.folds("article", **call)
    with pytest.raises(TypeError, match="k: give a number of folds"):
        tides.folds("article", k="3")  # type: ignore[arg-type]


def test_a_text_free_edition_names_restore(harbour_text_free: Path) -> None:
    with pytest.raises(CorpusError, match="^council-walks-out: this needs .* restore --texts"):
        load(harbour_text_free).folds()
