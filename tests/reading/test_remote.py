"""Releases over HTTP from a server that fails in every way, from folders, and by many processes.

The server is a stand-in on loopback. S3 and the Hub are in tests/publishing.
"""

import gzip
import json
import multiprocessing
import os
import resource
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from istanbul_talks import CorpusError, VerificationError, load
from istanbul_talks.dataset.verify import LABELS
from istanbul_talks.files.cache import Cache
from istanbul_talks.files.cache_folder import default_folder
from istanbul_talks.reading import remote, retry
from istanbul_talks.reading.corpus import Corpus
from support.forged import only
from support.loopback import Answer, Call, Folder


@pytest.fixture(scope="module")
def release(harbour_release: Path) -> Path:
    return harbour_release


@pytest.fixture
def served(release: Path, tmp_path: Path) -> Iterator[Folder]:
    shutil.copytree(release, tmp_path / "served")
    server = Folder(tmp_path / "served")
    yield server
    server.close()


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "PAUSE", 0.001)


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def test_a_release_over_http_is_the_release(served: Folder, cache: Path, release: Path) -> None:
    corpus = load(served.address, cache=cache)
    articles = only(release, "jsonl/articles/*").relative_to(release).as_posix()
    index = only(release, "index/articles/*").relative_to(release).as_posix()
    assert set(served.asked) == {"MANIFEST.json", LABELS}
    assert dict(corpus) == dict(load(release))
    assert set(served.asked) == {"MANIFEST.json", LABELS, index, articles}
    assert served.asked.total() == 4
    assert corpus.to_arrow("claims") == load(release).to_arrow("claims")
    corpus.verify()
    assert corpus.digest == load(release).digest
    sent = served.sent
    again = load(served.address, cache=cache)
    again.verify()
    assert served.sent == sent + len((release / "MANIFEST.json").read_bytes())


def test_with_a_digest_in_the_cache_no_network_is_needed(served: Folder, cache: Path) -> None:
    corpus = load(served.address, cache=cache)
    assert dict(corpus)
    digest = corpus.digest
    served.close()
    corpus = load(served.address, cache=cache, digest=f"sha256:{digest}")
    assert len(corpus) == len(list(corpus.articles()))
    with pytest.raises(CorpusError, match="could not be read, after 5 attempts"):
        corpus.to_arrow("claims")
    with pytest.raises(CorpusError, match="could not be read, after 5 attempts"):
        load(served.address, cache=cache)


@pytest.mark.parametrize("fault", ["500", "503", "429", "drop", "half"])
def test_passing_faults_are_tried_again(served: Folder, cache: Path, fault: str) -> None:
    served.faults = {"GET /jsonl": 3 * [fault], "GET /MANIFEST.json": 2 * [fault]}
    corpus = load(served.address, cache=cache)
    assert len(list(corpus.articles())) == len(corpus)
    assert served.faults == {"GET /jsonl": [], "GET /MANIFEST.json": []}


@pytest.mark.parametrize(
    ("asked", "waited"), [("7", 7.0), ("900", 60.0), ("soon", 0.001), ("²", 0.001), (None, 0.001)]
)
def test_a_host_that_asks_to_wait_is_waited_for(
    monkeypatch: pytest.MonkeyPatch, asked: str | None, waited: float
) -> None:
    import requests

    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    response = requests.Response()
    response.status_code = 429
    if asked is not None:
        response.headers["Retry-After"] = asked
    answers = [requests.HTTPError(response=response), None]

    def call() -> str:
        problem = answers.pop(0)
        if problem is not None:
            raise problem
        return "done"

    assert retry.Endpoint([], "").call(call, "x") == "done"
    assert slept == [waited]


def test_faults_that_stay_are_told(served: Folder, cache: Path) -> None:
    served.faults = {"GET /jsonl": 99 * ["503"]}
    with pytest.raises(CorpusError) as caught:
        dict(load(served.address, cache=cache))
    assert f"{served.address} could not be read, after 5 attempts" in str(caught.value)
    assert "503" in str(caught.value)


def test_what_has_arrived_is_not_fetched_twice(
    served: Folder, cache: Path, monkeypatch: pytest.MonkeyPatch, release: Path
) -> None:
    monkeypatch.setattr(remote, "PIECE", 3_000)
    path = next(
        path for path in load(release).manifest["files"] if path.startswith("jsonl/articles/")
    )
    size = load(release).manifest["files"][path]["bytes"]
    assert size > 30_000
    served.faults = {f"GET /{path}": [*(5 * [""]), *(20 * ["500"])]}
    with pytest.raises(CorpusError):
        dict(load(served.address, cache=cache))
    (part,) = (cache / "blobs").glob("*.part")
    assert part.stat().st_size == 15_000
    served.faults = {}
    before = served.sent
    assert dict(load(served.address, cache=cache))
    others = sum((release / name).stat().st_size for name in ("MANIFEST.json", LABELS))
    assert size - 15_000 <= served.sent - before <= size - 15_000 + 6_000 + others
    assert list((cache / "blobs").glob("*.part")) == []


@pytest.mark.parametrize("left", ["other bytes", "too many", "all of it, damaged"])
def test_a_part_of_something_else_is_begun_anew(
    served: Folder, cache: Path, release: Path, left: str
) -> None:
    path, facts = next(
        (path, f)
        for path, f in load(release).manifest["files"].items()
        if path.startswith("jsonl/articles/")
    )
    data = (release / path).read_bytes()
    (cache / "blobs").mkdir(parents=True)
    part = cache / "blobs" / f"{facts['sha256']}.part"
    part.write_bytes(
        {
            "other bytes": b"x" * 1000,
            "too many": data + b"x",
            "all of it, damaged": b"y" + data[1:],
        }[left]
    )
    assert dict(load(served.address, cache=cache)) == dict(load(release))


class Odd(Folder):
    """A server whose answer for one file is compressed, or never ends."""

    what = ""

    def answer(self, call: Call) -> Answer:
        if call.path.endswith(".jsonl") and self.what == "compressed":
            return Answer(200, gzip.compress(bytes(50_000_000)), {"Content-Encoding": "gzip"})
        if call.path.endswith(".jsonl") and self.what == "long":
            return Answer(200, bytes(60_000_000))
        return super().answer(call)


@pytest.mark.parametrize("what", ["compressed", "long"])
def test_answers_that_grow_are_given_up(
    release: Path, cache: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = Odd(release)
    server.what = what
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        with pytest.raises(CorpusError) as refused:
            list(load(server.address, cache=cache).articles())
    finally:
        server.close()
    assert {"compressed": "the answer is compressed", "long": "SHA-256"}[what] in str(refused.value)
    assert server.address.partition("://")[2] in str(refused.value)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert what == "long" or grown < 40_000  # kB: it would unpack to 50 MB


def test_a_server_without_ranges(
    release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote, "PIECE", 15_000)
    server = Folder(release, ranges=False)
    corpus = load(server.address, cache=tmp_path / "cache")
    assert dict(corpus) == dict(load(release))
    server.close()


def test_what_is_damaged_at_its_source_is_refused(served: Folder, cache: Path) -> None:
    path = served.folder / "LICENSE"
    path.write_bytes(b"x" + path.read_bytes()[1:])
    corpus = load(served.address, cache=cache)
    with pytest.raises(
        CorpusError,
        match=r"LICENSE: the SHA-256 should be [0-9a-f]{64} but is [0-9a-f]{64}. The release",
    ):
        corpus.verify()
    assert not [path for path in (cache / "blobs").iterdir() if path.suffix == ".part"]


def test_what_is_damaged_on_the_way_or_in_the_cache_is_fetched_anew(
    served: Folder, cache: Path, release: Path
) -> None:
    load(served.address, cache=cache).verify()
    for blob in (cache / "blobs").iterdir():
        if blob.suffix != ".lock" and blob.stat().st_size:
            blob.chmod(0o644)
            blob.write_bytes(b"\0" + blob.read_bytes()[1:])
    corpus = load(served.address, cache=cache)
    corpus.verify()
    assert dict(corpus) == dict(load(release))


def test_a_foreign_release_is_refused(served: Folder, cache: Path, release: Path) -> None:
    version = load(release).version
    with pytest.raises(
        VerificationError, match=f"content digest of harbour-talks should be {'0' * 64} but is"
    ):
        load(served.address, cache=cache, digest="0" * 64)
    served.folder.rename(served.folder.with_name("x"))
    served.folder.mkdir()
    shutil.copytree(served.folder.with_name("x"), served.folder / "9.9.9")
    with pytest.raises(
        VerificationError, match=f"version of harbour-talks should be 9.9.9 but is {version}"
    ):
        load(served.address, version="9.9.9", cache=cache)
    with pytest.raises(CorpusError, match=r"there is no version 8\.8\.8$"):
        load(served.address, version="8.8.8", cache=cache)
    with pytest.raises(VerificationError, match="version of"):
        load(release, version="9.9.9")
    with pytest.raises(VerificationError, match="content digest of"):
        load(release, digest="1" * 64)


def test_the_latest_version(served: Folder, cache: Path, release: Path) -> None:
    served.folder.rename(served.folder.with_name("x"))
    served.folder.mkdir()
    version = load(release).version
    shutil.copytree(served.folder.with_name("x"), served.folder / version)
    pointer = served.folder / "latest.json"
    for wrong in ("", "{}", "[]", '{"version": "../x"}', '{"version": 5}', '{"version": "1.1.1"}'):
        pointer.write_text(wrong, encoding="utf-8")
        with pytest.raises(CorpusError, match="there is no release|is not a version"):
            load(served.address, cache=cache)
    pointer.write_text(json.dumps({"version": version}), encoding="utf-8")
    assert load(served.address, cache=cache).version == version


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("klingon://x/y", "Protocol not known: klingon"),
        ("hf://datasets/org/name", "name the version, so that the data stays the same"),
        ("hf://name", "write hf://datasets/ORG/NAME"),
        ("http://127.0.0.1:9/nothing", "could not be read, after 5 attempts"),
        ("http://user:secret@127.0.0.1:9/nothing", "http://127.0.0.1:9/nothing could not be read"),
    ],
)
def test_addresses_that_lead_nowhere(cache: Path, address: str, said: str) -> None:
    with pytest.raises(CorpusError) as caught:
        load(address, cache=cache)
    assert said in str(caught.value)
    assert "secret@" not in str(caught.value)


def test_a_manifest_that_names_files_elsewhere(served: Folder, cache: Path) -> None:
    path = served.folder / "MANIFEST.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    manifest["files"]["../../outside"] = {"sha256": "0" * 64, "bytes": 1}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(VerificationError, match=r"MANIFEST\.json cannot be read"):
        load(served.address, cache=cache)


def loaded(address: str, cache: str, results: Any) -> None:
    try:
        corpus = load(address, cache=cache)
        corpus.verify()
        results.put(corpus.digest)
    except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
        results.put(repr(error))


@pytest.mark.slow
def test_processes_share_the_cache(served: Folder, cache: Path, release: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    processes = [
        context.Process(target=loaded, args=(served.address, str(cache), results)) for _ in range(4)
    ]
    for process in processes:
        process.start()
    found = [results.get(timeout=120) for _ in processes]
    for process in processes:
        process.join()
    assert set(found) == {load(release).digest}
    fetched = {name: times for name, times in served.asked.items() if name != "MANIFEST.json"}
    assert set(fetched) == {
        path for path, facts in load(release).manifest["files"].items() if facts["bytes"]
    }
    assert set(fetched.values()) == {1}  # one fetched each file, the others waited for it


@pytest.mark.parametrize("config", ["articles", "claims", "raw"])
def test_tables_of_a_release_elsewhere(
    served: Folder, cache: Path, release: Path, config: str
) -> None:
    """Only the files of a config are fetched."""
    data = load(served.address, cache=cache).to_datasets(config)
    assert data.to_list() == load(release).to_datasets(config).to_list()
    assert str(data.info.version) == str(load(release).to_datasets(config).info.version)
    fetched = {name.split("/")[1] for name in served.asked if name.startswith("data/")}
    assert fetched == {config}


def test_other_file_systems(release: Path, cache: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    memory = fsspec.filesystem("memory")
    memory.put(str(release), "/talks", recursive=True)
    assert dict(load("memory://talks", cache=cache)) == dict(load(release))
    assert load(release.as_uri(), cache=cache).digest == load(release).digest


def test_a_file_system_that_does_not_answer(cache: Path) -> None:
    fsspec = pytest.importorskip("fsspec")
    end = threading.Event()

    class Stuck(fsspec.AbstractFileSystem):  # type: ignore[misc]
        def cat_file(self, *_: Any, **__: Any) -> bytes:
            end.wait(20)
            return b""

    fsspec.register_implementation("stuck", Stuck, clobber=True)
    with pytest.raises(CorpusError, match=r"stuck://x could not be read within 0 seconds"):
        load("stuck://x", cache=cache, timeout=0.1)
    end.set()


def test_where_the_cache_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("ISTANBUL_TALKS_CACHE", str(tmp_path / "own"))
    assert default_folder() == tmp_path / "own"
    monkeypatch.delenv("ISTANBUL_TALKS_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert default_folder() == tmp_path / "istanbul-talks"


def test_a_cache_where_links_cannot_be_made(
    served: Folder, cache: Path, release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError(1, "no links here")

    monkeypatch.setattr(os, "link", refuse)
    assert dict(load(served.address, cache=cache)) == dict(load(release))
    assert [path.name for path in cache.rglob(".train*")] == []


def test_a_manifest_in_the_cache_that_was_changed_is_not_used(served: Folder, cache: Path) -> None:
    digest = load(served.address, cache=cache).digest
    (path,) = (cache / "releases").glob("*/MANIFEST.json")
    path.write_bytes(path.read_bytes() + b" ")
    assert list(Cache(cache).releases()) == []
    assert isinstance(load(served.address, cache=cache, digest=digest), Corpus)
