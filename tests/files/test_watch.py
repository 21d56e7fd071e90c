"""Files that change: found once each, when they are written to their end."""

import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from istanbul_talks.files import watch


def test_changes_are_reported_once_and_when_they_are_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch, "_SETTLED", 0.2)
    below = tmp_path / "texts" / "passes"
    below.mkdir(parents=True)
    (tmp_path / "other").mkdir()
    first, second = below / "a.json", below / "b.json"
    first.write_bytes(b"1")
    found = watch.changes(tmp_path, ["texts", "missing"])
    assert next(found) == []
    (tmp_path / "other" / "c").write_bytes(b"1")  # not watched
    second.write_bytes(b"2")

    def slowly() -> None:
        for size in range(2, 50):
            first.write_bytes(b"1" * size)
            time.sleep(0.01)

    writer = threading.Thread(target=slowly)
    writer.start()
    assert next(found) == ["texts/passes/a.json", "texts/passes/b.json"]
    writer.join()
    assert first.stat().st_size == 49
    second.replace(first)  # as editors save
    assert next(found) == ["texts/passes/a.json", "texts/passes/b.json"]
    first.unlink()
    assert next(found) == ["texts/passes/a.json"]


def test_looking_takes_a_tenth_of_the_time_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, pauses = [0.0], list[float]()

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        clock[0] += seconds

    def look(*_: object) -> dict[str, tuple[int, int, int]]:
        clock[0] += 0.5
        return {} if len(pauses) < 3 else {"a": (0, 0, 0)}

    monkeypatch.setattr(watch, "time", SimpleNamespace(sleep=pause, monotonic=lambda: clock[0]))
    monkeypatch.setattr(watch, "states", look)
    found = watch.changes(tmp_path, [])
    assert [next(found), next(found)] == [[], ["a"]]
    assert pauses[:3] == pytest.approx([watch.EVERY, 5.0, 5.0])
