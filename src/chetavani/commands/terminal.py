# SPDX-License-Identifier: Apache-2.0
"""How commands speak on a terminal: findings, progress, one summary line."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.text import Text

from chetavani.model.finding import Finding, Level
from chetavani.pipeline import silent

_STYLES = {Level.ERROR: "bold red", Level.WARNING: "yellow"}
_STAGES = {
    "load": "Reading and checking advisories",
    "theme": "Building the knowledge base",
    "render": "Rendering",
    "search": "Indexing for search",
}


def console(*, quiet: bool = False, stderr: bool = False) -> Console:
    """Return a console; a quiet one swallows everything but errors, which go to standard error."""
    return Console(quiet=quiet, stderr=stderr, highlight=False, soft_wrap=True)


def show_finding(out: Console, finding: Finding) -> None:
    """Print one finding: place, code, what is wrong, what to do."""
    place = f"{finding.path}:{finding.line}"
    field = f" {finding.field}:" if finding.field else ""
    style = _STYLES[finding.level]
    line = Text.assemble(
        (place, "bold"), ": ", (finding.level.value, style), " ", (finding.code, "cyan"),
        f"{field} {finding.message} ", (finding.remedy, "green"),
    )  # fmt: skip
    out.print(line)


def _columns() -> tuple[ProgressColumn, ...]:
    return SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()


def progress_on(out: Console, *, quiet: bool) -> Callable[[str, int], AbstractContextManager[Callable[[int], None]]]:
    """Return a progress reporter for the pipeline: bars on a terminal, nothing elsewhere."""
    if quiet or not out.is_terminal:
        return silent

    @contextmanager
    def stage(name: str, total: int) -> Iterator[Callable[[int], None]]:
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=out, transient=True) as progress:
            task = progress.add_task(_STAGES.get(name, name), total=total)
            yield lambda count: progress.advance(task, count)

    return stage
