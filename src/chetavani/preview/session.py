# SPDX-License-Identifier: Apache-2.0
"""A session of the preview: one save after another is built, shown, and then, when nobody is saving, indexed.

Pages come first. The search index is brought up to date by a process of its own once saves have stopped for a moment;
the next save ends that process, which no site is ever the worse for, so that no save waits for an index. In the same
way lists and feeds, which follow the pages, are given up when the next save comes, and taken up again after it.
"""

import gc
import queue
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Protocol

from chetavani.errors import ChetavaniError, ContentError, OvertakenError, SearchError
from chetavani.model.finding import Finding, Level
from chetavani.preview.board import Board, Note, notes_of

_QUIET = 0.5  # seconds without a save before the search index is made
_GRACE = 0.3  # seconds that the making of an index has to end
_AGAIN = 0.1  # seconds after which a build is tried again whose files went away under it


class Built(Protocol):
    """What a build says of itself."""

    @property
    def changed(self) -> bool:
        """Whether the site is another than before."""

    @property
    def advisories(self) -> int:
        """How many advisories it has."""

    @property
    def as_of(self) -> datetime:
        """As of when it is."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the theme engine warns of."""


Build = Callable[[frozenset[Path], Callable[[Finding], None], Callable[[], None]], Built]
"""Builds the pages after these files were saved (none: whatever has changed), telling the first function of every
finding; the second is called now and then, and may raise OvertakenError. Raises ChetavaniError, and ContentError if
findings stop it."""


@dataclass(frozen=True, slots=True)
class Builds:
    """The two steps of a save: ``urgent`` builds the advisories' own pages, ``whole`` all that then is missing."""

    urgent: Build
    whole: Build


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a save: ``fresh`` are the notes that the save before did not have, of ``notes`` in all.

    ``built`` is None if nothing was; ``stopped`` says that it is because of them.
    """

    built: Built | None
    stopped: bool
    notes: tuple[Note, ...]
    fresh: tuple[Note, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class _Indexed:
    """An indexing process has ended; ``error`` is what it said if it failed."""

    process: subprocess.Popen[str]
    error: str


class Session:
    """Builds what is saved below ``root``. ``index`` returns the command that brings the search index up to date."""

    def __init__(
        self,
        root: Path,
        board: Board,
        builds: Builds,
        index: Callable[[datetime], Sequence[str]],
        tell: Callable[[Outcome], None],
    ) -> None:
        self._root = root
        self._board = board
        self._builds = builds
        self._index = index
        self._tell = tell
        self._inbox: queue.SimpleQueue[frozenset[Path] | _Indexed] = queue.SimpleQueue()
        self._heard = self._taken = 0  # saves that have come in, and those that were taken up
        self._counting = threading.Lock()
        self._known: tuple[list[Finding], tuple[Note, ...]] = ([], ())  # the last findings, as notes too
        self._due: datetime | None = None  # as of when the search index is to be made
        self._indexing: subprocess.Popen[str] | None = None

    def heard(self, saved: frozenset[Path]) -> None:
        """Take in a save; returns at once. An empty one asks whether anything was missed."""
        with self._counting:
            self._heard += 1
        self._inbox.put(saved)

    def begin(self) -> None:
        """Build for the first time. Raises what the build raises, except that findings are only shown."""
        self._save(frozenset(), first=True)
        gc.collect()
        gc.freeze()  # what is loaded by now stays to the end: the collector need never look at it again

    def run(self) -> None:
        """Build save after save, until something is raised: Ctrl+C."""
        try:
            while True:
                self._next()
        finally:
            self._end_indexing()

    def _next(self) -> None:
        waiting = self._due is not None and self._indexing is None
        try:
            heard = self._inbox.get(timeout=_QUIET if waiting else None)
        except queue.Empty:
            self._start_indexing()
            return
        if isinstance(heard, _Indexed):
            self._indexed(heard)
            return
        saved = set(heard)
        self._taken += 1
        while not self._inbox.empty():
            more = self._inbox.get()
            if isinstance(more, _Indexed):
                self._indexed(more)
            else:
                saved |= more
                self._taken += 1
        self._save(frozenset(saved))

    def _save(self, saved: frozenset[Path], *, first: bool = False) -> None:
        """Build what is waited for, then what follows from it, unless somebody saves again: then that can wait."""
        self._end_indexing()
        if first:
            self._step(self._builds.whole, saved, first=True)
        elif self._step(self._builds.urgent, saved) and self._heard == self._taken:
            self._step(self._builds.whole, frozenset(), patient=True)

    def _step(self, build: Build, saved: frozenset[Path], *, first: bool = False, patient: bool = False) -> bool:
        """Build once, and say what came of it on the board and on the terminal. Return whether anything was built.

        A ``patient`` step gives up, and says nothing, when somebody saves: it will be taken again.
        """
        began = time.monotonic()
        before = self._board.standing
        found: list[Finding] = []
        built, error = None, None
        with _collector_off():
            try:
                built = self._built(partial(build, saved, found.append, self._give_way if patient else _go_on), found)
            except OvertakenError:
                return False
            except ChetavaniError as raised:
                if first and not isinstance(raised, ContentError):
                    raise  # nothing has ever been built here, and no save of an advisory will mend it
                error = raised
        notes = self._notes(found, built, error)
        fresh = set(notes).difference(before.notes) if notes is not before.notes else set[Note]()
        if built is not None and built.changed:
            self._due = built.as_of
        names = frozenset(path.relative_to(self._root).as_posix() for path in saved if path.is_relative_to(self._root))
        self._board.put(
            pages=before.pages + (built is not None and built.changed), stopped=built is None, notes=notes,
            saved=names or before.saved,
        )  # fmt: skip
        if saved or first or fresh or before.stopped is not self._board.standing.stopped:
            shown = tuple(note for note in notes if note in fresh)
            self._tell(Outcome(built, built is None, notes, shown, time.monotonic() - began))
        return built is not None

    def _notes(self, found: list[Finding], built: Built | None, error: ChetavaniError | None) -> tuple[Note, ...]:
        """Return what is to be said: an error that is not about findings first, then findings, then warnings."""
        stops = any(finding.level is Level.ERROR for finding in found)
        errors = [] if error is None or (isinstance(error, ContentError) and stops) else [error]
        warnings = built.warnings if built is not None else ()
        if not errors and not warnings and found == self._known[0]:
            return self._known[1]  # there may be thousands, and most saves change none
        notes = (*notes_of(found, errors), *(Note("docs", 0, Level.WARNING, "", warning, "") for warning in warnings))
        notes = tuple(replace(note, path=note.path.removeprefix(f"{self._root}/")) for note in notes)
        if not errors and not warnings:
            self._known = (found, notes)
        return notes

    def _give_way(self) -> None:
        """Give up what is being built if somebody has saved."""
        if self._heard != self._taken:
            raise OvertakenError("the preview", "is overtaken by a newer save.", "")

    def _built(self, build: Callable[[], Built], found: list[Finding]) -> Built:
        """Build; once more if a file went away while it was being read."""
        try:
            return build()
        except OSError:
            time.sleep(_AGAIN)
            found.clear()
        try:
            return build()
        except OSError as error:
            place = str(error.filename or self._root)
            raise ContentError(place, f"cannot be read: {error.strerror}.", "Save it again.") from None

    def _start_indexing(self) -> None:
        if self._due is None:
            return
        process = subprocess.Popen(  # noqa: S603 - our own command
            self._index(self._due), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            text=True, start_new_session=True,
        )  # fmt: skip
        self._indexing = process
        threading.Thread(target=self._await, args=(process,), daemon=True).start()

    def _await(self, process: subprocess.Popen[str]) -> None:
        _, said = process.communicate()
        self._inbox.put(_Indexed(process, said.strip() if process.returncode else ""))

    def _indexed(self, ended: _Indexed) -> None:
        if ended.process is not self._indexing:  # a save has ended it
            return
        self._indexing = self._due = None
        standing = self._board.standing
        if not ended.error:
            self._board.put(search=standing.search + 1)
            return
        note = Note.of_error(SearchError("the search index", f"was not made: {ended.error}", ""))
        self._board.put(notes=(*standing.notes, note))
        self._tell(Outcome(None, stopped=False, notes=self._board.standing.notes, fresh=(note,), seconds=0.0))

    def _end_indexing(self) -> None:
        """End the indexing process, if there is one, and wait until it has let go of the site."""
        if self._indexing is None:
            return
        self._indexing.terminate()  # it leaves a store that the next build need not read through, if it has the time
        try:
            self._indexing.wait(_GRACE)
        except subprocess.TimeoutExpired:
            self._indexing.kill()
            self._indexing.wait()
        self._indexing = None


def _go_on() -> None:
    """Build on, whatever comes."""


@contextmanager
def _collector_off() -> Iterator[None]:
    """Build without the collector of cyclic garbage, which would look through all that is loaded again and again."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
