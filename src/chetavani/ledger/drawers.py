# SPDX-License-Identifier: Apache-2.0
"""Drawers: the listings whose hashes begin with the same digits, what holds of them at a time, and for how long.

A drawer is kept by *source*: the unit of an advisory for what its front matter names, the path of a sheet for the rows
of that. Listings are kept as plain tuples in the order of the fields of ``Listing``, for there are millions of them.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from chetavani.loaders.tree import SHEET
from chetavani.model.listing import DRAWER, Entry, Listing, merged

Row: TypeAlias = tuple[Any, ...]
Content: TypeAlias = dict[str, list[Row]]
"""The rows of a drawer by their source, each list sorted."""

_ADVISORY, _ACTION, _SINCE, _UNTIL, _CLEARED = 3, 4, 9, 10, 12
NEVER = 1 << 62
"""An instant that no as-of time reaches."""
BUCKETS = 64
"""Into how many parts the drawers are divided for work that is spread: each has neighbours."""
_BUCKET: dict[str, int] = {f"{number:0{DRAWER}x}": number * BUCKETS // 16**DRAWER for number in range(16**DRAWER)}


class Quarrel(NamedTuple):
    """A value that is listed in two places, of which one at least is a sheet.

    ``sources`` are all of them, sorted; one that has it twice is named twice. ``actions`` are what they ask for.
    """

    hash: str
    type: str
    value: str
    sources: tuple[str, ...]
    actions: tuple[str, ...]


class State(NamedTuple):
    """What a drawer is at a time, from the instant ``start`` up to ``end``, which is no part of it.

    ``key`` stands for its entries in that time, ``listed`` is how many of them are listed, ``held`` how many there are
    with the cleared ones. ``start`` is when anything
    last changed in it, 0 if nothing has.
    """

    key: str
    start: int
    end: int
    listed: int
    held: int


def bucket_of(digest: str) -> int:
    """Return the number of the bucket that a hash belongs to."""
    return _BUCKET[digest[:DRAWER]]


def rows_of(content: Mapping[str, Sequence[Row]]) -> list[Row]:
    """Return all rows of a drawer, sorted: those of one hash are neighbours, and always in the same order."""
    if len(content) == 1:
        return list(next(iter(content.values())))
    rows = [row for one in content.values() for row in one]
    rows.sort()
    return rows


def groups(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Yield the rows of each hash together."""
    start, size = 0, len(rows)
    while start < size:
        end = start + 1
        digest = rows[start][0]
        while end < size and rows[end][0] == digest:
            end += 1
        yield rows[start:end]
        start = end


def _are_plain(rows: Sequence[Row]) -> bool:
    """Whether each value is listed once, and nothing is cleared: nearly all drawers are so, and need no merging."""
    return len({row[0] for row in rows}) == len(rows) and not any(row[_CLEARED] for row in rows)


def entries_of(rows: Sequence[Row], at: int) -> list[Entry]:
    """Return what holds at ``at``, as ``merged`` says."""
    if not _are_plain(rows):
        found = (merged([Listing._make(row) for row in group], at) for group in groups(rows))
        return [entry for entry in found if entry is not None]
    new, alone = tuple.__new__, {row[_ADVISORY]: (row[_ADVISORY],) for row in rows}
    return [
        new(Entry, (digest, kind, value, action, evidence, role, first, last, until, review, by, alone[by], 0, ""))
        for digest, kind, value, by, action, evidence, role, first, last, _, until, review, _, _ in rows
        if until > at
    ]


def state_of(content: Mapping[str, Sequence[Row]], packed: bytes, at: int) -> State:
    """Return the state at ``at`` of a drawer with this content; ``packed`` are the bytes that it is kept as."""
    rows = rows_of(content)
    instants = {row[_SINCE] for row in rows} | {row[_UNTIL] for row in rows} | {row[_CLEARED] for row in rows}
    start = max((instant for instant in instants if instant <= at), default=0)
    end = min((instant for instant in instants if instant > at), default=NEVER)
    if _are_plain(rows):
        listed = held = sum([row[_UNTIL] > at for row in rows])
    else:
        entries = entries_of(rows, at)
        listed, held = sum(not entry.cleared for entry in entries), len(entries)
    return State(f"{hashlib.blake2b(packed, digest_size=12).hexdigest()}:{start}", start, end, listed, held)


def quarrels_of(content: Mapping[str, Sequence[Row]]) -> tuple[Quarrel, ...]:
    """Return the values that are listed twice where a sheet is one of the two."""
    rows = rows_of(content)
    if len({row[0] for row in rows}) == len(rows) or not any(source.endswith(SHEET) for source in content):
        return ()
    found = []
    for group in groups(rows):
        if len(group) > 1:
            digest, kind, value = group[0][:3]
            said = sorted((source, row[_ACTION]) for source, rows in content.items() for row in rows if row in group)
            sources, actions = zip(*said, strict=True)
            if any(source.endswith(SHEET) for source in sources):
                found.append(Quarrel(digest, kind, value, sources, actions))
    return tuple(found)
