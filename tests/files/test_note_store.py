"""Notes by key: whatever happens to the file, a note is right or not there."""

import multiprocessing
import os
import random
import sqlite3
from pathlib import Path

import pytest

from istanbul_talks.files import note_store, optional
from istanbul_talks.files.cache import Cache
from istanbul_talks.files.note_store import NoteStore

NOTES = {bytes([n]) * 16: bytes(range(n)) for n in range(1, 200)}
KEYS = [*NOTES]


@pytest.fixture
def store(tmp_path: Path) -> NoteStore:
    return NoteStore(tmp_path)


def test_notes_are_kept(store: NoteStore, tmp_path: Path) -> None:
    assert store.read(KEYS) == {}
    store.write({})
    assert not list(tmp_path.iterdir())
    store.write(NOTES)
    assert NoteStore(tmp_path).read(KEYS) == NOTES
    assert store.read([KEYS[3], b"other"]) == {KEYS[3]: NOTES[KEYS[3]]}
    store.write({KEYS[0]: b"new"})
    assert store.read(KEYS[:1]) == {KEYS[0]: b"new"}
    assert [path.name for path in tmp_path.iterdir()] == ["notes.sqlite"]


@pytest.mark.slow
def test_a_damaged_file_gives_right_notes_or_none(tmp_path: Path) -> None:
    path, chance = tmp_path / "notes.sqlite", random.Random(3)
    NoteStore(tmp_path).write(NOTES)
    good, lost = path.read_bytes(), 0
    for _ in range(400):
        data = bytearray(good)
        for _ in range(chance.choice((1, 1, 50))):
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        path.write_bytes(data[: chance.choice((len(data), len(data), chance.randrange(len(data))))])
        store = NoteStore(tmp_path)
        found = store.read(KEYS)
        assert found.items() <= NOTES.items()
        lost += found != NOTES
        store.write({KEYS[0]: NOTES[KEYS[0]]})
        store.write(NOTES)
        assert NoteStore(tmp_path).read(KEYS).items() <= NOTES.items()
    assert lost > 50


@pytest.mark.parametrize("foreign", [b"", b"x" * 5000, b"SQLite format 3\0" + bytes(84)])
def test_a_foreign_file_is_replaced(tmp_path: Path, foreign: bytes) -> None:
    (tmp_path / "notes.sqlite").write_bytes(foreign)
    store = NoteStore(tmp_path)
    assert store.read(KEYS) == {}
    store.write(NOTES)
    assert NoteStore(tmp_path).read(KEYS) == NOTES


@pytest.mark.parametrize(
    "table", ["other (a)", "notes (a, b)", "notes (key TEXT UNIQUE, note TEXT)"]
)
def test_a_foreign_table_is_no_fault(tmp_path: Path, table: str) -> None:
    with sqlite3.connect(tmp_path / "notes.sqlite") as file:
        file.execute(f"CREATE TABLE {table}")
        file.execute(f"INSERT INTO {table.split(maxsplit=1)[0]} (rowid) VALUES (7)")
    store = NoteStore(tmp_path)
    assert store.read(KEYS) == {}
    store.write(NOTES)
    assert NoteStore(tmp_path).read(KEYS).items() <= NOTES.items()


def test_notes_of_another_key_or_type_are_not_read(store: NoteStore, tmp_path: Path) -> None:
    store.write({KEYS[5]: b"mine"})
    with sqlite3.connect(tmp_path / "notes.sqlite") as file:
        (note,) = file.execute("SELECT note FROM notes").fetchone()
        for key, value in ((KEYS[6], note), (KEYS[7], "text"), (KEYS[8], None), (KEYS[9], b"")):
            file.execute("INSERT INTO notes VALUES (?, ?)", (key, value))
    file.close()
    assert store.read(KEYS) == {KEYS[5]: b"mine"}


def test_a_place_that_cannot_be_used_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "inner" / "notes.sqlite").mkdir(parents=True)
    (tmp_path / "piped").mkdir()
    os.mkfifo(tmp_path / "piped" / "notes.sqlite")
    for folder in ("file", "file/below", "inner"):
        store = NoteStore(tmp_path / folder)
        store.write(NOTES)
        assert store.read(KEYS) == {}
    assert NoteStore(tmp_path / "piped").read(KEYS) == {}


@pytest.mark.slow
def test_a_file_in_use_is_left_alone(store: NoteStore, tmp_path: Path) -> None:
    store.write(NOTES)
    other = sqlite3.connect(tmp_path / "notes.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert store.read(KEYS) == {}
    store.write({b"new": b"note"})
    other.execute("COMMIT")
    other.close()
    assert store.read([*KEYS, b"new"]) == NOTES


def test_the_file_may_be_deleted_at_any_time(store: NoteStore, tmp_path: Path) -> None:
    store.write(NOTES)
    (tmp_path / "notes.sqlite").unlink()
    assert store.read(KEYS) == {}
    store.write(NOTES)
    assert store.read(KEYS) == NOTES


def test_the_oldest_notes_are_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ISTANBUL_TALKS_CACHE_SIZE", "50 kB")
    store = NoteStore(tmp_path)
    store.write(NOTES)
    assert list(store.read(KEYS)) == KEYS[-50:]
    monkeypatch.setenv("ISTANBUL_TALKS_CACHE_SIZE", "huge")
    store = NoteStore(tmp_path)
    store.write({b"new": b"note"})
    assert list(store.read([*KEYS, b"new"])) == KEYS[-50:]


def work(folder: Path, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        store, some = NoteStore(folder), chance.sample(KEYS, 20)
        store.write({key: NOTES[key] for key in some})
        assert store.read(some).items() <= NOTES.items()
        if chance.random() < 0.1:
            (folder / "notes.sqlite").unlink(missing_ok=True)


def test_processes_share_it(tmp_path: Path) -> None:
    workers = [multiprocessing.Process(target=work, args=(tmp_path, n)) for n in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0] * 4


def test_without_sqlite_there_are_no_notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(optional.importlib, "import_module", missing)
    store = NoteStore(tmp_path)
    store.write(NOTES)
    assert store.read(KEYS) == {}
    assert note_store.sqlite() is None


def test_the_cache_counts_and_drops_it(store: NoteStore, tmp_path: Path) -> None:
    store.write(NOTES)
    cache = Cache(tmp_path)
    assert cache.size() == (tmp_path / "notes.sqlite").stat().st_size > 0
    assert cache.drop(1) > 0
    assert not (tmp_path / "notes.sqlite").exists()
    assert cache.size() == 0
