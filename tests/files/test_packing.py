"""Packing loses no byte and no name silently, and replaces nothing that it did not write."""

import base64
import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pytest

from corpora import harbour, larger
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import packing
from istanbul_talks.files.disk import files_below
from istanbul_talks.files.packed import Packed
from istanbul_talks.files.packing import Copied, pack, unpack

SHARD = "packed/00000-of-00001.jsonl.zst"
ODD = {
    "corpus/empty.txt": b"",
    "corpus/crlf.txt": b"one\r\ntwo\rthree\n\n",
    "corpus/latin.txt": "caf\u00e9".encode("latin-1"),
    "corpus/utf16.txt": "caf\u00e9".encode("utf-16"),
    "corpus/surrogate.txt": b"\xed\xa0\x80",
    "corpus/mark.txt": b"\xef\xbb\xbfone\n",
    "corpus/controls.txt": bytes(range(32)) + "\x7f\x85\u2028\u2029\ufffe\U0010ffff".encode(),
    "corpus/README.md": b"# Captures\n",
    "corpus/deep/er/notes.docx": os.urandom(3000),
    "corpus/Empty.TXT": b"another case",
    "corpus/largest.txt": b"\x01" * (1 << 20),
    "annotations/empty.json": b"",
    "annotations/broken.json": b'{"a": 1, "a": NaN',
    "annotations/passes/reader-9/half.json": b"\xff\xfe{",
}


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    return harbour(tmp_path / "harbour")


@pytest.fixture
def packed(plain: Path, tmp_path: Path) -> Path:
    pack(plain, tmp_path / "packed-harbour", 3)
    return tmp_path / "packed-harbour"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files_below(folder)}


def add(root: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(data)
    return root


def test_every_byte_comes_back(plain: Path, tmp_path: Path) -> None:
    expected = contents(add(plain, ODD))
    packed = tmp_path / "packed"
    own = sum(name.startswith(("corpus/", "annotations/")) for name in expected)
    size = sum(map(len, expected.values()))
    copied = pack(plain, packed, 3)
    shutil.rmtree(plain)
    assert copied == Copied(own, len(expected) - own, sum(map(len, contents(packed).values())), [])
    assert unpack(Packed(packed), tmp_path / "again") == Copied(own, len(expected) - own, size, [])
    assert contents(tmp_path / "again") == expected


def test_what_a_packed_corpus_is(plain: Path, packed: Path) -> None:
    """Read with other tools: JSON Lines compressed with zstd, and a listing with hashes."""
    with pa.CompressedInputStream(pa.OSFile(str(packed / SHARD)), "zstd") as stream:
        lines = [json.loads(line) for line in stream.read().splitlines()]
    expected = {n: d for n, d in contents(plain).items() if n.startswith(("corpus", "annot"))}
    assert {line["path"]: line["text"].encode() for line in lines} == expected
    listed = (packed / "packed" / "listing.jsonl").read_bytes()
    files = [file for line in listed.splitlines() for file in json.loads(line)["files"]]
    assert [path for path, _, _ in files] == [line["path"] for line in lines]
    for path, size, sha256 in files:
        assert (size, sha256) == (len(expected[path]), hashlib.sha256(expected[path]).hexdigest())
    assert json.loads((packed / "packed" / "index.json").read_bytes()) == {
        "format": 1,
        "shards": 1,
        "listing": {"size": len(listed), "sha256": hashlib.sha256(listed).hexdigest()},
    }
    others = {name for name in contents(packed) if not name.startswith("packed/")}
    assert others == contents(plain).keys() - expected.keys()


def test_content_that_is_not_utf8_is_base64(plain: Path, tmp_path: Path) -> None:
    add(plain, {"corpus/latin.txt": b"caf\xe9"})
    pack(plain, tmp_path / "packed", 4)
    with pa.CompressedInputStream(pa.OSFile(str(tmp_path / "packed" / SHARD)), "zstd") as stream:
        lines = [json.loads(line) for line in stream.read().splitlines()]
    found = next(line for line in lines if line["path"] == "corpus/latin.txt")
    assert base64.b64decode(found.pop("base64")) == b"caf\xe9"
    assert found == {"path": "corpus/latin.txt"}


def test_the_same_files_give_the_same_bytes(plain: Path, packed: Path, tmp_path: Path) -> None:
    pack(Path(shutil.copytree(plain, tmp_path / "copy")), tmp_path / "other", 3)
    assert contents(tmp_path / "other") == contents(packed)


def test_shards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("istanbul_talks.text.ids.SHARD", 3)
    plain = add(larger(tmp_path / "tides", 7), {"annotations/audits/seed-1.json": b""})
    packed = tmp_path / "packed"
    pack(plain, packed, 7)
    shards = {}
    for path in sorted((packed / "packed").glob("*.zst")):
        with pa.CompressedInputStream(pa.OSFile(str(path)), "zstd") as stream:
            paths = [json.loads(line)["path"] for line in stream.read().splitlines()]
        shards[path.name] = sorted({Path(one).stem for one in paths})
    # The first two bits of, for example, `printf tide-0001 | sha256sum`.
    numbers = {0: [2, 3, 6], 2: [4, 5, 7], 3: [1]}
    expected = {
        f"{shard:05d}-of-00004.jsonl.zst": [f"tide-000{n}" for n in own]
        for shard, own in numbers.items()
    }
    expected["00000-of-00004.jsonl.zst"].insert(0, "seed-1")
    assert shards == expected
    unpack(Packed(packed), tmp_path / "again")
    assert contents(tmp_path / "again") == contents(plain)


def test_an_article_is_in_one_frame_unless_it_is_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = larger(tmp_path / "tides", 4)
    monkeypatch.setattr(packing, "FRAME", 1)
    lines = []
    for name, most in (("small", 1 << 20), ("tiny", 10_000)):
        monkeypatch.setattr(packing, "MOST_FRAME", most)
        pack(plain, tmp_path / name, 4)
        listing = (tmp_path / name / "packed" / "listing.jsonl").read_bytes()
        lines.append([json.loads(line) for line in listing.splitlines()])
    ids = [{Path(file[0]).stem for file in line["files"]} for line in lines[0]]
    assert ids == [{"tide-0001"}, {"tide-0002"}, {"tide-0003"}, {"tide-0004"}]
    assert len(lines[1]) > 4
    assert max(line["unpacked"] for line in lines[1]) <= 10_000
    reader = Packed(tmp_path / "tiny")
    for path in files_below(plain / "annotations"):
        name = path.relative_to(plain).as_posix()
        assert reader.read(name) == path.read_bytes()
        assert reader.read(f"{name}.absent") is None


def test_what_is_left_out_is_named(plain: Path, tmp_path: Path) -> None:
    add(plain, {"docs/x.md": b"", ".git/HEAD": b"", "notes.txt": b"", "LICENSE-MORE": b"all"})
    (plain / "annotations" / "passes" / "reader-9").mkdir()
    left = pack(plain, tmp_path / "packed", 3).left
    assert left == ["annotations/passes/reader-9/ (empty)", ".git", "docs", "notes.txt"]
    add(tmp_path / "packed", {"packed/old.zst": b"", "notes.txt": b""})
    left = unpack(Packed(tmp_path / "packed"), tmp_path / "again").left
    assert left == ["notes.txt", "packed/old.zst"]
    assert (tmp_path / "again" / "LICENSE-MORE").read_bytes() == b"all"


class Bad(NamedTuple):
    name: str
    message: str
    data: bytes = b""


BAD = [
    Bad("corpus/a b.txt", "“corpus/a b.txt” must be renamed. A packed name has ASCII letters"),
    Bad("corpus/a\u200bb.txt", r"“corpus/a\\u200bb.txt” must be renamed"),
    Bad("corpus/.hidden", "must be renamed"),
    Bad("corpus/caf\u00e9.txt", "must be renamed"),
    Bad("corpus/con.txt", "must be renamed"),
    Bad("corpus/a\nb.txt", "must be renamed"),
    Bad("annotations/x.json~", "must be renamed"),
    Bad("schema/a b.json", "must be renamed"),
    Bad("corpus/large.txt", "large.txt has more than 1,048,576 bytes", b"x" * (1 + (1 << 20))),
]


@pytest.mark.parametrize("bad", BAD, ids=lambda bad: ascii(bad.name))
def test_files_that_cannot_be_packed(plain: Path, tmp_path: Path, bad: Bad) -> None:
    add(plain, {bad.name: bad.data})
    with pytest.raises(CorpusError, match=bad.message):
        pack(plain, tmp_path / "packed", 3)
    assert os.listdir(tmp_path) == ["harbour"]


def test_names_that_are_not_utf8(plain: Path, tmp_path: Path) -> None:
    (plain / "corpus" / os.fsdecode(b"caf\xe9.txt")).write_bytes(b"")
    with pytest.raises(CorpusError, match=r"corpus/caf\\udce9.txt” must be renamed"):
        pack(plain, tmp_path / "packed", 3)


@pytest.mark.parametrize(
    "name", ["corpus/x.txt", "annotations/passes/x", "schema/x.json", "LICENSE-X"]
)
def test_links_and_pipes_are_not_packed(plain: Path, tmp_path: Path, name: str) -> None:
    (plain / name).symlink_to(plain / "LICENSE")
    with pytest.raises(CorpusError, match=f"{name}.*a symbolic link"):
        pack(plain, tmp_path / "packed", 3)
    (plain / name).unlink()
    os.mkfifo(plain / name)
    with pytest.raises(CorpusError, match=f"{name}.*a pipe"):
        pack(plain, tmp_path / "packed", 3)
    assert os.listdir(tmp_path) == ["harbour"]


def test_a_linked_folder_is_not_packed(plain: Path, tmp_path: Path) -> None:
    (plain / "corpus").rename(tmp_path / "elsewhere")
    (plain / "corpus").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CorpusError, match="corpus is a symbolic link. Put what it names"):
        pack(plain, tmp_path / "packed", 3)


def test_only_an_earlier_packed_copy_is_replaced(plain: Path, packed: Path) -> None:
    (plain / "corpus" / "more.txt").write_bytes(b"more")
    pack(plain, packed, 3)
    assert Packed(packed).read("corpus/more.txt") == b"more"
    with pytest.raises(CorpusError, match=r"is not a packed corpus: no packed/index\.json"):
        pack(plain, plain, 3)
    before = contents(add(packed, {"corpus-notes.txt": b"mine"}))
    with pytest.raises(CorpusError, match=r"corpus-notes\.txt is not part of the packed corpus"):
        pack(plain, packed, 3)
    assert contents(packed) == before


def test_unpacking_replaces_nothing(packed: Path, tmp_path: Path) -> None:
    add(tmp_path / "mine", {"notes.txt": b"mine"})
    for target in (tmp_path / "mine", tmp_path / "mine" / "notes.txt", packed):
        with pytest.raises(CorpusError, match="is not an empty folder. Name a new one"):
            unpack(Packed(packed), target)
    (tmp_path / "mine" / "notes.txt").unlink()
    unpack(Packed(packed), tmp_path / "mine")


def test_a_damaged_copy_is_neither_committed_nor_unpacked(
    plain: Path, packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = contents(packed)
    data = bytearray((packed / SHARD).read_bytes())
    data[len(data) // 2] ^= 1
    (packed / SHARD).write_bytes(data)
    with pytest.raises(CorpusError, match="not what packed/listing|size and hash"):
        unpack(Packed(packed), tmp_path / "again")
    assert sorted(os.listdir(tmp_path)) == ["harbour", "packed-harbour"]
    line_of = packing.line_of
    monkeypatch.setattr(packing, "line_of", lambda path, data: line_of(path, data.upper()))
    with pytest.raises(CorpusError, match="does not have the size and hash"):
        pack(plain, packed, 3)
    assert contents(packed) == expected | {SHARD: bytes(data)}


def test_a_disk_that_is_full_or_writes_other_bytes(
    packed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(tmp_path)._replace(free=100)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _: usage)
        with pytest.raises(CorpusError, match=r"the files need [\d,]+ bytes, .* has 100 left"):
            unpack(Packed(packed), tmp_path / "again")
    monkeypatch.setattr(packing.disk, "sha256", lambda _: ("0" * 64, 0))
    with pytest.raises(CorpusError, match="was not written as it is"):
        unpack(Packed(packed), tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_corpus_without_annotations(tmp_path: Path) -> None:
    add(tmp_path / "plain", {"corpus/x.txt": b"x"})
    (tmp_path / "plain" / "annotations").mkdir()
    assert pack(tmp_path / "plain", tmp_path / "packed", 1).left == ["annotations/ (empty)"]
    unpack(Packed(tmp_path / "packed"), tmp_path / "again")
    assert os.listdir(tmp_path / "again" / "annotations") == []
    assert contents(tmp_path / "again") == {"corpus/x.txt": b"x"}
