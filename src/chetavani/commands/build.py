# SPDX-License-Identifier: Apache-2.0
"""``chetavani build``: the whole site, put in place of the old one at once."""

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from chetavani import pipeline
from chetavani.commands.terminal import console, progress_bars, show_finding
from chetavani.config import parse_as_of
from chetavani.model.finding import Finding, Level

_WARNINGS_SHOWN = 20

Root = Annotated[Path, typer.Option("--root", help="The repository: chetavani.toml, mkdocs.yml, advisories/, docs/.")]

Output = Annotated[Path | None, typer.Option("--output", help="Where the site goes; ROOT/site if not given.")]
AsOf = Annotated[
    str, typer.Option("--as-of", help="`now`, or an RFC 3339 time; else SOURCE_DATE_EPOCH, else the commit's time.")
]
WithoutSearch = Annotated[
    bool, typer.Option("--without-search", help="Leave the search index as it is; a later build brings it up.")
]
WithoutBulk = Annotated[
    bool, typer.Option("--without-bulk", help="Leave the files of all advisories as they are, in the same way.")
]
After = Annotated[
    Path | None, typer.Option("--after", help="The site published before: lists of indicators get the next number.")
]
Unapproved = Annotated[
    bool, typer.Option("--unapproved", help="Only warn of what is not approved: for previews, never to publish.")
]


def build(
    root: Root = Path(),
    output: Output = None,
    as_of: AsOf = "",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings stop the build too.")] = False,
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="How many processes render.")] = 1,
    clean: Annotated[bool, typer.Option("--clean", help="Build everything anew, whatever is remembered.")] = False,
    without_search: WithoutSearch = False,
    without_bulk: WithoutBulk = False,
    after: After = None,
    unapproved: Unapproved = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing unless something is wrong.")] = False,
) -> int:
    """Bring the site up to date.

    Only what has changed is built. The finished site replaces the old one at once; a build that fails leaves the old
    one as it is.

    Examples:
    - `chetavani build`

    - `chetavani build --strict --jobs 4 --output /srv/www/site`

    - `chetavani build --without-search --without-bulk` (an urgent warning now, what takes longest in the next build)

    - `chetavani build --after /srv/www/current` (numbers the release of the lists, and says what it changes)

    - `chetavani build --as-of now` (in a scheduled job, so that advisories expire in time)
    """
    moment = parse_as_of(as_of, datetime.now(UTC)) if as_of else None
    request = pipeline.Request(
        root,
        output or root / "site",
        moment,
        strict,
        jobs,
        clean=clean,
        search=not without_search,
        bulk=not without_bulk,
        after=after,
        unapproved=unapproved,
    )
    progress = progress_bars(quiet=quiet)
    with _collector_off():
        told = _Told()
        report = pipeline.build(request, progress, told)
        told.sum_up()
    _say(report, quiet=quiet)
    return 0


def _say(report: pipeline.Report, *, quiet: bool) -> None:
    for warning in report.warnings:
        console(stderr=True).print(f"docs: {warning}", style="yellow", markup=False)
    if not quiet:
        change = f"{report.written} new or changed, {report.deleted} gone" if report.changed else "nothing has changed"
        sys.stdout.write(
            f"{report.advisories} advisories, {report.files} files in {report.output}, "
            f"as of {report.as_of.isoformat()}: {change}\n"
        )


class _Told:
    """Shows findings as a build reports them: every error, and the first of many warnings."""

    def __init__(self) -> None:
        self._warnings = 0

    def __call__(self, finding: Finding) -> None:
        """Show one finding, or count it."""
        if finding.level is Level.WARNING:
            self._warnings += 1
        if finding.level is Level.ERROR or self._warnings <= _WARNINGS_SHOWN:
            show_finding(console(stderr=True), finding)

    def sum_up(self) -> None:
        """Say how many warnings were not shown."""
        if (more := self._warnings - _WARNINGS_SHOWN) > 0:
            console(stderr=True).print(f"and {more} more warnings; `chetavani lint` lists them all.", markup=False)


@contextmanager
def _collector_off() -> Iterator[None]:
    """Build without the collector of cyclic garbage.

    What a build loads lives until its end, and the collector would look through all of it again and again for nothing.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
