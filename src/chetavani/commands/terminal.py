# SPDX-License-Identifier: Apache-2.0
"""How commands speak on a terminal: findings, progress, one summary line.

Rich is loaded when there is something to be shown by it: a build that has nothing to say is over sooner.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from chetavani.model.finding import Finding, Level
from chetavani.pipeline import silent

if TYPE_CHECKING:
    from rich.console import Console

_STYLES = {Level.ERROR: "bold red", Level.WARNING: "yellow"}
_STAGES = {
    "load": "Reading and checking advisories",
    "theme": "Building the knowledge base",
    "render": "Rendering",
    "gather": "Gathering",
    "search": "Indexing for search",
}


def console(*, stderr: bool = False) -> "Console":
    """Return a console on standard output or standard error."""
    from rich.console import Console

    return Console(stderr=stderr, highlight=False, soft_wrap=True)


def show_finding(out: "Console", finding: Finding) -> None:
    """Print one finding: place, code, what is wrong, what to do."""
    from rich.text import Text

    place = f"{finding.path}:{finding.line}"
    field = f" {finding.field}:" if finding.field else ""
    style = _STYLES[finding.level]
    line = Text.assemble(
        (place, "bold"), ": ", (finding.level.value, style), " ", (finding.code, "cyan"),
        f"{field} {finding.message} ", (finding.remedy, "green"),
    )  # fmt: skip
    out.print(line)


def progress_bars(*, quiet: bool) -> Callable[[str, int], AbstractContextManager[Callable[[int], None]]]:
    """Return a progress reporter for the pipeline: bars on a terminal, nothing elsewhere."""
    return silent if quiet or not sys.stdout.isatty() else _bar


@contextmanager
def _bar(name: str, total: int) -> Iterator[Callable[[int], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=console(), transient=True) as progress:
        task = progress.add_task(_STAGES.get(name, name), total=total)
        yield lambda count: progress.advance(task, count)
