# SPDX-License-Identifier: Apache-2.0
"""Workers: tasks spread over processes, whose results stream back as they are done.

Workers are forked where that can be had, so that they share what the parent holds without copying it; elsewhere they
are spawned, and the work travels to each of them once. Which way makes no difference to the results.
"""

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any, TypeVar

from chetavani.errors import ChetavaniError, OutputError

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")

_work: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []  # what a worker process was started with


def start_method() -> str:
    """Return how workers are started here: ``fork`` if the system can, else ``spawn``."""
    return "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"


def spread(work: Callable[[_Task], _Result], tasks: Sequence[_Task], jobs: int, method: str = "") -> Iterator[_Result]:
    """Yield what ``work`` makes of each of ``tasks``, as they are done, over at most ``jobs`` processes.

    With ``jobs`` 1 everything is done here, in order. ``method`` names another way of starting workers than
    ``start_method``. Raises what ``work`` raises, and OutputError if a worker is ended from outside.
    """
    if jobs <= 1 or len(tasks) <= 1:
        yield from map(work, tasks)
        return
    context = multiprocessing.get_context(method or start_method())
    try:
        with ProcessPoolExecutor(min(jobs, len(tasks)), context, _start, (work, tasks)) as pool:
            for future in as_completed([pool.submit(_one, number) for number in range(len(tasks))]):
                yield future.result()
    except BrokenProcessPool:
        raise _ended() from None


def _start(work: Callable[[Any], Any], tasks: Sequence[Any]) -> None:
    _work.append((work, tasks))
    gc.freeze()  # what the parent holds lives as long as this process: never to be looked through
    _follow_parent()


def _follow_parent() -> None:
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when the one that started it is gone: a forked worker would wait for ever, and hold its lock."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _one(number: int) -> Any:  # noqa: ANN401 - a result of the work
    work, tasks = _work[-1]
    result = work(tasks[number])
    if not gc.isenabled():
        gc.collect(0)  # what this task has left in circles: nobody else would look, and a worker does many tasks
    return result


def aside(work: Callable[[_Task], _Result], task: _Task, jobs: int) -> Callable[[], _Result]:
    """Start ``work`` on ``task`` in a process of its own, if there may be another; return what waits for its result."""
    if jobs <= 1:
        return partial(work, task)
    context = multiprocessing.get_context(start_method())
    answer, told = context.Pipe(duplex=False)
    process = context.Process(target=_aside, args=(told, work, task), daemon=True)  # type: ignore[attr-defined]
    process.start()
    told.close()
    return partial(_awaited, answer, process)


def _aside(told: Connection, work: Callable[[_Task], _Result], task: _Task) -> None:
    _follow_parent()
    try:
        told.send(work(task))
    except ChetavaniError as error:
        told.send(error)


def _awaited(answer: Connection, process: BaseProcess) -> Any:  # noqa: ANN401 - a result of the work
    try:
        result = answer.recv()
    except EOFError:
        raise _ended() from None
    finally:
        answer.close()
        process.join()
    if isinstance(result, ChetavaniError):
        raise result
    return result


def _ended() -> OutputError:
    return OutputError("a worker process", "was ended from outside.", "Build again, or with --jobs 1.")
