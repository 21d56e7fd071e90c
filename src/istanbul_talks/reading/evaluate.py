"""Scores predictions against the reference: mentions, claims and stances.

Mentions are scored as in SemEval-2013 task 9.1 (Segura-Bedmar, Martínez and Herrero-Zazo 2013).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..errors import EvaluationError
from ..model.records import Article
from ..quality.matching import MATCH, one_to_one, overlapping, tokens
from ..quality.measures import f1
from ..text.similarity import jaccard
from ..text.visible import visible
from .corpus import load
from .predictions import COLUMNS, LABELS, OTHER, Prediction, Reference, rows_of, wanted_ids

_Row = dict[str, Any]
_Result = dict[str, "Scores | float | None"]


@dataclass(frozen=True)
class Scores:
    """Precision, recall and F1 for one way of matching; 0 if the denominator is 0.

    `predicted` and `expected` are the numbers of rows.
    """

    precision: float
    recall: float
    f1: float
    predicted: int
    expected: int


def evaluate(
    predictions: Any,
    *,
    config: str,
    articles: Mapping[str, Article] | None = None,
    only: Iterable[str] | None = None,
) -> dict[str, Scores | float | None]:
    """Score predictions against the reference.

    - `predictions`: rows with the columns of `COLUMNS[config]`, as dicts, a pandas DataFrame or a
      `datasets.Dataset`. Other columns are ignored, but `text` or `quote` must be the words at the
      offsets (code points, end exclusive).
    - `config`: "mentions", "claims" or "stance".
    - `articles`: the reference (default: `load()`).
    - `only`: ids of the articles that were predicted (default: all). A listed article
      without predictions counts as missed.

    mentions: `strict` (span and type), `exact` (span), `partial` (span; half for an overlap),
    `type` (overlap and type).

    claims: `exact`, `partial`, `overlap` (token Jaccard of 0.5 or more), and `claimer_accuracy`
    over the claims that overlap, or None if no claim overlaps. An unnamed claimer or holder is
    `other`, with its words in `claimer_name` or `holder_name`.

    stance: `macro_f1` over FAVOR, AGAINST and NONE, and the scores of each. A row that only one
    side has counts against its label; a label that neither side has counts as 0.

    Raises EvaluationError, which names the parameter or the first row that cannot be scored.
    """
    if not isinstance(config, str) or config not in COLUMNS:
        given = visible(str(config))
        raise EvaluationError(f"config takes one of {', '.join(COLUMNS)}, not “{given}”")
    reference = Reference(load() if articles is None else articles)
    wanted = dict.fromkeys(wanted_ids(reference, only))
    rows: dict[str, list[_Row]] = defaultdict(list)
    for number, row in enumerate(rows_of(predictions), start=1):
        checked = Prediction(f"row {number}", row, config)
        id = checked.article(reference)
        if id not in wanted:
            checked.refuse(f"“{id}” is not in `only`. Add it there, or leave the row out")
        rows[id].append(dict(row))
    score = {"mentions": _mentions, "claims": _claims, "stance": _stance}[config]
    return score((reference[id], rows.get(id, [])) for id in wanted)


def _span(row: Any) -> tuple[int, int]:
    given = (row["start"], row["end"]) if isinstance(row, Mapping) else (row.start, row.end)
    return int(given[0]), int(given[1])


def _matched(predicted: list[_Row], expected: Sequence[Any], prefer: str) -> list[tuple[_Row, Any]]:
    """Overlapping pairs, each row in one: same span first, then larger overlap, then `prefer`."""
    mine, theirs = [_span(row) for row in predicted], [_span(row) for row in expected]
    candidates = []
    for shared, i, j in overlapping(mine, theirs):
        same = _same(predicted[i], expected[j], prefer)
        candidates.append(((mine[i] != theirs[j], -shared, not same), i, j))
    return [(predicted[i], expected[j]) for i, j in one_to_one(sorted(candidates))]


def _same(one: Mapping[str, Any], other: Any, key: str) -> bool:
    mine, theirs = one[key], getattr(other, key)
    if mine == OTHER == theirs:
        mine, theirs = one[f"{key}_name"].casefold(), getattr(other, f"{key}_name").casefold()
    return bool(mine == theirs)


def _scores(points: float, predicted: int, expected: int) -> Scores:
    precision = points / predicted if predicted else 0.0
    recall = points / expected if expected else 0.0
    both = f1(points, predicted, expected) if predicted + expected else 0.0
    return Scores(precision, recall, both, predicted, expected)


_Articles = Iterator[tuple[Article, list[_Row]]]  # each with its predictions


def _mentions(articles: _Articles) -> _Result:
    strict = exact = halves = right = predicted = expected = 0
    for article, rows in articles:
        predicted, expected = predicted + len(rows), expected + len(article.mentions)
        for one, other in _matched(rows, article.mentions, "type"):
            same, typed = _span(one) == _span(other), one["type"] == other.type
            strict, exact, right = strict + (same and typed), exact + same, right + typed
            halves += 2 if same else 1
    points = {"strict": strict, "exact": exact, "partial": halves / 2, "type": right}
    return {name: _scores(count, predicted, expected) for name, count in points.items()}


def _claims(articles: _Articles) -> _Result:
    exact = halves = close = right = predicted = expected = 0
    for article, rows in articles:
        predicted, expected = predicted + len(rows), expected + len(article.claims)
        for one, other in _matched(rows, article.claims, "claimer"):
            same = _span(one) == _span(other)
            exact += same
            halves += 2 if same else 1
            if same or _token_overlap(article, _span(one), _span(other)) >= MATCH:
                close += 1
                right += _same(one, other, "claimer")
    points = {"exact": exact, "partial": halves / 2, "overlap": close}
    scores = {name: _scores(count, predicted, expected) for name, count in points.items()}
    return {**scores, "claimer_accuracy": right / close if close else None}


def _token_overlap(article: Article, one: tuple[int, int], other: tuple[int, int]) -> float:
    """Token Jaccard of two spans of an article's text; 0 if neither has a word."""
    mine, theirs = (tokens((start, article.text[start:end])) for start, end in (one, other))
    return jaccard(mine, theirs) if mine else 0.0


def _stance(articles: _Articles) -> _Result:
    hits, predicted, expected = Counter[str](), Counter[str](), Counter[str]()
    for article, rows in articles:
        truth = {_cell(s.holder, s.holder_name, s.target): s.label for s in article.stance}
        expected.update(truth.values())
        seen: set[tuple[str, str, str]] = set()
        for row in rows:
            cell = _cell(row["holder"], row.get("holder_name"), row["target"])
            if cell in seen:
                holder, target = visible(cell[0] + cell[1]), visible(cell[2])
                where = f"{article.id}: two rows have the holder “{holder}” and the target"
                raise EvaluationError(f"{where} “{target}”. Keep one")
            seen.add(cell)
            predicted[row["label"]] += 1
            hits[row["label"]] += truth.get(cell) == row["label"]
    scores = {label: _scores(hits[label], predicted[label], expected[label]) for label in LABELS}
    return {"macro_f1": sum(score.f1 for score in scores.values()) / len(LABELS), **scores}


def _cell(holder: str, name: Any, target: str) -> tuple[str, str, str]:
    return holder, str(name).casefold() if holder == OTHER else "", target
