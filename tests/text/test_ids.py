"""Ids of articles, entities and annotators."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora import ROOT
from istanbul_talks.text.ids import (
    IdList,
    folded,
    is_id,
    is_placeholder,
    is_reserved,
    nearest_id,
    shard_of,
    shards_for,
)


@pytest.mark.parametrize("text", ["a", "harbour-talks", "2025-06-02", "a" * 64])
def test_an_id(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize(
    "text", ["", "Harbour", "harbour_talks", "a--b", "-a", "a-", "a b", "é", "a\n", "a" * 65]
)
def test_not_an_id(text: str) -> None:
    assert not is_id(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Harbour Talks: Day 2", "harbour-talks-day-2"),
        ("  Café — Zürich! ", "cafe-zurich"),
        ("Переговоры", ""),
        ("a" * 70, "a" * 64),
    ],
)
def test_the_nearest_id(text: str, expected: str) -> None:
    assert nearest_id(text) == expected


RESERVED = """con prn aux nul com0 com1 com9 lpt0 lpt1 lpt9 index readme search sitemap robots
favicon manifest feed rss tags assets static 404 articles decisions registry"""


def test_names_of_devices_and_pages() -> None:
    assert [name for name in RESERVED.split() if not is_reserved(name)] == []
    assert not any(map(is_reserved, ["console", "com", "com10", "a-con", "index-of-ships", "4040"]))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Harbour", "harbour"),
        ("caf\u00e9", "cafe\u0301"),
        ("stra\u00dfe", "STRASSE"),
        ("\ufb01sh", "fish"),
        ("\u212a2", "k2"),
        ("\u0130x", "i\u0307x"),
    ],
)
def test_names_that_some_file_systems_take_for_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)
    assert not (is_id(one) and is_id(other))


@given(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)*", fullmatch=True))
def test_two_ids_are_never_one_name(text: str) -> None:
    assert folded(text) == text


@pytest.mark.parametrize("name", ["annotation", "decisions", "audit", "vocabulary"])
def test_every_id_of_the_schemas_is_such_an_id(name: str) -> None:
    """Of articles, entities, annotators, claims, targets, events, outlets and decisions."""
    schema = json.loads((ROOT / "schema" / f"{name}.schema.json").read_bytes())
    own = schema.get("$defs", {}).get("id")
    found = []

    def walk(value: Any) -> None:
        if isinstance(value, dict):
            for key in {"id", "article", "annotator"} & value.get("properties", {}).keys():
                part = value["properties"][key]
                found.append((own if part.get("$ref") == "#/$defs/id" else part)["pattern"])
        if isinstance(value, dict | list):
            for inner in value.values() if isinstance(value, dict) else value:
                walk(inner)

    walk(schema)
    assert {*found} == {"^[a-z0-9]+(-[a-z0-9]+)*$"}


def test_placeholders() -> None:
    assert all(map(is_placeholder, ["untitled", "test-2", "article3", "tbd"]))
    assert not any(map(is_placeholder, ["test-of-wills", "latest", "article-on-peace", "news"]))


@pytest.mark.parametrize(
    ("articles", "shards"),
    [(0, 1), (1, 1), (2048, 1), (2049, 2), (4096, 2), (4097, 4), (10**6, 512), (10**9, 4096)],
)
def test_the_number_of_shards_is_a_power_of_two(articles: int, shards: int) -> None:
    assert shards_for(articles) == shards


def test_an_article_keeps_its_shard_or_its_shard_is_split() -> None:
    # `printf ferry-strike | sha256sum` begins with 84, in binary 10000100
    assert [shard_of("ferry-strike", 1 << n) for n in range(6)] == [0, 1, 2, 4, 8, 16]


def test_a_list_of_ids_is_what_was_added() -> None:
    names = ["b", "", "a-2", "é", "\udcff", "b"]
    ids = IdList(names[:4])
    for name in names[4:]:
        ids.append(name)
    assert list(ids) == names
    assert len(ids) == 6
    assert ids[4] == "\udcff"
    with pytest.raises(IndexError):
        ids[6]
