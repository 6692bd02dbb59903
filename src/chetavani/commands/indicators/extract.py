# SPDX-License-Identifier: Apache-2.0
"""``chetavani indicators extract``: a pasted complaint, and what in it may be listed."""

import csv
import sys
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from chetavani.authoring import front_matter_lines
from chetavani.commands.indicators.options import AsOf, Root, opened, write
from chetavani.commands.indicators.options import Format as Shown
from chetavani.commands.terminal import console
from chetavani.complaint import COLUMNS, PROPOSED, Key, Row, proposed, read_complaint
from chetavani.edition import Edition
from chetavani.errors import AuthoringError
from chetavani.lint.listings import Judge
from chetavani.listed import Known, known
from chetavani.loaders.official import load_official

_COLUMNS = ("fate", "type", "value", "times", "note")
_LARGEST = 1024 * 1024


class Format(StrEnum):
    """How what was found is written."""

    TEXT = "text"
    YAML = "yaml"
    CSV = "csv"


def extract(
    complaint: Annotated[
        Path, typer.Argument(metavar="FILE", help="The complaint as a text file; - reads what is piped in.")
    ],
    root: Root = Path(),
    form: Annotated[
        Format, typer.Option("--format", help="A table, lines for front matter, or rows for a sheet.")
    ] = Format.TEXT,
    seen: Annotated[str, typer.Option("--seen", help="The day on which it was seen, like 2026-03-02.")] = "",
    as_of: AsOf = "",
) -> int:
    """Find what may be listed in a complaint: numbers, UPI ids, accounts, links, apps.

    What is official, well known or listed already is marked, and what belongs to the complainant is never proposed or
    shown whole. Look through the table before you use what is `new`: a caller's number may be a victim's too.

    Examples:
    - `chetavani indicators extract complaint.txt`

    - `chetavani indicators extract complaint.txt --format yaml --seen 2026-03-02`

    - `xclip -o | chetavani indicators extract - --format csv > MPC-2026-0001.indicators.csv`
    """
    day = _day(seen)
    edition = opened(root, as_of)
    judge = Judge(load_official(root), edition.settings)
    rows = read_complaint(_text(complaint), judge.value, lambda keys: _held(edition, keys))
    if form is Format.TEXT:
        write(Shown.TEXT, _summary(rows), _COLUMNS, [(row.fate.value, *row[1:3], row.times, row.note) for row in rows])
        return 0
    fields = proposed(rows, day)
    if form is Format.YAML:
        sys.stdout.write(front_matter_lines({"indicators": fields}) if fields else "")
    else:
        writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(fields)
    console(stderr=True).print(_summary(rows), markup=False)
    return 0


def _held(edition: Edition, keys: Collection[Key]) -> dict[Key, Known]:
    """Return what is known of these types and values."""
    return {key: one for one in known(edition) if (key := (one.entry.type, one.entry.value)) in keys}


def _day(seen: str) -> date | None:
    try:
        return date.fromisoformat(seen) if seen else None
    except ValueError:
        raise AuthoringError("--seen", f"{seen!r} is no day.", "Write it like 2026-03-02.") from None


def _text(complaint: Path) -> str:
    """Return the complaint. Raises AuthoringError if it is not there, too large, or no text."""
    place = "standard input" if str(complaint) == "-" else str(complaint)
    try:
        content = sys.stdin.buffer.read(_LARGEST + 1) if place != str(complaint) else complaint.read_bytes()
        text = content.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AuthoringError(place, f"cannot be read: {error}.", "Save it as a UTF-8 text file.") from None
    if len(content) > _LARGEST:
        raise AuthoringError(place, "is larger than 1 MiB.", "Take the part that tells what happened.")
    return text


def _summary(rows: Sequence[Row]) -> str:
    counts = Counter(row.fate for row in rows)
    usable = sum(number for fate, number in counts.items() if fate in PROPOSED)
    others = ", ".join(f"{number} {fate.value}" for fate, number in counts.items() if fate not in PROPOSED)
    return f"{usable} may be listed{f'; left out: {others}' if others else ''}"
