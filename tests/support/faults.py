"""Programs that fail or are killed at a system call or any moment, or whose writes are cut.

After each nothing is half-written, there is no traceback, and the next run makes the same bytes.
"""

import hashlib
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

CALLS = (
    "openat",
    "write",
    "fsync",
    "rename",
    "renameat2",
    "mkdir",
    "chmod",
    "link",
    "unlink",
    "unlinkat",
    "rmdir",
)
ERRORS = {"openat": "ENOSPC", "write": "ENOSPC", "mkdir": "ENOSPC", "link": "EIO"}  # others: EIO
ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "LC_ALL": "C.UTF-8",
}
WITHOUT_PANDAS = str(Path(__file__).parent / "no_pandas")
ENVIRONMENT["PYTHONPATH"] = os.pathsep.join(
    filter(None, (WITHOUT_PANDAS, os.environ.get("PYTHONPATH")))
)


def state(folder: Path) -> dict[str, str]:
    """The hash of every file below a folder, but for leftovers of killed runs: names with a dot."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    shown = ((path.relative_to(folder), path) for path in files)
    return {
        name.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for name, path in shown
        if not any(part.startswith(".") for part in name.parts)
    }


@dataclass
class Program:
    """A program, and what it may leave behind. `scratch` is a folder for the logs of the test."""

    name: str
    command: list[str]
    folder: Path
    scratch: Path
    lay_out: Callable[[], None]  # as it is before the first run
    allowed: Callable[[], bool]  # whether what is on the disk after a fault may be there
    look: Callable[[], Mapping[str, str]]  # what is compared between runs
    environment: Mapping[str, str] = field(default_factory=dict)
    own: str = ""  # only calls on a path with this count: others are those of programs it starts
    repeats: bool = True  # whether it can run again after it has done all

    @property
    def log(self) -> Path:
        return self.scratch / "strace.log"

    def run(self, *before: str, **more: str) -> subprocess.CompletedProcess[str]:
        """One run, below another program if one is named."""
        environment = {**ENVIRONMENT, **self.environment, **more}
        full = [*before, sys.executable, *self.command]
        return subprocess.run(
            full, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )

    def traced(self, *options: str) -> subprocess.CompletedProcess[str]:
        return self.run(
            "strace", "-qq", "-y", "-o", str(self.log), "-e", f"trace={','.join(CALLS)}", *options
        )

    def expected(self) -> Mapping[str, str]:
        """What a run without faults makes."""
        self.lay_out()
        done = self.run()
        assert done.returncode == 0, done.stderr
        return self.look()

    def check(
        self, done: subprocess.CompletedProcess[str], expected: Mapping[str, str], where: object
    ) -> None:
        """What is promised of a run that met a fault, and of the one after it."""
        assert "Traceback" not in done.stderr, (self.name, where, done.stderr[-1500:])
        assert self.allowed(), (self.name, where, done.returncode, done.stderr[-500:])
        if done.returncode == 0:
            assert self.look() == expected, (self.name, where)
        is_done = self.look() == expected  # a kill may come after the last write
        again = self.run()
        may_refuse = is_done and not self.repeats
        assert again.returncode == 0 or may_refuse, (self.name, where, again.stderr[-1500:])
        assert self.look() == expected, (self.name, where)


@dataclass(frozen=True)
class Point:
    """The number-th call of a kind, and what happens to it: an error, or the end of the process."""

    call: str
    number: int
    what: str

    @property
    def injection(self) -> str:
        fault = "signal=KILL" if self.what == "KILL" else f"error={self.what}"
        return f"inject={self.call}:{fault}:when={self.number}"


def points(program: Program) -> Iterator[Point]:
    """Every call that writes to the disk in a run without faults: with an error, and a kill."""
    program.lay_out()
    done = program.traced()
    assert done.returncode == 0, done.stderr
    seen: dict[str, int] = {}
    for line in program.log.read_text(encoding="utf-8", errors="replace").splitlines():
        found = re.match(r"(\w+)\(", line)
        if found is None:
            continue
        call = found[1]
        seen[call] = seen.get(call, 0) + 1
        writes = "O_CREAT" in line if call == "openat" else not re.match(r"write\([12][<,]", line)
        if writes and " = -1 " not in line and program.own in line:
            yield Point(call, seen[call], ERRORS.get(call, "EIO"))
            yield Point(call, seen[call], "KILL")


def survey(program: Program, step: int) -> dict[str, int]:
    """Let every `step`-th point fail. The numbers of points, of failed calls and of kills."""
    every = list(points(program))
    expected = program.expected()
    counts = {"points": len(every), "failed": 0, "killed": 0}
    for point in every[::step]:
        program.lay_out()
        program.check(program.traced("-e", point.injection), expected, point)
        counts["killed" if point.what == "KILL" else "failed"] += 1
    return counts


def short_writes(program: Program, shim: Path) -> int:
    """Cut every write short in one run. How many were cut."""
    expected = program.expected()
    program.lay_out()
    told = program.scratch / "short"
    told.unlink(missing_ok=True)
    done = program.run(LD_PRELOAD=str(shim), SHORTWRITES=str(told))
    assert done.returncode == 0, done.stderr
    assert program.look() == expected
    return sum(map(int, told.read_text(encoding="ascii").split()))


def kills(program: Program, times: int, seed: int) -> int:
    """Kill the program at random moments of its run. How often it was killed before its own end."""
    expected = program.expected()
    program.lay_out()
    begun = time.monotonic()
    program.run()
    lasts = time.monotonic() - begun
    draw = random.Random(f"{program.name} {seed}")
    ended = 0
    for number in range(times):
        program.lay_out()
        full = [sys.executable, *program.command]
        environment = {**ENVIRONMENT, **program.environment}
        with (program.scratch / "stderr").open("w+b") as stderr:
            process = subprocess.Popen(
                full,
                cwd=program.folder,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=stderr,
                start_new_session=True,
            )
            begun = time.monotonic()
            try:
                process.wait(draw.uniform(0, lasts))
                lasts = time.monotonic() - begun  # the machine may be faster now
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
            stderr.seek(0)
            said = stderr.read().decode()
        ended += process.returncode != 0
        program.check(
            subprocess.CompletedProcess(full, process.returncode, "", said),
            expected,
            f"kill {number}",
        )
    return ended
