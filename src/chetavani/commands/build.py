# SPDX-License-Identifier: Apache-2.0
"""``chetavani build``: the whole site, put in place of the old one at once."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from chetavani import pipeline
from chetavani.commands.terminal import console, progress_on, show_finding
from chetavani.config import parse_as_of

Root = Annotated[Path, typer.Option("--root", help="The repository: chetavani.toml, mkdocs.yml, advisories/, docs/.")]


def build(
    root: Root = Path(),
    output: Annotated[
        Path | None, typer.Option("--output", help="Where the site goes; ROOT/site if not given.")
    ] = None,
    as_of: Annotated[
        str, typer.Option("--as-of", help="`now`, or an RFC 3339 time; else SOURCE_DATE_EPOCH, else the commit's time.")
    ] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Warnings stop the build too.")] = False,  # noqa: FBT002
    jobs: Annotated[int, typer.Option("--jobs", min=1, help="How many processes render.")] = 1,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing unless something is wrong.")] = False,  # noqa: FBT002
) -> int:
    """Build the site.

    The finished site replaces the old one at once; a build that fails leaves the old one as it is.

    Examples:
    - `chetavani build`

    - `chetavani build --strict --jobs 4 --output /srv/www/site`

    - `chetavani build --as-of now` (in a scheduled job, so that advisories expire in time)
    """
    moment = parse_as_of(as_of, datetime.now(UTC)) if as_of else None
    request = pipeline.Request(root, output or root / "site", moment, strict, jobs)
    errors = console(stderr=True)
    out = console(quiet=quiet)
    report = pipeline.build(request, progress_on(out, quiet=quiet), lambda finding: show_finding(errors, finding))
    for warning in report.warnings:
        errors.print(f"docs: {warning}", style="yellow", markup=False)
    out.print(
        f"{report.advisories} advisories, {report.files} files in {report.output}, as of {report.as_of.isoformat()}"
        + ("" if report.changed else " (nothing has changed)")
    )
    return 0
