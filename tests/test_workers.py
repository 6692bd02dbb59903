# SPDX-License-Identifier: Apache-2.0
"""Workers: the same results over any number of processes, however they are started."""

import os

import pytest

from chetavani.errors import OutputError, TemplateError
from chetavani.workers import aside, spread


def square(number: int) -> int:
    return number * number


def where(_: int) -> int:
    return os.getpid()


def fail(number: int) -> int:
    raise TemplateError(f"templates/a.html:{number}", "does not render.", "Mend it.")


def end(_: int) -> int:
    os._exit(1)


@pytest.mark.parametrize(("jobs", "method"), [(1, ""), (2, "fork"), (3, "fork"), (2, "spawn")])
def test_every_task_is_done_once(jobs: int, method: str) -> None:
    assert sorted(spread(square, range(50), jobs, method)) == [number * number for number in range(50)]


def test_one_job_or_one_task_needs_no_other_process() -> None:
    assert set(spread(where, range(5), 1)) == {os.getpid()}
    assert set(spread(where, [1], 4)) == {os.getpid()}
    assert os.getpid() not in set(spread(where, range(5), 2))


@pytest.mark.parametrize(("jobs", "method"), [(1, ""), (2, "fork"), (2, "spawn")])
def test_an_error_comes_out_of_a_worker_whole(jobs: int, method: str) -> None:
    with pytest.raises(TemplateError) as caught:
        list(spread(fail, [3, 3], jobs, method))
    assert (caught.value.place, caught.value.remedy) == ("templates/a.html:3", "Mend it.")


def test_a_worker_that_is_ended_is_told() -> None:
    with pytest.raises(OutputError, match="--jobs 1"):
        list(spread(end, range(4), 2))
    with pytest.raises(OutputError, match="--jobs 1"):
        aside(end, 1, 2)()


@pytest.mark.parametrize("jobs", [1, 2])
def test_work_aside_is_waited_for(jobs: int) -> None:
    assert aside(square, 7, jobs)() == 49
