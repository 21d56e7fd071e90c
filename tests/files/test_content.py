"""Ids of what is in files: the same whether git or the bytes say it."""

import importlib.metadata
import os
import time
from pathlib import Path

import pytest

from corpora import committed, git, harbour
from istanbul_talks.files import content, optional
from istanbul_talks.files.content import code_id, content_id, content_ids
from istanbul_talks.files.corpus_folder import CorpusFolder

TEXT = "corpus/quay-reopens.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return harbour(tmp_path / "harbour")


def ids(folder: Path) -> dict[str, str]:
    found = list(content_ids(CorpusFolder(folder)))
    assert found == sorted(found)
    return dict(found)


def by_reading(folder: Path) -> dict[str, str]:
    """The same from the bytes alone, with the hash that git computes."""
    found = {}
    for name in ("annotations", "corpus", "schema"):
        for path in (folder / name).rglob("*"):
            if path.is_file() and not path.is_symlink() and path.name != "README.md":
                id = git(folder, "hash-object", "--no-filters", str(path))
                found[path.relative_to(folder).as_posix()] = f"{id}-{path.stat().st_size}"
    return found


def read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Which files `content_ids` reads; they are hashed as always."""
    seen = set()

    def noted(path: Path, most: int) -> object:
        seen.add(path.relative_to(folder).as_posix())
        return real(path, most)

    real = content.disk.read
    with monkeypatch.context() as patch:
        patch.setattr(content.disk, "read", noted)
        ids(folder)
    return seen


def aged(folder: Path) -> None:
    """Make every file older than git's index, so that git need not look into it."""
    for path in folder.rglob("*"):
        if ".git" not in path.parts and path.is_file() and not path.is_symlink():
            os.utime(path, (1e9, 1e9))
    git(folder, "add", ".")
    git(folder, "update-index", "--really-refresh")


def test_ids_are_those_of_the_bytes_with_git_and_without(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = ids(folder)
    committed(folder)
    assert ids(folder) == alone == by_reading(folder)
    assert read(folder, monkeypatch) <= set(alone)
    aged(folder)
    assert read(folder, monkeypatch) == set()
    assert ids(folder) == alone


@pytest.mark.slow
def test_what_changed_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    committed(folder)
    aged(folder)
    path = folder / TEXT
    time.sleep(1.1)  # git compares seconds
    path.write_bytes(path.read_bytes().swapcase())
    os.utime(path, (1e9, 1e9))  # same size and time; only the time of its last change of state
    (folder / "corpus" / "new.txt").write_text("new", encoding="utf-8")
    (folder / ".gitignore").write_text("corpus/other.txt\n", encoding="utf-8")
    (folder / "corpus" / "other.txt").write_text("other", encoding="utf-8")
    changed = {TEXT, "corpus/new.txt", "corpus/other.txt"}
    assert read(folder, monkeypatch) == changed
    assert ids(folder) == by_reading(folder)
    (folder / TEXT).unlink()
    assert TEXT not in ids(folder)


@pytest.mark.parametrize("bit", ["assume-unchanged", "skip-worktree"])
def test_files_that_git_does_not_look_at_are_read(folder: Path, bit: str) -> None:
    committed(folder)
    aged(folder)
    git(folder, "update-index", f"--{bit}", TEXT)
    (folder / TEXT).write_text("changed", encoding="utf-8")
    assert ids(folder) == by_reading(folder)


def test_other_ends_of_lines_are_another_content(folder: Path) -> None:
    """Git takes CR LF for no change in a text file."""
    (folder / ".gitattributes").write_text("* text=auto eol=lf\n", encoding="utf-8")
    committed(folder)
    before, path = ids(folder), folder / TEXT
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n", 1))
    git(folder, "add", ".")
    aged(folder)
    assert git(folder, "status", "--porcelain") == ""
    assert ids(folder)[TEXT] != before[TEXT]


@pytest.mark.parametrize("attribute", ["filter=shout", "ident", "working-tree-encoding=UTF-16"])
def test_files_that_git_converts_are_read_without_git(
    folder: Path, attribute: str, tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    committed(folder)
    aged(folder)
    (folder / ".gitattributes").write_text(f"{TEXT} {attribute}\n", encoding="utf-8")
    git(folder, "config", "filter.shout.clean", f"touch {ran}; cat")
    path = folder / TEXT
    path.write_bytes(path.read_bytes().swapcase())
    assert ids(folder) == by_reading(folder)
    assert not ran.exists()


def test_what_is_no_regular_file_is_named(folder: Path) -> None:
    committed(folder)
    (folder / TEXT).unlink()
    (folder / TEXT).symlink_to(folder / "README.md")
    (folder / "corpus" / "inner").mkdir()
    os.mkfifo(folder / "corpus" / "pipe.txt")
    found = ids(folder)
    assert found[TEXT] == "a symbolic link"
    assert found["corpus/inner"] == "a folder"
    assert found["corpus/pipe.txt"] == "a pipe"


def test_files_behind_a_linked_folder_are_read(folder: Path, tmp_path: Path) -> None:
    committed(folder)
    before = ids(folder)
    (folder / "annotations" / "decisions").rename(tmp_path / "elsewhere")
    (folder / "annotations" / "decisions").symlink_to(tmp_path / "elsewhere")
    assert ids(folder) == before
    for path in (tmp_path / "elsewhere").glob("*.json"):
        path.write_text("{}", encoding="utf-8")
    assert ids(folder) != before


def test_a_corpus_below_the_repository(tmp_path: Path) -> None:
    folder = harbour(tmp_path / "repository" / "inner")
    alone = ids(folder)
    committed(tmp_path / "repository")
    aged(tmp_path / "repository")
    assert ids(folder) == alone


def test_content_from_bytes() -> None:
    assert content_id(b"what is up, doc?") == "bd9dbf5aae1a3862dd1526723246b20206e5fc37-16"
    assert content_id(None) == ""


def test_the_code_has_an_id(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "package"
    (package / "text").mkdir(parents=True)
    (package / "text" / "a.toml").write_text("x = 1", encoding="utf-8")
    (package / "errors.py").write_text("", encoding="utf-8")
    (package / "cli.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(content, "_PACKAGE", package)
    monkeypatch.setattr(content, "versions", lambda: "numpy 1")
    seen = []

    def id() -> bytes:
        code_id.cache_clear()
        seen.append(code_id("text", "errors.py"))
        return seen[-1]

    first = id()
    (package / "cli.py").write_text("other", encoding="utf-8")
    assert id() == first
    (package / "text" / "a.toml").write_text("x = 2", encoding="utf-8")
    id()
    (package / "errors.py").write_text("#", encoding="utf-8")
    id()
    (package / "text" / "b.py").write_text("", encoding="utf-8")
    id()
    monkeypatch.setattr(content, "versions", lambda: "numpy 2")
    id()
    code_id.cache_clear()
    assert len(set(seen)) == 5


def test_versions_name_the_libraries_of_the_core(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = ["orjson>=3.10", 'pyarrow>=21; extra == "arrow"']
    monkeypatch.setattr(importlib.metadata, "requires", lambda name: needs)
    assert "('orjson', '" in optional.versions()
    assert "pyarrow" not in optional.versions()


def test_the_package_need_not_be_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> list[str]:
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "requires", missing)
    assert f"('orjson', '{importlib.metadata.version('orjson')}')" in optional.versions()
