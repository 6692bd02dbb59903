# SPDX-License-Identifier: Apache-2.0
"""The catalogue: every advisory's card and every finding, brought up to date with the sources in a store.

A file whose size, times and inode are those of the last build is not read; one that is read and has the same bytes is
not parsed; what was not parsed is not linted. What counts in the end is the bytes: the rest only saves looking.
"""

import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from chetavani.frame import ClaimRow, Frame, UnitRow
from chetavani.loaders.tree import FOLDER, Folder, Mark, Unit, scan, unit_name, units
from chetavani.model.card import Card, Year, year_of
from chetavani.model.finding import Due, Finding
from chetavani.model.library import Library
from chetavani.packing import pack, unpack
from chetavani.store import Store
from chetavani.workers import spread

if TYPE_CHECKING:
    from chetavani.lint.clusters import Claim

_CHUNK = 60  # units for one task of a worker
_UNSETTLED = 2_000_000_000  # nanoseconds: a file changed so shortly before it was read may change again unseen
_FRAME = "catalogue"
_OURS = (
    "folder", "unit", "body", "fault", "year", "claim", "clash", "said", "due", "source", "block", "keys",
    "drawer", "content",
)  # fmt: skip
_YEARS = 32  # that a preview keeps from save to save
Advance = Callable[[int], None]


@dataclass(slots=True)
class _Changes:
    """What the sources have that the store does not: units to read, units that are gone, folders to note."""

    read: list[Unit] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    folders: dict[str, tuple[dict[str, Mark | None], dict[str, str]]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


def refresh(
    store: Store, frame: Frame, jobs: int, only: Collection[str] | None = None, advance: Advance = lambda _: None
) -> tuple[Year, ...]:
    """Bring the store's catalogue up to date with the sources; return its years, year 0 holding the drafts.

    ``only`` names the folders to look at; the others stay as they were.
    """
    place = (frame.root / FOLDER).resolve()  # a link to elsewhere makes every file in it one that is refused
    digest = f"{frame.digest} {os.path.relpath(place, frame.root)}"
    if store.meta(_FRAME) != digest:
        with store.writing():
            for table in _OURS:
                store.drop(table)
            store.put_meta(_FRAME, digest)
        only = None
    changes = _changes(store, frame, only)
    if changes.folders or changes.lost:
        with store.writing():
            _note(store, changes, _read(frame, changes.read, jobs, advance))
    return tuple(_year(value) for _, value in store.rows("year"))


@lru_cache(_YEARS)
def _year(packed: bytes) -> Year:
    """Return a year; the same one as long as its bytes are, and with it what others have made of it."""
    year: Year = unpack(packed)
    return year


def _changes(store: Store, frame: Frame, only: Collection[str] | None) -> _Changes:
    known: dict[str, bytes] = {name: marks for name, marks, _ in store.rows("folder") if only is None or name in only}
    languages = frame.settings.languages
    changes = _Changes()
    now = time.time_ns()
    for folder in scan(frame.root, only):
        marks: dict[str, Mark | None] = unpack(known.pop(folder.name)) if folder.name in known else {}
        if marks != folder.files or None in marks.values():
            _compare(store, frame, folder, marks, changes, now)
    for name, packed in known.items():
        changes.lost.append(name)
        changes.gone += {unit_name(name, file, languages) for file in unpack(packed)}
    return changes


def _compare(
    store: Store, frame: Frame, folder: Folder, marks: Mapping[str, Mark | None], changes: _Changes, now: int
) -> None:
    """Find the units of a folder whose bytes have changed, reading only the files whose marks have."""
    languages = frame.settings.languages
    row = store.row("folder", name=folder.name)
    before: dict[str, str] = unpack(row[2]) if row else {}
    digests: dict[str, str] = {}
    fresh: set[str] = set()
    for file, mark in folder.files.items():
        if file not in before or mark is None:
            fresh.add(unit_name(folder.name, file, languages))
        elif marks.get(file) == mark:
            digests[file] = before[file]
        else:
            digests[file] = _digest(frame.root / FOLDER / folder.name / file)
            if digests[file] != before[file]:
                fresh.add(unit_name(folder.name, file, languages))
    gone = {unit_name(folder.name, file, languages) for file in before.keys() - folder.files.keys()}
    there = units(folder.name, folder.files, languages)
    changes.read += [unit for name, unit in there.items() if name in fresh | gone]
    changes.gone += sorted(gone - there.keys())
    settled = {
        file: None if mark is None or max(mark[1], mark[2]) > now - _UNSETTLED else mark
        for file, mark in folder.files.items()
    }
    changes.folders[folder.name] = (settled, digests)


def _digest(path: Path) -> str:
    """Return the digest of a file's bytes; empty for one that is not read, which is a finding of loading."""
    try:
        is_file = S_ISREG(path.stat().st_mode)  # who reads a pipe waits for ever
        if not is_file:
            return ""
        with path.open("rb", buffering=0) as file:  # a sheet may be larger than what should be in memory
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _read(frame: Frame, found: Sequence[Unit], jobs: int, advance: Advance) -> Iterator[UnitRow]:
    if not found:
        return
    from chetavani.reading import read_units

    chunks = [found[start : start + _CHUNK] for start in range(0, len(found), _CHUNK)]
    for rows in spread(partial(read_units, frame), chunks, jobs):
        yield from rows
        advance(len(rows))


def _note(store: Store, changes: _Changes, rows: Iterable[UnitRow]) -> None:
    """Write what was read into the store, strike what is gone, and judge what either has touched."""
    digests: dict[str, str] = {}
    years, clusters, faults = _YearBook(store), _Clusters(store), _Faults(store)
    for name in changes.gone:
        _strike(store, years, name)
        clusters.put(name, ())
        faults.put(name, ())
    with store.bulk("claim") if clusters.first else nullcontext():
        for row in rows:
            if not clusters.first:
                _strike(store, years, row.name)
            _enter(store, years, row)
            clusters.put(row.name, row.claims)
            faults.put(row.name, row.findings)
            digests |= row.digests
    for folder, (marks, known) in changes.folders.items():
        place = f"{FOLDER}/{folder}/" if folder else f"{FOLDER}/"
        fresh = {file: digests[place + file] for file in marks if place + file in digests}
        store.put("folder", [(folder, pack(marks), pack(dict.fromkeys(marks, "") | known | fresh))])
    for folder in changes.lost:
        store.drop("folder", name=folder)
    years.write()
    faults.write()
    clusters.judge()


def _strike(store: Store, years: "_YearBook", name: str) -> None:
    """Take a unit out."""
    row = store.row("unit", name=name)
    if row is None:
        return
    _, advisory_id, card = row
    store.drop("body", unit=name)
    store.drop("unit", name=name)
    if store.row("said", unit=name) is not None:
        store.drop("said", unit=name)
        store.put("due", [(name,)])
    if card:
        years.remove(unpack(card))
        if (other := store.row("unit", id=advisory_id)) is not None:
            years.add(unpack(other[2]))  # a second advisory of the same id: a mistake, but it must not vanish


def _enter(store: Store, years: "_YearBook", row: UnitRow) -> None:
    """Put a unit in."""
    card = row.card
    store.put("unit", [(row.name, card.id if card else "", pack(card) if card else b"")])
    if card:
        store.put("body", [(row.name, row.advisory)])
    if row.said:
        store.put("said", [(row.name, row.said)])
        store.put("due", [(row.name,)])
    if card:
        years.add(card)


class _Clusters:
    """The claims of units while units go in and out, and the clusters that this touches.

    ``first`` says that the store held no unit before, so that every claim passes through here.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._touched: set[tuple[str, str]] = set()
        self.first = not store.count("unit")

    def put(self, unit: str, claims: Sequence[ClaimRow]) -> None:
        """Let these be the claims of a unit. A cluster in which it claims what it did before is not touched."""
        before: dict[tuple[str, str], bytes] = {}
        if not self.first:
            before = {(kind, value): packed for kind, value, _, _, packed in self._store.rows("claim", unit=unit)}
        now = {(row.kind, row.value): row for row in claims}
        changed = [row for key, row in now.items() if before.get(key) != row.claims]
        gone = {key for key, packed in before.items() if key not in now or now[key].claims != packed}
        for kind, value in gone:
            self._store.drop("claim", kind=kind, value=value, unit=unit)
        self._store.put("claim", ((row.kind, row.value, unit, row.number, row.claims) for row in changed))
        if not self.first:
            self._touched |= gone | {(row.kind, row.value) for row in changed}

    def judge(self) -> None:
        """Judge every cluster that was touched, and keep its findings."""
        if not self.first and not self._touched:
            return
        from chetavani.reading import LEAST, MOST, judge

        if self.first:
            self._touched = {
                (kind, value) for kind, least in LEAST.items() for value in self._store.crowded(kind, least)
            }
        for kind, value in sorted(self._touched):
            found = judge(kind, self._claims(kind, value, MOST.get(kind)))
            if not self.first:
                self._store.drop("clash", kind=kind, value=value)
            if found:
                self._store.put("clash", [(kind, value, pack(found))])

    def _claims(self, kind: str, value: str, most: int | None) -> "list[Claim]":
        """Return the claims in a cluster, at least one more than ``most`` if there are more."""
        claims: list[Claim] = []
        for *_, packed in self._store.rows("claim", kind=kind, value=value):
            claims += unpack(packed)
            if most is not None and len(claims) > most:
                break
        return claims


class _Faults:
    """The findings of units, kept by folder: read when first touched, written once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._folders: dict[str, dict[str, tuple[Finding | Due, ...]]] = {}

    def put(self, unit: str, found: tuple[Finding | Due, ...]) -> None:
        """Let these be the findings of a unit, with what is due at a time."""
        folder = unit.rpartition("/")[0]
        if folder not in self._folders:
            row = self._store.row("fault", folder=folder)
            self._folders[folder] = unpack(row[1]) if row else {}
        self._folders[folder].pop(unit, None)
        if found:
            self._folders[folder][unit] = found

    def write(self) -> None:
        """Keep the folders that were touched."""
        self._store.put("fault", ((folder, pack(kept)) for folder, kept in self._folders.items()))


class _YearBook:
    """The years of a store while cards go in and out; read when first touched, written once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._years: dict[int, dict[str, Card]] = {}

    def _cards(self, number: int) -> dict[str, Card]:
        if number not in self._years:
            row = self._store.row("year", number=number)
            year: Year | None = unpack(row[1]) if row else None
            self._years[number] = {card.id: card for card in year.cards} if year else {}
        return self._years[number]

    def add(self, card: Card) -> None:
        """Put a card in, in place of another of its id."""
        self._cards(card.year)[card.id] = card

    def remove(self, card: Card) -> None:
        """Take a card out."""
        self._cards(card.year).pop(card.id, None)

    def write(self) -> None:
        """Keep the years that were touched."""
        for number, cards in sorted(self._years.items()):
            if cards:
                self._store.put("year", [(number, pack(year_of(number, cards.values())))])
            else:
                self._store.drop("year", number=number)


def findings(store: Store, frame: Frame, library: Library) -> tuple[Finding, ...]:
    """Return every finding of the catalogue as of the library's time, sorted."""
    found = {finding for *_, packed in store.rows("clash") for finding in unpack(packed)}
    for *_, packed in store.rows("fault"):
        found.update(_now(unpack(packed).values(), library.at))
    return tuple(sorted(found.union(_timed(store, frame, library))))


class Sources:
    """Returns the files of an advisory by its id: their SHA-256 (hex) by path; none if there is no such advisory."""

    def __init__(self, store: Store, frame: Frame) -> None:
        self._store = store
        self._languages = frame.settings.languages
        self._folders: dict[str, dict[str, dict[str, str]]] = {}

    def __call__(self, advisory_id: str) -> dict[str, str]:
        """Return the files of one advisory."""
        row = self._store.row("unit", id=advisory_id)
        if row is None:
            return {}
        folder = row[0].rpartition("/")[0]
        if folder not in self._folders:
            self._folders[folder] = self._read(folder)
        return self._folders[folder].get(row[0], {})

    def _read(self, folder: str) -> dict[str, dict[str, str]]:
        row = self._store.row("folder", name=folder)
        digests: dict[str, str] = unpack(row[2]) if row else {}
        there = units(folder, digests, self._languages)
        return {name: {path: digests[path.rpartition("/")[2]] for path in one.paths} for name, one in there.items()}


def _now(kept: Iterable[tuple[Finding | Due, ...]], at: int) -> Iterator[Finding]:
    """Yield those of the findings of units that there are at ``at``."""
    for one in (one for said in kept for one in said):
        if not isinstance(one, Due):
            yield one
        elif one.holds(at):
            yield one.finding


def _timed(store: Store, frame: Frame, library: Library) -> Iterator[Finding]:
    """Yield what is wrong only as of now: units that speak of what has not come are read again, for their lines."""
    ahead = [card for year in library.years for card in year.cards if card.is_ahead(library.at)]
    if not ahead:
        return
    from chetavani.reading import read_for_now

    for card in ahead:
        for name, *_ in list(store.rows("unit", id=card.id)):
            folder = name.rpartition("/")[0]
            row = store.row("folder", name=folder)
            there = units(folder, unpack(row[1]) if row else (), frame.settings.languages)
            if name in there:
                yield from read_for_now(frame, there[name], library)
