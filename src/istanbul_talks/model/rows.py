"""Converts records to rows and back; the rows that an article adds to each config.

A row is a line of JSON Lines: dates are ISO strings, nested records are dicts.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date
from functools import cache, partial
from itertools import product
from typing import Any, TypeVar

from ..files.strict_json import compact
from .columns import columns
from .records import Article, Capture, Decision, PassItem

Rows = dict[str, list[dict[str, Any]]]  # of one article, by config
DAYS = ("published_earliest", "published_latest")  # columns that Parquet stores as days
_Record = TypeVar("_Record")
_Conversions = dict[str, Callable[[Any], Any]]  # by column
_Shape = tuple[tuple[str, ...], _Conversions, _Conversions]


def _new_shape(record: type) -> _Shape:
    """The columns of a record; how to make plain values of the others, and how to convert back."""
    plain: _Conversions = {}
    restore: _Conversions = {}
    for name, kind, many, *_ in (found := columns(record)):
        if is_dataclass(kind):
            plain[name] = lambda records: [to_row(inner) for inner in records]
            restore[name] = partial(_records, kind)
        elif many:
            plain[name], restore[name] = list, tuple
        elif kind is date:
            plain[name] = lambda day: day.isoformat() if day else None
            restore[name] = lambda text: date.fromisoformat(text) if text else None
    return tuple(field.name for field in found), plain, restore


_shape: Callable[[type], _Shape] = cache(_new_shape)


def _records(kind: type[_Record], rows: Iterable[Mapping[str, Any]]) -> tuple[_Record, ...]:
    return tuple(from_row(kind, row) for row in rows)


def to_row(record: Any) -> dict[str, Any]:
    """A record as a row."""
    names, plain, _ = _shape(type(record))
    row = {name: getattr(record, name) for name in names}
    return row | {name: convert(row[name]) for name, convert in plain.items()}


def from_row(record: type[_Record], row: Mapping[str, Any]) -> _Record:
    """The inverse of `to_row`. TypeError or KeyError for a row with other columns."""
    *_, restore = _shape(record)
    return record(**{**row, **{name: convert(row[name]) for name, convert in restore.items()}})


def rows_of(
    article: Article, capture: Capture, passes: Sequence[PassItem], decisions: Sequence[Decision]
) -> Rows:
    """The rows that an article adds to each config."""
    row, owner = to_row(article), {"article": article.id}
    names = {e["id"]: {k: e[k] for k in ("name", "wikidata", "role")} for e in row["entities"]}
    return {
        "articles": [row],
        "mentions": [{**owner, **m, **names[m["entity"]]} for m in row["mentions"]],
        "claims": [{**owner, **claim} for claim in row["claims"]],
        "stance": [{**owner, **stance} for stance in row["stance"]],
        "passes": [{**owner, **to_row(item)} for item in passes],
        "decisions": [{**owner, **to_row(decision)} for decision in decisions],
        "raw": [to_row(capture)],
    }


def plain_rows(batch: Any) -> list[dict[str, Any]]:
    """The rows of an Arrow batch as in JSON Lines: days as text."""
    rows: list[dict[str, Any]] = batch.to_pylist()
    for row, day in product(rows, DAYS):
        if isinstance(row.get(day), date):
            row[day] = row[day].isoformat()
    return rows


def config_digest(shards: Sequence[str]) -> str:
    """The digest of a config from those of its shards: SHA-256 over their JSON list, if several.

    The digest of a shard is that of its rows as compact JSON Lines.
    """
    return shards[0] if len(shards) == 1 else hashlib.sha256(compact(list(shards))).hexdigest()


def content_digest(digests: Mapping[str, str]) -> str:
    """The content digest of some configs: SHA-256 over the JSON object of their digests."""
    return hashlib.sha256(compact(dict(sorted(digests.items())))).hexdigest()


def misplaced(row: Mapping[str, Any]) -> str | None:
    """The first item of an `articles` row whose span does not match its words, or None."""
    wrong = (item for item, *place, words in _spans(row) if row["text"][slice(*place)] != words)
    return next(wrong, None)


def _spans(row: Mapping[str, Any]) -> Iterator[tuple[str, int, int, str]]:
    """Item, start, end and words of every span of an `articles` row."""
    for mention in row["mentions"]:
        yield f"mention {mention['id']}", mention["start"], mention["end"], mention["text"]
    for claim in row["claims"]:
        item = f"claim {claim['id']}"
        yield item, claim["start"], claim["end"], claim["quote"]
        if claim["cue"] is not None:
            yield item, claim["cue_start"], claim["cue_end"], claim["cue"]
    for stance in row["stance"]:
        item = f"stance {stance['id']}"
        if stance["condition"] is not None:
            yield item, stance["condition_start"], stance["condition_end"], stance["condition"]
        for span in stance["evidence"]:
            yield item, span["start"], span["end"], span["text"]
