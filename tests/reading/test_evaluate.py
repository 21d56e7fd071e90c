"""Evaluation against nervaluate and scikit-learn, by hand, and with bad predictions."""

import math
import random
import re
import string
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from datasets import Dataset
from nervaluate import Evaluator

import istanbul_talks
from istanbul_talks import Article, EvaluationError, Scores, agreement, evaluate
from istanbul_talks.reading.predictions import LABELS


@pytest.fixture(scope="module")
def corpus(harbour_release: Path) -> istanbul_talks.Corpus:
    return istanbul_talks.load(harbour_release)


def mention(article: str, start: int, end: int, type_: str) -> dict[str, Any]:
    return {"article": article, "start": start, "end": end, "type": type_}


def as_nervaluate(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"label": row["type"], "start": row["start"], "end": row["end"] - 1} for row in rows
    ]  # its ends are inclusive


def perturbed(article: Article, chance: random.Random) -> list[dict[str, Any]]:
    """Predictions that are right, cut, of another type, missing or invented.

    None touches two mentions.
    """
    rows = []
    for m in article.mentions:
        what = chance.choice(["right", "right", "cut", "type", "both", "missing"])
        end = m.end - 1 if what in ("cut", "both") and m.end - m.start > 1 else m.end
        type_ = "EVENT" if what in ("type", "both") else m.type
        if what != "missing":
            rows.append(mention(article.id, m.start, end, type_))
    free = [
        m.end + 1
        for m, after in zip(article.mentions, article.mentions[1:], strict=False)
        if after.start - m.end > 8
    ]
    return rows + [
        mention(article.id, start, start + 3, "ORG")
        for start in chance.sample(free, min(3, len(free)))
    ]


@pytest.mark.parametrize("seed", range(8))
def test_mentions_as_nervaluate_counts_them(corpus: istanbul_talks.Corpus, seed: int) -> None:
    chance = random.Random(seed)
    predicted = {
        article.id: sorted(perturbed(article, chance), key=lambda r: r["start"])
        for article in corpus.articles()
    }
    truth = [[mention(a.id, m.start, m.end, m.type) for m in a.mentions] for a in corpus.articles()]
    tags = sorted({m.type for a in corpus.articles() for m in a.mentions} | {"EVENT", "ORG"})
    theirs = Evaluator(
        [as_nervaluate(rows) for rows in truth],
        [as_nervaluate(predicted[id]) for id in corpus],
        tags=tags,
        loader="dict",
    ).evaluate()
    ours = evaluate(
        [row for rows in predicted.values() for row in rows], config="mentions", articles=corpus
    )
    for name, other in (
        ("strict", "strict"),
        ("exact", "exact"),
        ("partial", "partial"),
        ("type", "ent_type"),
    ):
        mine, his = ours[name], theirs["overall"][other]
        assert isinstance(mine, Scores)
        assert (mine.precision, mine.recall, mine.f1) == pytest.approx(
            (his.precision, his.recall, his.f1)
        ), name


@pytest.mark.parametrize("seed", range(8))
def test_stance_as_scikit_learn_counts_it(corpus: istanbul_talks.Corpus, seed: int) -> None:
    """A row that only one side has gets the label “absent” there, which is not averaged."""
    from sklearn.metrics import f1_score  # takes seconds

    chance = random.Random(seed)
    truth, guess, rows = [], [], []
    for article in corpus.articles():
        for s in article.stance:
            label = chance.choice([s.label, s.label, *LABELS, None])
            truth.append(s.label)
            guess.append(label or "absent")
            if label:
                rows.append(
                    {
                        "article": article.id,
                        "holder": s.holder,
                        "holder_name": s.holder_name,
                        "target": s.target,
                        "label": label,
                    }
                )
        taken = {(s.holder, s.target) for s in article.stance}
        for target in chance.sample(corpus.targets, 5):
            if ("article", target) not in taken:
                rows.append(
                    {"article": article.id, "holder": "article", "target": target, "label": "FAVOR"}
                )
                truth.append("absent")
                guess.append("FAVOR")
    expected = f1_score(truth, guess, labels=list(LABELS), average="macro", zero_division=0)
    assert evaluate(rows, config="stance", articles=corpus)["macro_f1"] == pytest.approx(expected)


def test_claims_by_hand(corpus: istanbul_talks.Corpus) -> None:
    """Five predictions over the 18 claims of an article.

    One is exact; one has 6 of the 9 words of its claim; one is the first of 12 words; one overlaps
    no claim; one has the right span and another claimer.
    """
    article = corpus["quay-reopens"]
    claims = {claim.id: claim for claim in article.claims}

    def row(start: int, end: int, claimer: str, **more: Any) -> dict[str, Any]:
        return {"article": article.id, "start": start, "end": end, "claimer": claimer, **more}

    exact, cut = claims["second-paper"], claims["no-second-winter"]
    word, wrong = claims["met-at-lyth-hall"], claims["reopening-if-quota"]
    nowhere = article.text.index("half price")
    rows = [
        row(exact.start, exact.end, "tarn", quote=exact.quote),
        row(cut.start, article.text.index(" winter like it"), "quill"),
        row(word.start, word.start + len("The"), "article"),
        row(nowhere, nowhere + len("half price"), "article"),
        row(wrong.start, wrong.end, "ostrel"),
    ]
    found = evaluate(rows, config="claims", articles=corpus, only=[article.id])
    assert found["exact"] == Scores(2 / 5, 2 / 18, 2 * 2 / (5 + 18), 5, 18)
    assert found["partial"] == Scores(3 / 5, 3 / 18, 2 * 3 / (5 + 18), 5, 18)
    assert found["overlap"] == Scores(3 / 5, 3 / 18, 2 * 3 / (5 + 18), 5, 18)
    assert found["claimer_accuracy"] == pytest.approx(2 / 3)


def test_the_reference_itself_is_perfect_in_every_form(corpus: istanbul_talks.Corpus) -> None:
    for config in ("mentions", "claims", "stance"):
        frame = corpus.to_pandas(config)
        for rows in (
            frame,
            Dataset.from_pandas(frame, preserve_index=False),
            corpus.to_datasets(config),
            frame.to_dict("records"),
        ):
            found = evaluate(rows, config=config, articles=corpus)
            key = {"mentions": "strict", "claims": "exact", "stance": "FAVOR"}[config]
            assert found[key].f1 == 1  # type: ignore[union-attr]
        assert found.get("claimer_accuracy", 1) == found.get("macro_f1", 1) == 1


def test_nothing_predicted(corpus: istanbul_talks.Corpus) -> None:
    found = evaluate([], config="claims", articles=corpus)
    assert found["exact"] == Scores(0, 0, 0, 0, sum(len(a.claims) for a in corpus.articles()))
    assert found["claimer_accuracy"] is None
    assert evaluate([], config="mentions", articles={})["strict"] == Scores(0, 0, 0, 0, 0)


def test_the_packaged_release_is_the_default(
    corpus: istanbul_talks.Corpus, harbour_release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("istanbul_talks.dataset.layout.PACKAGED", harbour_release)
    assert evaluate([], config="stance")["macro_f1"] == 0


GOOD = {
    "mentions": {"article": "quay-reopens", "start": 0, "end": 6, "type": "GPE"},
    "claims": {"article": "quay-reopens", "start": 0, "end": 6, "claimer": "article"},
    "stance": {
        "article": "quay-reopens",
        "holder": "ostrel",
        "target": "direct-talks",
        "label": "FAVOR",
    },
}
NUMBER = "not a number of code points"
BAD = [
    (
        "mentions",
        {"article": "quay-reopen"},
        "row 2: there is no article “quay-reopen”; did you mean “quay-reopens”?",
    ),
    ("mentions", {"article": 7}, "row 2: there is no article “7”. Use an id of the reference"),
    (
        "mentions",
        {"type": None},
        "row 2: type missing. mentions needs: article, start, end, type",
    ),
    ("mentions", {"end": math.nan}, "row 2: end missing"),
    ("mentions", {"start": 1.5}, f"row 2: start is 1.5, {NUMBER}"),
    ("mentions", {"start": "x"}, f"row 2: start is 'x', {NUMBER}"),
    ("mentions", {"start": "5"}, f"row 2: start is '5', {NUMBER}"),
    ("mentions", {"start": 10**5000}, f"row 2: start is too large, {NUMBER}"),
    ("mentions", {"start": True}, f"row 2: start is True, {NUMBER}"),
    ("mentions", {"start": [1]}, f"row 2: start is [1], {NUMBER}"),
    ("mentions", {"type": ["GPE"]}, "row 2: type is “['GPE']”"),
    ("stance", {"holder": 3}, "row 2: holder is 3, not an id"),
    (
        "mentions",
        {"start": 5, "end": 5},
        "row 2: 5 to 5 is not a span of quay-reopens, which has 1355 code points",
    ),
    ("mentions", {"start": -1}, "row 2: -1 to 6 is not a span of quay-reopens"),
    ("mentions", {"end": 99999}, "row 2: 0 to 99999 is not a span of quay-reopens"),
    (
        "mentions",
        {"text": "Gull Quay"},
        "row 2: 0 to 6 of quay-reopens is “Ostrel”, not “Gull Quay”; "
        "that is at 46 to 55. Correct the offsets",
    ),
    ("mentions", {"text": "Harwick"}, "not “Harwick”. Correct the offsets"),
    (
        "mentions",
        {"type": "PER"},
        "row 2: type is “PER”; did you mean “PERSON”? "
        "Use one of: PERSON, NORP, ORG, GPE, LOC, FAC, EVENT",
    ),
    ("claims", {"quote": "Ost"}, "row 2: 0 to 6 of quay-reopens is “Ostrel”, not “Ost”"),
    (
        "claims",
        {"claimer": "ostrell"},
        "row 2: “ostrell” is not an entity of quay-reopens; did you mean “ostrel”?",
    ),
    (
        "claims",
        {"claimer": "other"},
        "row 2: claimer is “other”. Give the article's words for it in claimer_name",
    ),
    (
        "stance",
        {"label": "FAVOUR"},
        "row 2: label is “FAVOUR”; did you mean “FAVOR”? Use one of: FAVOR, AGAINST, NONE",
    ),
    (
        "stance",
        {"target": "direct-talk"},
        "row 2: target is “direct-talk”; did you mean “direct-talks”?",
    ),
    ("stance", {"holder": "harwick"}, "row 2: “harwick” is not an entity of quay-reopens"),
    (
        "stance",
        {},
        "quay-reopens: two rows have the holder “ostrel” and the target “direct-talks”. Keep one",
    ),
]


@pytest.mark.parametrize(
    ("config", "change", "message"), BAD, ids=[f"{c}-{i}" for i, (c, _, _) in enumerate(BAD)]
)
def test_bad_predictions_are_refused_with_their_row(
    corpus: istanbul_talks.Corpus, config: str, change: dict[str, Any], message: str
) -> None:
    with pytest.raises(EvaluationError) as refused:
        evaluate([GOOD[config], {**GOOD[config], **change}], config=config, articles=corpus)
    assert message in str(refused.value)


def test_rows_of_unknown_articles_or_another_shape(corpus: istanbul_talks.Corpus) -> None:
    with pytest.raises(
        EvaluationError, match="config takes one of mentions, claims, stance, not “articles”"
    ):
        evaluate([], config="articles", articles=corpus)
    with pytest.raises(
        EvaluationError, match="row 1: a row is a dict with column names, not tuple"
    ):
        evaluate([("quay-reopens", 0, 2)], config="mentions", articles=corpus)
    with pytest.raises(EvaluationError, match="only: there is no article “x”"):
        evaluate([], config="mentions", articles=corpus, only=["x"])
    with pytest.raises(EvaluationError, match="row 1: “quay-reopens” is not in `only`"):
        evaluate([GOOD["mentions"]], config="mentions", articles=corpus, only=["nets-and-tides"])


class Odd:
    """Looks like nothing that a parameter takes."""

    columns = "articles"

    def __getitem__(self, key: object) -> object:
        return key


THINGS: list[Any] = [
    None, 0, -1, 2**40, 1.5, math.nan, True, "", "quay-reopens", b"bytes", [], [None], [[]], [1],
    ["quay-reopens"], {}, {"a": 1}, {1: None}, {"quay-reopens"}, (), object(), Odd(), Odd, list,
    pd.DataFrame, pd.Series([1]), pd.DataFrame({"article": [1]}), print, iter("ab"), range(3),
]  # fmt: skip


@pytest.mark.parametrize("parameter", ["predictions", "config", "articles", "only"])
def test_any_argument_gets_figures_or_an_error_that_names_the_parameter(
    corpus: istanbul_talks.Corpus, parameter: str
) -> None:
    refused = 0
    for thing in THINGS:
        call = {"predictions": [], "config": "mentions", "articles": corpus, parameter: thing}
        if parameter == "articles" and thing is None:
            continue  # the packaged release
        try:
            evaluate(call.pop("predictions"), **call)
        except (ValueError, TypeError) as error:
            refused += 1
            assert re.search(rf"{parameter}|row \d+", str(error)), (thing, error)
    assert refused > 10


@pytest.mark.parametrize(
    "column", ["article", "start", "end", "type", "claimer", "holder", "target", "label"]
)
@pytest.mark.parametrize("config", ["mentions", "claims", "stance"])
def test_any_value_in_a_row_is_scored_or_refused(
    corpus: istanbul_talks.Corpus, config: str, column: str
) -> None:
    """Also where the reference is a plain mapping, without vocabularies."""
    for articles in (corpus, dict(corpus)):
        for thing in THINGS:
            try:
                evaluate([{**GOOD[config], column: thing}], config=config, articles=articles)
            except EvaluationError as error:
                assert str(error).startswith("row 1: ")


@pytest.mark.parametrize("parameter", ["corpus", "seed", "times"])
def test_agreement_names_a_bad_argument(corpus: istanbul_talks.Corpus, parameter: str) -> None:
    refused = 0
    for thing in THINGS:
        call = {"corpus": corpus, "seed": 0, "times": 5, parameter: thing}
        if thing is None and parameter == "corpus":
            continue  # the packaged release
        try:
            agreement(call.pop("corpus"), **call)
        except (ValueError, TypeError) as error:
            refused += 1
            assert str(error).startswith(parameter), (thing, error)
    assert refused > 20


def test_a_mapping_of_other_things_is_no_reference() -> None:
    with pytest.raises(TypeError, match=r"articles\['a'\]: give an Article, not int"):
        evaluate([], config="mentions", articles={"a": 1})  # type: ignore[dict-item]


def test_class_labels_by_number_and_without_one(corpus: istanbul_talks.Corpus) -> None:
    rows = corpus.to_datasets("stance").with_format("numpy")
    assert evaluate(rows, config="stance", articles=corpus)["macro_f1"] == 1
    from datasets import ClassLabel, Features, Value

    features = Features(
        {
            "article": Value("string"),
            "holder": Value("string"),
            "target": Value("string"),
            "label": ClassLabel(names=list(LABELS)),
        }
    )
    none = Dataset.from_list([{**GOOD["stance"], "label": -1}], features=features)
    with pytest.raises(EvaluationError, match="row 1: label missing"):
        evaluate(none, config="stance", articles=corpus)


def test_a_label_that_neither_side_has_counts_as_nothing(corpus: istanbul_talks.Corpus) -> None:
    """Of council-walks-out, only the stances for and against are in play."""
    article = corpus["council-walks-out"]
    kept = tuple(s for s in article.stance if s.label != "NONE")
    assert {s.label for s in kept} == {"FAVOR", "AGAINST"}
    rows = [
        {
            "article": article.id,
            "holder": s.holder,
            "holder_name": s.holder_name,
            "target": s.target,
            "label": s.label,
        }
        for s in kept
    ]
    reference = {article.id: replace(article, stance=kept)}
    found = evaluate(rows, config="stance", articles=reference)
    assert found["macro_f1"] == pytest.approx(2 / 3)


def test_the_same_span_goes_before_a_larger_overlap_and_that_before_a_smaller(
    corpus: istanbul_talks.Corpus,
) -> None:
    """Of “Jon Tårn, would” and “Jon Tårn” the second is the mention and the first is spurious.

    A prediction that reaches over two mentions matches the one it shares more of.
    """
    article = corpus["quay-reopens"]
    tarn, quay = (next(m for m in article.mentions if m.id == f"{n}-1") for n in ("tarn", "quill"))
    rows = [
        mention(article.id, tarn.start, tarn.end + 7, "PERSON"),
        mention(article.id, tarn.start, tarn.end, "ORG"),
    ]
    found = evaluate(rows, config="mentions", articles=corpus, only=[article.id])
    assert found["exact"].precision == 0.5  # type: ignore[union-attr]
    assert found["type"].precision == 0  # type: ignore[union-attr]
    bank = next(m for m in article.mentions if m.id == "tana-bank-1")
    wide = [mention(article.id, bank.end - 1, quay.end, "PERSON")]
    only = evaluate(wide, config="mentions", articles=corpus, only=[article.id])
    assert only["type"].precision == 1  # type: ignore[union-attr]


def test_an_unnamed_holder_is_compared_without_case(corpus: istanbul_talks.Corpus) -> None:
    row = {
        "article": "quay-reopens",
        "holder": "other",
        "holder_name": "MANY SKIPPERS",
        "target": "talks-succeed",
        "label": "AGAINST",
    }
    assert evaluate([row], config="stance", articles=corpus)["AGAINST"].precision == 1  # type: ignore[union-attr]
    row["holder_name"] = "Some skippers"
    assert evaluate([row], config="stance", articles=corpus)["AGAINST"].precision == 0  # type: ignore[union-attr]


def test_offsets_of_a_frame_with_gaps_are_floats(corpus: istanbul_talks.Corpus) -> None:
    frame = pd.DataFrame(
        [{**GOOD["mentions"], "extra": letter} for letter in string.ascii_lowercase[:1]]
    ).astype({"start": float})
    found = evaluate(frame, config="mentions", articles=corpus, only=["quay-reopens"])
    assert found["exact"].predicted == 1  # type: ignore[union-attr]


def test_the_larger_overlap_wins_and_each_row_counts_once(corpus: istanbul_talks.Corpus) -> None:
    """“Nerys Quill” is one mention: of two predictions inside it, one overlaps, one is spurious."""
    article = corpus["quay-reopens"]
    m = next(m for m in article.mentions if m.text == "Nerys Quill")
    rows = [
        mention(article.id, m.start, m.start + len("Nerys"), "PERSON"),
        mention(article.id, m.start + len("Nerys "), m.end, "PERSON"),
    ]
    found = evaluate(rows, config="mentions", articles=corpus, only=[article.id])
    assert found["partial"].precision == 0.25  # type: ignore[union-attr]
    assert found["type"].precision == 0.5  # type: ignore[union-attr]


def test_spans_without_a_word_overlap_only_if_they_are_equal(corpus: istanbul_talks.Corpus) -> None:
    """A prediction of “.” within a claim of “. ” has no token in common with it."""
    article = corpus["quay-reopens"]
    at = article.text.index(". The two councils")
    claim = replace(article.claims[0], start=at, end=at + 2)
    reference = {article.id: replace(article, claims=(claim,))}
    row = {"article": article.id, "start": at, "end": at + 1, "claimer": "article"}
    found = evaluate([row], config="claims", articles=reference)
    assert found["partial"].precision == 0.5  # type: ignore[union-attr]
    assert found["overlap"].precision == 0  # type: ignore[union-attr]
