"""The rows of an article as JSON Lines, as values, and as records again.

A row is a line of JSON Lines: dates are ISO strings, nested records are dicts.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import date
from functools import cache, partial
from itertools import product
from types import MappingProxyType
from typing import Any, TypeVar

import orjson

from ..files.json_bytes import compact
from .columns import columns
from .records import Capture, Decision

Lines = Mapping[str, bytes]  # the rows of an article as JSON Lines, by config
Rows = dict[str, list[dict[str, Any]]]  # the same as values
DAYS = ("published_earliest", "published_latest")  # columns that Parquet stores as days
LAYERS = ("mentions", "claims", "stance")  # columns of `articles` and configs of their own
_OF_ENTITY = ("name", "wikidata", "role")  # columns that a flat mention has from its entity
NONE: Mapping[str, Any] = MappingProxyType({})
_Record = TypeVar("_Record")


def _new_conversions(record: type) -> dict[str, Callable[[Any], Any]]:
    """How to make the values of a record from those of a row, by column, where they differ."""
    found: dict[str, Callable[[Any], Any]] = {}
    for name, kind, many, *_ in columns(record):
        if is_dataclass(kind):
            found[name] = partial(_records, kind)
        elif many:
            found[name] = tuple
        elif kind is date:
            found[name] = lambda text: date.fromisoformat(text) if text else None
    return found


_conversions: Callable[[type], Mapping[str, Callable[[Any], Any]]] = cache(_new_conversions)


def _records(kind: type[_Record], rows: Iterable[Mapping[str, Any]]) -> tuple[_Record, ...]:
    return tuple(from_row(kind, row) for row in rows)


def from_row(record: type[_Record], row: Mapping[str, Any]) -> _Record:
    """A row as a record. TypeError or KeyError for a row with other columns.

    Columns that a later version added may be missing.
    """
    own = _conversions(record).items()
    found = {name: convert(row[name]) for name, convert in own if name in row}
    return record(**{**row, **found})


def filled(record: type, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with the columns that later versions added: null, or an empty list."""
    made = dict(row)
    inner, added = _later(record)
    for name, kind in inner:
        if name in row:
            made[name] = [filled(kind, one) for one in row[name]]
    for name, many in added:
        if name not in row:
            made[name] = [] if many else None
    return made


def _new_later(record: type) -> tuple[list[tuple[str, type]], list[tuple[str, bool]]]:
    """Its columns of records to which later versions added columns, and those that they added."""
    inner, added = list[tuple[str, type]](), list[tuple[str, bool]]()
    for name, kind, many, _, meant in columns(record):
        if is_dataclass(kind) and any(_later(kind)):
            inner.append((name, kind))
        if meant.since:
            added.append((name, many))
    return inner, added


_later: Callable[[type], tuple[list[tuple[str, type]], list[tuple[str, bool]]]] = cache(_new_later)


def lines_of(
    row: Mapping[str, Any],
    capture: Capture,
    passes: Iterable[Mapping[str, Any]],
    decisions: Iterable[Decision],
    more: Mapping[str, Iterable[Mapping[str, Any]]] = NONE,
) -> Lines:
    """The rows that an article adds to each config; `row` is that of `articles`.

    `more`: the rows of `claim_groups` and `additions`.
    """
    owner = _owner(row)
    return {
        **article_lines(row),
        "claim_groups": _owned(owner, map(orjson.dumps, more.get("claim_groups", ()))),
        "passes": _owned(owner, map(orjson.dumps, passes)),
        "decisions": _owned(owner, map(orjson.dumps, decisions)),
        "additions": _owned(owner, map(orjson.dumps, more.get("additions", ()))),
        "raw": compact(capture),
    }


def claim_groups(
    row: Mapping[str, Any], propositions: Mapping[str, Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """The claims of an article with their propositions, a row for each pair.

    `row`: that of `articles`. `propositions`: the registered ones by id.
    """
    for claim in row["claims"]:
        for one in claim["propositions"]:
            known = propositions.get(one["id"], {"proposition": one["id"]})
            yield {
                "proposition": one["id"],
                "wording": known["proposition"],
                "claim": claim["id"],
                "relation": one["relation"],
                **{name: claim[name] for name in ("claimer", "claimer_name", "epistemic")},
                **{name: row[name] for name in ("publisher", "event", "published_earliest")},
            }


def article_lines(row: Mapping[str, Any]) -> Lines:
    """The rows of `articles`, `mentions`, `claims` and `stance`. Each item becomes JSON once."""
    layers = {name: list(map(orjson.dumps, row[name])) for name in LAYERS}
    nested = {name: orjson.Fragment(b"[%b]" % b",".join(own)) for name, own in layers.items()}
    names = {e["id"]: compact({k: e[k] for k in _OF_ENTITY})[1:] for e in row["entities"]}
    mentions = zip(row["mentions"], layers["mentions"], strict=True)
    owner = _owner(row)
    return {
        "articles": compact({**row, **nested}),
        "mentions": b"".join(
            b"%b%b,%b" % (owner, line[1:-1], names[mention["entity"]]) for mention, line in mentions
        ),
        "claims": _owned(owner, layers["claims"]),
        "stance": _owned(owner, layers["stance"]),
    }


def _owner(row: Mapping[str, Any]) -> bytes:
    """The start of a flat row: the id of its article."""
    return b'{"article":%b,' % orjson.dumps(row["id"])


def _owned(owner: bytes, items: Iterable[bytes]) -> bytes:
    return b"".join(b"%b%b\n" % (owner, item[1:]) for item in items)


def to_row(record: Any) -> dict[str, Any]:
    """A record as a row."""
    row: dict[str, Any] = orjson.loads(orjson.dumps(record))
    return row


def rows_in(lines: Lines) -> Rows:
    """The rows in JSON Lines, by config."""
    return {config: [*map(orjson.loads, own.splitlines())] for config, own in lines.items()}


def to_lines(rows: Rows) -> Lines:
    """Rows as JSON Lines, by config: the inverse of `rows_in`."""
    return {config: b"".join(map(compact, own)) for config, own in rows.items()}


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
        for span in claim.get("quoted", ()):
            yield item, span["start"], span["end"], span["text"]
    for stance in row["stance"]:
        item = f"stance {stance['id']}"
        if stance["condition"] is not None:
            yield item, stance["condition_start"], stance["condition_end"], stance["condition"]
        for span in stance["evidence"]:
            yield item, span["start"], span["end"], span["text"]
