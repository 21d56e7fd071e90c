"""Publishing to an S3 server (moto), to folders, and to stand-ins of the Hub and Zenodo.

The stand-ins follow the documentation, and the libraries that talk to the real hosts. Nothing here
has met those hosts.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT
from istanbul_talks import Corpus, CorpusError, load
from istanbul_talks.publishing.bucket import Bucket
from istanbul_talks.publishing.hub import Hub
from istanbul_talks.publishing.release_check import ready
from istanbul_talks.publishing.zenodo import Zenodo
from istanbul_talks.reading import retry
from support import hub as hub_stand_in
from support import zenodo as zenodo_stand_in
from support.proxy import Proxy

pytestmark = pytest.mark.filterwarnings(
    "ignore:Use 'content=<...>' to upload raw bytes:DeprecationWarning"
)  # of huggingface_hub itself


@pytest.fixture(scope="module")
def release(harbour_release: Path) -> Path:
    return harbour_release


@pytest.fixture(scope="module")
def free(harbour_text_free: Path) -> Path:
    return harbour_text_free


@pytest.fixture
def corpus(free: Path, tmp_path: Path) -> Corpus:
    return as_version(free, tmp_path / "release", "1.0.0")


def as_version(folder: Path, target: Path, version: str, change: bytes = b"") -> Corpus:
    """A copy of a release with another version; `change` is added to its licence text."""
    import hashlib

    from istanbul_talks.dataset.manifest import checksums

    shutil.copytree(folder, target)
    manifest = json.loads((target / "MANIFEST.json").read_text(encoding="utf-8"))
    manifest["version"], manifest["released"] = version, "2027-01-02"
    for path in [
        path
        for path in manifest["files"]
        if path.endswith((".json", ".cff", ".md")) or path.startswith("schema/")
    ]:
        if path not in ("README.md", "schema/dataset.json"):  # fewer files, for speed
            del manifest["files"][path]
            (target / path).unlink()
    (target / "LICENSE").write_bytes((target / "LICENSE").read_bytes() + change)
    data = (target / "LICENSE").read_bytes()
    manifest["files"]["LICENSE"] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    data = json.dumps(manifest).encode()
    (target / "MANIFEST.json").write_bytes(data)
    (target / "SHA256SUMS").write_text(
        checksums(manifest, hashlib.sha256(data).hexdigest()), encoding="utf-8"
    )
    return load(target)


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "PAUSE", 0.001)


# Whether it may go out at all


def test_texts_without_rights_go_out_only_by_name(release: Path, free: Path) -> None:
    with pytest.raises(CorpusError) as caught:
        ready(release, [])
    assert (
        "1 of 3 articles have no known right to be shared: quay-reopens. Publish the text-free"
        in str(caught.value)
    )
    with pytest.raises(
        CorpusError, match="--with-text names nothing-there, which is not an article without rights"
    ):
        ready(release, ["quay-reopens", "nothing-there"])
    assert ready(release, ["quay-reopens"]).digest == load(release).digest
    assert ready(free, []).manifest["edition"] == "text-free"


def test_what_is_no_release_is_not_published(free: Path, tmp_path: Path) -> None:
    unreleased = as_version(free, tmp_path / "a", "1.0.0+abcdef12")
    with pytest.raises(
        CorpusError, match="its data were not released under that number. Make a release"
    ):
        ready(unreleased.folder, [])
    damaged = as_version(free, tmp_path / "b", "1.0.0")
    (damaged.folder / "LICENSE").write_bytes(b"x")
    with pytest.raises(CorpusError, match="LICENSE"):
        ready(damaged.folder, [])


# Object storage


@pytest.fixture(scope="module")
def s3() -> Iterator[tuple[str, int]]:
    """The server in a process of its own, where no coverage slows it down."""
    with socket.socket() as free_port:
        free_port.bind(("127.0.0.1", 0))
        port = free_port.getsockname()[1]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "moto.server",
        "-H",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            break
        time.sleep(0.1)
    yield "127.0.0.1", port
    server.terminate()
    server.wait()


@pytest.fixture
def bucket(
    s3: tuple[str, int], monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[tuple[Proxy, str, dict[str, Any]]]:
    """A proxy before the server, an address in a new bucket, and the options that lead there."""
    import s3fs

    for name, value in (
        ("AWS_ACCESS_KEY_ID", "id"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
        ("AWS_DEFAULT_REGION", "us-east-1"),
    ):
        monkeypatch.setenv(name, value)
    proxy = Proxy(*s3)
    options = {
        "endpoint_url": proxy.address,
        "skip_instance_cache": True,
        "config_kwargs": {"retries": {"max_attempts": 1}},
    }
    name = "".join(c for c in request.node.name.lower() if c.isalnum())[-40:]
    s3fs.S3FileSystem(**options).mkdir(name)
    yield proxy, f"s3://{name}/talks", options
    proxy.close()


def test_a_release_on_s3(
    corpus: Corpus, bucket: tuple[Proxy, str, dict[str, Any]], tmp_path: Path
) -> None:
    proxy, address, options = bucket
    target = Bucket(corpus, address, options)
    plan = target.plan()
    assert plan[-2:] == ["upload MANIFEST.json, last", "point latest.json to 1.0.0"]
    assert len(plan) == len(corpus.manifest["files"]) + 3
    assert not [call for call in proxy.calls if call.startswith("PUT") and "talks" in call]
    assert target.publish()[:-1] == plan
    found = load(address, cache=tmp_path / "cache", storage_options=options)
    assert (found.version, found.digest) == ("1.0.0", corpus.digest)
    found.verify()
    assert list(found.rows("claims")) == list(corpus.rows("claims"))
    before = len(proxy.calls)
    again = Bucket(corpus, address, options)
    assert again.plan() == []
    assert again.publish() == [
        f"verified {len(corpus.manifest['files']) + 2} files by SHA-256 at {address}/1.0.0"
    ]
    assert not [call for call in proxy.calls[before:] if call.startswith(("PUT", "DELETE", "POST"))]


def test_a_version_on_s3_never_changes(
    corpus: Corpus, free: Path, bucket: tuple[Proxy, str, dict[str, Any]], tmp_path: Path
) -> None:
    _, address, options = bucket
    Bucket(corpus, address, options).publish()
    other = as_version(free, tmp_path / "other", "1.0.0", b"x")
    with pytest.raises(
        CorpusError, match="is there with another content .* A version never changes"
    ):
        Bucket(other, address, options).publish()
    later, earlier = (
        as_version(free, tmp_path / "later", "1.10.0"),
        as_version(free, tmp_path / "earlier", "1.9.0"),
    )
    Bucket(later, address, options).publish()
    assert "point latest.json to 1.9.0" not in Bucket(earlier, address, options).publish()
    assert load(address, cache=tmp_path / "cache", storage_options=options).version == "1.10.0"
    assert (
        load(address, version="1.0.0", cache=tmp_path / "cache", storage_options=options).version
        == "1.0.0"
    )


@pytest.mark.parametrize(
    "fault",
    [
        "503",
        "lost",
        *(pytest.param(fault, marks=pytest.mark.slow) for fault in ("500", "drop", "slow")),
    ],
)
def test_faults_on_the_way_to_s3(
    corpus: Corpus, bucket: tuple[Proxy, str, dict[str, Any]], tmp_path: Path, fault: str
) -> None:
    proxy, address, options = bucket
    proxy.faults = {"PUT": [fault, "", fault], "GET": ["", fault], "jsonl": ["", fault, fault]}
    Bucket(corpus, address, options).publish()
    assert all(not left for left in proxy.faults.values())
    proxy.faults = {"GET": [fault, "", fault if fault != "lost" else "half"]}
    load(address, cache=tmp_path / "cache", storage_options=options).verify()


def test_publishing_to_s3_goes_on_where_it_was_interrupted(
    corpus: Corpus, bucket: tuple[Proxy, str, dict[str, Any]], tmp_path: Path
) -> None:
    proxy, address, options = bucket
    for stop in (2, 4, 6):
        proxy.faults = {"PUT": [*(stop * [""]), *(500 * ["403"])]}
        with pytest.raises((CorpusError, PermissionError)):
            Bucket(corpus, address, options).publish()
        with pytest.raises(CorpusError, match="there is no (release|version)"):
            load(address, version="1.0.0", cache=tmp_path / "cache", storage_options=options)
        proxy.faults = {}
    left = Bucket(corpus, address, options).plan()
    assert 3 < len(left) < len(corpus.manifest["files"])
    before = len([call for call in proxy.calls if call.startswith("PUT")])
    Bucket(corpus, address, options).publish()
    assert (
        len([call for call in proxy.calls if call.startswith("PUT")]) - before == len(left) + 1
    )  # the claim, which is there already
    load(address, cache=tmp_path / "cache", storage_options=options).verify()


def test_a_file_that_is_damaged_there_is_written_anew(
    corpus: Corpus, bucket: tuple[Proxy, str, dict[str, Any]], tmp_path: Path
) -> None:
    import s3fs

    _, address, options = bucket
    Bucket(corpus, address, options).publish()
    path = f"{address.removeprefix('s3://')}/1.0.0/LICENSE"
    data = (corpus.folder / "LICENSE").read_bytes()
    s3fs.S3FileSystem(**options).pipe_file(path, b"x" + data[1:])
    Bucket(corpus, address, options).publish()
    assert s3fs.S3FileSystem(**options).cat_file(path) == data


def test_two_publish_to_s3_at_once(
    corpus: Corpus, free: Path, bucket: tuple[Proxy, str, dict[str, Any]], tmp_path: Path
) -> None:
    """The same content: both succeed. Another content: one wins, the other fails."""
    _, address, options = bucket
    results: list[Any] = []

    def publish(of: Corpus, where: str) -> None:
        try:
            results.append(Bucket(of, where, options).publish()[-1])
        except CorpusError as refusal:
            results.append(refusal)

    threads = [threading.Thread(target=publish, args=(corpus, address)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [isinstance(result, str) for result in results] == [True, True], results
    results.clear()
    other = as_version(free, tmp_path / "other", "1.0.0", b"other")
    threads = [threading.Thread(target=publish, args=(of, f"{address}2")) for of in (corpus, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(isinstance(result, CorpusError) for result in results) == [False, True], results
    assert "with another content" in str(
        next(result for result in results if isinstance(result, CorpusError))
    )
    load(f"{address}2", cache=tmp_path / "cache", storage_options=options).verify()


def test_a_folder_and_addresses_that_cannot_be(corpus: Corpus, tmp_path: Path) -> None:
    address = (tmp_path / "published").as_uri()
    Bucket(corpus, address, {}).publish()
    assert load(tmp_path / "published" / "1.0.0").digest == corpus.digest
    assert json.loads((tmp_path / "published" / "latest.json").read_text(encoding="utf-8")) == {
        "version": "1.0.0",
        "digest": corpus.digest,
    }
    assert sorted(path.name for path in (tmp_path / "published").iterdir()) == [
        "1.0.0",
        "latest.json",
    ]
    assert (
        load(tmp_path / "published").digest
        == load(tmp_path / "published", version="1.0.0").digest
        == corpus.digest
    )
    with pytest.raises(CorpusError, match=r"has no version 1\.0\.1\. Its versions: 1\.0\.0"):
        load(tmp_path / "published", version="1.0.1")
    with pytest.raises(CorpusError, match=r"has no version \.\./published/1\.0\.0"):
        load(tmp_path / "published", version="../published/1.0.0")
    (tmp_path / "published" / "latest.json").write_text("{", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"latest\.json cannot be read. Correct it, or remove it"):
        Bucket(corpus, address, {}).plan()
    with pytest.raises(CorpusError, match=r"latest\.json cannot be read. Name the folder"):
        load(tmp_path / "published")
    with pytest.raises(CorpusError, match="Protocol not known: klingon"):
        Bucket(corpus, "klingon://x", {})


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("file:///", "names no place"),
        ("file://", "names no place"),
        ("s3://", "names no place"),
        ("://", "names no place"),
        ("hf://datasets/org/talks", "write hub:ORG/NAME"),
        ("FILE", "could not be written|could not be read|could not be listed"),
        ("file:///proc/x", "could not be written|could not be read"),
        ("klingon://user:secretpw@h/x", "Protocol not known"),
        ("sftp://user:secretpw@127.0.0.1:9/x", "sftp://127.0.0.1:9/x"),
        ("ftp://user:secretpw@127.0.0.1:9/x", "ftp://127.0.0.1:9/x"),
        ("http://user:secretpw@127.0.0.1:9/x", "http://127.0.0.1:9/x"),
    ],
)
def test_addresses_that_cannot_be(corpus: Corpus, tmp_path: Path, address: str, said: str) -> None:
    (tmp_path / "afile").write_text("mine", encoding="utf-8")
    with pytest.raises(CorpusError, match=said) as caught:
        Bucket(
            corpus, (tmp_path / "afile").as_uri() if address == "FILE" else address, {}
        ).publish()
    assert "secretpw" not in str(caught.value)
    assert (tmp_path / "afile").read_text(encoding="utf-8") == "mine"


def test_a_bucket_that_is_not_there_and_keys_that_are_refused(
    corpus: Corpus, bucket: tuple[Proxy, str, dict[str, Any]]
) -> None:
    proxy, address, options = bucket
    with pytest.raises(
        CorpusError, match="s3://nowhere-at-all/talks: there is no bucket nowhere-at-all"
    ):
        Bucket(corpus, "s3://nowhere-at-all/talks", options).plan()
    proxy.faults = {"PUT": 99 * ["403"]}
    with pytest.raises(CorpusError, match="could not be written"):
        Bucket(corpus, address, options).publish()


def test_what_is_damaged_or_does_not_belong_is_in_the_plan(corpus: Corpus, tmp_path: Path) -> None:
    place = tmp_path / "published"
    Bucket(corpus, place.as_uri(), {}).publish()
    card = place / "1.0.0" / "README.md"
    card.write_bytes(b"x" + card.read_bytes()[1:])
    assert Bucket(corpus, place.as_uri(), {}).plan() == [
        f"upload README.md ({card.stat().st_size:,} bytes)"
    ]
    Bucket(corpus, place.as_uri(), {}).publish()
    load(place / "1.0.0").verify()
    (place / "1.0.0" / "more.txt").write_text("x", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"1\.0\.0/more\.txt is not part of the release"):
        Bucket(corpus, place.as_uri(), {}).plan()


def test_the_pointer_never_goes_back(
    corpus: Corpus, free: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another run publishes a newer version just before this one writes the pointer."""
    place = tmp_path / "published"
    later = Bucket(as_version(free, tmp_path / "later", "1.2.0"), place.as_uri(), {})
    put = Bucket._write

    def first_the_other(self: Bucket, path: str, data: bytes, mode: str = "overwrite") -> None:
        if path.endswith("latest.json") and self is not later and not (place / "1.2.0").exists():
            later.publish()
        put(self, path, data, mode)

    monkeypatch.setattr(Bucket, "_write", first_the_other)
    Bucket(corpus, place.as_uri(), {}).publish()
    assert json.loads((place / "latest.json").read_text(encoding="utf-8"))["version"] == "1.2.0"
    assert load(place).version == "1.2.0"
    for wrong in ('{"version": "latest"}', '{"version": "v0.1.0"}', ""):
        (place / "latest.json").write_text(wrong, encoding="utf-8")
        with pytest.raises(CorpusError, match=r"latest\.json cannot be read"):
            Bucket(corpus, place.as_uri(), {}).publish()


# The Hub


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[hub_stand_in.Hub]:
    from huggingface_hub import constants
    from huggingface_hub.utils import disable_progress_bars

    server = hub_stand_in.Hub()
    monkeypatch.setattr(constants, "ENDPOINT", server.address)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "HF_HUB_DISABLE_XET", True, raising=False)
    monkeypatch.setenv("HF_HUB_DISABLE_XET", "1")
    monkeypatch.setenv("HF_TOKEN", hub_stand_in.TOKEN)
    monkeypatch.setenv("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    disable_progress_bars()
    yield server
    server.close()


def to_hub(corpus: Corpus, *, create: bool = True) -> Hub:
    return Hub(corpus, "org/talks", create=create, private=False)


def loaded(hub: hub_stand_in.Hub, address: str, version: str | None, folder: Path) -> list[str]:
    """Version and digest of a release on the Hub, verified in a process of its own.

    huggingface_hub reads its address when it is first imported.
    """
    code = (
        "import sys, istanbul_talks\n"
        "version = sys.argv[2] or None\n"
        "corpus = istanbul_talks.load(sys.argv[1], version=version, cache=sys.argv[3])\n"
        "corpus.verify()\n"
        "print(corpus.version, corpus.digest)\n"
    )
    environment = {
        "HF_ENDPOINT": hub.address,
        "HF_TOKEN": hub_stand_in.TOKEN,
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_OFFLINE": "0",
        "HF_HOME": str(folder / "hf"),
    }
    command = [sys.executable, "-c", code, address, version or "", str(folder / "cache")]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.split()


def test_a_release_on_the_hub(
    corpus: Corpus, free: Path, hub: hub_stand_in.Hub, tmp_path: Path
) -> None:
    with pytest.raises(CorpusError, match="there is no dataset org/talks that your token can see"):
        to_hub(corpus, create=False).plan()
    plan = to_hub(corpus).plan()
    assert (plan[0], plan[-1]) == ("create the dataset org/talks", "tag v1.0.0")
    assert hub.repositories == {}
    told = to_hub(corpus).publish()
    assert (
        told[-1]
        == f"verified {len(corpus.manifest['files']) + 2} files by hash at hf://datasets/org/talks@v1.0.0"
    )
    repository = hub.repositories["org/talks"]
    assert len(repository.commits) == 2  # that of its making, and one for the release
    assert set(repository.commits[-1][1]) == {
        *corpus.manifest["files"],
        "MANIFEST.json",
        "SHA256SUMS",
        ".gitattributes",
    }
    assert loaded(hub, "hf://datasets/org/talks", "1.0.0", tmp_path) == ["1.0.0", corpus.digest]
    assert to_hub(corpus).plan() == []
    to_hub(corpus).publish()
    assert len(repository.commits) == 2
    later = as_version(free, tmp_path / "later", "1.1.0", b"more")
    assert to_hub(later, create=False).plan() == [
        "add LICENSE",
        "add MANIFEST.json",
        "add SHA256SUMS",
        "tag v1.1.0",
    ]
    uploads = len(hub.uploaded)
    to_hub(later).publish()
    assert len(hub.uploaded) == uploads  # the tables are there already
    assert loaded(hub, "hf://datasets/org/talks@v1.0.0", None, tmp_path) == ["1.0.0", corpus.digest]
    other = as_version(free, tmp_path / "other", "1.0.0", b"other")
    with pytest.raises(
        CorpusError,
        match=r"has the tag v1.0.0 on another content \(LICENSE differs\). A version never changes",
    ):
        to_hub(other).publish()


def test_what_is_no_part_of_the_release_leaves_the_hub(
    corpus: Corpus, hub: hub_stand_in.Hub
) -> None:
    repository = hub.repositories["org/talks"] = hub_stand_in.Repository()
    repository.commit({".gitattributes": b"x", "old.csv": b"1", "README.md": b"old"})
    assert "delete old.csv" in to_hub(corpus).plan()
    to_hub(corpus).publish()
    assert "old.csv" not in repository.commits[-1][1]
    assert repository.commits[-1][1][".gitattributes"] == b"x"


@pytest.mark.parametrize(
    "faults",
    [
        {"POST /api/datasets/org/talks/commit": ["503", "500"]},
        {"POST /api/datasets/org/talks/commit": ["lost"]},
        {"POST /api/datasets/org/talks/commit": ["drop"]},
        {"POST /api/datasets/org/talks/tag": ["lost"]},
        {"POST /api/datasets/org/talks/tag": ["502", "drop"]},
        {"GET /api/datasets/org/talks": ["503", "drop", "500"]},
        {"PUT /lfs": ["500", "503"]},
        {"POST /api/datasets/org/talks/preupload": ["503"]},
        {"POST /api/repos/create": ["lost"]},
    ],
    ids=str,
)
def test_faults_on_the_way_to_the_hub(
    corpus: Corpus, hub: hub_stand_in.Hub, faults: dict[str, list[str]]
) -> None:
    hub.faults = {key: list(values) for key, values in faults.items()}
    to_hub(corpus).publish()
    repository = hub.repositories["org/talks"]
    assert len(repository.commits) == 2
    assert repository.tags == {"v1.0.0": repository.commits[-1][0]}
    assert all(not left for left in hub.faults.values())


def test_publishing_on_the_hub_goes_on_where_it_was_interrupted(
    corpus: Corpus, hub: hub_stand_in.Hub
) -> None:
    hub.faults = {"POST /api/datasets/org/talks/tag": 9 * ["403"]}
    with pytest.raises(CorpusError, match="access denied. Log in with: hf auth login"):
        to_hub(corpus).publish()
    hub.faults = {}
    assert to_hub(corpus).plan() == ["tag v1.0.0"]
    to_hub(corpus).publish()
    assert len(hub.repositories["org/talks"].commits) == 2


def test_somebody_else_commits_to_the_hub_at_the_same_time(
    corpus: Corpus, hub: hub_stand_in.Hub
) -> None:
    to_hub(corpus)._new()
    hub.before_commit = lambda repository: repository.commit(
        {**repository.commits[-1][1], "theirs.txt": b"x"}
    )
    with pytest.raises(
        CorpusError,
        match="somebody else committed meanwhile. Check that commit, then run this again",
    ):
        to_hub(corpus).publish()
    repository = hub.repositories["org/talks"]
    assert "theirs.txt" in repository.commits[-1][1]
    assert repository.tags == {}


def test_a_token_that_is_refused_is_not_shown(
    corpus: Corpus, hub: hub_stand_in.Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_wrongsecret")
    with pytest.raises(CorpusError) as caught:
        to_hub(corpus).plan()
    assert "wrongsecret" not in str(caught.value)
    assert "hf auth login" in str(caught.value) or "that your token can see" in str(caught.value)


def test_main_does_not_go_back_on_the_hub(
    corpus: Corpus, free: Path, hub: hub_stand_in.Hub, tmp_path: Path
) -> None:
    later = as_version(free, tmp_path / "later", "1.10.0", b"more")
    to_hub(later).publish()
    repository = hub.repositories["org/talks"]
    head = repository.commits[-1][0]
    with pytest.raises(
        CorpusError, match=r"org/talks has v1\.10\.0: version 1\.0\.0 on main would take its place"
    ):
        to_hub(corpus).plan()
    with pytest.raises(CorpusError, match="would take its place"):
        to_hub(corpus).publish()
    assert repository.commits[-1][0] == head


def test_a_version_whose_tag_was_never_made_gets_it_later(
    corpus: Corpus, free: Path, hub: hub_stand_in.Hub, tmp_path: Path
) -> None:
    hub.faults = {"POST /api/datasets/org/talks/tag": 9 * ["500"]}
    with pytest.raises(CorpusError):
        to_hub(corpus).publish()
    hub.faults = {}
    to_hub(as_version(free, tmp_path / "later", "1.1.0", b"more")).publish()
    repository = hub.repositories["org/talks"]
    commits = [id for id, _ in repository.commits]
    assert to_hub(corpus).plan() == ["tag v1.0.0"]
    to_hub(corpus).publish()
    assert [id for id, _ in repository.commits] == commits
    assert repository.tags == {"v1.0.0": commits[1], "v1.1.0": commits[2]}


@pytest.mark.parametrize("name", ["", "org", "org/", "a/b/c", "../x", "org/na me"])
def test_names_that_the_hub_cannot_have(corpus: Corpus, name: str) -> None:
    with pytest.raises(CorpusError, match="write hub:ORG/NAME"):
        Hub(corpus, name, create=False, private=False)


@pytest.mark.parametrize("place", ["/refs", "/commit/", "/tag/", "/tree/"])
def test_what_a_token_may_not_do(
    corpus: Corpus, hub: hub_stand_in.Hub, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if the client takes it for a missing repository, as with the Hub's own address."""
    import huggingface_hub.utils._http as http

    monkeypatch.setattr(
        http,
        "REPO_API_REGEX",
        re.compile(http.REPO_API_REGEX.pattern.replace("https://", "https?://"), re.VERBOSE),
    )
    hub.faults = {place: 9 * ["401"]}
    with pytest.raises(CorpusError, match="access denied. Log in with: hf auth login") as caught:
        to_hub(corpus).publish()
    assert hub_stand_in.TOKEN not in str(caught.value)


# Zenodo


@pytest.fixture
def zenodo(monkeypatch: pytest.MonkeyPatch) -> Iterator[zenodo_stand_in.Zenodo]:
    server = zenodo_stand_in.Zenodo()
    monkeypatch.setenv("ZENODO_URL", server.address)
    monkeypatch.setenv("ZENODO_TOKEN", zenodo_stand_in.TOKEN)
    yield server
    server.close()


def to_zenodo(corpus: Corpus, *, final: bool = False) -> Zenodo:
    return Zenodo(
        corpus.read_json("schema/dataset.json"), corpus.version, "2027-01-02", corpus, final=final
    )


def test_a_release_on_zenodo(
    corpus: Corpus, free: Path, zenodo: zenodo_stand_in.Zenodo, tmp_path: Path
) -> None:
    doi = Zenodo(corpus.read_json("schema/dataset.json"), "1.0.0", "2027-01-02").reserve()
    assert doi == "10.5072/zenodo.1000"
    zenodo.settle()
    assert Zenodo(corpus.read_json("schema/dataset.json"), "1.0.0", "2027-01-02").reserve() == doi
    assert len(zenodo.records) == 1
    told = to_zenodo(corpus).publish()
    zenodo.settle()
    assert "run this with --final" in told[-1]
    record = zenodo.records["1000"]
    assert not record["is_published"]
    assert set(record["files"]) == {
        "harbour-talks-1.0.0-text-free.tar",
        "MANIFEST.json",
        "README.md",
        "SHA256SUMS",
    }
    assert to_zenodo(corpus, final=True).plan() == [
        "write the metadata of the record",
        "publish, which is for good",
    ]
    assert (
        to_zenodo(corpus, final=True).publish()[-1]
        == f"published {zenodo.address}/records/1000 with DOI {doi}"
    )
    assert record["is_published"]
    assert record["metadata"]["rights"] == [{"id": "cc-by-4.0"}]
    with tarfile.open(
        fileobj=BytesIO(zenodo.contents["1000", "harbour-talks-1.0.0-text-free.tar"])
    ) as archive:
        archive.extractall(
            tmp_path / "unpacked", **({"filter": "data"} if hasattr(tarfile, "data_filter") else {})
        )  # from Python 3.11.4
    unpacked = load(tmp_path / "unpacked" / "harbour-talks-1.0.0-text-free")
    unpacked.verify()
    assert unpacked.digest == corpus.digest
    zenodo.settle()
    before = len(zenodo.calls)
    assert to_zenodo(corpus, final=True).publish() == [
        f"the same content of version 1.0.0 is published as {doi}"
    ]
    assert {call.split()[0] for call in zenodo.calls[before:]} == {"GET"}
    with pytest.raises(CorpusError, match="was published as 10.5072/zenodo.1000"):
        to_zenodo(corpus).reserve()
    later = as_version(free, tmp_path / "later", "1.1.0")
    to_zenodo(later, final=True).publish()
    assert zenodo.records["1001"]["parent"] == record["parent"]


def test_a_version_on_zenodo_never_changes(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo, tmp_path: Path
) -> None:
    to_zenodo(corpus, final=True).publish()
    zenodo.settle()
    whole = json.loads(json.dumps(zenodo.records["1000"]["metadata"]))
    for change in (
        lambda: zenodo.records["1000"]["files"].pop("README.md"),
        lambda: zenodo.records["1000"]["files"]["MANIFEST.json"].update(checksum="md5:0"),
        lambda: zenodo.records["1000"]["metadata"].update(additional_descriptions=[]),
    ):
        assert to_zenodo(corpus).plan() == []
        files = json.loads(json.dumps(zenodo.records["1000"]["files"]))
        change()
        with pytest.raises(CorpusError, match=r"has version 1.0.0 published with another content"):
            to_zenodo(corpus).plan()
        zenodo.records["1000"].update(files=files, metadata=json.loads(json.dumps(whole)))
        zenodo.settle()
    zenodo.records["1000"]["metadata"]["additional_descriptions"] = []
    with pytest.raises(
        CorpusError,
        match=r"published with another content \(10.5072/zenodo.1000\). Release the next version",
    ):
        to_zenodo(corpus).plan()


def test_the_doi_in_the_release_must_be_that_of_the_draft(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo
) -> None:
    corpus.manifest["dataset"]["doi"] = "10.5072/zenodo.999"
    with pytest.raises(
        CorpusError,
        match="the release is 10.5072/zenodo.999, that of the draft is 10.5072/zenodo.1000",
    ):
        to_zenodo(corpus).publish()


@pytest.mark.parametrize(
    "faults",
    [
        {"POST /api/records": ["503"]},
        {"POST /api/records": ["lost"]},
        {"pids/doi": ["500", "drop"]},
        {"pids/doi": ["lost"]},
        {"POST /api/records/1000/draft/files": ["lost"]},
        {"/content": ["502", "drop", "lost"]},
        {"/commit": ["lost"]},
        {"actions/publish": ["504"]},
        {"actions/publish": ["lost"]},
        {"GET /api/user/records": ["503", "drop"]},
    ],
    ids=str,
)
def test_faults_on_the_way_to_zenodo(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo, faults: dict[str, list[str]]
) -> None:
    zenodo.faults = {key: list(values) for key, values in faults.items()}
    to_zenodo(corpus, final=True).publish()
    assert len(zenodo.records) == 1
    assert zenodo.records["1000"]["is_published"]
    assert all(not left for left in zenodo.faults.values())


def test_publishing_on_zenodo_goes_on_where_it_was_interrupted(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo
) -> None:
    zenodo.faults = {"PUT /api/records/1000/draft/files/README.md/content": 9 * ["500"]}
    with pytest.raises(CorpusError, match="after 5 attempts"):
        to_zenodo(corpus).publish()
    zenodo.faults = {}
    zenodo.settle()
    left = to_zenodo(corpus).plan()
    assert not [step for step in left if ".tar" in step or "MANIFEST" in step]
    assert [step for step in left if step.startswith("upload README.md")]
    to_zenodo(corpus, final=True).publish()
    assert zenodo.records["1000"]["is_published"]


def test_a_file_that_arrives_damaged(corpus: Corpus, zenodo: zenodo_stand_in.Zenodo) -> None:
    zenodo.faults = {"PUT /api/records/1000/draft/files/MANIFEST.json/content": ["damage"]}
    with pytest.raises(
        CorpusError, match="MANIFEST.json arrived with another MD5 or size at .*. Run this again"
    ):
        to_zenodo(corpus).publish()
    to_zenodo(corpus, final=True).publish()
    assert zenodo.records["1000"]["is_published"]


def test_tokens_of_zenodo(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZENODO_TOKEN", "wrongsecret")
    with pytest.raises(CorpusError) as caught:
        to_zenodo(corpus).plan()
    assert "access denied. Check the rights of the token in ZENODO_TOKEN" in str(caught.value)
    assert "wrongsecret" not in str(caught.value)
    monkeypatch.delenv("ZENODO_TOKEN")
    with pytest.raises(CorpusError, match="ZENODO_TOKEN is not set"):
        to_zenodo(corpus)


def test_a_draft_of_another_version_is_not_taken_over(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo
) -> None:
    """A record has one draft of a next version: a DOI is not given out twice."""
    to_zenodo(corpus, final=True).publish()
    zenodo.settle()
    dataset = corpus.read_json("schema/dataset.json")
    assert Zenodo(dataset, "1.0.1", "2027-01-02").reserve() == "10.5072/zenodo.1001"
    zenodo.settle()
    with pytest.raises(
        CorpusError,
        match=r"has a draft of version 1\.0\.1 \(1001\)\. Publish or delete that one first",
    ):
        Zenodo(dataset, "1.1.0", "2027-01-02").reserve()
    assert zenodo.records["1001"]["metadata"]["version"] == "1.0.1"


def test_an_older_version_does_not_become_the_newest_on_zenodo(
    corpus: Corpus, free: Path, zenodo: zenodo_stand_in.Zenodo, tmp_path: Path
) -> None:
    to_zenodo(corpus, final=True).publish()
    zenodo.settle()
    for call in (
        to_zenodo(as_version(free, tmp_path / "older", "0.9.9")).plan,
        Zenodo(corpus.read_json("schema/dataset.json"), "0.9.9", "x").reserve,
    ):
        with pytest.raises(CorpusError, match=r"has version 1\.0\.0 published, which is newer"):
            call()
    assert len(zenodo.records) == 1


def test_hosts_that_answer_in_another_form(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo, monkeypatch: pytest.MonkeyPatch
) -> None:
    from istanbul_talks.publishing import invenio as module

    to_zenodo(corpus).publish()
    zenodo.settle()
    monkeypatch.setattr(module, "_FORM", "application/json")
    with pytest.raises(CorpusError, match="in a form that this program does not know"):
        to_zenodo(corpus).plan()
    monkeypatch.setattr(zenodo, "done", lambda *_: (200, {"x": 1}))
    with pytest.raises(CorpusError, match="in a form that this program does not know"):
        to_zenodo(corpus).plan()


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("z" * 40 + "\n", None),
        ("zz\nzz", "is not a token"),
        ("  ", "is not set"),
        ("zé", "is not a token"),
    ],
)
def test_tokens_that_were_pasted_with_more(
    corpus: Corpus,
    zenodo: zenodo_stand_in.Zenodo,
    monkeypatch: pytest.MonkeyPatch,
    token: str,
    said: str | None,
) -> None:
    monkeypatch.setenv("ZENODO_TOKEN", token)
    if said is None:
        assert to_zenodo(corpus).plan()
        return
    with pytest.raises(CorpusError, match=said) as caught:
        to_zenodo(corpus).plan()
    assert "zz" not in str(caught.value)


@pytest.mark.parametrize("address", ["zenodo.org", "http://user:secretpw@127.0.0.1:9", "ftp://x"])
def test_addresses_of_zenodo_that_cannot_be(
    corpus: Corpus, zenodo: zenodo_stand_in.Zenodo, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("ZENODO_URL", address)
    with pytest.raises(CorpusError, match="ZENODO_URL is not an address") as caught:
        to_zenodo(corpus)
    assert "secretpw" not in str(caught.value)


# The program


def program(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "publish.py"), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


def test_the_program(corpus: Corpus, release: Path, tmp_path: Path) -> None:
    address = (tmp_path / "published").as_uri()
    dry = program(corpus.folder, "--untagged", "--to", address, "--dry-run")
    assert (dry.returncode, dry.stdout.splitlines()[-1]) == (
        0,
        "Dry run: nothing was changed",
    )
    assert not (tmp_path / "published").exists()
    done = program(corpus.folder, "--untagged", "--to", address)
    assert (done.returncode, "verified" in done.stdout) == (0, True), done.stderr
    assert (
        program(corpus.folder, "--untagged", "--to", address, "--dry-run").stdout.splitlines()[0]
        == "nothing to do: the same release is there"
    )
    for arguments, said in [
        ((release, "--to", address), "publish: 1 of 3 articles have no known right to be shared"),
        (
            (corpus.folder, "--untagged", "--to", "klingon"),
            "--to klingon: write hub:ORG/NAME, zenodo, or an address",
        ),
        (
            (corpus.folder, "--untagged", "--to", "/some/folder"),
            "write a folder as file:///some/folder",
        ),
        (
            (corpus.folder, "--to", address),
            "no tag v1.0.0 here names the manifest of the text-free edition",
        ),
        ((corpus.folder, "--to", address, "--reserve", "1.0.0"), "--reserve goes with --to zenodo"),
        (
            (corpus.folder, "--untagged", "--to", address, "--storage-options", "{"),
            "--storage-options: Expecting",
        ),
        (
            (corpus.folder, "--untagged", "--to", address, "--storage-options", "[]"),
            "--storage-options: write an object",
        ),
        ((tmp_path / "nothing", "--to", address), "Name the folder of a release"),
    ]:
        refused = program(*arguments)
        assert (refused.returncode, said in refused.stderr, "Traceback" in refused.stderr) == (
            2,
            True,
            False,
        ), refused.stderr


def test_the_program_reserves_a_doi(zenodo: zenodo_stand_in.Zenodo) -> None:
    dry = program("--to", "zenodo", "--reserve", "9.0.0", "--dry-run")
    assert (dry.returncode, "Dry run" in dry.stdout, zenodo.records) == (0, True, {})
    done = program("--to", "zenodo", "--reserve", "9.0.0")
    assert (done.returncode, done.stdout) == (0, "10.5072/zenodo.1000\n"), done.stderr
    for wrong in ("", "banana"):
        refused = program("--to", "zenodo", "--reserve", wrong)
        assert (refused.returncode, "write three numbers" in refused.stderr) == (2, True)
    assert len(zenodo.records) == 1
