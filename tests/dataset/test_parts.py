"""Shards that were built before are used again, as long as nothing in them has changed."""

import hashlib
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from corpora import TODAY, edit, larger
from istanbul_talks.dataset import build as building
from istanbul_talks.dataset import shard_task
from istanbul_talks.dataset.build import build, build_shards, run_here
from istanbul_talks.dataset.parts import Parts
from istanbul_talks.errors import CorpusError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.disk import files_below
from istanbul_talks.reading.corpus import load
from istanbul_talks.text import ids

HERE = run_here(1)


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Five articles in four shards: 2 and 3, none, 4 and 5, 1."""
    monkeypatch.setattr(ids, "SHARD", 2)
    monkeypatch.setattr(building, "FEW", 1)
    monkeypatch.setenv("ISTANBUL_TALKS_CACHE", str(tmp_path / "cache"))
    return larger(tmp_path / "corpus", 5, passes=False)


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of the shards that were built."""
    numbers, right = list[int](), shard_task.build_shard

    def counted(task: shard_task.Task, tick: shard_task.Tick) -> object:
        numbers.append(task.shard.number)
        return right(task, tick)

    monkeypatch.setattr(building, "build_shard", counted)
    return numbers


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_below(folder)}


def test_only_what_changed_is_built(corpus: Path, tmp_path: Path, built: list[int]) -> None:
    out, seen = tmp_path / "out", list[int]()

    def run() -> dict[str, bytes]:
        built.clear()
        progress = lambda done, total: seen.append(done)
        assert build(CorpusFolder(corpus), out, today=TODAY, jobs=1, progress=progress).facts
        return contents(out)

    first = run()
    assert built == [0, 1, 2, 3]
    assert run() == first
    assert (built, seen[-1]) == ([], 5)
    edit(corpus / "annotations" / "tide-0004.json", claims__0__checkworthy=False)
    assert run() != first
    assert built == [2]
    load(out).verify()
    edit(corpus / "annotations" / "tide-0001.json", claims__0__checkworthy=False)
    changed = run()
    assert built == [3]
    assert build(CorpusFolder(corpus), out, today=TODAY, jobs=1, cache=False).facts
    assert (contents(out), built) == (changed, [3, 0, 1, 2, 3])
    edit(corpus / "schema" / "dataset.json", title="Other Tides")
    run()
    assert built == [0, 1, 2, 3]


@pytest.mark.parametrize("damage", ["file", "part", "others", "cut", "day"])
def test_what_cannot_be_trusted_is_built_again(
    corpus: Path, tmp_path: Path, built: list[int], damage: str
) -> None:
    root, out, day = CorpusFolder(corpus), tmp_path / "out", TODAY
    assert build(root, out, today=TODAY, jobs=1).facts
    first = contents(out)
    built.clear()
    part = next((tmp_path / "cache" / "builds").glob("*/00002-of-00004.json"))
    if damage == "file":
        path = out / "data" / "claims" / "train-00002-of-00004.parquet"
        path.write_bytes(bytes(len(path.read_bytes())))
    elif damage == "part":
        data = part.read_bytes()
        part.write_bytes(data.replace(b'"tide-0004"', b'"tide-0005"'))
    elif damage == "others":  # what was built when the list of articles had one less
        body = orjson.loads(part.read_bytes().partition(b"\n")[2])
        body["notes"].pop()
        data = orjson.dumps(body)
        part.write_bytes(hashlib.sha256(data).hexdigest().encode() + b"\n" + data)
    elif damage == "cut":
        part.write_bytes(part.read_bytes()[:-9])
    else:
        day = TODAY - timedelta(1)
    assert build(root, out, today=day, jobs=1).facts
    assert built == ([0, 1, 2, 3] if damage == "day" else [2])
    assert contents(out) == first


def test_an_error_in_a_shard_that_did_not_change_stays(
    corpus: Path, tmp_path: Path, built: list[int]
) -> None:
    root, out = CorpusFolder(corpus), tmp_path / "out"
    assert build(root, out, today=TODAY, jobs=1).facts
    (corpus / "annotations" / "tide-0004.json").write_bytes(b"{")
    found = [build(CorpusFolder(corpus), out, today=TODAY, jobs=1) for _ in range(2)]
    assert found[0] == found[1]
    assert found[0].facts is None


@pytest.mark.parametrize("free", [False, True])
def test_shares_make_the_release_of_one_run(
    corpus: Path, tmp_path: Path, built: list[int], free: bool
) -> None:
    root, out, shards = CorpusFolder(corpus), tmp_path / "out", Parts.of_shards(tmp_path / "shards")
    assert build(root, tmp_path / "one", today=TODAY, jobs=1, free=free).facts
    built.clear()
    for share in ((2, 3), (1, 3)):
        assert build_shards(root, shards, share, today=TODAY, run=HERE, free=free) == []
    assert built == [1, 0, 3]
    with pytest.raises(CorpusError, match=r"lacks 1 of 4 shards.*: 3\. Build each with.*NUMBER/4"):
        build(root, out, today=TODAY, shards=shards, free=free)
    assert not out.exists()
    (shards.files / "data" / "claims" / "train-00002-of-00004.parquet").write_bytes(
        b"of a killed run"
    )
    for _ in range(2):
        build_shards(root, shards, (3, 3), today=TODAY, run=HERE, free=free)
    assert built == [1, 0, 3, 2]
    assert build(root, out, today=TODAY, shards=shards, free=free).facts
    assert contents(out) == contents(tmp_path / "one")


def test_a_share_is_not_trusted_after_a_change(corpus: Path, tmp_path: Path) -> None:
    shards, out = Parts.of_shards(tmp_path / "shards"), tmp_path / "out"
    build_shards(CorpusFolder(corpus), shards, (1, 1), today=TODAY, run=HERE)
    path = shards.files / "jsonl" / "articles" / "train-00000-of-00004.jsonl"
    path.write_bytes(path.read_bytes().replace(b"a", b"b"))
    with pytest.raises(CorpusError, match="lacks 1 of 4 shards, or they are out of date: 1. "):
        build(CorpusFolder(corpus), out, today=TODAY, shards=shards)
    edit(corpus / "annotations" / "tide-0001.json", claims__0__checkworthy=False)
    with pytest.raises(CorpusError, match="lacks 2 of 4 shards, or they are out of date: 1, 4. "):
        build(CorpusFolder(corpus), out, today=TODAY, shards=shards)


def test_findings_of_a_share(corpus: Path, tmp_path: Path) -> None:
    (corpus / "annotations" / "tide-0004.json").write_bytes(b"{")
    shards = Parts.of_shards(tmp_path / "shards")
    found = build_shards(CorpusFolder(corpus), shards, (3, 4), today=TODAY, run=HERE)
    assert {finding.path for finding in found} == {"annotations/tide-0004.json"}
    assert build_shards(CorpusFolder(corpus), shards, (1, 4), today=TODAY, run=HERE) == []
    rest = [
        build_shards(CorpusFolder(corpus), shards, (n, 4), today=TODAY, run=HERE) for n in (2, 4)
    ]
    assert rest == [[], []]
    done = build(CorpusFolder(corpus), tmp_path / "out", today=TODAY, shards=shards)
    assert (done.facts, set(done.findings) >= set(found)) == (None, True)
    part = next(shards.folder.glob("00002-*")).read_bytes().partition(b"\n")[2]
    assert orjson.loads(part)["written"]["articles"][0] == 0
