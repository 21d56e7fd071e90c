"""Runs tasks in several processes. The results come in the order of the tasks."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import connection
from typing import Any, TypeVar

from ..errors import CorpusError

Tick = Callable[[int], object]  # gets how many more articles are done
_Task = TypeVar("_Task")
_Result = TypeVar("_Result")
_POLL = 0.2  # seconds between two looks at what the processes have done
_done: Any = None  # of a worker: the counter that all share


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_processes(
    function: Callable[[_Task, Tick], _Result], tasks: Sequence[_Task], jobs: int, tick: Tick
) -> list[_Result]:
    """The results of a function for each task, computed in up to `jobs` processes.

    The function, its tasks and its results must be picklable; with one job or one task it runs in
    this process. The first exception stops all. CorpusError if a process is killed.
    """
    jobs = min(jobs, len(tasks))
    if jobs < 2:
        return [function(task, tick) for task in tasks]
    methods = multiprocessing.get_all_start_methods()
    # Not fork: a copy of a process with threads can hang.
    context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload([function.__module__])
    counter = context.Value("Q", 0)
    with ProcessPoolExecutor(jobs, context, _begin, (counter,)) as pool:
        futures = [pool.submit(_call, function, task) for task in tasks]
        try:
            _follow(futures, counter, tick)
            return [future.result() for future in futures]
        except BaseException as error:
            pool.shutdown(wait=False, cancel_futures=True)
            for child in multiprocessing.active_children():
                child.terminate()
            if isinstance(error, BrokenProcessPool):
                fix = "Free memory, or use fewer processes: --jobs N"
                raise CorpusError(f"one of {jobs} processes was killed. {fix}") from None
            raise


def _follow(futures: Iterable[Future[Any]], counter: Any, tick: Tick) -> None:
    """Call `tick` until all are done or one has failed."""
    seen, left = 0, set(futures)
    while left:
        done, left = wait(left, _POLL, FIRST_EXCEPTION)
        now = counter.value
        if now > seen:
            tick(now - seen)
        seen = now
        for future in done:
            future.result()


def _begin(counter: Any) -> None:
    """Prepare a worker: it ends with its parent, which alone handles an interrupt."""
    global _done  # noqa: PLW0603 - what a pool passes to its workers
    _done = counter
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


def _call(function: Callable[[_Task, Tick], _Result], task: _Task) -> _Result:
    return function(task, partial(_count, _done))


def _count(counter: Any, more: int) -> None:
    with counter.get_lock():
        counter.value += more
