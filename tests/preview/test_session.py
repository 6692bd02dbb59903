# SPDX-License-Identifier: Apache-2.0
"""A session: pages first, the search index when nobody is saving, and nothing that ends it but Ctrl+C."""

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue

import pytest

from chetavani.errors import ConfigError, ContentError
from chetavani.model.finding import Finding, Level
from chetavani.preview.board import Board
from chetavani.preview.session import Builds, Outcome, Session

AS_OF = datetime(2026, 6, 1, 12, tzinfo=UTC)
ADVISORY = "advisories/2026/MPC-2026-0001.md"
ERROR = Finding(ADVISORY, 3, "severity", "CH111", "'bad' is not a known word.", "Use another.")
WARNING = Finding(ADVISORY, 4, "title", "CH304", "is in capitals.", "Write a sentence.", Level.WARNING)


@dataclass
class Site:
    """What a build made."""

    changed: bool = True
    advisories: int = 3
    as_of: datetime = AS_OF
    warnings: tuple[str, ...] = ()


class Ended(BaseException):
    """Stands for Ctrl+C."""


@dataclass
class World:
    """Builds that go as the test says, and what the session says of them."""

    root: Path
    board: Board = field(default_factory=Board)
    builds: list[Callable[[], Site]] = field(default_factory=list)
    following: list[Callable[[], Site]] = field(default_factory=list)
    begun: bool = False
    saved: frozenset[Path] = frozenset()
    going: Callable[[], None] = lambda: None
    findings: list[Finding] = field(default_factory=list)
    indexing: list[str] = field(default_factory=list)
    told: SimpleQueue[Outcome] = field(default_factory=SimpleQueue)

    def build(self, saved: frozenset[Path], report: Callable[[Finding], None], going: Callable[[], None]) -> Site:
        """Report the findings, and build what is next."""
        going()
        self.saved = saved
        for finding in self.findings:
            report(finding)
        return self.builds.pop(0)() if self.builds else Site()

    def fail(self, error: BaseException) -> None:
        """Let the next build raise ``error``."""

        def build() -> Site:
            raise error

        self.builds.append(build)

    def session(self) -> Session:
        """Return a session of this world."""
        return Session(self.root, self.board, Builds(self.build, self._whole), self._index, self.told.put)

    def _whole(self, saved: frozenset[Path], report: Callable[[Finding], None], going: Callable[[], None]) -> Site:
        """Build for the first time as the test says; what follows from a save changes nothing, unless the test asks."""
        if not self.begun:
            self.begun = True
            return self.build(saved, report, going)
        self.going = going
        for finding in self.findings:
            report(finding)
        return self.following.pop(0)() if self.following else Site(changed=False)

    def _index(self, moment: datetime) -> list[str]:
        assert moment == AS_OF
        return [sys.executable, "-c", *self.indexing]


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, indexing=["pass"])


@pytest.fixture
def session(world: World) -> Session:
    session = world.session()
    session.begin()
    world.told.get(timeout=1)
    return session


def save(session: Session, world: World) -> Outcome:
    """Save an advisory in a session that begins to run now; return what is told of it."""
    session.heard(frozenset({world.root / ADVISORY}))
    threading.Thread(target=session.run, daemon=True).start()
    return world.told.get(timeout=10)


def waited(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def test_a_save_that_cannot_be_built_keeps_the_pages_and_tells_why(session: Session, world: World) -> None:
    world.findings = [ERROR, WARNING]
    world.fail(ContentError("here", "1 finding(s) stop the build.", "Mend them."))
    outcome = save(session, world)
    standing = world.board.standing
    assert (outcome.stopped, outcome.built) == (True, None)
    assert (standing.pages, standing.stopped, standing.saved) == (1, True, frozenset({ADVISORY}))
    assert [note.code for note in standing.notes] == ["CH111", "CH304"]
    assert world.saved == {world.root / ADVISORY}


def test_the_mend_takes_it_away_and_only_what_is_new_is_told(session: Session, world: World) -> None:
    world.findings = [ERROR, WARNING]
    world.fail(ContentError("here", "1 finding(s) stop the build.", "Mend them."))
    save(session, world)
    world.findings = [WARNING]
    session.heard(frozenset({world.root / ADVISORY}))
    outcome = world.told.get(timeout=10)
    assert (outcome.stopped, outcome.fresh, len(outcome.notes)) == (False, (), 1)
    assert (world.board.standing.pages, world.board.standing.stopped) == (2, False)


def test_errors_other_than_findings_are_told_with_their_place(session: Session, world: World) -> None:
    world.fail(ConfigError(str(world.root / "chetavani.toml"), "cannot be read.", "Mend the file."))
    (note,) = save(session, world).fresh
    assert (note.path, note.message, note.remedy) == ("chetavani.toml", "cannot be read.", "Mend the file.")


def test_a_file_that_goes_away_while_it_is_read_is_tried_again(session: Session, world: World) -> None:
    world.fail(FileNotFoundError(2, "No such file", "docs/x.md"))
    assert not save(session, world).stopped


def test_a_file_that_cannot_be_read_at_all_is_told(session: Session, world: World) -> None:
    for _ in range(2):
        world.fail(PermissionError(13, "Permission denied", str(world.root / "docs/x.md")))
    outcome = save(session, world)
    assert outcome.stopped
    assert [note.text() for note in outcome.fresh] == [
        "docs/x.md: error cannot be read: Permission denied. Save it again."
    ]


def test_the_theme_s_warnings_are_notes(session: Session, world: World) -> None:
    world.builds.append(lambda: Site(warnings=("a link leads nowhere",)))
    assert [note.text() for note in save(session, world).fresh] == ["docs: warning a link leads nowhere"]


def test_a_first_build_with_mistakes_in_the_content_waits_for_the_mend(world: World) -> None:
    world.findings = [ERROR]
    world.fail(ContentError("here", "1 finding(s) stop the build.", "Mend them."))
    world.session().begin()
    assert world.told.get(timeout=1).stopped
    assert world.board.standing.pages == 0


def test_a_first_build_that_cannot_be_is_the_end(world: World) -> None:
    world.fail(ConfigError("chetavani.toml", "there is no such file.", "Point --root at a repository."))
    with pytest.raises(ConfigError):
        world.session().begin()


def test_pages_are_announced_before_the_index_is_made(session: Session, world: World, tmp_path: Path) -> None:
    indexed = tmp_path / "indexed"
    world.indexing = [f"import pathlib; pathlib.Path({str(indexed)!r}).touch()"]
    save(session, world)
    assert (world.board.standing.pages, world.board.standing.search) == (2, 0)
    assert not indexed.exists()
    assert waited(lambda: world.board.standing.search == 1)
    assert indexed.exists()
    assert world.board.standing.pages == 2  # nobody's page is loaded again for it


def test_a_save_does_not_wait_for_the_index_and_the_index_is_made_afterwards(
    session: Session, world: World, tmp_path: Path
) -> None:
    began, done = tmp_path / "began", tmp_path / "done"
    long = f"import pathlib, time; pathlib.Path({str(began)!r}).touch(); time.sleep(60)"
    world.indexing = [f"{long}; pathlib.Path({str(done)!r}).touch()"]
    save(session, world)
    assert waited(began.exists)
    world.indexing = ["pass"]
    before = time.monotonic()
    session.heard(frozenset({world.root / ADVISORY}))
    assert world.told.get(timeout=10).built is not None
    assert time.monotonic() - before < 2
    assert waited(lambda: world.board.standing.search == 1)
    assert not done.exists()


def test_an_index_that_fails_is_told_once(session: Session, world: World) -> None:
    world.indexing = ["import sys; sys.exit('no room on the disk')"]
    save(session, world)
    outcome = world.told.get(timeout=10)
    assert "no room on the disk" in outcome.fresh[0].message
    assert not outcome.stopped
    assert world.board.standing.search == 0


def test_a_save_without_a_change_loads_nothing_again(session: Session, world: World) -> None:
    world.builds.append(lambda: Site(changed=False))
    assert save(session, world).built is not None
    assert world.board.standing.pages == 1


def test_whatever_ends_the_session_ends_its_index(session: Session, world: World, tmp_path: Path) -> None:
    began, late = tmp_path / "began", tmp_path / "late"
    first, last = (f"pathlib.Path({str(path)!r}).touch()" for path in (began, late))
    world.indexing = [f"import pathlib, time; {first}; time.sleep(1); {last}"]

    def interrupt() -> None:
        assert waited(began.exists)
        world.fail(Ended())
        session.heard(frozenset({world.root / ADVISORY}))

    threading.Thread(target=interrupt).start()
    with pytest.raises(Ended):
        session.run()
    time.sleep(1.5)
    assert not late.exists()


def test_what_follows_from_a_save_is_built_after_it_is_shown(session: Session, world: World) -> None:
    seen: list[int] = []

    def following() -> Site:
        seen.append(world.board.standing.pages)
        return Site()

    world.following.append(following)
    assert save(session, world).built == Site()
    assert waited(lambda: world.board.standing.pages == 3)
    assert seen == [2]


def test_what_follows_gives_way_to_a_newer_save_and_is_taken_up_after_it(session: Session, world: World) -> None:
    seen: list[str] = []

    def overtaken() -> Site:
        session.heard(frozenset({world.root / ADVISORY}))
        seen.append("given up")
        world.going()
        seen.append("gone on")
        return Site()

    def following() -> Site:
        world.going()
        seen.append("finished")
        return Site()

    world.following += [overtaken, following]
    assert save(session, world).built == Site()
    assert world.told.get(timeout=10).built == Site()  # the newer save's
    assert waited(lambda: world.board.standing.pages == 4)
    assert seen == ["given up", "finished"]
    assert not world.board.standing.stopped


def test_what_stops_the_build_that_follows_is_said(session: Session, world: World) -> None:
    def following() -> Site:
        raise ConfigError("templates/list.html.jinja", "does not render.", "Mend it.")

    world.following.append(following)
    assert not save(session, world).stopped
    outcome = world.told.get(timeout=10)
    assert outcome.stopped
    assert [note.path for note in outcome.fresh] == ["templates/list.html.jinja"]
    assert world.board.standing.stopped
