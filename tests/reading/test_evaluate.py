"""Evaluation against nervaluate and scikit-learn on made-up cases, by hand, and every way in which a prediction can be wrong."""

from __future__ import annotations

import math
import random
import string
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from datasets import Dataset
from nervaluate import Evaluator
from sklearn.metrics import f1_score

import istanbul_talks
from istanbul_talks import Article, EvaluationError, Scores, evaluate
from istanbul_talks.reading.evaluate import LABELS


@pytest.fixture(scope="module")
def corpus(release: Path) -> istanbul_talks.Corpus:
    return istanbul_talks.load(release)


def mention(article: str, start: int, end: int, type_: str) -> dict[str, Any]:
    return {"article": article, "start": start, "end": end, "type": type_}


def as_nervaluate(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"label": row["type"], "start": row["start"], "end": row["end"] - 1} for row in rows
    ]  # its ends are inclusive


def perturbed(article: Article, chance: random.Random) -> list[dict[str, Any]]:
    """Predictions that are right, cut, moved off, of another type, missing or invented; no prediction touches two mentions."""
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
    """Rows that only one side has get the label “absent” there, which is none of the three that are averaged."""
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
    """Of five claims one is exact, one is cut to six of its nine words, one is a single word of a long claim, one is nowhere, one has another claimer."""
    article = corpus["what-to-know"]
    claims = {claim.id: claim for claim in article.claims}
    exact, cut, word, wrong = (
        claims["only-with-putin"],
        claims["will-be-there"],
        claims["delegation-unconfirmed"],
        claims["no-concessions"],
    )
    kept = " ".join(cut.quote.split()[:6])
    rows = [
        {
            "article": article.id,
            "start": exact.start,
            "end": exact.end,
            "claimer": "zelenskyy",
            "quote": exact.quote,
        },
        {
            "article": article.id,
            "start": cut.start,
            "end": cut.start + len(kept),
            "claimer": "zelenskyy",
        },
        {
            "article": article.id,
            "start": word.start,
            "end": word.start + len(word.quote.split()[0]),
            "claimer": "article",
        },
        {
            "article": article.id,
            "start": article.text.index("warnings"),
            "end": article.text.index("warnings") + 8,
            "claimer": "article",
        },
        {"article": article.id, "start": wrong.start, "end": wrong.end, "claimer": "russia"},
    ]
    found = evaluate(rows, config="claims", articles=corpus, only=[article.id])
    count = len(article.claims)
    assert found["exact"] == Scores(2 / 5, 2 / count, 2 * 2 / (5 + count), 5, count)
    assert found["partial"] == Scores(3 / 5, 3 / count, 2 * 3 / (5 + count), 5, count)
    assert found["overlap"] == Scores(3 / 5, 3 / count, 2 * 3 / (5 + count), 5, count)
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
    corpus: istanbul_talks.Corpus, release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("istanbul_talks.dataset.layout.PACKAGED", release)
    assert evaluate([], config="stance")["macro_f1"] == 0


GOOD = {
    "mentions": {"article": "peace-dance", "start": 0, "end": 2, "type": "GPE"},
    "claims": {"article": "peace-dance", "start": 0, "end": 2, "claimer": "article"},
    "stance": {
        "article": "peace-dance",
        "holder": "ukraine",
        "target": "direct-talks",
        "label": "FAVOR",
    },
}
BAD = [
    (
        "mentions",
        {"article": "peace-danse"},
        "row 2: there is no article “peace-danse”; did you mean “peace-dance”?",
    ),
    (
        "mentions",
        {"article": 7},
        "row 2: there is no article “7”. The ids are those of the reference",
    ),
    (
        "mentions",
        {"type": None},
        "row 2: type missing. The config mentions needs: article, start, end, type",
    ),
    ("mentions", {"end": math.nan}, "row 2: end missing"),
    ("mentions", {"start": 1.5}, "row 2: start is 1.5, not a whole number of code points"),
    ("mentions", {"start": "x"}, "row 2: start is 'x', not a whole number of code points"),
    (
        "mentions",
        {"start": 10**5000},
        "row 2: start is too large, not a whole number of code points",
    ),
    ("mentions", {"type": ["GPE"]}, "row 2: type is “['GPE']”"),
    ("stance", {"holder": 3}, "row 2: holder is 3, not an id"),
    ("mentions", {"start": True}, "row 2: start is True, not a whole number of code points"),
    (
        "mentions",
        {"start": 5, "end": 5},
        "row 2: 5 to 5 is no span of peace-dance, whose text has 2650 code points",
    ),
    ("mentions", {"start": -1}, "row 2: -1 to 2 is no span of peace-dance"),
    ("mentions", {"end": 99999}, "row 2: 0 to 99999 is no span of peace-dance"),
    (
        "mentions",
        {"text": "Istanbul"},
        "row 2: “In” stands at 0 to 2 of peace-dance, not “Istanbul”; those words stand at 62 to 70. Correct the offsets",
    ),
    ("mentions", {"text": "Ankara"}, "not “Ankara”. Correct the offsets"),
    (
        "mentions",
        {"type": "PER"},
        "row 2: type is “PER”; did you mean “PERSON”? Write one of: PERSON, NORP, ORG, GPE, LOC, FAC, EVENT",
    ),
    ("claims", {"quote": "At"}, "row 2: “In” stands at 0 to 2 of peace-dance, not “At”"),
    (
        "claims",
        {"claimer": "zelensky"},
        "row 2: “zelensky” is no entity of peace-dance; did you mean “zelenskyy”?",
    ),
    ("claims", {"claimer": "other"}, "row 2: claimer is “other” and claimer_name does not say who"),
    (
        "stance",
        {"label": "FAVOUR"},
        "row 2: label is “FAVOUR”; did you mean “FAVOR”? Write one of: FAVOR, AGAINST, NONE",
    ),
    (
        "stance",
        {"target": "direct-talk"},
        "row 2: target is “direct-talk”; did you mean “direct-talks”?",
    ),
    ("stance", {"holder": "france"}, "row 2: “france” is no entity of peace-dance"),
    (
        "stance",
        {},
        "two rows of peace-dance have the holder “ukraine” and the target “direct-talks”. Keep one",
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


def test_other_refusals(corpus: istanbul_talks.Corpus) -> None:
    with pytest.raises(
        EvaluationError,
        match="there is nothing to evaluate in “articles”. Choose one of: mentions, claims, stance",
    ):
        evaluate([], config="articles", articles=corpus)
    with pytest.raises(
        EvaluationError, match="row 1: a prediction is a record with named columns, not tuple"
    ):
        evaluate([("peace-dance", 0, 2)], config="mentions", articles=corpus)
    with pytest.raises(EvaluationError, match="only: there is no article “x”"):
        evaluate([], config="mentions", articles=corpus, only=["x"])
    with pytest.raises(
        EvaluationError, match="row 1: “peace-dance” is not among the articles of `only`"
    ):
        evaluate([GOOD["mentions"]], config="mentions", articles=corpus, only=["what-to-know"])


@pytest.mark.parametrize(
    "predictions", [None, 5, "rows", {"article": "peace-dance"}, pd.Series([1])]
)
def test_what_are_no_rows(corpus: istanbul_talks.Corpus, predictions: Any) -> None:
    with pytest.raises(EvaluationError, match="predictions are rows|a prediction is a record"):
        evaluate(predictions, config="mentions", articles=corpus)


def test_strange_calls(corpus: istanbul_talks.Corpus) -> None:
    for call in (
        {"config": ["mentions"]},
        {"config": "mentions", "only": 5},
        {"config": "mentions", "only": "peace-dance"},
        {"config": "mentions", "only": [["a"]]},
    ):
        with pytest.raises(EvaluationError):
            evaluate([], articles=corpus, **call)  # type: ignore[arg-type]


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
    article = corpus["back-to-istanbul"]
    rows = [
        {
            "article": article.id,
            "holder": s.holder,
            "holder_name": s.holder_name,
            "target": s.target,
            "label": s.label,
        }
        for s in article.stance
    ]
    assert {row["label"] for row in rows} == {"FAVOR", "AGAINST"}
    assert evaluate(rows, config="stance", articles=corpus, only=[article.id])[
        "macro_f1"
    ] == pytest.approx(2 / 3)


def test_the_same_span_goes_before_a_larger_overlap_and_that_before_a_smaller(
    corpus: istanbul_talks.Corpus,
) -> None:
    """One prediction over “Hakan Fidan, no” and one on “Hakan Fidan”: the second is the mention, the first is spurious. Of a prediction that
    reaches over two mentions the longer one is matched."""
    article = corpus["peace-dance"]
    fidan = next(m for m in article.mentions if m.text == "Hakan Fidan")
    rows = [
        mention(article.id, fidan.start, fidan.end + 4, "PERSON"),
        mention(article.id, fidan.start, fidan.end, "ORG"),
    ]
    found = evaluate(rows, config="mentions", articles=corpus, only=[article.id])
    assert found["exact"].precision == 0.5  # type: ignore[union-attr]
    assert found["type"].precision == 0  # type: ignore[union-attr]
    turkish = next(m for m in article.mentions if m.text == "Turkish" and m.end < fidan.start)
    wide = [mention(article.id, turkish.end - 1, fidan.end, "PERSON")]
    assert (
        evaluate(wide, config="mentions", articles=corpus, only=[article.id])["type"].precision == 1
    )  # type: ignore[union-attr]


def test_an_unnamed_voice_is_compared_without_case(corpus: istanbul_talks.Corpus) -> None:
    s = next(s for s in corpus["peace-dance"].stance if s.holder == "other")
    row = {
        "article": "peace-dance",
        "holder": "other",
        "holder_name": s.holder_name.upper(),
        "target": s.target,
        "label": s.label,
    }
    assert evaluate([row], config="stance", articles=corpus)[s.label].precision == 1  # type: ignore[union-attr]


def test_offsets_of_a_frame_with_gaps_are_floats(corpus: istanbul_talks.Corpus) -> None:
    frame = pd.DataFrame(
        [{**GOOD["mentions"], "extra": letter} for letter in string.ascii_lowercase[:1]]
    ).astype({"start": float})
    found = evaluate(frame, config="mentions", articles=corpus, only=["peace-dance"])
    assert found["exact"].predicted == 1  # type: ignore[union-attr]


def test_the_larger_overlap_wins_and_each_row_counts_once(corpus: istanbul_talks.Corpus) -> None:
    """“Volodymyr Zelensky” is one mention: of two predictions inside it one is an overlap, the other spurious."""
    article = corpus["peace-dance"]
    m = next(m for m in article.mentions if m.text == "Volodymyr Zelensky")
    rows = [
        mention(article.id, m.start, m.start + 9, "PERSON"),
        mention(article.id, m.start + 10, m.end, "PERSON"),
    ]
    found = evaluate(rows, config="mentions", articles=corpus, only=[article.id])
    assert found["partial"].precision == 0.25  # type: ignore[union-attr]
    assert found["type"].precision == 0.5  # type: ignore[union-attr]
