# SPDX-License-Identifier: Apache-2.0
"""Clearing an indicator in a sheet (``<ID>.indicators.csv``): its row gets two cells, and every other stays as it is.

A sheet may have a million rows, so it is read and written line by line; ``loaders.sheet`` says what a line may be.
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
    lines = _lines(path, shown)
    header = _header(next(lines, ""), shown)
    width, kind_at, value_at = len(header), header.index("type"), header.index("value")
    for number, line in enumerate(lines, 2):
        cells = _cells(line, f"{shown}:{number}")
        if len(cells) != width:
            raise AuthoringError(f"{shown}:{number}", f"has {len(cells)} cells, the header {width}.", _REMEDY)
        kind, value = cells[kind_at], cells[value_at]
        if kind not in wanted.meanings:
            continue
        if wanted.is_meant(kind, value):
            is_cleared = bool(dict(zip(header, cells, strict=True)).get("cleared"))
            places.append(Place(shown, number, kind, value, is_cleared))
        elif len(near) < _NEAR and wanted.is_near(kind, value):
            near.append((kind, value))
    numbers = frozenset(place.line for place in places if not place.is_cleared)
    rewrite = partial(_rewrite, path, shown, numbers, clearance) if numbers else None
    return Found(path, tuple(places), rewrite, tuple(near))


def _lines(path: Path, shown: str) -> Iterator[str]:
    """Yield the lines as they are, with their ends."""
    try:
        with path.open(encoding="utf-8", newline="\n") as stream:
            yield from stream
    except (OSError, UnicodeDecodeError) as error:
        raise AuthoringError(shown, f"cannot be read: {error}.", _REMEDY) from None


def _cells(line: str, place: str) -> list[str]:
    text = line.rstrip("\r\n")
    if '"' not in text:
        return text.split(",")
    try:
        return next(csv.reader([text], strict=True))
    except csv.Error as error:
        raise AuthoringError(place, f"cannot be read: {error}.", _REMEDY) from None


def _header(line: str, shown: str) -> list[str]:
    names = _cells(line, f"{shown}:1")
    if missing := [name for name in _NEEDED if name not in names]:
        raise AuthoringError(f"{shown}:1", f"has no column {missing[0]}.", _REMEDY)
    return names


def _rewrite(path: Path, shown: str, numbers: frozenset[int], clearance: Clearance, target: Path) -> None:
    """Write the sheet to ``target`` with the lines of these ``numbers`` cleared."""
    lines = _lines(path, shown)
    first = next(lines)
    names = _header(first, shown)
    missing = [name for name in _MARKS if name not in names]
    header, blank = [*names, *missing], "," * len(missing)
    with target.open("w", encoding="utf-8", newline="") as out:
        out.write(_extended(first, "".join(f",{name}" for name in missing)))
        for number, line in enumerate(lines, 2):
            if number in numbers:
                out.write(_cleared(line, header, clearance, f"{shown}:{number}"))
            else:
                out.write(_extended(line, blank) if blank else line)


def _extended(line: str, more: str) -> str:
    body = line.rstrip("\r\n")
    return f"{body}{more}{line[len(body) :]}"


def _cleared(line: str, header: Sequence[str], clearance: Clearance, place: str) -> str:
    row = dict.fromkeys(header, "") | dict(zip(header, _cells(line, place), strict=False))
    row |= {"cleared": clearance.cleared, "reason": clearance.reason}
    made = io.StringIO()
    csv.writer(made, lineterminator=line[len(line.rstrip("\r\n")) :]).writerow(row[name] for name in header)
    return made.getvalue()
