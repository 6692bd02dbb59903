# SPDX-License-Identifier: Apache-2.0
"""Rows of tables for people with a spreadsheet, who may not be harmed by what is in a cell.

RFC 4180, every cell in quotes. No cell can be a formula: one that begins like a formula begins with an apostrophe
instead. So does one that begins with an apostrophe, so that a program which takes one away always has the original.
"""

import re
from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff".encode()
"""Begins a file, without which Excel takes Hindi for Latin-1."""
_FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u2060]*[=+\-@'\uff1d\uff0b\uff0d\uff20\u2212\ufe62\ufe63\ufe66\ufe6b]")
_BREAK = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")


def guarded(value: str) -> str:
    """Return ``value`` as a cell has it: one line, and nothing that a spreadsheet calculates."""
    line = _BREAK.sub(" ", value)
    return f"'{line}" if _FORMULA.match(line) else line


def quoted(value: str) -> str:
    """Return the cell of any ``value``, between its quotes."""
    if value[:1].isalnum() and value.isascii() and value.isprintable() and '"' not in value:
        return value  # as nearly all are, and there are millions
    return guarded(value).replace('"', '""')


def row(values: Iterable[str]) -> bytes:
    """Return the row of these cells, in UTF-8."""
    return ('"' + '","'.join(map(quoted, values)) + '"\r\n').encode()
