# SPDX-License-Identifier: Apache-2.0
"""Reading the ledger: all entries of indicators at a time, drawer by drawer, in any process."""

import os
import sqlite3
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from chetavani.errors import DamagedStoreError
from chetavani.ledger.drawers import entries_of, rows_of
from chetavani.model.listing import DRAWER, Entry, Listing
from chetavani.packing import unpack
from chetavani.store import checked, checksum, connect


class DrawerReader:
    """Gets drawers of indicators out of a store; worker processes can have it, forked or spawned."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._process = 0

    def __reduce__(self) -> tuple[type["DrawerReader"], tuple[Path]]:
        """Return how to make it again elsewhere: a connection does not travel."""
        return type(self), (self.path,)

    def _connected(self) -> sqlite3.Connection:
        if self._process != os.getpid():
            self._connection, self._process = connect(self.path), os.getpid()
        return self._connection

    def states(self) -> list[tuple[str, str, int, int, int]]:
        """Return digits, key, start and numbers of listed and of all entries of every drawer, by the digits."""
        with checked(self.path):
            query = "SELECT digits, key, start, listed, held FROM drawer ORDER BY digits"
            return self._connected().execute(query).fetchall()

    def contents(self, first: str, last: str = "") -> Iterator[tuple[str, bytes]]:
        """Yield digits and listings of the drawers from those that begin with ``first`` on.

        Up to those that begin with ``last``, which is ``first`` if it is not given. Raises DamagedStoreError.
        """
        names = "SELECT digits FROM content WHERE digits BETWEEN ? AND ? ORDER BY digits"
        query = "SELECT listings, sum FROM content WHERE digits = ?"
        with checked(self.path):
            found = self._connected().execute(names, (first, f"{last or first}g")).fetchall()
        for (digits,) in found:
            with checked(self.path):  # one by one: who reads on later must not hold up who writes
                ((listings, total),) = self._connected().execute(query, (digits,)).fetchall()
            if checksum(digits, listings) != total:
                raise DamagedStoreError(str(self.path), "has a damaged row in content.")
            yield digits, listings


class KeptListings:
    """The listings that the ledger in the store at ``path`` keeps, at the instant ``at``: see ``model.listing``.

    Worker processes can have it, forked or spawned. The store's drawers must be those of ``at`` (``refresh``).
    """

    def __init__(self, path: Path, at: int) -> None:
        self._reader = DrawerReader(path)
        self._at = at
        self._last: tuple[str, list[Entry]] = ("", [])

    def __reduce__(self) -> tuple[type["KeptListings"], tuple[Path, int]]:
        """Return how to make it again elsewhere."""
        return type(self), (self._reader.path, self._at)

    @cached_property
    def _states(self) -> dict[str, tuple[str, int, int, int]]:
        return {digits: (key, start, listed, held) for digits, key, start, listed, held in self._reader.states()}

    @property
    def count(self) -> int:
        """Return how many entries are listed; the cleared ones do not count."""
        return sum(listed for _, _, listed, _ in self._states.values())

    @property
    def held(self) -> int:
        """Return how many entries there are, the cleared ones too."""
        return sum(held for *_, held in self._states.values())

    @property
    def newest(self) -> int:
        """Return when anything last changed in the lists, up to the as-of time (an instant)."""
        return max((start for _, start, *_ in self._states.values()), default=0)

    @property
    def drawers(self) -> dict[str, str]:
        """Return, by the digits, what stands for the content of each drawer that is not empty, sorted."""
        return {digits: key for digits, (key, *_) in self._states.items()}

    def entries(self, digits: str = "") -> Iterator[Entry]:
        """Yield the entries whose hashes begin with ``digits``, in the order of the hashes."""
        if len(digits) > DRAWER:
            return (entry for entry in self._drawer(digits[:DRAWER]) if entry.hash.startswith(digits))
        return self._range(digits)

    def said(self) -> Iterator[Listing]:
        """Yield all that is said, what has ended too, in the order of the hashes."""
        for _, packed in self._reader.contents(""):
            yield from map(Listing._make, rows_of(unpack(packed)))

    def _range(self, digits: str) -> Iterator[Entry]:
        for _, packed in self._reader.contents(digits):
            yield from entries_of(rows_of(unpack(packed)), self._at)

    def _drawer(self, digits: str) -> list[Entry]:
        """Return the entries of one drawer; the last is held: who asks for a part of it asks for the next."""
        if self._last[0] != digits:
            self._last = digits, list(self._range(digits))
        return self._last[1]
