"""Processes that a test has started: whether they still run."""

import time
from collections.abc import Callable
from pathlib import Path


def eventually(found: Callable[[], list[int]], count: int) -> list[int]:
    for _ in range(600):
        if len(now := found()) == count:
            return now
        time.sleep(0.1)
    raise AssertionError(f"{now} after a minute, not {count}")


def is_running(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] != "Z"
