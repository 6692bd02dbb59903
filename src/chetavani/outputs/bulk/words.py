# SPDX-License-Identifier: Apache-2.0
"""The index of words of several databases put together, without reading a text again.

FTS5 keeps an index as segments, each sorted in itself; a search looks into all of them. So an index of many databases
is their segments under other numbers, the list of these, and the sums from which ranks are computed. This is how
SQLite's ``fts5_index.c`` has it: record 10 of ``search_data`` is the list, record 1 the sums, and the number of a
segment is in the upper bits of its records' numbers. SQLite's own check of the index proves the result in the tests.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_SUMS, _LIST = 1, 10
_SEGMENT_BITS = 37  # of a record's number, below that of the segment
_COOKIE = 4  # bytes before the list
_MORE, _BITS = 0x80, 7


@dataclass
class Words:
    """An index that is put together: its segments so far (number, first and last page), and its sums."""

    segments: list[tuple[int, int, int]] = field(default_factory=list)
    sums: list[int] = field(default_factory=list)

    def take(self, connection: sqlite3.Connection) -> None:
        """Copy the index of the attached database ``part`` to that of ``main``."""
        before = max((number for number, *_ in self.segments), default=0)
        records = "INSERT INTO main.search_data SELECT id + (? << ?), block FROM part.search_data WHERE id > ?"
        connection.execute(records, (before, _SEGMENT_BITS, _LIST))
        connection.execute("INSERT INTO main.search_idx SELECT segid + ?, term, pgno FROM part.search_idx", (before,))
        connection.execute("INSERT INTO main.search_docsize SELECT * FROM part.search_docsize")
        listed = _numbers(_record(connection, "part", _LIST)[_COOKIE:])
        self.segments += [(before + number, first, last) for number, first, last in _segments(listed)]
        sums = list(_numbers(_record(connection, "part", _SUMS)))
        self.sums = [one + other for one, other in zip(self.sums or [0] * len(sums), sums, strict=True)]

    def finish(self, connection: sqlite3.Connection) -> None:
        """Let the index of ``main`` be what was taken."""
        if not self.sums:
            return
        cookie = _record(connection, "main", _LIST)[:_COOKIE]
        pages = sum(last - first + 1 for _, first, last in self.segments)
        level = [0, len(self.segments), *(number for segment in self.segments for number in segment)]
        levels = [1, len(self.segments), pages, *level] if self.segments else [0, 0, 0]
        listed = cookie + _bytes(levels)
        replace = "REPLACE INTO main.search_data VALUES (?, ?)"
        connection.executemany(replace, [(_LIST, listed), (_SUMS, _bytes(self.sums))])


def _record(connection: sqlite3.Connection, database: str, number: int) -> bytes:
    query = f"SELECT block FROM {database}.search_data WHERE id = ?"  # noqa: S608 - our own names
    content: bytes = connection.execute(query, (number,)).fetchone()[0]
    return content


def _segments(numbers: Iterator[int]) -> Iterator[tuple[int, int, int]]:
    """Yield the segments of a list, level by level."""
    levels, _, _ = next(numbers), next(numbers), next(numbers)
    for _ in range(levels):
        _, count = next(numbers), next(numbers)
        for _ in range(count):
            yield next(numbers), next(numbers), next(numbers)


def _numbers(content: bytes) -> Iterator[int]:
    """Yield the numbers that SQLite has written with seven bits to a byte, the upper ones first."""
    number = 0
    for byte in content:
        number = number << _BITS | byte & ~_MORE
        if not byte & _MORE:
            yield number
            number = 0


def _bytes(numbers: Iterable[int]) -> bytes:
    return b"".join(map(_varint, numbers))


def _varint(number: int) -> bytes:
    found = [number & ~_MORE & 0xFF]
    while number := number >> _BITS:
        found.append(number & ~_MORE & 0xFF | _MORE)
    return bytes(reversed(found))
