"""The cache has a ceiling: what was used least recently goes, never what is in use."""

import hashlib
import multiprocessing
import os
import shutil
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from istanbul_talks import ArgumentError, CorpusError, NotFoundError, load
from istanbul_talks.files.cache import Cache
from istanbul_talks.files.cache_folder import most_bytes, size_of
from support.rude import Rude


class Owner:
    """Whoever has a release open."""


def put(cache: Cache, text: str, size: int, used: int, folder: Path | None = None) -> str:
    """A file of the cache, as it was used at some time, in a release if one is given."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    with cache.receiving(digest) as part:
        part.append(bytes(size))
        cache.finish(part, digest)
    os.utime(cache.blob(digest), (used, 1))
    if folder:
        cache.place(folder, f"data/{text}", digest)
    return digest


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "cache")


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1 << 40))


@pytest.mark.parametrize(
    ("text", "size"),
    [("10 GB", 10**10), ("1.5kB", 1_500), ("7", 7), ("2 mb", 2 * 10**6), ("3TB", 3 * 10**12)],
)
def test_sizes(text: str, size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    assert size_of(text, "x") == size
    monkeypatch.setenv("ISTANBUL_TALKS_CACHE_SIZE", text)
    assert most_bytes() == size


def test_the_ceiling_is_ten_gigabytes_unless_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ISTANBUL_TALKS_CACHE_SIZE", raising=False)
    assert most_bytes() == 10_000_000_000


@pytest.mark.parametrize("text", ["", "much", "-1", "1 XB", "1e9", "9" * 30, "inf"])
def test_what_is_no_size(text: str) -> None:
    with pytest.raises(ArgumentError, match="x: “.*” is not a size. Write one such as 500 MB"):
        size_of(text, "x")


@pytest.mark.usefixtures("roomy")
def test_what_was_used_least_recently_goes_first(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    digests = [put(cache, str(n), 100, used) for n, used in enumerate((300, 100, 400, 200))]
    monkeypatch.setenv("ISTANBUL_TALKS_CACHE_SIZE", "500")
    cache.make_room(100)
    assert cache.size() == 400
    cache.make_room(101)
    assert [cache.holds(digest, 100) for digest in digests] == [True, False, True, True]
    cache.make_room(300)
    assert [cache.holds(digest, 100) for digest in digests] == [True, False, True, False]
    with pytest.raises(CorpusError, match="no room for 501 bytes: it may have 500, and what is in"):
        cache.make_room(501)
    assert cache.size() == 200  # nothing is dropped for what can never fit


def test_a_use_keeps_the_time_of_the_last_change(cache: Cache) -> None:
    blob = cache.blob(put(cache, "x", 1, used=100))
    cache.use(blob)
    assert blob.stat().st_mtime == 1
    assert blob.stat().st_atime > 10**9


def test_the_disk_is_not_filled(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = put(cache, "old", 100, used=1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=(256 << 20) + 50))
    cache.make_room(50)
    assert cache.holds(digest, 100)
    cache.make_room(51)
    assert not cache.holds(digest, 100)
    with pytest.raises(CorpusError, match="no room for 51 bytes: the disk has 50 to spare"):
        cache.make_room(51)


@pytest.mark.usefixtures("roomy")
def test_a_release_in_use_is_kept(cache: Cache) -> None:
    owner, other = Owner(), Owner()
    one, two = cache.open_release(b"one", owner), cache.open_release(b"two", other)
    mine = put(cache, "mine", 100, used=1, folder=one)
    theirs = put(cache, "theirs", 100, used=2, folder=two)
    shared = put(cache, "shared", 100, used=3, folder=one)
    cache.place(two, "data/shared", shared)
    assert cache.drop(1) == 0
    del other
    assert cache.drop(10**9) == 100 + len(b"two")
    assert [cache.holds(digest, 100) for digest in (mine, theirs, shared)] == [True, False, True]
    assert (one / "data" / "shared").exists()
    del owner
    assert cache.drop(10**9) == 200 + len(b"one")
    assert not one.exists()
    assert list(cache.releases()) == []


def test_a_release_that_an_earlier_version_fetched_is_dropped_too(cache: Cache) -> None:
    folder = cache.open_release(b"old", Owner())
    folder.with_name(f"{folder.name}.lock").unlink()
    put(cache, "x", 100, used=1, folder=folder)
    assert cache.drop(10**9) == 103


def test_without_locks_a_release_is_in_use_for_a_day(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = cache.open_release(b"old", Owner())
    put(cache, "x", 100, used=1, folder=folder)
    monkeypatch.setattr(sys, "platform", "win32")
    assert cache.drop(10**9) == 0
    day_ago = time.time() - 86_401
    os.utime(folder / "MANIFEST.json", (day_ago, day_ago))
    assert cache.drop(10**9) == 103


@pytest.mark.usefixtures("roomy")
def test_a_manifest_goes_last(cache: Cache) -> None:
    folder = cache.open_release(b"old", Owner())
    put(cache, "x", 100, used=2 * 10**9, folder=folder)
    os.utime(folder / "MANIFEST.json", (1, 1))
    assert cache.drop(1) == 100
    assert [manifest for _, manifest in cache.releases()] == [b"old"]


def test_what_is_arriving_is_kept(cache: Cache) -> None:
    with cache.receiving("a" * 64) as part:
        part.append(b"half")
        assert cache.drop(1) == 0
    assert part.size == 4
    assert cache.drop(1) == 4
    assert part.size == 0


def test_only_files_of_the_cache_are_dropped(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    for name in ("thesis.txt", "releases/notes.txt", "releases/v1/data.csv", "blobs/photo"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("mine", encoding="utf-8")
    assert cache.size() == 0
    assert cache.drop(10**9) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "blobs", "drop.lock", "releases", "thesis.txt"
    ]  # fmt: skip
    assert (tmp_path / "releases" / "v1" / "data.csv").read_text(encoding="utf-8") == "mine"


def read_again(address: str, folder: str, times: int, results: Any) -> None:
    """A process that opens a release, reads it and closes it, again and again."""
    try:
        for _ in range(times):
            corpus = load(address, cache=folder)
            assert len(list(corpus.rows("claims"))) > 0
            assert corpus.labels
        results.put("read")
    except BaseException as error:  # noqa: BLE001 - whatever it is, the test shows it
        results.put(repr(error))


def drop_again(folder: str, results: Any) -> None:
    while results.empty():
        Cache(Path(folder)).drop(10**12)


@pytest.mark.slow
def test_one_process_drops_while_others_read(harbour_release: Path, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    results, folder = context.Queue(), str(tmp_path / "cache")
    with Rude(harbour_release) as server:
        load(server.url, cache=folder)
        readers = [
            context.Process(target=read_again, args=(server.url, folder, 3, results))
            for _ in range(2)
        ]
        dropper = context.Process(target=drop_again, args=(folder, results))
        for process in (dropper, *readers):
            process.start()
        for process in (*readers, dropper):
            process.join(60)
    assert [results.get(timeout=10) for _ in readers] == ["read", "read"]


@pytest.mark.usefixtures("roomy")
def test_a_download_keeps_to_the_ceiling(
    harbour_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = Cache(tmp_path / "cache")
    with Rude(harbour_release) as server:
        old = put(cache, "old", 100_000, used=1)
        corpus = load(server.url, cache=cache.folder)
        assert cache.holds(old, 100_000)
        monkeypatch.setenv("ISTANBUL_TALKS_CACHE_SIZE", str(cache.size()))
        list(corpus.rows("decisions"))
        assert not cache.holds(old, 100_000)
        monkeypatch.setenv("ISTANBUL_TALKS_CACHE_SIZE", str(cache.size()))
        with pytest.raises(CorpusError, match="See istanbul-talks cache, or set ISTANBUL_TALKS_C"):
            list(corpus.rows("passes"))
        assert len(list(corpus.rows("decisions"))) > 0


def test_reading_counts_as_use(
    harbour_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    used = []
    with Rude(harbour_release) as server:
        folder = load(server.url, cache=tmp_path).folder
        monkeypatch.setattr(os, "utime", lambda path, *_, **__: used.append(path))
        assert load(server.url, cache=tmp_path).labels
    assert {folder / "MANIFEST.json", folder / "schema" / "labels.json"} <= {*used}


def test_a_release_that_has_gone_is_no_fault_of_the_cache(
    harbour_release: Path, tmp_path: Path
) -> None:
    with Rude(harbour_release) as server:
        first = load(server.url, cache=tmp_path)
        assert dict(first)  # so that the cache has what a digest needs
        corpus = load(server.url, cache=tmp_path, digest=first.digest)
        server.folder = tmp_path / "nothing"
        with pytest.raises(NotFoundError, match="there is no release"):
            list(corpus.rows("passes"))


def test_a_cache_that_cannot_be_written_can_be_read(
    harbour_release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Rude(harbour_release) as server:
        digest = load(server.url, cache=tmp_path).digest

        def refuse(*_: object, **__: object) -> None:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "touch", refuse)
        monkeypatch.setattr(os, "utime", refuse)
        assert len(load(server.url, cache=tmp_path, digest=digest)) > 0
        monkeypatch.setattr(os, "fsync", refuse)
        with pytest.raises(CorpusError, match="cannot be written: Permission denied. Name another"):
            load(server.url, cache=tmp_path / "new")
