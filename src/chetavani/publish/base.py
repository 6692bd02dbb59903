# SPDX-License-Identifier: Apache-2.0
"""What every target has in common: what is live there, what would change, and what a run has done."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from chetavani.publish.source import Source
from chetavani.writer import Entry

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Takes what is done and how many files it is; gives what is called with the number of files done."""


@dataclass(frozen=True, slots=True)
class Live:
    """What readers get now: the number of the release, its manifest's SHA-256, its files by path.

    ``others`` are the files that no manifest lists: signatures, variants. ``token`` is what tells this state of the
    target from any other. ``kept`` are the releases to which the
    target can go back by itself, with the SHA-256 of their manifests.
    ``whole`` is False if a run that came to no end may have changed some files of it.
    """

    release: int
    manifest: str
    files: Mapping[str, Entry]
    others: Mapping[str, Entry] = field(default_factory=dict)
    token: str = ""
    kept: Mapping[int, str] = field(default_factory=dict)
    whole: bool = True

    @property
    def everything(self) -> dict[str, Entry]:
        """Return every file that is there."""
        return {**self.others, **self.files}


NOTHING = Live(0, "", {})
"""A target at which nothing was published yet."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What a release changes: the paths that are new, other than before, and gone, in their order."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    gone: tuple[str, ...]
    size: int

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)


def changes(live: Live, wanted: Mapping[str, Entry]) -> Changes:
    """Return what ``wanted`` changes of what is live; the size is that of what has to be sent, in bytes."""
    before = live.everything
    new = tuple(sorted(wanted.keys() - before.keys()))
    changed = tuple(sorted(path for path, entry in wanted.items() if path in before and before[path] != entry))
    size = sum(wanted[path].size for path in (*new, *changed))
    return Changes(new, changed, tuple(sorted(before.keys() - wanted.keys())), size)


@dataclass(frozen=True, slots=True)
class Report:
    """What a run has done: the release that is live now, files and bytes sent, files that were there, files deleted.

    ``notes`` are sentences for the operator.
    """

    release: int
    sent: int = 0
    size: int = 0
    there: int = 0
    deleted: int = 0
    notes: tuple[str, ...] = ()


class Target(Protocol):
    """A place to which releases go. Every method raises PublishError, which names the place and never a secret."""

    @property
    def place(self) -> str:
        """Return where this is, for people."""
        ...

    def accepts(self, source: Source) -> Source:
        """Return as much of a release as goes there."""
        ...

    def live(self) -> Live:
        """Return what readers get now; ``NOTHING`` if nothing was published yet."""
        ...

    def fetch(self, paths: Iterable[str], into: Path) -> None:
        """Bring files of what is live into a folder of this machine; one that is not there is passed over."""
        ...

    def publish(self, source: Source, expected: Live, progress: Progress) -> Report:
        """Have readers get ``source``, if what is live is still what was ``expected``."""
        ...

    def rollback(self, number: int, expected: Live, progress: Progress) -> Report:
        """Have readers get release ``number`` again, if what is live is still what was ``expected``."""
        ...
