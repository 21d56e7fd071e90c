"""Publishing to an S3 server (moto) and to folders, with faults of every kind."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from istanbul_talks import Corpus, CorpusError, load
from istanbul_talks.publishing.bucket import Bucket
from support.forged import as_version
from support.proxy import Proxy
from support.s3 import s3_server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def s3() -> Iterator[tuple[str, int]]:
    with s3_server() as server:
        yield server


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


@pytest.mark.slow
def test_a_version_on_s3_never_changes(
    corpus: Corpus, free: Path, bucket: tuple[Proxy, str, dict[str, Any]], tmp_path: Path
) -> None:
    _, address, options = bucket
    Bucket(corpus, address, options).publish()
    other = as_version(free, tmp_path / "other", "1.0.0", b"x")
    with pytest.raises(
        CorpusError, match="already has different content .* A version never changes"
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
        "lost",
        *(pytest.param(fault, marks=pytest.mark.slow) for fault in ("500", "503", "drop", "slow")),
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


@pytest.mark.slow
def test_publishing_to_s3_goes_on_where_it_was_interrupted(
    corpus: Corpus, bucket: tuple[Proxy, str, dict[str, Any]], tmp_path: Path
) -> None:
    proxy, address, options = bucket
    for stop in (2, 6):
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


@pytest.mark.slow
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


@pytest.mark.slow
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
    assert "with different content" in str(
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
    with pytest.raises(CorpusError, match=r"\.\./published/1\.0\.0” is not a version number"):
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
        ("file:///", "is not a place"),
        ("file://", "is not a place"),
        ("s3://", "is not a place"),
        ("://", "is not a place"),
        ("hf://datasets/org/talks", "Write hub:ORG/NAME"),
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
