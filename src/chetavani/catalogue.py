# SPDX-License-Identifier: Apache-2.0
"""The catalogue: every advisory's card and every finding, brought up to date with the sources in a store.

A file whose size, times and inode are those of the last build is not read; one that is read and has the same bytes is
not parsed; what was not parsed is not linted. What counts in the end is the bytes: the rest only saves looking.
"""

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

from chetavani.frame import Frame, UnitRow
from chetavani.loaders.tree import FOLDER, Folder, Mark, Unit, scan, unit_name, units
from chetavani.model.card import Card, Year, year_of
from chetavani.model.finding import Finding
from chetavani.model.library import Library
from chetavani.packing import pack, unpack
from chetavani.store import Store
from chetavani.workers import spread

if TYPE_CHECKING:
    from chetavani.lint.clusters import Claim

_CHUNK = 60  # units for one task of a worker
_UNSETTLED = 2_000_000_000  # nanoseconds: a file changed so shortly before it was read may change again unseen
_FRAME = "catalogue"
Advance = Callable[[int], None]


@dataclass(slots=True)
class _Changes:
    """What the sources have that the store does not: units to read, units that are gone, folders to note."""

    read: list[Unit] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    folders: dict[str, tuple[dict[str, Mark | None], dict[str, str]]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


def refresh(store: Store, frame: Frame, jobs: int, advance: Advance = lambda _: None) -> tuple[Year, ...]:
    """Bring the store's catalogue up to date with the sources; return its years, year 0 holding the drafts."""
    place = (frame.root / FOLDER).resolve()  # a link to elsewhere makes every file in it one that is refused
    digest = f"{frame.digest} {os.path.relpath(place, frame.root)}"
    if store.meta(_FRAME) != digest:
        with store.writing():
            for table in ("folder", "unit", "body", "fault", "year", "claim", "clash"):
                store.drop(table)
            store.put_meta(_FRAME, digest)
    changes = _changes(store, frame)
    if changes.folders or changes.lost:
        with store.writing():
            _note(store, changes, _read(frame, changes.read, jobs, advance))
    return tuple(unpack(value) for _, value in store.rows("year"))


def _changes(store: Store, frame: Frame) -> _Changes:
    known: dict[str, bytes] = {name: marks for name, marks, _ in store.rows("folder")}
    languages = frame.settings.languages
    changes = _Changes()
    now = time.time_ns()
    for folder in scan(frame.root):
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
        return hashlib.sha256(path.read_bytes()).hexdigest() if is_file else ""
    except OSError:
        return ""


def _read(frame: Frame, found: Sequence[Unit], jobs: int, advance: Advance) -> Iterator[UnitRow]:
    from chetavani.reading import read_units

    chunks = [found[start : start + _CHUNK] for start in range(0, len(found), _CHUNK)]
    for rows in spread(partial(read_units, frame), chunks, jobs):
        yield from rows
        advance(len(rows))


def _note(store: Store, changes: _Changes, rows: Iterable[UnitRow]) -> None:
    """Write what was read into the store, strike what is gone, and judge what either has touched."""
    digests: dict[str, str] = {}
    years, clusters = _YearBook(store), _Clusters(store)
    for name in changes.gone:
        _strike(store, years, clusters, name)
    for row in rows:
        if not clusters.first:
            _strike(store, years, clusters, row.name)
        _enter(store, years, clusters, row)
        digests |= row.digests
    for folder, (marks, known) in changes.folders.items():
        place = f"{FOLDER}/{folder}/" if folder else f"{FOLDER}/"
        fresh = {file: digests[place + file] for file in marks if place + file in digests}
        store.put("folder", [(folder, pack(marks), pack(dict.fromkeys(marks, "") | known | fresh))])
    for folder in changes.lost:
        store.drop("folder", name=folder)
    years.write()
    clusters.judge()


def _strike(store: Store, years: "_YearBook", clusters: "_Clusters", name: str) -> None:
    """Take a unit out."""
    row = store.row("unit", name=name)
    if row is None:
        return
    _, advisory_id, card, claims = row
    clusters.remove(name, unpack(claims))
    for table in ("body", "fault"):
        store.drop(table, unit=name)
    store.drop("unit", name=name)
    if card:
        years.remove(unpack(card))
        if (other := store.row("unit", id=advisory_id)) is not None:
            years.add(unpack(other[2]))  # a second advisory of the same id: a mistake, but it must not vanish


def _enter(store: Store, years: "_YearBook", clusters: "_Clusters", row: UnitRow) -> None:
    """Put a unit in."""
    card = row.card
    store.put("unit", [(row.name, card.id if card else "", pack(card) if card else b"", pack(row.claims))])
    if row.findings:
        store.put("fault", [(row.name, pack(row.findings))])
    if card:
        store.put("body", [(row.name, row.advisory)])
        years.add(card)
    clusters.add(row.name, row.claims)


class _Clusters:
    """The claims of units while units go in and out: which clusters they touch, and who else is in them.

    ``first`` says that the store held no unit before, so that every claim passes through here.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._fresh: dict[tuple[str, str], list[Claim]] = {}
        self._entered: set[str] = set()
        self.first = not store.count("unit")

    def remove(self, unit: str, claims: "Iterable[Claim]") -> None:
        """Take the claims of a unit out."""
        for kind, value in {(claim.kind, claim.value) for claim in claims}:
            self._fresh.setdefault((kind, value), [])
            self._store.drop("claim", kind=kind, value=value, unit=unit)

    def add(self, unit: str, claims: "Sequence[Claim]") -> None:
        """Put the claims of a unit in."""
        self._entered.add(unit)
        for claim in claims:
            self._fresh.setdefault((claim.kind, claim.value), []).append(claim)
        self._store.put("claim", ((kind, value, unit) for kind, value in {(one.kind, one.value) for one in claims}))

    def judge(self) -> None:
        """Judge every cluster that was touched, and keep its findings."""
        from chetavani.reading import judge

        for (kind, value), claims in sorted(self._fresh.items()):
            found = judge(kind, [*claims, *self._others(kind, value)])
            if not self.first:
                self._store.drop("clash", kind=kind, value=value)
            if found:
                self._store.put("clash", [(kind, value, pack(found))])

    def _others(self, kind: str, value: str) -> "Iterator[Claim]":
        """Yield the claims in a cluster of units that were not read this time."""
        if self.first:
            return
        for *_, unit in list(self._store.rows("claim", kind=kind, value=value)):
            if unit not in self._entered and (row := self._store.row("unit", name=unit)) is not None:
                yield from (claim for claim in unpack(row[3]) if (claim.kind, claim.value) == (kind, value))


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
    found = {finding for *_, packed in (*store.rows("fault"), *store.rows("clash")) for finding in unpack(packed)}
    return tuple(sorted(found.union(_timed(store, frame, library))))


def _timed(store: Store, frame: Frame, library: Library) -> Iterator[Finding]:
    """Yield what is wrong only as of now: units that speak of what has not come are read again, for their lines."""
    ahead = [card for year in library.years for card in year.cards if card.latest > library.at]
    if not ahead:
        return
    from chetavani.reading import needs_time, read_for_now

    for card in ahead:
        for name, *_ in list(store.rows("unit", id=card.id)) if needs_time(card, library.at) else ():
            folder = name.rpartition("/")[0]
            row = store.row("folder", name=folder)
            there = units(folder, unpack(row[1]) if row else (), frame.settings.languages)
            if name in there:
                yield from read_for_now(frame, there[name], library)
