"""Files that change: found once each, when they are written to their end."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from istanbul_talks.files import watch


def test_changed_files_are_named(tmp_path: Path) -> None:
    below = tmp_path / "texts" / "passes"
    below.mkdir(parents=True)
    (tmp_path / "other").mkdir()
    first, second = below / "a.json", below / "b.json"
    first.write_bytes(b"1")
    found = watch.changes(tmp_path, ["texts", "missing"])
    assert next(found) == []
    (tmp_path / "other" / "c").write_bytes(b"1")  # not watched
    second.write_bytes(b"2")
    assert next(found) == ["texts/passes/b.json"]
    second.replace(first)  # as editors save
    assert next(found) == ["texts/passes/a.json", "texts/passes/b.json"]
    first.unlink()
    assert next(found) == ["texts/passes/a.json"]


def test_a_change_is_reported_when_nothing_changes_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    times = iter([0, 0, 1, 2, 3, 3, 4, 3, 3, 3, 5, 5])  # of the only file, look by look
    monkeypatch.setattr(watch, "time", SimpleNamespace(sleep=lambda _: None, monotonic=float))
    monkeypatch.setattr(watch, "states", lambda *_: {"a": (next(times), 1, 1)})
    found = watch.changes(tmp_path, [])
    assert [next(found), next(found), next(times)] == [[], ["a"], 4]
    # What was changed back at once is no change.
    assert [next(found), list(times)] == [["a"], []]


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
