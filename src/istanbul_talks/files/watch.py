"""Files that change while somebody works on them, found by looking at them again and again."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

EVERY = 0.1  # seconds between two looks
_SETTLED = 0.04  # seconds without a change: an editor has written the file to its end
_SHARE = 10  # of the time, at most one part of so many goes into looking

States = dict[str, tuple[int, int, int]]


def states(root: Path, folders: Sequence[str]) -> States:
    """Time, size and number of each file below some folders, by its path from the root."""
    found: States = {}
    for folder in folders:
        for above, _, names in os.walk(root / folder):
            for name in names:
                path = os.path.join(above, name)
                with suppress(OSError):  # it has just vanished
                    state = os.lstat(path)
                    key = Path(path).relative_to(root).as_posix()
                    found[key] = state.st_mtime_ns, state.st_size, state.st_ino
    return found


def changes(root: Path, folders: Sequence[str]) -> Iterator[list[str]]:
    """The paths of files that changed below some folders, whenever some did; first, none.

    What changes while the caller works is found by the next look.
    """
    before, took = states(root, folders), 0.0
    yield []
    while True:
        time.sleep(max(EVERY, _SHARE * took))
        began = time.monotonic()
        now = states(root, folders)
        took = time.monotonic() - began
        if now == before:
            continue
        while True:  # until nothing changes for a moment
            time.sleep(_SETTLED)
            last, now = now, states(root, folders)
            if last == now:
                break
        if changed := sorted({path for path, _ in before.items() ^ now.items()}):
            before = now
            yield changed
