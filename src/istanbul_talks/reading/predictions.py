"""Predictions as rows, each checked against the article it names."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from ..arguments import check_type
from ..errors import NEEDS_TEXT, EvaluationError
from ..model.records import Article
from ..text.visible import did_you_mean, visible
from .corpus import Corpus

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "mentions": ("article", "start", "end", "type"),
    "claims": ("article", "start", "end", "claimer"),
    "stance": ("article", "holder", "target", "label"),
}
LABELS = ("FAVOR", "AGAINST", "NONE")
OTHER = "other"
_MAX_OFFSET = 10**12


class Reference:
    """The articles to compare with; a corpus creates its records on demand."""

    def __init__(self, articles: Any) -> None:
        check_type("articles", articles, Mapping, "a corpus, or a mapping of articles by id")
        self.ids: Mapping[str, Any] = articles
        self._article = lru_cache(maxsize=1024)(articles.__getitem__)
        self.labels: dict[str, Sequence[str]] = {}
        if isinstance(articles, Corpus):
            self.labels = {"target": articles.targets, "type": articles.labels["entity_type"]}

    def __getitem__(self, id: str) -> Article:
        article: Article = self._article(id)
        check_type(f"articles[{id!r}]", article, Article, "an Article")
        return article

    def known(self, id: Any, where: str) -> str:
        if isinstance(id, str) and id in self.ids:
            return id
        known = [name for name in self.ids if isinstance(name, str)]
        hint = did_you_mean(str(id), known) or ". Use an id of the reference"
        raise EvaluationError(f"{where}: there is no article “{visible(str(id))}”{hint}")


def wanted_ids(reference: Reference, only: Any) -> list[str]:
    if only is None:
        return [reference.known(id, "articles") for id in reference.ids]
    if isinstance(only, str | bytes | Mapping | type) or not isinstance(only, Iterable):
        raise EvaluationError(f"only takes a list of article ids, not {type(only).__name__}")
    return [reference.known(id, "only") for id in only]


def rows_of(predictions: Any) -> Iterator[Mapping[str, Any]]:
    """The rows of a list, DataFrame or Dataset."""
    given = type(predictions).__name__
    refused = isinstance(predictions, str | bytes | Mapping | type)
    if not refused and hasattr(predictions, "to_dict") and hasattr(predictions, "columns"):
        predictions = predictions.to_dict("records")
    if refused or not isinstance(predictions, Iterable):
        kinds = "a list of rows, a DataFrame or a Dataset"
        raise EvaluationError(f"predictions takes {kinds}, not {given}")
    features = getattr(predictions, "features", None) or {}
    labels = {name: f.names for name, f in features.items() if hasattr(f, "names")}
    for number, row in enumerate(predictions, start=1):
        if not isinstance(row, Mapping):
            kind = type(row).__name__
            raise EvaluationError(f"row {number}: a row is a dict with column names, not {kind}")
        yield {key: _label(v, labels[key]) if key in labels else v for key, v in row.items()}


def _label(value: Any, names: Sequence[str]) -> Any:
    """A class label as its name; -1 means none, as in `datasets`."""
    if isinstance(value, str) or value is None:
        return value
    return names[int(value)] if 0 <= int(value) < len(names) else None


class Prediction(NamedTuple):
    """A row of predictions, and its name in messages."""

    where: str
    row: Mapping[str, Any]
    config: str

    def refuse(self, problem: str) -> NoReturn:
        raise EvaluationError(f"{self.where}: {problem}")

    def article(self, reference: Reference) -> str:
        """The id of the row's article. EvaluationError if the row does not fit it."""
        needed = COLUMNS[self.config]
        missing = [name for name in needed if _is_null(self.row.get(name))]
        if missing:
            self.refuse(f"{', '.join(missing)} missing. {self.config} needs: {', '.join(needed)}")
        id = reference.known(self.row["article"], self.where)
        article = reference[id]
        if self.config == "stance":
            self.label("label", LABELS)
            self.label("target", reference.labels.get("target"))
            self.holder("holder", article)
        else:
            self.span(article)
        if self.config == "claims":
            self.holder("claimer", article)
        elif self.config == "mentions":
            self.label("type", reference.labels.get("type"))
        return id

    def span(self, article: Article) -> None:
        if article.text is None:
            raise EvaluationError(NEEDS_TEXT)
        start, end, length = self.offset("start"), self.offset("end"), len(article.text)
        if not 0 <= start < end <= length:
            problem = f"{start} to {end} is not a span of {article.id}, which has {length}"
            self.refuse(f"{problem} code points. Count from 0; the end is exclusive")
        words = article.text[start:end]
        for key in ("text", "quote"):
            given = self.row.get(key)
            if isinstance(given, str) and given != words:
                found = article.text.find(given)
                hint = f"; that is at {found} to {found + len(given)}" if found >= 0 else ""
                place = f"{start} to {end} of {article.id} is “{visible(words)}”"
                self.refuse(f"{place}, not “{visible(given)}”{hint}. Correct the offsets")

    def offset(self, name: str) -> int:
        """An offset as an int; accepts numpy numbers, and the floats of a column with gaps."""
        value, number = self.row[name], None
        if not isinstance(value, str | bytes | bool):
            with suppress(TypeError, ValueError, OverflowError):
                number = int(value)
        if number is not None and abs(number) > _MAX_OFFSET:
            self.refuse(f"{name} is too large, not a number of code points")
        if number is None or number != value:
            self.refuse(f"{name} is {visible(repr(value))}, not a number of code points")
        return number

    def label(self, name: str, known: Sequence[str] | None) -> None:
        value = self.row[name]
        if known is None and not isinstance(value, str):
            self.refuse(f"{name} is {visible(repr(value))}, not a string")
        if known is not None and (not isinstance(value, str) or value not in known):
            hint = did_you_mean(str(value), known) or "."
            self.refuse(f"{name} is “{visible(str(value))}”{hint} Use one of: {', '.join(known)}")

    def holder(self, key: str, article: Article) -> None:
        value, name = self.row[key], self.row.get(f"{key}_name")
        known = ["article", *(entity.id for entity in article.entities)]
        if not isinstance(value, str):
            self.refuse(f"{key} is {visible(repr(value))}, not an id")
        if value == OTHER and not isinstance(name, str):
            self.refuse(f"{key} is “other”. Give the article's words for it in {key}_name")
        if value != OTHER and value not in known:
            hint = did_you_mean(value, known) or "."
            remedy = f"Use one of: {', '.join(known)}; or other with {key}_name"
            self.refuse(f"“{visible(value)}” is not an entity of {article.id}{hint} {remedy}")


def _is_null(value: Any) -> bool:
    return value is None or (isinstance(value, float) and math.isnan(value))
