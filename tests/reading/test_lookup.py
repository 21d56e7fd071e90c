"""One article from a release of several shards, forged indexes, and releases without an index."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpora import TODAY, larger
from istanbul_talks import UnknownNameError, VerificationError, load
from istanbul_talks.dataset.build import build
from istanbul_talks.files.corpus_folder import CorpusFolder
from support.forged import only, seal

IDS = [f"tide-000{number}" for number in range(1, 8)]


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of four shards: 2, 3, 6; none; 4, 5, 7; 1, as in test_build.py."""
    folder = tmp_path_factory.mktemp("shards")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("istanbul_talks.text.ids.SHARD", 3)
        root = CorpusFolder(larger(folder / "corpus", 7))
        assert build(root, folder / "out", today=TODAY).facts
    return folder / "out"


@pytest.fixture
def several(shards: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(shards, tmp_path / "several"))


@pytest.fixture
def copy(harbour_release: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(harbour_release, tmp_path / "copy"))


def remove_shard(folder: Path, number: int, *, index: bool = True) -> None:
    for path in folder.rglob(f"articles/train-{number:05d}-of-00004.*"):
        if index or path.suffix != ".json":
            path.unlink()


def forge_index(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change the one index of a release, and make the manifest and checksums fit."""
    path = only(folder, "index/articles/*.json")
    index = json.loads(path.read_bytes())
    change(index)
    data = json.dumps(index).encode()
    facts = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}

    def rewrite(manifest: dict[str, Any]) -> None:
        path.write_bytes(data)
        manifest["files"][path.relative_to(folder).as_posix()].update(facts)

    seal(folder, rewrite)


def test_articles_of_all_shards_are_in_order(shards: Path) -> None:
    corpus = load(shards)
    corpus.verify()
    assert list(corpus) == [article.id for article in corpus.articles()] == IDS
    assert [id for id, _ in corpus.rows_by_article("articles")] == IDS
    assert [id in corpus for id in (*IDS, "tide-0008", "", "\ud800", "X" * 10**6, 7)] == (
        7 * [True] + 5 * [False]
    )
    for unknown in ("tide-0008", "\ud800"):
        with pytest.raises(UnknownNameError, match="there is no article"):
            corpus[unknown]


def test_one_article_needs_one_index_and_one_shard(several: Path) -> None:
    for number in (0, 1, 3):
        remove_shard(several, number)
    corpus = load(several)
    assert corpus["tide-0004"].id == "tide-0004"
    assert "tide-0007" in corpus
    with pytest.raises(VerificationError, match=r"00003-of-00004\.json: no such file"):
        corpus["tide-0001"]


def test_the_first_article_needs_one_index_and_one_shard(several: Path) -> None:
    for number in (0, 1, 2):
        remove_shard(several, number)
    articles = load(several).articles()
    assert next(articles).id == "tide-0001"
    with pytest.raises(VerificationError, match=r"00000-of-00004\.json: no such file"):
        next(articles)


def test_a_shard_is_missed_when_a_row_of_it_is_read(several: Path) -> None:
    remove_shard(several, 2, index=False)
    corpus = load(several)
    assert list(corpus) == IDS
    assert corpus["tide-0001"].id == "tide-0001"
    with pytest.raises(VerificationError, match=r"00002-of-00004\.jsonl: no such file"):
        corpus["tide-0004"]


def join_rows(index: dict[str, Any]) -> None:
    """Leave out the first article; its row becomes a part of the second one's."""
    for values in index.values():
        del values[0]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda index: index["sha256"].reverse(),
            "the SHA-256 of the row of council-walks-out in .*copy should be",
        ),
        (
            lambda index: index["ends"].__setitem__(0, index["ends"][0] - 1),
            "the SHA-256 of the row of council-walks-out in .*copy should be",
        ),
        (
            lambda index: index["ids"].__setitem__(1, "other"),
            "the row of other of articles: id cannot be 'nets-and-tides'",
        ),
        (join_rows, "the first id of .*json should be council-walks-out but is nets-and-tides"),
        (lambda index: index.clear(), "ids is missing"),
    ],
)
def test_a_forged_index_never_gives_another_row(
    copy: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    published = load(copy).digest
    forge_index(copy, change)
    with pytest.raises(VerificationError, match=said):
        dict(load(copy))
    fit = rf"index/articles/train-00000-of-00001\.json does not fit jsonl/articles|{said}"
    with pytest.raises(VerificationError, match=fit):
        load(copy).verify()
    with pytest.raises(VerificationError, match=fit):
        load(copy, digest=published)


def test_any_value_in_an_index_gives_the_same_articles_or_an_error(
    copy: Path, harbour_release: Path
) -> None:
    good = json.loads(only(harbour_release, "index/articles/*.json").read_bytes())
    articles, accepted = dict(load(harbour_release)), 0
    values = [None, True, -1, 0, 1, 10**18, 1.5, "", "x", "0" * 64, [], {}]
    for name, own in good.items():
        for value in [*values, *own]:
            for at in range(len(own)):
                put = [*own[:at], value, *own[at + 1 :]]
                forge_index(copy, lambda index, name=name, put=put: index.update({name: put}))
                try:
                    assert dict(load(copy)) == articles
                    accepted += 1
                except VerificationError as error:
                    assert "articles" in str(error) or "the row of" in str(error)
    assert accepted == sum(map(len, good.values()))  # each value in its own place


def test_two_rows_are_not_one_article(copy: Path) -> None:
    """The index leaves out an article, and the manifest too; the hash is that of both rows."""
    data = only(copy, "jsonl/articles/*.jsonl").read_bytes()

    def change(index: dict[str, Any]) -> None:
        join_rows(index)
        index["sha256"][0] = hashlib.sha256(data[: index["ends"][0]]).hexdigest()

    forge_index(copy, change)
    manifest = json.loads((copy / "MANIFEST.json").read_bytes())
    manifest["configs"]["articles"].update(first=["nets-and-tides"], rows=2)
    (copy / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert list(load(copy)) == ["nets-and-tides", "quay-reopens"]
    with pytest.raises(VerificationError, match="the row of nets-and-tides of articles: it is not"):
        load(copy)["nets-and-tides"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"first": ["aaa"]}, "the first id of .*json should be aaa but is council-walks-out"),
        ({"first": [None]}, "the number of rows of articles should be 3 but is 0"),
        ({"rows": 2}, "the number of rows of articles should be 2 but is 3"),
        ({"first": []}, "configs/articles/first does not have 1 ids"),
        ({"first": ["../x"]}, "configs/articles/first/0 cannot be"),
    ],
)
def test_a_manifest_that_does_not_fit_its_index(
    copy: Path, facts: dict[str, Any], said: str
) -> None:
    seal(copy, lambda manifest: manifest["configs"]["articles"].update(facts))
    with pytest.raises(VerificationError, match=said):
        list(load(copy).articles())
    with pytest.raises(VerificationError, match="articles|first"):
        load(copy).verify()


def test_an_index_that_the_manifest_does_not_name(copy: Path) -> None:
    manifest = json.loads((copy / "MANIFEST.json").read_bytes())
    del manifest["files"]["index/articles/train-00000-of-00001.json"]
    (copy / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(VerificationError, match=r"00001\.json is not in MANIFEST\.json"):
        load(copy)["quay-reopens"]


def test_a_release_without_indexes_loads_as_before(copy: Path, harbour_release: Path) -> None:
    """Releases until 0.3.0."""
    shutil.rmtree(copy / "index")

    def change(manifest: dict[str, Any]) -> None:
        del manifest["configs"]["articles"]["first"]

    manifest = json.loads((copy / "MANIFEST.json").read_bytes())
    del manifest["files"]["index/articles/train-00000-of-00001.json"]
    (copy / "MANIFEST.json").write_text(json.dumps(manifest), encoding="utf-8")
    seal(copy, change)
    old = load(copy)
    old.verify()
    assert dict(old) == dict(load(harbour_release))
    assert "nothing" not in old
    with pytest.raises(UnknownNameError, match="there is no article “nothing”"):
        old["nothing"]
    path = only(copy, "jsonl/articles/*.jsonl")
    path.write_bytes(path.read_bytes().replace(b"Ostrel", b"Ostrek", 1))
    with pytest.raises(VerificationError, match="SHA-256 of"):
        load(copy)
