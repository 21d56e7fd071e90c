"""Predictions against the reference: entities, claims, stances, from plain records, a DataFrame or a `datasets.Dataset`.

Entities are measured as in SemEval-2013 task 9.1 (Segura-Bedmar, Martínez and Herrero-Zazo 2013): strict, exact, partial, type.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..errors import NEEDS_TEXT, EvaluationError
from ..model.records import Article
from ..quality.measures import f1
from ..text.visible import did_you_mean, visible
from .corpus import Corpus, load

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "mentions": ("article", "start", "end", "type"),
    "claims": ("article", "start", "end", "claimer"),
    "stance": ("article", "holder", "target", "label"),
}
LABELS = ("FAVOR", "AGAINST", "NONE")
_OTHER = "other"
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Scores:
    """Precision, recall and F1 of one way to match; `predicted` and `expected` are the numbers of rows. 0 where nothing is to divide by."""

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
    """Measure predictions against the reference.

    `predictions`: rows with the columns of `COLUMNS[config]`, as dicts, a pandas DataFrame or a `datasets.Dataset`; more columns
    do no harm, and `text` or `quote`, where given, must be the words at the offsets (code points, end exclusive).
    `articles`: the reference (default: `load()`). `only`: ids of the articles that were predicted (default: all; one without a prediction
    counts as missed).

    mentions: `strict` (span and type), `exact` (span), `partial` (span, half for an overlap), `type` (overlap and type).
    claims: `exact`, `partial` and `overlap` (token Jaccard of 0.5 or more), and `claimer_accuracy` over the claims that overlap, None where
    none does. A claimer or holder without a name is `other`, with its words in `claimer_name` or `holder_name`.
    stance: `macro_f1` over FAVOR, AGAINST and NONE, and the scores of each; a row that only one side has counts against its label, and a label
    that neither side has counts as 0.

    EvaluationError names the first row that cannot be judged.
    """
    if not isinstance(config, str) or config not in COLUMNS:
        raise EvaluationError(
            f"there is nothing to evaluate in “{visible(str(config))}”. Choose one of: {', '.join(COLUMNS)}"
        )
    reference = load() if articles is None else articles
    of = lru_cache(maxsize=1024)(
        reference.__getitem__
    )  # a corpus makes its records when they are asked for
    if isinstance(only, str) or not isinstance(only, Iterable | None):
        raise EvaluationError("only: give a list of article ids")
    wanted = {_known(id, reference, "only"): None for id in (reference if only is None else only)}
    known = (
        {"target": reference.targets, "type": reference.labels["entity_type"]}
        if isinstance(reference, Corpus)
        else {}
    )
    rows: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for number, row in enumerate(_records(predictions), start=1):
        _refuse_incomplete(row, config, f"row {number}")
        id = _known(row["article"], reference, f"row {number}")
        _refuse_misfit(row, of(id), config, f"row {number}", known)
        if id not in wanted:
            raise EvaluationError(
                f"row {number}: “{id}” is not among the articles of `only`. Add it there, or leave the row out"
            )
        rows[id].append(dict(row))
    return {"mentions": _mentions, "claims": _claims, "stance": _stance}[config](
        map(of, wanted), rows
    )


def _records(predictions: Any) -> Iterator[Mapping[str, Any]]:
    """The rows of whatever holds them."""
    if hasattr(predictions, "to_dict") and hasattr(predictions, "columns"):
        predictions = predictions.to_dict("records")
    if isinstance(predictions, str | bytes | Mapping) or not isinstance(predictions, Iterable):
        raise EvaluationError(
            f"predictions are rows: records, a DataFrame or a Dataset, not {type(predictions).__name__}"
        )
    labels = {
        name: f.names
        for name, f in (getattr(predictions, "features", None) or {}).items()
        if hasattr(f, "names")
    }
    for number, row in enumerate(predictions, start=1):
        if not isinstance(row, Mapping):
            raise EvaluationError(
                f"row {number}: a prediction is a record with named columns, not {type(row).__name__}"
            )
        yield {k: _label(v, labels[k]) if k in labels else v for k, v in row.items()}


def _label(value: Any, names: Sequence[str]) -> Any:
    """A class label by its name; -1 is none, as in `datasets`."""
    if isinstance(value, str) or value is None:
        return value
    return names[int(value)] if 0 <= int(value) < len(names) else None


def _known(id: Any, articles: Mapping[str, Article], where: str) -> str:
    if not isinstance(id, str) or id not in articles:
        hint = did_you_mean(str(id), articles) or ". The ids are those of the reference"
        raise EvaluationError(f"{where}: there is no article “{visible(str(id))}”{hint}")
    return id


def _refuse_incomplete(row: Mapping[str, Any], config: str, where: str) -> None:
    missing = [name for name in COLUMNS[config] if name not in row or _is_null(row[name])]
    if missing:
        raise EvaluationError(
            f"{where}: {', '.join(missing)} missing. The config {config} needs: {', '.join(COLUMNS[config])}"
        )


def _refuse_misfit(
    row: Mapping[str, Any],
    article: Article,
    config: str,
    where: str,
    known: Mapping[str, Sequence[str]],
) -> None:
    """EvaluationError if a row does not fit the article it names."""
    if config == "stance":
        _one_of(row["label"], LABELS, "label", where)
        if "target" in known:
            _one_of(row["target"], known["target"], "target", where)
        _voice(row, "holder", article, where)
        return
    if article.text is None:
        raise EvaluationError(NEEDS_TEXT)
    start, end = (_offset(row[name], name, where) for name in ("start", "end"))
    if not 0 <= start < end <= len(article.text):
        raise EvaluationError(
            f"{where}: {start} to {end} is no span of {article.id}, whose text has {len(article.text)} code points. "
            "Offsets count code points from 0, ends are exclusive"
        )
    for key in ("text", "quote"):
        given, there = row.get(key), article.text[start:end]
        if isinstance(given, str) and given != there:
            found = article.text.find(given)
            hint = f"; those words stand at {found} to {found + len(given)}" if found >= 0 else ""
            raise EvaluationError(
                f"{where}: “{visible(there)}” stands at {start} to {end} of {article.id}, not “{visible(given)}”{hint}. Correct the offsets"
            )
    if config == "claims":
        _voice(row, "claimer", article, where)
    elif "type" in known:
        _one_of(row["type"], known["type"], "type", where)


def _is_null(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))


def _offset(value: Any, name: str, where: str) -> int:
    """An offset as an int: also from numpy, and from a float that is whole, as a column with gaps becomes in pandas."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        number = None
    if (
        number is None
        or isinstance(value, str | bytes | bool)
        or number != value
        or abs(number) > 10**12
    ):
        shown = (
            "too large"
            if isinstance(value, int) and number is not None and abs(number) > 10**12
            else visible(repr(value))
        )
        raise EvaluationError(f"{where}: {name} is {shown}, not a whole number of code points")
    return number


def _one_of(value: Any, known: Sequence[str], name: str, where: str) -> None:
    if value not in known:
        raise EvaluationError(
            f"{where}: {name} is “{visible(str(value))}”{did_you_mean(str(value), known) or '.'} Write one of: {', '.join(known)}"
        )


def _voice(row: Mapping[str, Any], key: str, article: Article, where: str) -> None:
    known = ["article", *(entity.id for entity in article.entities)]
    if not isinstance(row[key], str):
        raise EvaluationError(f"{where}: {key} is {visible(repr(row[key]))}, not an id")
    if row[key] == _OTHER:
        if not isinstance(row.get(f"{key}_name"), str):
            raise EvaluationError(
                f"{where}: {key} is “other” and {key}_name does not say who. Give the article's words for it"
            )
    elif row[key] not in known:
        hint = did_you_mean(str(row[key]), known) or "."
        raise EvaluationError(
            f"{where}: “{visible(str(row[key]))}” is no entity of {article.id}{hint} Write one of: {', '.join(known)}; or other with {key}_name"
        )


def _span(row: Any) -> tuple[int, int]:
    return (
        (int(row["start"]), int(row["end"])) if isinstance(row, Mapping) else (row.start, row.end)
    )


def _matched(
    predicted: list[dict[str, Any]], expected: Sequence[Any], prefer: str
) -> list[tuple[dict[str, Any], Any]]:
    """Pairs that overlap, each row in one: the same span first, then the larger overlap, then the same `prefer`, then by place."""
    mine, theirs = [_span(row) for row in predicted], [_span(row) for row in expected]
    candidates = []
    for i, j in _overlapping(mine, theirs):
        (start, end), (begin, stop) = mine[i], theirs[j]
        shared = min(end, stop) - max(start, begin)
        candidates.append(
            (mine[i] != theirs[j], -shared, not _same(predicted[i], expected[j], prefer), i, j)
        )
    pairs, left, right = [], set(), set()
    for _, _, _, i, j in sorted(candidates):
        if i not in left and j not in right:
            left.add(i)
            right.add(j)
            pairs.append((predicted[i], expected[j]))
    return pairs


def _overlapping(
    mine: list[tuple[int, int]], theirs: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Indexes of the spans that share a code point: one sweep over the starts, with the spans that are still open on either side."""
    events = sorted(
        [(span[0], 0, i) for i, span in enumerate(mine)]
        + [(span[0], 1, j) for j, span in enumerate(theirs)]
    )
    open_: tuple[list[int], list[int]] = ([], [])
    for start, side, index in events:
        for which, spans in enumerate((mine, theirs)):
            open_[which][:] = [i for i in open_[which] if spans[i][1] > start]
        yield from ((index, j) for j in open_[1]) if side == 0 else ((i, index) for i in open_[0])
        open_[side].append(index)


def _same(one: Mapping[str, Any], other: Any, key: str) -> bool:
    if one[key] == _OTHER:
        return getattr(other, key) == _OTHER and bool(
            str(one[f"{key}_name"]).casefold() == getattr(other, f"{key}_name").casefold()
        )
    return bool(one[key] == getattr(other, key))


def _scores(points: float, predicted: int, expected: int) -> Scores:
    both = predicted + expected
    return Scores(
        points / predicted if predicted else 0.0,
        points / expected if expected else 0.0,
        f1(points, predicted, expected) if both else 0.0,
        predicted,
        expected,
    )


def _mentions(
    articles: Iterable[Article], rows: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Scores | float | None]:
    points: Counter[str] = Counter()
    halves = predicted = expected = 0
    for article in articles:
        made = rows.get(article.id, [])
        predicted += len(made)
        expected += len(article.mentions)
        for one, other in _matched(made, article.mentions, "type"):
            exact, typed = _span(one) == _span(other), one["type"] == other.type
            points.update({"strict": exact and typed, "exact": exact, "type": typed})
            halves += 2 if exact else 1
    named = {name: _scores(points[name], predicted, expected) for name in ("strict", "exact")}
    return {
        **named,
        "partial": _scores(halves / 2, predicted, expected),
        "type": _scores(points["type"], predicted, expected),
    }


def _claims(
    articles: Iterable[Article], rows: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Scores | float | None]:
    exact = halves = close = right = predicted = expected = 0
    for article in articles:
        made = rows.get(article.id, [])
        predicted += len(made)
        expected += len(article.claims)
        for one, other in _matched(made, article.claims, "claimer"):
            same = _span(one) == _span(other)
            exact += same
            halves += 2 if same else 1
            if same or _likeness(article.text, _span(one), _span(other)) >= 0.5:
                close += 1
                right += _same(one, other, "claimer")
    return {
        "exact": _scores(exact, predicted, expected),
        "partial": _scores(halves / 2, predicted, expected),
        "overlap": _scores(close, predicted, expected),
        "claimer_accuracy": right / close if close else None,
    }


def _likeness(text: str, one: tuple[int, int], other: tuple[int, int]) -> float:
    """Token Jaccard of two spans of one text: words in both by words in either."""
    mine, theirs = (
        {start + word.start() for word in _WORD.finditer(text[start:end])}
        for start, end in (one, other)
    )
    return len(mine & theirs) / len(mine | theirs) if mine or theirs else 0.0


def _stance(
    articles: Iterable[Article], rows: Mapping[str, list[dict[str, Any]]]
) -> dict[str, Scores | float | None]:
    hits: Counter[str] = Counter()
    predicted: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    for article in articles:
        truth = {_cell(s.holder, s.holder_name, s.target): s.label for s in article.stance}
        expected.update(truth.values())
        seen: set[tuple[str, str, str]] = set()
        for row in rows.get(article.id, []):
            cell = _cell(row["holder"], row.get("holder_name"), row["target"])
            if cell in seen:
                raise EvaluationError(
                    f"two rows of {article.id} have the holder “{visible(cell[0] + cell[1])}” and the target “{cell[2]}”. Keep one"
                )
            seen.add(cell)
            predicted[row["label"]] += 1
            hits[row["label"]] += truth.get(cell) == row["label"]
    scores = {label: _scores(hits[label], predicted[label], expected[label]) for label in LABELS}
    return {"macro_f1": sum(score.f1 for score in scores.values()) / len(LABELS), **scores}


def _cell(holder: str, name: Any, target: str) -> tuple[str, str, str]:
    return (holder, str(name).casefold() if holder == _OTHER else "", target)
