"""System calls of a program failing one at a time, by strace: what is on the disk afterwards, and whether the next run mends it."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = ("openat", "write", "fsync", "rename", "renameat2", "mkdir", "chmod", "link", "unlink", "unlinkat", "rmdir")
ERRORS = {"openat": "ENOSPC", "write": "ENOSPC", "mkdir": "ENOSPC", "link": "EIO"}  # others: EIO
ENVIRONMENT = {"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8"}


@dataclass(frozen=True)
class Point:
    """The number-th call of a kind, and what happens to it: an error, or the end of the process."""

    call: str
    number: int
    what: str

    @property
    def injection(self) -> str:
        return f"inject={self.call}:{'signal=KILL' if self.what == 'KILL' else f'error={self.what}'}:when={self.number}"


@dataclass
class Outcome:
    """What came of a run."""

    code: int
    stderr: str


def traced(command: list[str], folder: Path, log: Path, *options: str) -> Outcome:
    """Run a program under strace."""
    full = ["strace", "-qq", "-o", str(log), "-e", f"trace={','.join(CALLS)}", *options, sys.executable, *command]
    done = subprocess.run(full, cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
    return Outcome(done.returncode, done.stderr)


def points(command: list[str], folder: Path, log: Path) -> Iterator[Point]:
    """Every call by which a program puts something on the disk, from a run without faults: each with an error, and with the end."""
    done = traced(command, folder, log)
    assert done.code == 0, done.stderr
    seen: dict[str, int] = {}
    for line in log.read_text(encoding="utf-8", errors="replace").splitlines():
        found = re.match(r"(\w+)\(", line)
        if found is None:
            continue
        call = found[1]
        seen[call] = seen.get(call, 0) + 1
        writes = "O_CREAT" in line if call == "openat" else not re.match(r"write\([12],", line)
        if writes and " = -1 " not in line:
            yield Point(call, seen[call], ERRORS.get(call, "EIO"))
            yield Point(call, seen[call], "KILL")


def state(folder: Path) -> dict[str, str]:
    """The hash of every file below a folder; none of names that begin with a dot, which are leftovers of a run that was killed."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    shown = ((path.relative_to(folder), path) for path in files)
    return {
        name.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in shown
        if not any(part.startswith(".") for part in name.parts)
    }


def survey(
    command: list[str], folder: Path, scratch: Path, lay_out: Callable[[], None], allowed: Callable[[dict[str, str]], bool], step: int
) -> dict[tuple[str, str], int]:
    """Let every `step`-th call fail, and look: what may be on the disk, no traceback, and the next run makes what a run without faults makes.

    How many calls of each kind failed, by kind and by what happened to them.
    """
    lay_out()
    every = list(points(command, folder, scratch / "log"))
    expected = state(folder)
    counts: dict[tuple[str, str], int] = {}
    for point in every[::step]:
        lay_out()
        done = traced(command, folder, scratch / "log", "-e", point.injection)
        found = state(folder)
        assert "Traceback" not in done.stderr, (point, done.stderr[-1500:])
        assert allowed(found), (point, done.code, done.stderr[-500:])
        if done.code == 0:
            assert found == expected, point
        again = subprocess.run([sys.executable, *command], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, check=False)
        assert again.returncode == 0, (point, again.stderr[-1500:])
        assert state(folder) == expected, point
        counts[point.call, point.what] = counts.get((point.call, point.what), 0) + 1
    return counts
