# SPDX-License-Identifier: Apache-2.0
"""Rendering: every planned artifact becomes a file, over as many processes as asked, with the same bytes.

Workers are forked, so they share the plan without copying it; each takes every n-th artifact, writes its files
itself and returns only the entries for the manifest. Where forking is not to be had, one process does it all.
"""

import multiprocessing
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field

from chetavani.errors import OutputError
from chetavani.model.page import Page
from chetavani.outputs.base import Artifact
from chetavani.writer import Entry, FolderWriter, checked_path

_SMALL = 64  # fewer artifacts than this are not worth a fork
_SLICES = 4  # per worker, so that one slow slice does not leave the other cores idle

Pour = Callable[[Page, str], bytes]
Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Made:
    """A file that an earlier build made, and the key of the artifact it was made from."""

    key: str
    entry: Entry


@dataclass(frozen=True)
class Job:
    """A plan and where it goes. ``pour`` turns a page into the bytes of its file.

    ``known`` are the files of the build that ``writer`` links to: an artifact whose key is the same is not rendered.
    """

    artifacts: Sequence[Artifact]
    pour: Pour
    writer: FolderWriter
    known: Mapping[str, Made] = field(default_factory=dict)

    def render(self, numbers: Iterable[int]) -> list[Made]:
        """Render and write the artifacts of these numbers."""
        return [self._one(self.artifacts[number]) for number in numbers]

    def _one(self, artifact: Artifact) -> Made:
        known = self.known.get(artifact.path)
        if known is not None and artifact.key and known.key == artifact.key and self.writer.keep(known.entry):
            return known
        made = artifact.render()
        content = self.pour(made, artifact.path) if isinstance(made, Page) else made
        return Made(artifact.key, self.writer.write(artifact.path, content))


_inherited: list[Job] = []  # what forked workers find in their copy of the parent


def _work(numbers: range) -> list[Made]:
    return _inherited[-1].render(numbers)


def refuse_collisions(artifacts: Iterable[Artifact], taken: Iterable[str] = ()) -> None:
    """Raise OutputError if two artifacts claim one path, a path and a folder of it, or a path outside the site.

    ``taken`` are the paths of files that are there already, which no artifact may claim either.
    """
    seen: set[str] = set(taken)
    for artifact in artifacts:
        if checked_path(artifact.path) in seen:
            cause = "is planned twice, or is a page in docs/ and an output of ours."
            raise OutputError(artifact.path, cause, "Give one of the two another path.")
        seen.add(artifact.path)
    for path in seen:
        parts = path.split("/")
        for length in range(1, len(parts)):
            if (folder := "/".join(parts[:length])) in seen:
                raise OutputError(path, f"lies inside {folder}, which is a file.", "Give one of the two another path.")


def render_all(job: Job, jobs: int, advance: Advance) -> list[Made]:
    """Render every artifact of ``job`` with ``jobs`` processes, calling ``advance`` with each number done."""
    count = len(job.artifacts)
    if jobs <= 1 or count < _SMALL or "fork" not in multiprocessing.get_all_start_methods():
        return list(_serial(job, advance))
    slices = [range(start, count, jobs * _SLICES) for start in range(jobs * _SLICES)]
    made: list[Made] = []
    _inherited.append(job)
    try:
        with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("fork")) as pool:
            for future in as_completed([pool.submit(_work, numbers) for numbers in slices]):
                done = future.result()
                made += done
                advance(len(done))
    except BrokenProcessPool:
        raise OutputError("a worker process", "was ended from outside.", "Build again, or with --jobs 1.") from None
    finally:
        _inherited.pop()
    return made


def _serial(job: Job, advance: Advance) -> Iterator[Made]:
    for number in range(len(job.artifacts)):
        yield from job.render((number,))
        advance(1)
