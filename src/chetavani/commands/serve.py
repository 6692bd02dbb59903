# SPDX-License-Identifier: Apache-2.0
"""``chetavani serve``: the site on this machine, rebuilt at every save."""

import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from chetavani import pipeline
from chetavani.commands.terminal import console, show_finding
from chetavani.config import parse_as_of
from chetavani.errors import ChetavaniError, ContentError
from chetavani.preview import Builds, saves, start_server


def serve(
    root: Annotated[Path, typer.Option("--root", help="The repository.")] = Path(),
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Where to serve; 0 takes a free port.")] = 8000,
    host: Annotated[str, typer.Option("--host", help="Which address to listen on.")] = "127.0.0.1",
    as_of: Annotated[str, typer.Option("--as-of", help="As of when; see `chetavani build`.")] = "now",
) -> int:
    """Show the site on this machine and rebuild it at every save; the browser loads it again by itself.

    A save with mistakes keeps the last good pages and lists the mistakes here.

    Examples:
    - `chetavani serve`

    - `chetavani serve --port 0 --as-of 2027-01-01T00:00:00+05:30`
    """
    root = root.resolve()
    builds = Builds()
    stop = threading.Event()
    with tempfile.TemporaryDirectory(prefix="chetavani-preview-") as home:
        site = Path(home) / "site"
        _rebuild(root, site, as_of)
        server = start_server(site, builds, host, port)
        console().print(f"http://{host}:{server.server_port}/  (Ctrl+C ends it)")
        try:
            for _ in saves(root, stop):
                if _rebuild(root, site, as_of):
                    builds.announce()
        finally:
            stop.set()
            server.shutdown()
            server.server_close()
    return 0


def _rebuild(root: Path, site: Path, as_of: str) -> bool:
    """Build once; report findings and errors. Return whether there is something new to look at."""
    errors = console(stderr=True)
    started = time.monotonic()
    try:
        request = pipeline.Request(root, site, parse_as_of(as_of, datetime.now(UTC)))
        report = pipeline.build(request, report=lambda finding: show_finding(errors, finding))
    except ChetavaniError as error:
        if not site.exists() and not isinstance(error, ContentError):
            raise  # nothing has ever been built here, and no save of an advisory will mend it
        errors.print(f"{error} The last good pages stay.", style="red", markup=False)
        return False
    for warning in report.warnings:
        errors.print(f"docs: {warning}", style="yellow", markup=False)
    seconds = time.monotonic() - started
    console().print(f"built {report.advisories} advisories in {seconds:.1f} s" if report.changed else "nothing changed")
    return report.changed
