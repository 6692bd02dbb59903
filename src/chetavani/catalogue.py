# SPDX-License-Identifier: Apache-2.0
"""The catalogue: every advisory's card and every finding, brought up to date with the sources in a store.

A file whose size, times and inode are those of the last build is not read; one that is read and has the same bytes is
not parsed; what was not parsed is not linted. What counts in the end is the bytes: the rest only saves looking.
"""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

from chetavani import lint
from chetavani.config import Settings
from chetavani.lint.base import Inspection
from chetavani.lint.clusters import Claim
from chetavani.loaders.library import FOLDER, Folder, Mark, Unit, load_unit, scan, unit_digest, unit_name, units
from chetavani.model.card import Card, Year, card_of, year_of
from chetavani.model.finding import Finding
from chetavani.model.library import Library
from chetavani.packing import pack, unpack
from chetavani.store import Store
from chetavani.workers import spread

_CHUNK = 60  # units for one task of a worker
_UNSETTLED = 2_000_000_000  # nanoseconds: a file changed so shortly before it was read may change again unseen
_FRAME = "catalogue"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
Advance = Callable[[int], None]
_Placed = TypeVar("_Placed", Finding, Claim)


@dataclass(frozen=True, slots=True)
class Frame:
    """With what units are read: where, under which settings, beside which official places.

    ``digest`` stands for all of it and for our own code: when it changes, nothing that was read before counts.
    """

    root: Path
    settings: Settings
    official: frozenset[str]
    code: str

    @property
    def digest(self) -> str:
        """Return a digest of everything but the place."""
        parts = (self.code, self.settings.model_dump_json(), *sorted(self.official))
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class UnitRow(NamedTuple):
    """What reading a unit gave, in the form in which it is kept."""

    name: str
    digests: dict[str, str]
    card: Card | None
    advisory: bytes
    findings: tuple[Finding, ...]
    claims: tuple[Claim, ...]


@dataclass(slots=True)
class _Changes:
    """What the sources have that the store does not: units to read, units that are gone, folders to note."""

    read: list[Unit] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    folders: dict[str, tuple[dict[str, Mark | None], dict[str, str]]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


def refresh(store: Store, frame: Frame, jobs: int, advance: Advance = lambda _: None) -> tuple[Year, ...]:
    """Bring the store's catalogue up to date with the sources; return its years, year 0 holding the drafts."""
    if store.meta(_FRAME) != frame.digest:
        with store.writing():
            for table in ("folder", "unit", "body", "fault", "year", "claim", "clash"):
                store.drop(table)
            store.put_meta(_FRAME, frame.digest)
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
        if file not in before:
            fresh.add(unit_name(folder.name, file, languages))
        elif mark is not None and marks.get(file) == mark:
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
    """Return the digest of a file's bytes; empty for one that cannot be read, which is a finding of loading."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _read(frame: Frame, found: Sequence[Unit], jobs: int, advance: Advance) -> Iterator[UnitRow]:
    chunks = [found[start : start + _CHUNK] for start in range(0, len(found), _CHUNK)]
    for rows in spread(partial(read_units, frame), chunks, jobs):
        yield from rows
        advance(len(rows))


def read_units(frame: Frame, found: Sequence[Unit]) -> list[UnitRow]:
    """Load and lint units, each by itself."""
    loaded = [load_unit(frame.root, unit, frame.settings.languages) for unit in found]
    entries = [one.entry for one in loaded if one.entry is not None]
    inspection = Inspection(Library((), _NEVER), entries, frame.settings, frame.official)
    own = _by_path(lint.check_own(inspection))
    claims = _by_path(lint.claims(inspection))
    rows = []
    for unit, one in zip(found, loaded, strict=True):
        said = {*one.findings, *(finding for path in unit.paths for finding in own.get(path, ()))}
        claimed = tuple(claim for path in unit.paths for claim in claims.get(path, ()))
        advisory = one.entry.advisory if one.entry is not None else None
        card = card_of(advisory, unit_digest(one.digests)) if advisory is not None else None
        packed = pack(advisory) if advisory is not None else b""
        rows.append(UnitRow(one.name, one.digests, card, packed, tuple(sorted(said)), claimed))
    return rows


def _by_path(found: Iterable[_Placed]) -> dict[str, list[_Placed]]:
    by_path: dict[str, list[_Placed]] = {}
    for one in found:
        by_path.setdefault(one.path, []).append(one)
    return by_path


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

    def remove(self, unit: str, claims: Iterable[Claim]) -> None:
        """Take the claims of a unit out."""
        for kind, value in {(claim.kind, claim.value) for claim in claims}:
            self._fresh.setdefault((kind, value), [])
            self._store.drop("claim", kind=kind, value=value, unit=unit)

    def add(self, unit: str, claims: Sequence[Claim]) -> None:
        """Put the claims of a unit in."""
        self._entered.add(unit)
        for claim in claims:
            self._fresh.setdefault((claim.kind, claim.value), []).append(claim)
        self._store.put("claim", ((kind, value, unit) for kind, value in {(one.kind, one.value) for one in claims}))

    def judge(self) -> None:
        """Judge every cluster that was touched, and keep its findings."""
        for (kind, value), claims in sorted(self._fresh.items()):
            found = lint.judge(kind, [*claims, *self._others(kind, value)])
            if not self.first:
                self._store.drop("clash", kind=kind, value=value)
            if found:
                self._store.put("clash", [(kind, value, pack(found))])

    def _others(self, kind: str, value: str) -> Iterator[Claim]:
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
    for card in library.cards.values():
        if lint.needs_time(card, library.at):
            for name, *_ in list(store.rows("unit", id=card.id)):
                folder = name.rpartition("/")[0]
                row = store.row("folder", name=folder)
                there = units(folder, unpack(row[1]) if row else (), frame.settings.languages)
                entry = load_unit(frame.root, there[name], frame.settings.languages).entry if name in there else None
                if entry is not None:
                    yield from lint.check_timed(Inspection(library, [entry], frame.settings, frame.official))
