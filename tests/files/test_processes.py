"""Tasks in several processes: results in order, errors, killed workers, interrupts, orphans."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from istanbul_talks.errors import CorpusError
from istanbul_talks.files.processes import Tick, in_processes
from support.processes import eventually, is_running

KILLED = "one of 2 processes was killed. Free memory, or use fewer"


def slow_square(number: int, tick: Tick) -> tuple[int, int]:
    time.sleep(0.05 * (4 - number))  # the first ends last
    tick(number)
    return number * number, os.getpid()


def fail(number: int, tick: Tick) -> int:
    if number == 1:
        raise CorpusError("one is wrong")
    time.sleep(60)
    return number


def die(number: int, tick: Tick) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


def die_counting(number: int, tick: Any) -> int:
    (counter,) = tick.args
    counter.get_lock().acquire()
    return die(number, tick)


def wait_long(folder: Path, tick: Tick) -> None:
    (folder / str(os.getpid())).touch()
    time.sleep(600)


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    ticks: list[int] = []
    results = list(in_processes(slow_square, range(5), jobs, ticks.append))
    assert [square for square, _ in results] == [0, 1, 4, 9, 16]
    assert sum(ticks) == 10
    assert ({pid for _, pid in results} == {os.getpid()}) == (jobs == 1)


def test_one_task_runs_in_this_process() -> None:
    assert list(in_processes(slow_square, [3], 8, lambda more: None)) == [(9, os.getpid())]


@pytest.mark.parametrize(
    ("function", "message"),
    [(fail, "^one is wrong$"), *((one, KILLED) for one in (die, die_counting))],
)
def test_the_first_failure_stops_all(function: Callable[[int, Tick], int], message: str) -> None:
    began = time.monotonic()
    with pytest.raises(CorpusError, match=message):
        list(in_processes(function, range(4), 2, lambda more: None))
    assert time.monotonic() - began < 50  # others sleep for a minute


@pytest.mark.parametrize(
    "number", [pytest.param(signal.SIGINT, id="SIGINT"), pytest.param(signal.SIGKILL, id="SIGKILL")]
)
def test_workers_end_with_their_parent(tmp_path: Path, number: int) -> None:
    code = (
        f"import sys; sys.path[:0] = {[str(p) for p in Path(__file__).parents[:2]]}\n"
        "from pathlib import Path\n"
        "from istanbul_talks.files.processes import in_processes\n"
        "from test_processes import wait_long\n"
        "list(in_processes(wait_long, [Path(sys.argv[1])] * 2, 2, lambda more: None))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as parent:
        workers = eventually(lambda: [int(p.name) for p in tmp_path.iterdir()], 2)
        parent.send_signal(number)
        _, errors = parent.communicate(timeout=60)
    assert eventually(lambda: [pid for pid in workers if is_running(pid)], 0) == []
    assert errors.count("Traceback") == (number == signal.SIGINT)  # of the parent alone


def test_an_interrupt_while_processes_start_is_seen_by_the_parent_alone(tmp_path: Path) -> None:
    """A terminal interrupts all processes; those that are importing must not print where."""
    module = (
        "import os, signal, time\n"
        'if os.environ["PARENT"] != str(os.getpid()):\n'
        "    os.killpg(0, signal.SIGINT)\n"
        "    time.sleep(0.5)\n"
        "def rest(number, tick):\n"
        "    time.sleep(60)\n"
    )
    code = (
        'import os; os.environ["PARENT"] = str(os.getpid())\n'
        "from istanbul_talks.files.processes import in_processes\n"
        "import interrupting\n"
        "list(in_processes(interrupting.rest, [1, 2], 2, lambda more: None))\n"
    )
    (tmp_path / "interrupting.py").write_text(module, encoding="utf-8")
    paths = str(tmp_path), os.environ.get("PYTHONPATH")
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        timeout=50,
        start_new_session=True,
    )
    assert done.stderr.count("Traceback") == 1
    assert done.stderr.endswith("\nKeyboardInterrupt\n")
