# SPDX-License-Identifier: Apache-2.0
"""What the commands of the group have in common: options, and tables of indicators, which are shown disarmed."""

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from chetavani.commands.terminal import console
from chetavani.config import parse_as_of
from chetavani.edition import Edition, open_edition
from chetavani.model.card import moment
from chetavani.model.indicator import KINDS, IndicatorType, defang
from chetavani.outputs.cells import guarded

Root = Annotated[Path, typer.Option("--root", help="The repository.")]
AsOf = Annotated[str, typer.Option("--as-of", help="As of when: `now`, or an RFC 3339 time. `now` if not given.")]
Columns = Sequence[str]
Cells = Sequence[str | int]
_LONG = frozenset({"value", "advisories", "note"})
_DAY = len("2026-03-02")
_NARROWEST = 13  # an advisory's id


class Measure(StrEnum):
    """What an app is asked to do."""

    WARN = "warn"
    HOLD = "hold"
    BLOCK = "block"


class Format(StrEnum):
    """How indicators are written."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"


Form = Annotated[Format, typer.Option("--format", help="How to write them; csv and json have the live values.")]


def opened(root: Path, as_of: str) -> Edition:
    """Return the repository as of a time, of which nothing is judged."""
    return open_edition(root, parse_as_of(as_of or "now", datetime.now(UTC)), lint=False)


def time_text(at: int) -> str:
    """Return an instant as RFC 3339 in UTC; empty for 0, which is none."""
    return moment(at).isoformat(timespec="seconds").replace("+00:00", "Z") if at else ""


def write(form: Format, title: str, columns: Columns, rows: Sequence[Cells], seen: Columns = ()) -> None:
    """Write rows in a form. People see the columns ``seen``, or all, and the values disarmed."""
    if form is Format.TEXT:
        write_table(title, seen or columns, (dict(_disarmed(columns, row)) for row in rows))
    elif form is Format.CSV:
        write_csv(columns, rows)
    else:
        lines = ",\n".join(json.dumps(dict(zip(columns, row, strict=True)), ensure_ascii=False) for row in rows)
        sys.stdout.write(f"[{lines}]\n")


def _disarmed(columns: Columns, row: Cells) -> Iterator[tuple[str, str]]:
    """Yield the names and cells of a row as a terminal shows them: nothing that it makes a link of."""
    kind = ""
    for name, cell in zip(columns, map(str, row), strict=True):
        kind = cell if name == "type" else kind
        if name == "value" and kind in KINDS:
            yield name, defang(IndicatorType(kind), cell)
        else:
            yield name, cell[:_DAY] if name == "until" else cell


def write_table(title: str, columns: Columns, rows: Iterable[Mapping[str, str]]) -> None:
    """Write a table for people. A long value is folded, nothing else is, and nothing is cut off."""
    table = Table(title=title, title_justify="left", box=box.SIMPLE, padding=0, pad_edge=False)
    for name in columns:
        folds = name in _LONG
        table.add_column(name, overflow="fold", no_wrap=not folds, min_width=_NARROWEST if folds else None)
    for row in rows:
        table.add_row(*(Text(row[name]) for name in columns))
    console().print(table)


def write_csv(columns: Columns, rows: Iterable[Cells]) -> None:
    """Write RFC 4180 lines; no cell is a formula to a spreadsheet."""
    writer = csv.writer(sys.stdout)
    writer.writerow(columns)
    writer.writerows([guarded(str(cell)) for cell in row] for row in rows)
