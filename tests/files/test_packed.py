"""A packed corpus is read as its files are, and a forged one is refused at the wrong place."""

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from corpora import TODAY, harbour, larger, reopened
from istanbul_talks.contributing.draft import Draft, save
from istanbul_talks.dataset.build import build
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import packed, packing
from istanbul_talks.files.corpus_folder import CorpusFolder, find_corpus
from istanbul_talks.files.disk import files_below
from istanbul_talks.files.packed import Packed
from istanbul_talks.files.packing import pack
from istanbul_talks.history.versions import open_version
from istanbul_talks.model import vocabulary
from istanbul_talks.validation.scope import Scope, corpus_at
from istanbul_talks.validation.validator import validate
from support.rule_fixtures import FIXTURES, lay_out

SHARD = "packed/00000-of-00001.jsonl.zst"
FOLDERS = ("corpus", "annotations", "annotations/decisions", "annotations/audits")


def packed_copy(plain: Path) -> Path:
    """A packed copy beside a corpus."""
    target = plain.with_name(f"{plain.name}-packed")
    pack(plain, target, len(CorpusFolder(plain).ids()))
    return target


@pytest.fixture
def both(tmp_path: Path) -> tuple[CorpusFolder, CorpusFolder]:
    """Harbour as files and packed."""
    plain = harbour(tmp_path / "harbour")
    return CorpusFolder(plain), CorpusFolder(packed_copy(plain))


def test_names_and_bytes_are_those_of_the_files(both: tuple[CorpusFolder, CorpusFolder]) -> None:
    plain, other = both
    assert other.packed is not None
    assert other.ids() == plain.ids() != []
    assert other.annotators == plain.annotators != ()
    assert other.pass_folders == plain.pass_folders
    assert other.passes == plain.passes
    for folder in (*FOLDERS, *(f"annotations/passes/{name}" for name in plain.annotators)):
        assert other.entries(folder) == plain.entries(folder) != []
        assert other.has_folder(folder)
    for id in (*plain.ids(), "absent"):
        one, same = plain.read_article(id), other.read_article(id)
        assert [(f.path, f.data) for f in same.files()] == [(f.path, f.data) for f in one.files()]
    assert other.read_file("annotations/audits").problem == "a folder"
    assert other.read_file("corpus/a-first.txt").problem == "No such file or directory"
    assert len(other._fetch(f"corpus/{plain.ids()[0]}.txt", 10) or b"") == 11
    assert [p.relative_to(other.path) for p in other.annotation_files()] == [
        p.relative_to(plain.path) for p in plain.annotation_files()
    ]


def test_a_packed_corpus_is_found(both: tuple[CorpusFolder, CorpusFolder], tmp_path: Path) -> None:
    plain, other = both
    assert find_corpus(other.path / "schema") == other == corpus_at(other.path)
    assert open_version(str(other.path), None).version == plain.project()["version"]
    (other.path / "schema" / "dataset.json").unlink()
    with pytest.raises(CorpusError, match=r"it has no schema/dataset\.json"):
        corpus_at(other.path)
    with pytest.raises(CorpusError, match="it has no schema/dataset.json"):
        corpus_at(tmp_path)


def test_files_beside_their_packed_copy_are_refused(
    both: tuple[CorpusFolder, CorpusFolder],
) -> None:
    (both[1].path / "corpus").mkdir()
    with pytest.raises(CorpusError, match="its files twice, in corpus/ and packed/. Remove one"):
        corpus_at(both[1].path).ids()


def test_a_packed_corpus_cannot_be_compared_with_git(
    both: tuple[CorpusFolder, CorpusFolder],
) -> None:
    with pytest.raises(CorpusError, match="is packed: git cannot compare it"):
        Scope.changed(both[1], None)


@pytest.mark.parametrize("free", [False, True], ids=["full", "text-free"])
def test_the_release_is_the_same(
    both: tuple[CorpusFolder, CorpusFolder], tmp_path: Path, free: bool
) -> None:
    made = []
    for root in both:
        out = tmp_path / f"{root.path.name}-release"
        built = build(root, out, today=TODAY, free=free)
        assert built.facts is not None, built.findings
        files = {path.relative_to(out): path.read_bytes() for path in files_below(out)}
        made.append((built.findings, files))
    assert made[0] == made[1]


NAMES = {
    "unknown-file", "stray-pass", "placeholder-id", "article-missing", "annotation-missing",
    "bad-audit", "bad-decision", "decisions-without-passes", "unknown-annotator", "near-duplicate",
    "duplicate-text", "not-utf8", "empty-text", "json-syntax", "byte-order-mark", "text-encoding",
}  # fmt: skip

UNPACKABLE = ("unknown-file", "fails.json")  # river-talks.json~


@pytest.mark.parametrize(
    "fixture",
    [p for p in FIXTURES if p.parent.name in NAMES and p.parts[-2:] != UNPACKABLE],
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_the_findings_are_the_same(fixture: Path, tmp_path: Path) -> None:
    root = lay_out(json.loads(fixture.read_bytes()), tmp_path / "river")
    expected = validate(root, today=TODAY)
    assert expected or "passes" in fixture.name
    assert validate(packed_copy(root), today=TODAY) == expected


def test_an_open_verdict_is_found_too(tmp_path: Path) -> None:
    root = reopened(harbour(tmp_path / "harbour"))
    assert validate(packed_copy(root), today=TODAY) == validate(root, today=TODAY) != []


def test_findings_about_folders_are_the_same(tmp_path: Path) -> None:
    root = harbour(tmp_path / "harbour")
    (root / "annotations" / "passes" / "Bad_Name").mkdir()
    (root / "annotations" / "passes" / "Bad_Name" / "x.json").write_bytes(b"{}")
    (root / "annotations" / "audits" / "seed-7.json").unlink()
    (root / "annotations" / "audits").rmdir()
    (root / "annotations" / "audits").write_bytes(b"")
    expected = validate(root, today=TODAY)
    assert {f.rule for f in expected} == {"not-a-regular-file", "bad-file-name"}
    assert validate(packed_copy(root), today=TODAY) == expected


def test_each_frame_is_unpacked_once_if_articles_are_read_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packing, "FRAME", 20_000)
    root = CorpusFolder(packed_copy(larger(tmp_path / "tides", 12)))
    assert root.packed is not None
    frames, unpacked = len(root.packed._frames), []
    codec = packed.codec
    monkeypatch.setattr(packed, "codec", lambda: (unpacked.append(1), codec())[1])
    for id in root.ids():
        assert len(list(root.read_article(id).files())) == 4
    assert 3 < frames == len(unpacked)


@pytest.mark.slow
def test_a_build_of_several_shards_in_processes_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("istanbul_talks.text.ids.SHARD", 3)
    plain = larger(tmp_path / "tides", 7)
    other = packed_copy(plain)
    assert {frame.first.shard for frame in Packed(other)._frames} == {0, 2, 3}
    digests = []
    for root, jobs in ((plain, 1), (other, 2)):
        built = build(CorpusFolder(root), tmp_path / f"{root.name}-out", today=TODAY, jobs=jobs)
        assert built.facts is not None
        digests.append(built.facts.files)
    assert digests[0] == digests[1]


def test_shards_are_read_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Articles sorted by id come from all shards in turn."""
    monkeypatch.setattr("istanbul_talks.text.ids.SHARD", 3)
    root = packed_copy(larger(tmp_path / "tides", 7))
    codec = packed.codec
    for most, expected in ((1, 5), (3, 3)):  # shards: 3 0 0 2 2 0 2
        unpacked: list[int] = []
        monkeypatch.setattr(packed, "MOST_OPEN", most)
        monkeypatch.setattr(packed, "codec", lambda made=unpacked: (made.append(1), codec())[1])
        reader = Packed(root)
        for number in range(1, 8):
            assert reader.read(f"corpus/tide-000{number}.txt")
        assert (len(unpacked), len(reader._open)) == (expected, most)


def test_a_draft_is_not_saved_in_a_packed_corpus(
    both: tuple[CorpusFolder, CorpusFolder],
) -> None:
    known = vocabulary.load(both[1])
    with pytest.raises(CorpusError, match="is packed, so it cannot be changed"):
        save(both[1], known, Draft("new", "", {}), TODAY)
    assert not (both[1].path / "corpus").exists()


# Forged packs


def test_damage_is_found_wherever_it_is(both: tuple[CorpusFolder, CorpusFolder]) -> None:
    """Bytes changed, removed or added at random: the files as they were, or a CorpusError."""
    chance, root = random.Random(7), both[1].path
    expected = dict(Packed(root).files())
    found = 0
    for _ in range(200):
        path = root / chance.choice(["packed/index.json", "packed/listing.jsonl", SHARD])
        before = path.read_bytes()
        at, length = chance.randrange(len(before)), chance.choice([0, 1, 1, 9])
        more = chance.randbytes(chance.choice([0, 1, 1, 4]))
        path.write_bytes(before[:at] + more + before[at + length :])
        try:
            assert dict(Packed(root).files()) == expected
        except CorpusError:
            found += 1
        path.write_bytes(before)
    assert found > 150


def forge(root: Path, change: Callable[[list[dict[str, Any]]], object]) -> Path:
    """Change the lines of the listing; its size and hash in the index are right again."""
    listing = root / "packed" / "listing.jsonl"
    lines = [json.loads(line) for line in listing.read_bytes().splitlines()]
    change(lines)
    listing.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    data = listing.read_bytes()
    return reindex(root, listing={"size": len(data), "sha256": hashlib.sha256(data).hexdigest()})


def reindex(root: Path, **values: Any) -> Path:
    index = root / "packed" / "index.json"
    index.write_text(json.dumps({**json.loads(index.read_bytes()), **values}), encoding="utf-8")
    return root


def renamed(path: str) -> Callable[[list[dict[str, Any]]], object]:
    def change(lines: list[dict[str, Any]]) -> None:
        lines[0]["files"][-1][0] = path

    return change


def put(*way: str | int, value: Any) -> Callable[[list[dict[str, Any]]], object]:
    def change(lines: list[dict[str, Any]]) -> None:
        place: Any = lines
        for key in way[:-1]:
            place = place[key]
        place[way[-1]] = value

    return change


NOT_A_PATH = "is not the path of a capture or annotation"
LISTINGS = {
    "above": (renamed("corpus/../../x.txt"), NOT_A_PATH),
    "absolute": (renamed("/etc/passwd"), NOT_A_PATH),
    "drive": (renamed("C:/x.txt"), NOT_A_PATH),
    "backslash": (renamed("corpus\\x.txt"), NOT_A_PATH),
    "hidden": (renamed("corpus/x\u202e.txt"), r"“corpus/x\\u202e.txt” is not the path"),
    "line break": (renamed("corpus/x\n.txt"), NOT_A_PATH),
    "elsewhere": (renamed("schema/dataset.json"), NOT_A_PATH),
    "only a folder": (renamed("corpus"), NOT_A_PATH),
    "no path": (put(0, "files", 0, 0, value=7), "the line from byte 0 is wrong"),
    "twice": (lambda lines: lines[0]["files"].append(lines[0]["files"][-1]), "or there twice"),
    "frame twice": (lambda lines: lines.append(lines[0]), "or there twice"),
    "not in order": (lambda lines: lines[0]["files"].reverse(), "is not in order"),
    "file and folder": (
        lambda lines: lines[0]["files"].insert(0, ["annotations/audits", 0, "0" * 64]),
        "annotations/audits is a file and a folder",
    ),
    "large file": (put(0, "files", 0, 1, value=1024 * 1024 + 1), "at most 1,048,576 bytes"),
    "negative size": (put(0, "files", 0, 1, value=-1), "at most 1,048,576 bytes"),
    "no hash": (put(0, "files", 0, 2, value="0"), "needs a SHA-256"),
    "hash of another kind": (put(0, "files", 0, 2, value=0), "the line from byte 0 is wrong"),
    "large frame": (put(0, "unpacked", value=(8 << 20) + 1), "at most 8,388,608 bytes"),
    "large packed": (put(0, "size", value=1 << 60), "at most 8,388,608 bytes"),
    "true": (put(0, "size", value=True), "at most 8,388,608 bytes"),
    "no files": (put(0, "files", value=[]), "a frame has files"),
    "entry too short": (put(0, "files", 0, value=["corpus/x.txt"]), "line from byte 0 is wrong"),
    "not an object": (put(0, value=[]), "the line from byte 0 is wrong"),
}


@pytest.mark.parametrize("name", LISTINGS)
def test_a_forged_listing(both: tuple[CorpusFolder, CorpusFolder], name: str) -> None:
    change, message = LISTINGS[name]
    with pytest.raises(CorpusError, match=message) as error:
        Packed(forge(both[1].path, change))
    assert "packed/listing.jsonl: " in str(error.value)
    assert str(error.value).endswith("Copy the folder again, or pack the corpus again")


def test_files_of_another_shard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("istanbul_talks.text.ids.SHARD", 3)
    root = packed_copy(larger(tmp_path / "tides", 7))
    with pytest.raises(CorpusError, match="it has files of two shards"):
        Packed(forge(root, lambda lines: lines[0]["files"].extend(lines[1]["files"])))


FRAMES = {
    "too little": put(0, "unpacked", value=100),
    "too much": put(0, "unpacked", value=8 << 20),
    "cut off": put(0, "size", value=100),
    "a file too few": lambda lines: lines[0]["files"].pop(),
    "past the end": lambda lines: lines.append(
        {"size": 9, "unpacked": 9, "files": [["corpus/zzz.txt", 0, "0" * 64]]}
    ),
}


@pytest.mark.parametrize("name", FRAMES)
def test_a_frame_that_is_not_what_the_listing_says(
    both: tuple[CorpusFolder, CorpusFolder], name: str
) -> None:
    root = forge(both[1].path, FRAMES[name])
    with pytest.raises(CorpusError, match=r"jsonl\.zst: the [\d,]+ bytes from [\d,]+ are not what"):
        list(Packed(root).files())


@pytest.mark.parametrize(("at", "value"), [(1, 5), (2, "0" * 64)], ids=["size", "hash"])
def test_a_file_with_another_size_or_hash(
    both: tuple[CorpusFolder, CorpusFolder], at: int, value: Any
) -> None:
    forged = Packed(forge(both[1].path, put(0, "files", 0, at, value=value)))
    path, other = (
        listed[0]
        for listed in json.loads(
            (both[1].path / "packed" / "listing.jsonl").read_bytes().splitlines()[0]
        )["files"][:2]
    )
    with pytest.raises(CorpusError, match=f"{path} in it does not have the size and hash"):
        forged.read(path)
    assert isinstance(forged.read(other), bytes)


LINES = {
    "other path": b'{"path":"corpus/other.txt","text":""}\n',
    "no content": b'{"path":"corpus/x.txt"}\n',
    "not base64": b'{"path":"corpus/x.txt","base64":"\xc3\xa9"}\n',
    "a number": b'{"path":"corpus/x.txt","text":7}\n',
    "an array": b"[]\n",
    "not JSON": b"\n",
    "deep": b"[" * 5000 + b"\n",
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_that_is_not_that_of_the_file(tmp_path: Path, name: str) -> None:
    plain = harbour(tmp_path / "harbour")
    root, line = packed_copy(plain), LINES[name]
    frame = pa.Codec("zstd").compress(line, asbytes=True)
    (root / SHARD).write_bytes(frame)
    listed = ["corpus/x.txt", 0, hashlib.sha256(b"").hexdigest()]
    entry = {"size": len(frame), "unpacked": len(line), "files": [listed]}
    forged = Packed(forge(root, lambda lines: lines.__setitem__(slice(None), [entry])))
    with pytest.raises(CorpusError, match=r"corpus/x\.txt in it does not have the size and hash"):
        forged.read("corpus/x.txt")


INDEXES = {
    "newer": ({"format": 2}, "does not know format 2. Install a newer istanbul-talks"),
    "three shards": ({"shards": 3}, "not the index"),
    "no shards": ({"shards": 0}, "not the index"),
    "many shards": ({"shards": 8192}, "not the index"),
    "true": ({"shards": True}, "not the index"),
    "words": ({"shards": "one"}, "not the index"),
    "no listing": ({"listing": None}, "not the index"),
    "another hash": ({"listing": {"size": 1, "sha256": "0"}}, "does not have the size and hash"),
}


@pytest.mark.parametrize("name", INDEXES)
def test_a_forged_index(both: tuple[CorpusFolder, CorpusFolder], name: str) -> None:
    values, message = INDEXES[name]
    with pytest.raises(CorpusError, match=message):
        Packed(reindex(both[1].path, **values))


def test_a_listing_with_another_hash(both: tuple[CorpusFolder, CorpusFolder]) -> None:
    listing = both[1].path / "packed" / "listing.jsonl"
    listing.write_bytes(listing.read_bytes().replace(b'","', b'", "', 1)[:-1])  # of the same size
    with pytest.raises(CorpusError, match="does not have the size and hash in packed/index.json"):
        Packed(both[1].path)


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"7", b"{" * 99, b" " * 70_000])
def test_an_index_that_is_not_one(both: tuple[CorpusFolder, CorpusFolder], data: bytes) -> None:
    (both[1].path / "packed" / "index.json").write_bytes(data)
    with pytest.raises(CorpusError, match=r"not the index|more than 65,536 bytes"):
        Packed(both[1].path)


@pytest.mark.parametrize("name", ["packed/index.json", "packed/listing.jsonl", SHARD])
def test_links_and_absent_files(both: tuple[CorpusFolder, CorpusFolder], name: str) -> None:
    root = both[1].path
    (root / name).rename(root / "moved")
    with pytest.raises(CorpusError, match=f"{name}: No such file"):
        list(Packed(root).files())
    (root / name).symlink_to(root / "moved")
    with pytest.raises(CorpusError, match=f"{name}: a symbolic link"):
        list(Packed(root).files())


def test_bytes_after_the_last_frame(both: tuple[CorpusFolder, CorpusFolder]) -> None:
    shard = both[1].path / SHARD
    size = shard.stat().st_size
    shard.write_bytes(shard.read_bytes() + b"more")
    with pytest.raises(CorpusError, match=f"the listing knows only its first {size:,} bytes"):
        list(Packed(both[1].path).files())
