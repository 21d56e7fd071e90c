"""Builds at addresses, in this process on fsspec's memory."""

import sys
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import Any

import fsspec
import pytest

from corpora import TODAY, edit, larger
from istanbul_talks import load
from istanbul_talks.dataset.build import Built, build, build_shards
from istanbul_talks.errors import ArgumentError, CorpusError, MissingExtraError
from istanbul_talks.files.corpus_folder import CorpusFolder
from istanbul_talks.files.disk import files_below
from istanbul_talks.files.packing import pack
from istanbul_talks.publishing import cluster
from istanbul_talks.publishing.cluster import site
from istanbul_talks.publishing.store import Store
from istanbul_talks.text import ids

IN, OUT = "memory://bucket/corpus", "memory://bucket/talks"
ARTICLES = 5


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Five articles in four shards, also packed at an address."""
    monkeypatch.setattr(ids, "SHARD", 2)
    folder = larger(tmp_path / "corpus", ARTICLES, passes=False)
    upload(folder)
    yield folder
    memory().rm("/", recursive=True)


def memory() -> Any:
    return fsspec.filesystem("memory")


def upload(corpus: Path) -> None:
    packed = corpus.parent / "packed"
    pack(corpus, packed, ARTICLES)
    for file in files_below(packed):
        memory().put(str(file), f"/bucket/corpus/{file.relative_to(packed).as_posix()}")


def contents(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files_below(folder)}


def there(below: str) -> dict[str, bytes]:
    found = memory().find(f"/bucket/{below}")
    return {path.removeprefix(f"/bucket/{below}/"): memory().cat_file(path) for path in found}


def in_one_process(corpus: Path, *, free: bool = False) -> dict[str, bytes]:
    out = corpus.parent / f"plain-{free}"
    assert build(CorpusFolder(corpus), out, today=TODAY, free=free, jobs=1, cache=False).facts
    return contents(out)


def at_addresses(root: str = IN, out: str = OUT, *, free: bool = False) -> Built:
    with site(root, out) as place:
        run = place.run(None, 1)
        build_shards(place.root, place.shards, (1, 1), today=TODAY, free=free, run=run)
        built = build(place.root, place.target, today=TODAY, free=free, shards=place.shards)
        if built.facts:
            place.finish()
        return built


@pytest.mark.parametrize(
    "free",
    [
        pytest.param(False, id="full", marks=pytest.mark.slow),
        pytest.param(True, id="text-free"),
    ],
)
def test_a_release_at_an_address_has_the_same_bytes(corpus: Path, free: bool) -> None:
    assert at_addresses(free=free).facts
    assert there("talks") == in_one_process(corpus, free=free)
    assert there("talks.shards") == {}
    load(OUT, cache=corpus.parent / "cache").verify()


@pytest.mark.parametrize("remote", ["corpus", "release"])
def test_only_the_corpus_or_only_the_release_is_at_an_address(corpus: Path, remote: str) -> None:
    out = corpus.parent / "out"
    assert at_addresses(*((IN, str(out)) if remote == "corpus" else (str(corpus), OUT))).facts
    found = contents(out) if remote == "corpus" else there("talks")
    assert found == in_one_process(corpus)
    assert not out.with_name("out.shards").exists()


def test_a_task_fetches_only_its_own_packed_files(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetched: list[str] = []
    get = Store.get
    monkeypatch.setattr(Store, "get", lambda self, files: (fetched.extend(files), get(self, files)))
    with site(IN, OUT) as place:
        fetched.clear()
        run = place.run(None, 1)
        build_shards(place.root, place.shards, (3, 4), today=TODAY, run=run)
    assert [name for name in fetched if name.endswith(".zst")] == [
        "packed/00002-of-00004.jsonl.zst"
    ]


def test_what_is_built_is_not_built_again(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[int] = []
    right = cluster.build_shard

    def counted(task: Any, tick: Any) -> Any:
        if len(built) == 2:
            raise KeyboardInterrupt
        built.append(task.shard.number)
        return right(task, tick)

    monkeypatch.setattr(cluster, "build_shard", counted)
    with pytest.raises(KeyboardInterrupt):
        at_addresses()
    assert built == [0, 1]
    assert "MANIFEST.json" not in there("talks"), "no reader takes this for a release"
    built[:] = [-1]
    with pytest.raises(KeyboardInterrupt):
        at_addresses()
    assert built == [-1, 2], "the markers of 0 and 1 are there"
    shard = "/bucket/talks/data/claims/train-00000-of-00004.parquet"
    memory().pipe_file(shard, b"short")
    built[:] = []
    assert at_addresses().facts
    assert built == [0, 3], "a file of 0 has another size"
    assert there("talks") == in_one_process(corpus)


def test_the_marker_of_a_shard_is_written_last_and_the_manifest_after_all(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    put = Store.put
    monkeypatch.setattr(Store, "put", lambda self, files: (written.extend(files), put(self, files)))
    assert at_addresses().facts
    assert written[-1] == "MANIFEST.json"
    first = written.index("parts/00000-of-00004.json")
    own = [at for at, name in enumerate(written) if "train-00000-of-00004" in name]
    assert own
    assert max(own) < first


def test_an_error_in_an_article_publishes_nothing(corpus: Path) -> None:
    (corpus / "annotations" / "tide-0004.json").write_bytes(b"[" * 100_000)
    upload(corpus)
    built = at_addresses()
    assert built.facts is None
    assert {f.path for f in built.findings} == {"annotations/tide-0004.json"}
    assert "MANIFEST.json" not in there("talks")


def test_a_wrong_file_name_is_found_before_anything_is_built(corpus: Path) -> None:
    (corpus / "annotations" / "Tide-9.json").write_bytes(b"{}")
    upload(corpus)
    built = at_addresses()
    assert built.facts is None
    assert {f.path for f in built.findings} == {"annotations/Tide-9.json"}
    assert there("talks") == there("talks.shards") == {}


def test_a_release_is_not_completed_beside_files_of_another_edition(corpus: Path) -> None:
    texts = "/bucket/talks/data/articles/train-00000-of-00008.parquet"
    memory().pipe_file(texts, b"texts")
    with pytest.raises(CorpusError, match=r"1 files that are not .*of-00008.parquet. They may be"):
        at_addresses(free=True)
    assert "MANIFEST.json" not in there("talks")
    memory().rm(texts)
    assert at_addresses(free=True).facts


def test_a_release_that_is_there_is_not_replaced(corpus: Path) -> None:
    assert at_addresses().facts
    before = there("talks")
    with pytest.raises(CorpusError, match="has a release already. Name another address"):
        at_addresses()
    assert there("talks") == before


def test_a_corpus_that_changes_meanwhile_stops_the_build(corpus: Path) -> None:
    with site(IN, OUT) as place:
        run = place.run(None, 1)
        (corpus / "corpus" / "tide-0001.txt").unlink()
        upload(corpus)
        with pytest.raises(CorpusError, match="corpus was changed during the build"):
            build_shards(place.root, place.shards, (1, 1), today=TODAY, run=run)


def test_a_worker_with_other_code_builds_nothing(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site(IN, OUT) as place:
        run = place.run(None, 1)
        codes = iter([b"of the client"])
        monkeypatch.setattr(cluster, "code_id", lambda _: next(codes, b"of the worker"))
        with pytest.raises(CorpusError, match="a worker has another istanbul-talks"):
            build_shards(place.root, place.shards, (1, 4), today=TODAY, run=run)


def test_a_worker_reads_the_vocabularies_for_each_shard(corpus: Path) -> None:
    """It may live for days."""
    with site(str(corpus), OUT) as place:
        here = place.run(None, 1)

        def twice(tasks: Any, tick: Any) -> Any:
            here(tasks, tick)
            edit(corpus / "schema" / "publishers.json", lambda lines: lines.pop(0))
            return here(tasks, tick)

        found = build_shards(place.root, place.shards, (1, 1), today=TODAY, run=twice)
    assert {finding.rule for finding in found} == {"unknown-publisher"}


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("KilledWorker", ("shard", None, 3), "the workers that built it died. Give each more mem"),
        ("client.FutureCancelledError", ("shard", "lost"), "scheduler at tcp://HOST:1 was lost"),
        ("comm.CommClosedError", (), "scheduler at tcp://HOST:1 was lost"),
        ("core.RPCClosed", ("no answer",), r"the cluster failed \(RPCClosed: no answer\)"),
    ],
)
def test_what_can_happen_to_a_cluster(name: str, arguments: tuple[Any, ...], said: str) -> None:
    import distributed

    error = attrgetter(name)(distributed)(*arguments)
    match = f"{said}.*What is built is kept. Run this again"
    with (
        pytest.raises(CorpusError, match=match),
        cluster._errors(distributed, "tcp://HOST:1"),
    ):
        raise error


@pytest.mark.parametrize(
    ("root", "out", "said"),
    [
        ("memory://bucket/empty", OUT, "has no packed/index.json. Pack the corpus"),
        ("memory://", OUT, "is not a place"),
        (IN, "memory://", "is not a place"),
        ("nonsense://bucket/corpus", OUT, "nonsense"),
    ],
)
def test_addresses_that_cannot_be_used(corpus: Path, root: str, out: str, said: str) -> None:
    with pytest.raises((CorpusError, ArgumentError), match=said):
        at_addresses(root, out)


def test_without_dask_the_message_names_the_extra(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with site(str(corpus), str(corpus.parent / "out")) as place:
        run = place.run("tcp://127.0.0.1:9", None)
        with pytest.raises(MissingExtraError, match=r"pip install 'istanbul-talks\[cluster\]'"):
            build_shards(place.root, place.shards, (1, 1), today=TODAY, run=run)
