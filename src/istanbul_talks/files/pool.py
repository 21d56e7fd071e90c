"""A pool of processes: the results of tasks in order, and no process left when it ends."""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_EXCEPTION, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from functools import partial
from multiprocessing import connection
from typing import Any, TypeVar

from ..errors import CorpusError
from .processes import Tick

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")
_POLL = 0.2  # seconds between two looks at what the processes have done
_done: Any = None  # of a worker: the counter that all share


def results(
    function: Callable[[_Task, Tick], _Result], tasks: Sequence[_Task], jobs: int, tick: Tick
) -> Iterator[_Result]:
    """As `in_processes`, always in other processes."""
    methods = multiprocessing.get_all_start_methods()
    # Not fork: a copy of a process with threads can hang.
    context: Any = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    if "forkserver" in methods:
        context.set_forkserver_preload([function.__module__])
    counter = context.Value("Q", 0)
    with ProcessPoolExecutor(jobs, context, _begin, (counter,)) as pool:
        try:
            with _interrupted_later():
                futures = [pool.submit(_call, function, task) for task in tasks]
            yield from _follow(futures, counter, tick)
        except BaseException as error:
            for child in multiprocessing.active_children():
                child.terminate()
            pool.shutdown(cancel_futures=True)  # its thread must end before Python does
            if isinstance(error, BrokenProcessPool):
                fix = "Free memory, or use fewer processes: --jobs N"
                raise CorpusError(f"one of {jobs} processes was killed. {fix}") from None
            raise


@contextmanager
def _interrupted_later() -> Iterator[None]:
    """Put off an interrupt until the processes have started; they never get one.

    Else they would print a traceback, of what they import first or of a parent that is gone.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _follow(futures: list[Future[_Result]], counter: Any, tick: Tick) -> Iterator[_Result]:
    """The results, each as soon as those before it are there, until one has failed."""
    seen, left = 0, set(futures)
    futures.reverse()
    while futures:
        done, left = wait(left, _POLL, FIRST_EXCEPTION)
        now = counter.get_obj().value  # whoever was killed may have kept the lock
        if now > seen:
            tick(now - seen)
        seen = now
        for future in done:
            future.result()
        while futures and futures[-1] not in left:
            yield futures.pop().result()


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
