# SPDX-License-Identifier: Apache-2.0
"""``chetavani serve``: the site on this machine, rebuilt at every save."""

import contextlib
import os
import signal
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from chetavani import pipeline
from chetavani.commands.terminal import console
from chetavani.config import parse_as_of
from chetavani.model.finding import Finding, Level
from chetavani.preview.board import Board
from chetavani.preview.saves import Saves
from chetavani.preview.server import address_of, answer, open_server
from chetavani.preview.session import Builds, Outcome, Session

_SHOWN = 20  # notes on one save; the panel in the page lists more, `chetavani lint` all
_ENDINGS = signal.SIGINT, signal.SIGTERM, signal.SIGHUP


def serve(
    root: Annotated[Path, typer.Option("--root", help="The repository.")] = Path(),
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Where to serve; 0 takes a free port.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="Which address to listen on.")] = "127.0.0.1",
    as_of: Annotated[str, typer.Option("--as-of", help="As of when; see `chetavani build`.")] = "now",
) -> int:
    """Show the site on this machine and rebuild it at every save; the browser loads it again by itself.

    What lint says of a page is shown in it and here. A save with mistakes that would stop a build keeps the last good
    pages. Ctrl+C ends it.

    Examples:
    - `chetavani serve`

    - `chetavani serve --port 0 --as-of 2027-01-01T00:00:00+05:30`
    """
    root, stop = root.resolve(), threading.Event()
    with _until_interrupted(), tempfile.TemporaryDirectory(prefix="chetavani-preview-") as home, _undisturbed():
        site = Path(home) / "site"
        board = Board(site)
        builds = Builds(partial(_build, root, site, as_of, urgent=True), partial(_build, root, site, as_of))
        session = Session(root, board, builds, partial(_index, root, site), _tell)
        with open_server(site, board, host, port) as server:
            session.begin()
            answer(server)
            following = Saves(root, session.heard, stop).start()
            try:
                console().print(f"{address_of(server)}  (Ctrl+C ends it)")
                session.run()
            finally:
                stop.set()
                server.shutdown()
                for thread in following:
                    thread.join()
    return 0


def _build(
    root: Path,
    site: Path,
    as_of: str,
    saved: frozenset[Path],
    report: Callable[[Finding], None],
    going: Callable[[], None],
    *,
    urgent: bool = False,
) -> pipeline.Report:
    """Build the pages; with ``urgent`` those of advisories alone, and of ``saved`` ones: what is waited for.

    ``going`` is called after each step, and may raise. With several processes only at first: a process with threads is
    not to be forked.
    """

    @contextlib.contextmanager
    def progress(_stage: str, _total: int) -> Iterator[Callable[[int], None]]:
        yield lambda _: going()

    jobs = 1 if site.exists() or threading.active_count() > 1 else os.cpu_count() or 1
    moment = parse_as_of(as_of, datetime.now(UTC))
    folders = _folders(root / "advisories", saved) if urgent else None
    request = pipeline.Request(
        root,
        site,
        moment,
        jobs=jobs,
        search=False,
        bulk=False,
        advisories_only=urgent,
        folders=folders,
        unapproved=True,
    )  # the search index has a process of its own, which makes the files of all advisories too
    return pipeline.build(request, progress, report)


def _folders(advisories: Path, saved: frozenset[Path]) -> frozenset[str] | None:
    """Return the folders of ``advisories`` in which ``saved`` are; None if it is not only there that something was."""
    if not saved or not all(path.is_relative_to(advisories) and path != advisories for path in saved):
        return None
    places = {path.parent.relative_to(advisories).as_posix() for path in saved}
    return frozenset("" if place == "." else place for place in places)


def _index(root: Path, site: Path, moment: datetime) -> list[str]:
    """Return the command that makes the search index of what was built as of ``moment``; SIGTERM ends it in order."""
    orderly = "import signal; signal.signal(signal.SIGTERM, signal.default_int_handler)"
    code = f"{orderly}; from chetavani.cli import main; main()"
    options = ["--root", str(root), "--output", str(site), "--as-of", moment.isoformat()]
    return [sys.executable, "-P", "-c", code, "build", "--quiet", "--unapproved", *options]


def _tell(outcome: Outcome) -> None:
    errors = console(stderr=True)
    for note in outcome.fresh[:_SHOWN]:
        errors.print(note.text(), style="red" if note.level == Level.ERROR else "yellow", markup=False)
    if rest := len(outcome.notes) - len(outcome.fresh[:_SHOWN]):
        errors.print(
            f"{rest} more findings, known before or too many to show; `chetavani lint` lists all.", style="dim"
        )
    if outcome.stopped:
        errors.print("The last good pages stay.", style="red")
    elif outcome.built is not None:
        what = f"built {outcome.built.advisories} advisories" if outcome.built.changed else "nothing changed"
        console().print(f"{what} in {outcome.seconds:.2f} s")


@contextlib.contextmanager
def _until_interrupted() -> Iterator[None]:
    """Take Ctrl+C, a request to end and a closed terminal as what they are: the way a preview ends."""
    before = [(one, signal.getsignal(one)) for one in _ENDINGS]
    for one in _ENDINGS:
        signal.signal(one, signal.default_int_handler)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            yield
    finally:
        for one, handler in before:
            signal.signal(one, handler)


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Once the inside has ended, let nothing interrupt the clearing up around it."""
    try:
        yield
    finally:
        for one in _ENDINGS:
            signal.signal(one, signal.SIG_IGN)
