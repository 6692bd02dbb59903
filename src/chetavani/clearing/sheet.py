# SPDX-License-Identifier: Apache-2.0
"""Clearing an indicator in a sheet (``<ID>.indicators.csv``): its row gets two cells, and every other stays as it is.

A sheet may have a million rows, so it is read and written row by row (RFC 4180).
"""

import csv
import io
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from chetavani.clearing.base import Clearance, Found, Place, Sought
from chetavani.errors import AuthoringError

_NEEDED = ("type", "value")
_MARKS = ("cleared", "reason")
_REMEDY = "Run `chetavani lint`, and mend the file first."
_NEAR = 100  # values that are kept to be named at most


def find(path: Path, shown: str, wanted: Sought, clearance: Clearance) -> Found:
    """Return where the sheet at ``path``, which findings call ``shown``, lists what is wanted.

    Raises AuthoringError if it cannot be read to its end.
    """
    places: list[Place] = []
    near: list[tuple[str, str]] = []
    header: list[str] = []
    for line, _, cells in _rows(path, shown):
        if not header:
            header = _header(cells, shown)
            continue
        row = dict(zip(header, cells, strict=False))
        kind, value = row.get("type", "").strip(), row.get("value", "")
        if wanted.is_meant(kind, value):
            places.append(Place(shown, line, kind, value, bool(row.get("cleared", "").strip())))
        elif len(near) < _NEAR and wanted.is_near(kind, value):
            near.append((kind, value))
    lines = frozenset(place.line for place in places if not place.is_cleared)
    rewrite = partial(_rewrite, path, shown, lines, clearance) if lines else None
    return Found(path, tuple(places), rewrite, tuple(near))


def _header(cells: Sequence[str], shown: str) -> list[str]:
    names = [cell.strip() for cell in cells]
    if missing := [name for name in _NEEDED if name not in names]:
        raise AuthoringError(f"{shown}:1", f"has no column {missing[0]}.", _REMEDY)
    return names


def _rows(path: Path, shown: str) -> Iterator[tuple[int, str, list[str]]]:
    """Yield the first line of each row, its text as it is, and its cells; a byte order mark is no part of a cell."""
    line = 1
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            held: list[str] = []
            for cells in csv.reader(_kept(stream, held), strict=True):
                if line == 1 and cells:
                    cells[0] = cells[0].removeprefix("\ufeff").strip('"')
                yield line, "".join(held), cells
                line += len(held)
                held.clear()
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise AuthoringError(f"{shown}:{line}", f"cannot be read: {error}.", _REMEDY) from None


def _kept(stream: Iterator[str], held: list[str]) -> Iterator[str]:
    for text in stream:
        held.append(text)
        yield text


def _rewrite(path: Path, shown: str, lines: frozenset[int], clearance: Clearance, target: Path) -> None:
    """Write the sheet to ``target`` with the rows that begin at ``lines`` cleared."""
    header: list[str] = []
    missing: list[str] = []
    with target.open("w", encoding="utf-8", newline="") as out:
        for line, text, cells in _rows(path, shown):
            if not header:
                names = _header(cells, shown)
                missing = [name for name in _MARKS if name not in names]
                header = [*names, *missing]
                out.write(_extended(text, missing))
            elif line in lines:
                out.write(_cleared(text, cells, header, clearance))
            else:
                out.write(_extended(text, [""] * len(missing)) if cells else text)


def _extended(text: str, more: Sequence[str]) -> str:
    """Return a row's text with cells added at its end."""
    body = text.rstrip("\r\n")
    return "".join((body, *(f",{cell}" for cell in more), text[len(body) :]))


def _cleared(text: str, cells: Sequence[str], header: Sequence[str], clearance: Clearance) -> str:
    row = dict.fromkeys(header, "") | dict(zip(header, cells, strict=False))
    row |= {"cleared": clearance.cleared, "reason": clearance.reason}
    made = io.StringIO()
    csv.writer(made, lineterminator=text[len(text.rstrip("\r\n")) :]).writerow(row[name] for name in header)
    return made.getvalue()
