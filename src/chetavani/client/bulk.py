# SPDX-License-Identifier: Apache-2.0
"""Looking up a hash in a downloaded list, ``indicators/all.jsonl``, with ``cleared.jsonl`` beside it if it is there.

An index is made of them once, and again when they have changed. Nothing leaves the machine.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from chetavani.client.files import parsed, replaced
from chetavani.client.shards import CLEARED, Found, checked
from chetavani.model.indicator import lookup_hash

_Row = tuple[bytes, str, str, str]


class Bulk:
    """A downloaded list of everything. Its index is in ``folder``, beside the list if there is none."""

    def __init__(self, path: Path, folder: Path | None) -> None:
        self._files = [path, path.with_name("cleared.jsonl")]
        self._place = (folder or path.parent) / f"{path.name}.index"
        self._open: tuple[str, sqlite3.Connection] | None = None

    def find(self, digest: str, until: float) -> Found | None:
        """Return what is said of the value with this hash (64 hexadecimal digits); None if nothing is.

        Raises OSError, sqlite3.Error or ValueError if the list or its index cannot be read.
        """
        del until
        query = "SELECT action, advisory, until FROM entry WHERE digest = ?"
        row = self._index().execute(query, (bytes.fromhex(digest)[:16],)).fetchone()
        return None if row is None else checked(*row)

    def _index(self) -> sqlite3.Connection:
        state = self._state()
        if self._open is None or self._open[0] != state:
            if self._open:
                self._open[1].close()
                self._open = None
            if not _is_of(self._place, state):
                self._build(state)
            self._open = state, _connected(self._place)
        return self._open[1]

    def close(self) -> None:
        """Let go of the index."""
        if self._open:
            self._open[1].close()
            self._open = None

    def _state(self) -> str:
        """Return what tells one download from the next. Raises OSError if there is no list."""
        told = [self._files[0].stat(), *(path.stat() for path in self._files[1:] if path.is_file())]
        return " ".join(f"{one.st_size}-{one.st_mtime_ns}" for one in told)

    def _build(self, state: str) -> None:
        self._place.parent.mkdir(parents=True, exist_ok=True)
        with replaced(self._place) as fresh, closing(sqlite3.connect(fresh)) as index:
            index.execute("PRAGMA journal_mode = OFF")  # a half-made index is thrown away
            index.execute("CREATE TABLE source (state TEXT)")
            index.execute(
                "CREATE TABLE entry (digest BLOB PRIMARY KEY, action TEXT, advisory TEXT, until TEXT) WITHOUT ROWID"
            )
            index.execute("INSERT INTO source VALUES (?)", (state,))
            # what is listed again after it was cleared is listed
            index.executemany("INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?)", self._rows())
            index.commit()

    def _rows(self) -> Iterator[_Row]:
        for path in self._files:
            if path is self._files[0] or path.is_file():
                yield from _rows_of(path)


def _rows_of(path: Path) -> Iterator[_Row]:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                one = parsed(line)
                digest = bytes.fromhex(lookup_hash(one["type"], one["value"]))[:16]
                cleared = "cleared" in one
                told = (
                    (CLEARED, one["advisory"], one["cleared"])
                    if cleared
                    else (one["action"], one["advisory"], one["until"])
                )
                yield digest, *checked(*told)
            except (KeyError, ValueError) as error:
                message = f"{path}, line {number}: {error}"
                raise ValueError(message) from None


def _connected(place: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro&immutable=1", uri=True)


def _is_of(place: Path, state: str) -> bool:
    try:
        with closing(_connected(place)) as index:
            return bool(index.execute("SELECT 1 FROM source WHERE state = ?", (state,)).fetchone())
    except sqlite3.Error:  # there is none, or it is damaged: it is made anew
        return False
