"""The index of a shard: where each row is, and what no index can have."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from corpora import TODAY, larger
from istanbul_talks.dataset.build import build
from istanbul_talks.dataset.index import Index, index_of, read_index
from istanbul_talks.errors import VerificationError
from istanbul_talks.files.corpus_folder import CorpusFolder

ROWS = (b'{"id":"a","text":"\xc3\xa9"}\n', b'{"id":"a-1","text":null}\n')
HASHES = [hashlib.sha256(row).hexdigest() for row in ROWS]
INDEX = {"ids": ["a", "a-1"], "ends": [23, 48], "sha256": HASHES}


def read(index: Any, size: int = 48, shard: tuple[int, int] = (0, 1)) -> Index:
    return read_index(json.dumps(index).encode(), "index.json", size, shard)


def test_an_index_says_where_each_row_is() -> None:
    index = index_of(b"".join(ROWS))
    assert json.loads(index.data()) == INDEX
    assert index == read(INDEX)
    assert [index.find(id) for id in ("a", "a-1")] == [(0, 23, HASHES[0]), (23, 48, HASHES[1])]
    assert [index.find(id) for id in ("", "a-0", "b")] == [None, None, None]
    assert index.first == "a"


def test_a_shard_without_articles() -> None:
    assert index_of(b"") == read({"ids": [], "ends": [], "sha256": []}, size=0) == Index([], [], [])
    assert Index([], [], []).first is None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ids": None}, "ids cannot be None"),
        ({"ids": ["a", "../x"]}, r"ids/1 cannot be '\.\./x'"),
        ({"ids": ["a", "x" * 65]}, "ids/1 cannot be"),
        ({"ends": [23.0, 48]}, r"ends/0 cannot be 23\.0"),
        ({"ends": [-1, 48]}, "ends/0 cannot be -1"),
        ({"sha256": ["x", HASHES[1]]}, "sha256/0 cannot be 'x'"),
        ({"ids": ["a"]}, "it has 1 ids, 2 ends and 2 hashes"),
        ({"sha256": HASHES[:1]}, "it has 2 ids, 2 ends and 1 hashes"),
        ({"ids": ["a-1", "a"]}, "its ids or ends are not in order"),
        ({"ids": ["a", "a"]}, "its ids or ends are not in order"),
        ({"ends": [48, 48]}, "its ids or ends are not in order"),
        ({"ends": [23, 47]}, "its last row ends at 47, but the shard has 48 bytes"),
    ],
)
def test_an_index_that_no_shard_can_have(change: dict[str, Any], said: str) -> None:
    with pytest.raises(VerificationError, match=rf"^index\.json: {said}.* Download it again"):
        read(INDEX | change)


def test_an_index_that_is_not_json_or_lacks_a_list() -> None:
    with pytest.raises(VerificationError, match=r"^index\.json is not JSON"):
        read_index(b"{", "index.json", 0, (0, 1))
    with pytest.raises(VerificationError, match="ends is missing"):
        read({"ids": [], "sha256": []})


def test_an_article_is_in_the_index_of_its_own_shard_only() -> None:
    # `printf a | sha256sum` begins with c, in the second half; `printf a-1 | sha256sum` with 2
    for number, stray in ((0, "a"), (1, "a-1")):
        with pytest.raises(VerificationError, match=rf"index\.json: {stray} belongs to another"):
            read(INDEX, shard=(number, 2))


def test_a_build_writes_an_index_for_each_shard(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("istanbul_talks.text.ids.SHARD", 3)
    out = tmp_path / "out"
    assert build(CorpusFolder(larger(tmp_path / "corpus", 7)), out, today=TODAY).facts
    manifest = json.loads((out / "MANIFEST.json").read_bytes())
    # The shards of test_build.py: 2, 3, 6; none; 4, 5, 7; 1.
    first = ["tide-0002", None, "tide-0004", "tide-0001"]
    assert manifest["configs"]["articles"]["first"] == first
    assert [config for config in manifest["configs"].values() if "first" in config] == [
        manifest["configs"]["articles"]
    ]
    for number in range(4):
        name = f"articles/train-{number:05d}-of-00004.json"
        index = json.loads((out / "index" / name).read_bytes())
        rows = (out / "jsonl" / f"{name}l").read_bytes().splitlines(keepends=True)
        assert index["ids"] == [json.loads(row)["id"] for row in rows]
        assert index["sha256"] == [hashlib.sha256(row).hexdigest() for row in rows]
        assert index["ends"] == [sum(map(len, rows[: end + 1])) for end in range(len(rows))]
        assert f"index/{name}" in manifest["files"]
