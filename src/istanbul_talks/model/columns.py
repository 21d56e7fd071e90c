"""The columns of each config: names and types from the records, meanings from columns.toml.

They define the Arrow schema, the card, Croissant and the docs page.
"""

import tomllib
from collections import ChainMap
from collections.abc import Iterator, Mapping
from dataclasses import fields, make_dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from .records import (
    Addition,
    Article,
    Capture,
    Claim,
    ClaimInGroup,
    Decision,
    Entity,
    Mention,
    PassItem,
    RegisteredEntity,
    Stance,
)

_TEXT = str | None
# The record of each config, and what a flat row adds to it.
_ROWS: dict[str, tuple[type, dict[str, Any]]] = {
    "articles": (Article, {}),
    "mentions": (
        Mention,
        {"article": str, "name": str, "wikidata": str | None, "role": str | None},
    ),
    "claims": (Claim, {"article": str}),
    "stance": (Stance, {"article": str}),
    "claim_groups": (ClaimInGroup, {"article": str}),
    "passes": (PassItem, {"article": str}),
    "decisions": (Decision, {"article": str}),
    "additions": (Addition, {"article": str}),
    "raw": (Capture, {}),
    "entities": (RegisteredEntity, {}),
}
BY_ARTICLE = tuple(config for config in _ROWS if config != "entities")  # whose rows have an article


@cache
def _row(config: str) -> type:
    record, added = _ROWS[config]
    return _made(f"{record.__name__}Row", record, added) if added else record


def _made(name: str, base: type, added: Mapping[str, Any]) -> type:
    return make_dataclass(name, added.items(), bases=(base,), frozen=True, kw_only=True, repr=False)


# What an item of a view has from its article, and what is worked out for it.
OF_ARTICLE = ("publisher", "genre", "event", "published_earliest")
_FOR_ITEM: dict[str, dict[str, Any]] = {
    "mentions": {},
    "claims": {"source": str},
    "stance": {"source": str},
    "entities": {},
    "claim_groups": {"source": str},
    "decisions": {},
    "additions": {},
}
ITEMS = tuple(_FOR_ITEM)
OF_ADDITIONS = ("claim_groups", "additions")  # configs that a corpus may do without
LISTS = ("stances", "claims")  # of ids, joined to an item


@cache
def bare_item(config: str) -> type:
    """The record of an item as the release has it, with its article; entities are its own."""
    return _made("EntityRow", Entity, {"article": str}) if config == "entities" else _row(config)


@cache
def item(config: str, joined: tuple[str, ...] = ()) -> type:
    """The record of an item in a view. `joined`: more columns of its article, or lists of ids."""
    base, hints = bare_item(config), get_type_hints(Article)
    names = (*OF_ARTICLE, *(name for name in joined if name not in LISTS))
    lists = {name: tuple[str, ...] for name in joined if name in LISTS}
    added = {**{name: hints[name] for name in names}, **_FOR_ITEM[config], **lists}
    return _made(f"{base.__bases__[0].__name__}Item", base, added)


class _Configs(Mapping[str, type]):
    """The records of the configs. A flat row is made when first needed, as it takes a while."""

    def __getitem__(self, config: str) -> type:
        return _row(config)

    def __iter__(self) -> Iterator[str]:
        return iter(_ROWS)

    def __len__(self) -> int:
        return len(_ROWS)


CONFIGS = _Configs()
_MEANINGS = Path(__file__).with_suffix(".toml")


class Column(NamedTuple):
    """What a column means; the top of columns.toml explains each part."""

    doc: str
    labels: str | None = None
    unit: str | None = None
    words: bool = False
    composed: bool = False
    since: str | None = None


class Field(NamedTuple):
    """A column of a config: name, plain type, whether it is a list, whether it may be null."""

    name: str
    type: type
    many: bool
    nullable: bool
    column: Column


def existed(field: Field, before: str | None) -> bool:
    """Whether versions before this one had a column; None for the current version."""
    since = field.column.since
    return before is None or since is None or _numbers(since) < _numbers(before)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


@cache
def meanings(file: Path = _MEANINGS) -> dict[str, dict[str, Column]]:
    """What the fields mean: by record, then by field; and a row, by config."""
    found = tomllib.loads(file.read_text(encoding="utf-8"))
    return {
        record: {
            name: Column(meaning) if isinstance(meaning, str) else Column(**meaning)
            for name, meaning in own.items()
        }
        for record, own in found.items()
    }


# What a row is, for the documents of a release. Data, because `python -OO` drops docstrings.
DESCRIPTIONS = {config: meaning.doc for config, meaning in meanings()["Config"].items()}


@cache
def columns(record: type) -> tuple[Field, ...]:
    """The columns of a record in order; a flat row starts with its article."""
    hints, found = get_type_hints(record), []
    described = *(base.__name__ for base in record.__mro__), "Row", "Item", "Article"
    meant = ChainMap(*(meanings().get(name, {}) for name in described))
    for name in (field.name for field in fields(record)):
        inner = get_args(hints[name])
        many, nullable = get_origin(hints[name]) is tuple, type(None) in inner
        found.append(Field(name, (*inner, hints[name])[0], many, nullable, meant[name]))
    return tuple(sorted(found, key=lambda field: field.name != "article"))
