"""Runs tasks, in several processes if there is much to do."""

import os
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from typing import TypeVar

Tick = Callable[[int], object]  # gets how many more articles are done
_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def in_processes(
    function: Callable[[_Task, Tick], _Result], tasks: Sequence[_Task], jobs: int, tick: Tick
) -> Iterator[_Result]:
    """The results of a function for each task, in order, computed in up to `jobs` processes.

    The function, its tasks and its results must be picklable; with one job or one task it runs in
    this process. The first exception stops all. CorpusError if a process is killed.
    Use every result, or close the iterator: until then the processes run.
    """
    jobs = min(jobs, len(tasks))
    if jobs < 2:
        yield from (function(task, tick) for task in tasks)
    else:  # importing multiprocessing takes 20 ms
        yield from import_module(".pool", __package__).results(function, tasks, jobs, tick)
