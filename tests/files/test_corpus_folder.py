"""Reading only regular files, writing old or new, swapping folders whole."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from corpora import ROOT, TODAY, harbour
from istanbul_talks.dataset.layout import default_release
from istanbul_talks.errors import CorpusError
from istanbul_talks.files import atomic, disk
from istanbul_talks.files.corpus_folder import CorpusFolder, find_corpus, version_of


def test_reads_only_regular_files(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abcdef")
    (tmp_path / "link").symlink_to("file")
    os.mkfifo(tmp_path / "pipe")
    assert disk.read(tmp_path / "file") == b"abcdef"
    assert disk.read(tmp_path / "file", 3) == b"abcd"
    assert disk.read(tmp_path / "link") == disk.Irregular("a symbolic link")
    assert disk.read(tmp_path / "pipe") == disk.Irregular("a pipe")
    assert disk.read(tmp_path) == disk.Irregular("a folder")
    assert disk.read(Path("/dev/null")) == disk.Irregular("a device")
    assert disk.read(tmp_path / "absent") == disk.Irregular("No such file or directory")


def test_write_replaces_and_keeps_the_mode(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "file"
    atomic.write(path, b"one")
    assert path.stat().st_mode & 0o777 == 0o666 & ~current_umask()
    path.chmod(0o640)
    atomic.write(path, b"two")
    assert path.read_bytes() == b"two"
    assert path.stat().st_mode & 0o777 == 0o640
    assert os.listdir(path.parent) == ["file"]


def current_umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def test_a_failing_write_leaves_the_old_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(OSError, match="disk full"):
        atomic.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["file"]


def failing(*_: object) -> None:
    raise OSError(28, "disk full")


def test_bytes_are_on_the_disk_before_they_are_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(
        os, "fsync", lambda descriptor: (events.append("flush"), fsync(descriptor))[1]
    )
    monkeypatch.setattr(
        os, "replace", lambda old, new: (events.append("move"), replace(old, new))[1]
    )
    atomic.write(tmp_path / "file", b"one")
    assert events == ["flush", "move", "flush"]
    events.clear()
    with atomic.staging(tmp_path / "new") as staged, staged.create("file") as file:
        file.write(b"two")
        assert events == []
    assert events == ["flush"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere each file is flushed")
def test_many_files_are_on_the_disk_before_they_are_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    fsync, sync = os.fsync, os.sync
    monkeypatch.setattr(os, "fsync", lambda file: (events.append("flush"), fsync(file))[1])
    monkeypatch.setattr(os, "sync", lambda: (events.append("sync"), sync())[1])
    with atomic.staging(tmp_path / "new", many=True) as staged:
        for number in range(20):
            staged.write(f"{number}", b"x")
        assert not (tmp_path / "new").exists()
        staged.commit()
    assert events == ["sync", "flush"]  # the second is of the folder above
    assert len(os.listdir(tmp_path / "new")) == 20


def replace_folder(target: Path, word: str) -> None:
    with atomic.staging(target) as staged:
        staged.write("deep/file", word.encode())
        staged.commit()


@pytest.mark.parametrize("exchange", [True, False])
def test_a_folder_is_replaced_as_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(atomic, "_exchange", lambda *_: False)
    target = tmp_path / "dist" / "release"
    for word in ("one", "two"):
        replace_folder(target, word)
        assert (target / "deep" / "file").read_text(encoding="utf-8") == word
        assert os.listdir(target.parent) == ["release"]


def test_staging_hashes_what_it_writes(tmp_path: Path) -> None:
    with atomic.staging(tmp_path / "release") as staged:
        with staged.create("a/b") as file:
            file.write(b"ab")
            file.write(b"c")
        sha256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2
        assert staged.files == {"a/b": (sha256, 3)}
        with pytest.raises(FileExistsError):
            staged.write("a/b", b"again")


def test_without_commit_the_old_folder_stays(tmp_path: Path) -> None:
    target = tmp_path / "release"
    replace_folder(target, "one")
    with atomic.staging(target) as staged:
        staged.write("deep/file", b"two")
    with pytest.raises(KeyboardInterrupt), atomic.staging(target) as staged:
        staged.write("deep/file", b"three")
        raise KeyboardInterrupt
    assert (target / "deep" / "file").read_text(encoding="utf-8") == "one"
    assert os.listdir(tmp_path) == ["release"]


def test_a_failing_second_move_brings_the_old_folder_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "release"
    replace_folder(target, "one")
    monkeypatch.setattr(atomic, "_exchange", lambda *_: False)
    rename, count = os.rename, []

    def second_fails(old: object, new: object) -> None:
        count.append(new)
        if len(count) == 2:
            raise OSError(5, "input/output error")
        rename(old, new)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "rename", second_fails)
    with pytest.raises(OSError, match="input/output"):
        replace_folder(target, "two")
    assert (target / "deep" / "file").read_text(encoding="utf-8") == "one"
    assert os.listdir(tmp_path) == ["release"]


def test_exchange_is_only_for_linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    assert atomic._exchange(tmp_path, tmp_path) is False
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(atomic.ctypes, "CDLL", lambda *_, **__: object())
    assert atomic._exchange(tmp_path, tmp_path) is False


def test_roots(tmp_path: Path, river: Path) -> None:
    assert find_corpus(river / "corpus") == CorpusFolder(river)
    assert find_corpus(tmp_path / "nowhere") is None
    root = CorpusFolder(river)
    assert root.ids() == ["river-talks"]
    assert root.relative(Path("/elsewhere/x")) == "/elsewhere/x"
    assert root.project() == {"version": "2.3.4"}
    with pytest.raises(CorpusError, match="Name the folder of a corpus"):
        CorpusFolder(tmp_path / "nowhere").ids()


@pytest.mark.parametrize("text", ["[project]\n", "not toml", "\x00", "a = " + "[" * 9999])
def test_a_root_without_version(river: Path, text: str) -> None:
    (river / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"\[project\] has no readable version"):
        CorpusFolder(river).project()
    assert version_of(text) is None
    (river / "pyproject.toml").unlink()
    with pytest.raises(CorpusError, match=r"pyproject\.toml: No such file"):
        CorpusFolder(river).project()
    (river / "pyproject.toml").symlink_to(ROOT / "pyproject.toml")
    with pytest.raises(CorpusError, match=r"pyproject\.toml: a symbolic link"):
        CorpusFolder(river).project()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('released = "2024-02-30"', "released is “2024-02-30”. Write a day"),
        ('released = "soon"', "released is “soon”. Write a day"),
        ('doi = "10.5072/\\u001b[2J"', r"doi contains U\+001B"),
        ('[project]\nversion = "1.0.0\\u202e"', r"version contains U\+202E"),
    ],
)
def test_a_project_file_with_unusable_values(river: Path, line: str, said: str) -> None:
    project = "" if "project" in line else '[project]\nversion = "1.0.0"\n'
    text = f"{project}[tool.istanbul-talks]\n{line}\n"
    (river / "pyproject.toml").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=said):
        CorpusFolder(river).project()


def test_read_text_and_map(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="a folder"):
        disk.read_text(tmp_path)
    (tmp_path / "empty").write_bytes(b"")
    assert disk.map_file(tmp_path / "empty") == b""


def test_the_packaged_release_comes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("istanbul_talks.dataset.layout.PACKAGED", tmp_path)
    assert default_release() == tmp_path
    monkeypatch.setattr("istanbul_talks.dataset.layout.PACKAGED", tmp_path / "absent")
    monkeypatch.setattr("istanbul_talks.files.corpus_folder.find_corpus", lambda _: None)
    with pytest.raises(CorpusError, match="make dataset"):
        default_release()


@pytest.mark.parametrize(
    "points", [(1, 16), pytest.param(range(1, 40), marks=pytest.mark.slow)], ids=["two", "all"]
)
def test_a_killed_build_leaves_the_old_release(tmp_path: Path, points: Sequence[int]) -> None:
    """The process dies as it flushes a file: the old folder stays, the next build succeeds."""
    target, root = tmp_path / "dist" / "release", harbour(tmp_path / "harbour")
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom datetime import date\n"
        "from istanbul_talks.files.corpus_folder import CorpusFolder\n"
        "from istanbul_talks.dataset.build import build\n"
        "left = int(sys.argv[2])\nreal = os.fsync\n"
        "def fsync(fd):\n    global left\n    left -= 1\n"
        "    if left == 0: os._exit(9)\n    real(fd)\n"
        "os.fsync = fsync\n"
        f"corpus = CorpusFolder(Path({str(root)!r}))\n"
        f"day = date.fromisoformat({TODAY.isoformat()!r})\n"
        "built = build(corpus, Path(sys.argv[1]), today=day)\n"
        "assert built.facts is not None\n"
    )

    def run(kill_at: int) -> int:
        return subprocess.run(
            [sys.executable, "-c", code, str(target), str(kill_at)], check=False
        ).returncode

    assert run(0) == 0
    before = {path: path.read_bytes() for path in disk.files_below(target)}
    for kill_at in points:
        assert run(kill_at) == 9
        assert {path: path.read_bytes() for path in disk.files_below(target)} == before
    assert run(0) == 0
    assert {path: path.read_bytes() for path in disk.files_below(target)} == before
