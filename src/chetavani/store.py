# SPDX-License-Identifier: Apache-2.0
"""The store: what a build leaves for the next one, so that the next one does only what has changed.

One SQLite file beside the builds. Nothing in it is trusted for being there: every row carries a digest of its columns,
objects are unpickled from a short list of classes only, and a store that is not exactly the one that we closed (by
the file system's word: size, times, inode) is read through from end to end before it is used. What fails any of this
is a ``DamagedStoreError``; the pipeline throws it away and builds from the sources.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from chetavani.errors import ChetavaniError, DamagedStoreError, WriteError
from chetavani.model.advisory import Advisory
from chetavani.packing import pack, unpack

Column: TypeAlias = str | int | bytes | None

_FORMAT = 10
_TABLES: dict[str, tuple[str, ...]] = {
    "meta": ("name TEXT PRIMARY KEY", "value BLOB"),
    "folder": ("name TEXT PRIMARY KEY", "marks BLOB", "digests BLOB"),
    "unit": ("name TEXT PRIMARY KEY", "id TEXT", "card BLOB"),
    "body": ("unit TEXT PRIMARY KEY", "advisory BLOB"),
    "fault": ("folder TEXT PRIMARY KEY", "findings BLOB"),
    "year": ("number INTEGER PRIMARY KEY", "value BLOB"),
    "claim": ("kind TEXT", "value TEXT", "unit TEXT", "number INTEGER", "claims BLOB"),
    "clash": ("kind TEXT", "value TEXT", "findings BLOB", "PRIMARY KEY (kind, value)"),
    "said": ("unit TEXT PRIMARY KEY", "value BLOB"),
    "due": ("unit TEXT PRIMARY KEY",),
    "source": ("name TEXT PRIMARY KEY", "value BLOB"),
    "block": ("source TEXT", "number INTEGER", "value BLOB", "PRIMARY KEY (source, number)"),
    "keys": ("source TEXT", "number INTEGER", "keys BLOB", "PRIMARY KEY (source, number)"),
    "drawer": (
        "digits TEXT PRIMARY KEY",
        "key TEXT",
        "start INTEGER",
        "finish INTEGER",
        "listed INTEGER",
        "held INTEGER",
        "quarrels BLOB",
    ),
    "content": ("digits TEXT PRIMARY KEY", "listings BLOB"),
    "roll": ("name TEXT PRIMARY KEY", "stamp TEXT", "counted INTEGER", "value BLOB"),
    "shard": ("name TEXT PRIMARY KEY", "parent TEXT", "key TEXT"),
    "file": ("path TEXT PRIMARY KEY", "shard TEXT", "key TEXT", "sha256 TEXT", "size INTEGER"),
    "approval": ("bucket TEXT PRIMARY KEY", "value BLOB"),
    "excerpt": ("name TEXT", "path TEXT", "content BLOB", "PRIMARY KEY (path, name)"),
}
_INDEXES: dict[str, tuple[str, str]] = {
    "unit_id": ("unit", "id"),
    "claim_cluster": ("claim", "kind, value"),
    "claim_unit": ("claim", "unit"),
    "shard_parent": ("shard", "parent"),
    "file_shard": ("file", "shard"),
    "excerpt_name": ("excerpt", "name, path"),
}
_ORDERS = {"claim": ["kind", "value", "unit"]}  # of a table without a key
_BULKY = frozenset({
    "unit", "body", "claim", "fault", "folder", "year", "meta", "excerpt", "said", "source", "keys", "content", "roll",
    "approval",
})  # fmt: skip  # better off with a row number
_UNSOUND = frozenset({sqlite3.SQLITE_ERROR, sqlite3.SQLITE_IOERR_SHORT_READ})  # no such table; the end is missing
_PATIENCE = 30.0  # seconds to wait for a lock that another process of the same build holds
_HELD = 200  # advisories that a reader keeps; each takes some 40 kB
_WRITING, _READING = 32_000, 2_000  # KiB of pages that a connection keeps


def checksum(*columns: Column) -> bytes:
    """Return the digest that a row of these columns carries."""
    contents = [column if isinstance(column, bytes) else str(column).encode() for column in columns]
    lengths = " ".join([str(len(content)) for content in contents]).encode()  # so that columns are told apart
    return hashlib.blake2b(b"\n".join((lengths, *contents)), digest_size=12).digest()


def _names(table: str) -> list[str]:
    return [column.partition(" ")[0] for column in _TABLES[table] if not column.startswith("PRIMARY KEY")]


def _key(table: str) -> list[str]:
    """Return the columns by which rows are ordered: those of the key."""
    if table in _ORDERS:
        return _ORDERS[table]
    for column in _TABLES[table]:
        if column.startswith("PRIMARY KEY"):
            return column.partition("(")[2].rstrip(")").split(", ")
    return _names(table)[:1]


class Store:
    """The rows of a store, checked as they are read. Use ``open_store``.

    All changes are part of a transaction, which ``writing`` opens; a process that dies leaves none of it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._seal = path.with_suffix(".seal")
        self._connection = connect(path, _WRITING)
        self._sealed = False

    def prepare(self) -> None:
        """Make the tables, or check those that are there. Raises DamagedStoreError."""
        with checked(self.path):
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0 and not self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                self._create()
            elif version != _FORMAT:
                raise DamagedStoreError(str(self.path), f"is of format {version}, not {_FORMAT}.")
            else:
                self._sealed = self._is_sealed()
                if not self._sealed:
                    self._read_through()

    def _create(self) -> None:
        with self.writing():
            for table, columns in _TABLES.items():
                keys = [column for column in columns if column.startswith("PRIMARY KEY")]
                named = [column for column in columns if column not in keys]
                without = "" if table in _BULKY else " WITHOUT ROWID"
                self._connection.execute(f"CREATE TABLE {table} ({', '.join([*named, 'sum BLOB', *keys])}){without}")
                self._make_indexes(table)
            self._connection.execute(f"PRAGMA user_version = {_FORMAT}")

    def _make_indexes(self, table: str) -> None:
        for name, (of, columns) in _INDEXES.items():
            if of == table:
                self._connection.execute(f"CREATE INDEX {name} ON {table} ({columns})")

    @contextmanager
    def bulk(self, table: str) -> Iterator[None]:
        """Let very many rows be put into a table: its indexes are made afterwards, in one go."""
        for name, (of, _) in _INDEXES.items():
            if of == table:
                self._connection.execute(f"DROP INDEX {name}")
        yield
        self._make_indexes(table)

    def _is_sealed(self) -> bool:
        """Whether the file is as we left it: whoever changes or copies it changes one of these numbers."""
        try:
            return bool(json.loads(self._seal.read_bytes()) == _stat(self.path))
        except (OSError, ValueError):
            return False

    def _read_through(self) -> None:
        told = self._connection.execute("PRAGMA integrity_check").fetchone()[0]
        if told != "ok":
            raise DamagedStoreError(str(self.path), f"is damaged: {told}.")
        for table in _TABLES:
            for _ in self.rows(table):
                pass

    def close(self, *, seal: bool) -> None:
        """Close the file; ``seal`` says that all went well, so that the next build may trust it unread."""
        self._connection.close()
        if seal and not self._sealed:
            self._seal.write_text(json.dumps(_stat(self.path)), encoding="ascii")

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make everything inside one transaction.

        The first one breaks the seal: who is killed before it leaves the file as it was, who is killed later does not.
        """
        self._sealed = False
        self._seal.unlink(missing_ok=True)
        with checked(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def put(self, table: str, rows: Iterable[Sequence[Column]]) -> None:
        """Insert rows, or replace those of the same key."""
        marks = ", ".join("?" * (len(_names(table)) + 1))
        self._connection.executemany(
            f"INSERT OR REPLACE INTO {table} VALUES ({marks})",  # noqa: S608 - our own names
            ((*row, checksum(*row)) for row in rows),
        )

    def rows(self, table: str, **equal: Column) -> Iterator[tuple[Any, ...]]:
        """Yield the rows whose columns equal the given ones, in the order of the key. Raises DamagedStoreError."""
        where = f" WHERE {' AND '.join(f'{name} = ?' for name in equal)}" if equal else ""
        names = _names(table)
        query = f"SELECT {', '.join(names)}, sum FROM {table}{where} ORDER BY {', '.join(_key(table))}"  # noqa: S608
        with checked(self.path):
            for *columns, total in self._connection.execute(query, tuple(equal.values())):
                if checksum(*columns) != total:
                    raise DamagedStoreError(str(self.path), f"has a damaged row in {table}.")
                yield tuple(columns)

    def row(self, table: str, **equal: Column) -> tuple[Any, ...] | None:
        """Return the first of these rows, or None. Raises DamagedStoreError."""
        return next(self.rows(table, **equal), None)

    def drop(self, table: str, **equal: Column) -> None:
        """Delete the rows whose columns equal the given ones; all of them if none are given."""
        where = f" WHERE {' AND '.join(f'{name} = ?' for name in equal)}" if equal else ""
        self._connection.execute(f"DELETE FROM {table}{where}", tuple(equal.values()))  # noqa: S608 - our own names

    def drop_from(self, table: str, source: str, number: int) -> None:
        """Delete the rows of a source from a number on."""
        query = f"DELETE FROM {table} WHERE source = ? AND number >= ?"  # noqa: S608 - our own names
        self._connection.execute(query, (source, number))

    def crowded(self, kind: str, least: int) -> list[str]:
        """Return the values of the clusters of a kind that have at least so many claims."""
        query = "SELECT value FROM claim WHERE kind = ? GROUP BY value HAVING sum(number) >= ?"
        with checked(self.path):
            return [value for (value,) in self._connection.execute(query, (kind, least))]

    def doubt(self, path: str) -> None:
        """Forget what a file of the site was made from, so that it is made again."""
        row = self.row("file", path=path)
        if row is None:
            return
        shard = row[1]
        self.put("file", [(path, shard, "", "", 0)])
        while (known := self.row("shard", name=shard)) is not None:
            self.put("shard", [(shard, known[1], "")])
            shard = known[1]

    def count(self, table: str) -> int:
        """Return how many rows a table has."""
        with checked(self.path):
            return int(self._connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608

    def drawer_times(self) -> Iterator[tuple[str, int, int]]:
        """Yield digits of every drawer with the instants between which it is as it is."""
        with checked(self.path):
            yield from self._connection.execute("SELECT digits, start, finish FROM drawer ORDER BY digits")

    def rolls(self) -> dict[str, tuple[str, int]]:
        """Return what every roll was made of, and how many entries count in it, by its name."""
        with checked(self.path):
            found = self._connection.execute("SELECT name, stamp, counted FROM roll").fetchall()
        return {name: (stamp, counted) for name, stamp, counted in found}

    def quarrels(self) -> list[bytes]:
        """Return the quarrels of every drawer that has some, in the order of the digits."""
        query = "SELECT quarrels FROM drawer WHERE quarrels != x'' ORDER BY digits"
        with checked(self.path):
            return [packed for (packed,) in self._connection.execute(query)]

    def beginning(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield path and SHA-256 of every file of the site whose path begins with ``prefix``, in their order."""
        query = "SELECT path, sha256 FROM file WHERE path >= ? AND path < ? ORDER BY path"
        with checked(self.path):
            yield from self._connection.execute(query, (prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)))

    def excerpt_keys(self, name: str, length: int) -> Iterator[tuple[str, bytes]]:
        """Yield path and first bytes of every excerpt of this name."""
        query = "SELECT path, substr(content, 1, ?) FROM excerpt WHERE name = ?"
        with checked(self.path):
            yield from self._connection.execute(query, (length, name))

    def meta(self, name: str) -> Any:  # noqa: ANN401 - whatever was put there
        """Return the object that was put under ``name``, or None. Raises DamagedStoreError."""
        row = self.row("meta", name=name)
        return None if row is None else unpack(row[1])

    def put_meta(self, name: str, value: object) -> None:
        """Keep an object under ``name``."""
        self.put("meta", [(name, pack(value))])


class AdvisoryReader:
    """Gets advisories out of a store by their ids; worker processes can have it, forked or spawned."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._process = 0
        self._held: dict[str, Advisory] = {}

    def __reduce__(self) -> tuple[type["AdvisoryReader"], tuple[Path]]:
        """Return how to make it again elsewhere: a connection does not travel."""
        return type(self), (self.path,)

    def __call__(self, advisory_id: str) -> Advisory:
        """Return the advisory of this id. Raises KeyError if there is none, DamagedStoreError if it is not sound."""
        if self._process != os.getpid():
            self._connection, self._process = connect(self.path), os.getpid()
        known = self._held.get(advisory_id)
        if known is not None:
            return known
        query = (
            "SELECT body.unit, body.advisory, body.sum FROM unit JOIN body ON body.unit = unit.name "
            "WHERE unit.id = ? ORDER BY unit.name"
        )
        with checked(self.path):
            row = self._connection.execute(query, (advisory_id,)).fetchone()
        if row is None:
            raise KeyError(advisory_id)
        if checksum(*row[:-1]) != row[-1]:
            raise DamagedStoreError(str(self.path), f"has a damaged row for {advisory_id}.")
        advisory: Advisory = unpack(row[1])
        if len(self._held) >= _HELD:
            self._held.clear()
        self._held[advisory_id] = advisory
        return advisory

    def forget(self) -> None:
        """Drop what was read: the store has changed."""
        self._held.clear()


def file_sizes(path: Path) -> Iterator[tuple[str, int]]:
    """Yield path and size of every file of the site that the store at ``path`` knows, for any process to ask."""
    with closing(connect(path)) as connection, checked(path):
        yield from connection.execute("SELECT path, size FROM file")


def kept_excerpts(path: Path, name: str, first: str, last: str) -> Iterator[tuple[str, bytes]]:
    """Yield path and excerpt of every file of which the store at ``path`` keeps one of this name, for any process.

    They are in the order of the paths, from the ``first`` to the ``last``. Raises DamagedStoreError.
    """
    query = "SELECT name, path, content, sum FROM excerpt WHERE name = ? AND path BETWEEN ? AND ? ORDER BY path"
    with closing(connect(path)) as connection, checked(path):
        for *columns, total in connection.execute(query, (name, first, last)):
            if checksum(*columns) != total:
                raise DamagedStoreError(str(path), "has a damaged row in excerpt.")
            yield columns[1], columns[2]


@contextmanager
def open_store(path: Path) -> Iterator[Store]:
    """Yield the store at ``path``, made if there is none. Raises DamagedStoreError if the one there cannot be trusted.

    The caller keeps other builds out. Whatever else is raised inside than an error of ours or Ctrl+C leaves a store
    that was written to unsealed, to be read through.
    """
    with checked(path):
        store = Store(path)
    sound = False
    try:
        store.prepare()
        yield store
        sound = True
    except DamagedStoreError:
        raise
    except (ChetavaniError, KeyboardInterrupt):  # the build cannot go on; what it has kept is kept whole
        sound = True
        raise
    finally:
        store.close(seal=sound)


def discard(path: Path) -> None:
    """Throw the store at ``path`` away, with everything that belongs to it."""
    for suffix in ("", "-journal", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    path.with_suffix(".seal").unlink(missing_ok=True)


def connect(path: Path, pages: int = _READING) -> sqlite3.Connection:
    """Open the file of a store; ``pages`` is how many KiB of it are held."""
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute(f"PRAGMA cache_size = -{pages}")
    return connection


@contextmanager
def checked(path: Path) -> Iterator[None]:
    """Turn what SQLite says of an unsound file into DamagedStoreError, of a disk that refuses into WriteError."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) in _UNSOUND:  # a text that is none has no code
            raise DamagedStoreError(str(path), f"cannot be read: {error}.") from None
        raise WriteError(str(path), f"cannot be used: {error}.", "Check the free space and the owner.") from None
    except sqlite3.DatabaseError as error:
        raise DamagedStoreError(str(path), f"cannot be read: {error}.") from None


def _stat(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]
