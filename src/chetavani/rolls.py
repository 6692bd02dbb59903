# SPDX-License-Identifier: Apache-2.0
"""Rolls: files with a piece for every drawer of entries, at the cost of the drawers that have changed.

The pieces are kept nowhere but in the file itself, as it was put in place last: the store knows of each roll where in
it the piece of each drawer lies, and of which entries it was made. A build makes the pieces of other drawers anew, all
rolls of a drawer in one go, and joins them with the stretches of the old file in between. The SHA-256 of the whole is
taken in passing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import NamedTuple, TypeAlias

from chetavani.errors import DamagedStoreError
from chetavani.model.listing import Entry, Listings
from chetavani.outputs.base import Roll, Shard, Tally
from chetavani.outputs.keys import digest_of
from chetavani.packing import pack, unpack
from chetavani.rendering import Leaf, Rendered
from chetavani.spill import Spilled, spilled
from chetavani.store import Store
from chetavani.workers import spread
from chetavani.writer import Entry as WrittenEntry
from chetavani.writer import Writer, disk

PARENT = "rolled"
"""What the store knows as the parent of the shards of rolls."""
_TOGETHER = 64  # drawers for one task of a worker
_FEW = 48  # drawers that are read sooner here than another process is started
_BREATH = 1 << 20  # bytes that are read at once
_SHA256 = 3  # its place in what the store knows of a file


Piece: TypeAlias = tuple[str, int, int]
"""The piece of a drawer in a roll: the key of its entries when it was made, its size, and how many of them count."""


class Kept(NamedTuple):
    """What is known of the file of a roll: the size of its head, and its pieces in their order."""

    head: int
    pieces: dict[str, Piece]

    def places(self) -> dict[str, tuple[int, int]]:
        """Return where in the file the piece of each drawer begins and ends."""
        ends = list(accumulate((size for _, size, _ in self.pieces.values()), initial=self.head))
        return dict(zip(self.pieces, pairwise(ends), strict=True))


class _Made(NamedTuple):
    """What a task made: for each roll and each drawer of the task a piece, and where all of a roll's lie together."""

    roll: str
    pieces: dict[str, Piece]
    place: Spilled


@dataclass(frozen=True, slots=True)
class _Task:
    """Drawers, with the names of the rolls for which their pieces are to be made."""

    drawers: tuple[tuple[str, str], ...]
    rolls: tuple[str, ...]


@dataclass(slots=True)
class Rolling:
    """The rolls of a build, by the names of their shards. ``prepare`` comes first.

    ``frame`` stands for what all of them depend on besides entries. ``live`` is the tree whose files the ``store``
    knows, None if nothing is known of any. ``stage`` is where pieces lie.
    """

    rolls: Mapping[str, Roll]
    listings: Listings
    frame: str
    stage: Path
    store: Store | None = None
    live: Path | None = None
    _drawers: dict[str, str] = field(default_factory=dict)
    _stamp: str = ""
    _kept: dict[str, Kept] = field(default_factory=dict)
    _made: dict[str, dict[str, _Made]] = field(default_factory=dict)
    _now: dict[str, Kept] = field(default_factory=dict)
    _counted: dict[str, int] = field(default_factory=dict)

    def prepare(self, jobs: int) -> None:
        """Make every piece that the files of the last build do not have."""
        self._drawers = self.listings.drawers
        stand = digest_of(part for pair in self._drawers.items() for part in pair)
        self._stamp = f"{self.frame} {stand}"
        known = {} if self.store is None or self.live is None else self.store.rolls()
        fresh: dict[str, set[str]] = {}
        for name, roll in self.rolls.items():
            stamp, counted = known.get(name, ("", 0))
            row = None if self.store is None else self.store.row("file", path=roll.path)
            sound = row is not None and bool(row[_SHA256]) and stamp.startswith(f"{self.frame} ")
            if sound and stamp == self._stamp:
                self._counted[name] = counted
                continue
            kept = self._kept[name] = self._load(name) if sound else Kept(0, {})
            fresh[name] = {
                digits for digits, key in self._drawers.items()
                if digits not in kept.pieces or kept.pieces[digits][0] != key
            }  # fmt: skip
        self._make(fresh, jobs)

    def _load(self, name: str) -> Kept:
        row = None if self.store is None else self.store.row("roll", name=name)
        return Kept(0, {}) if row is None else Kept(*unpack(row[-1]))

    def _make(self, fresh: Mapping[str, set[str]], jobs: int) -> None:
        tasks = list(_tasks(self._drawers, fresh))
        few = sum(len(task.drawers) for task in tasks) < _FEW
        for found in spread(partial(_pieces, self.rolls, self.listings, self.stage), tasks, 1 if few else jobs):
            for one in found:
                self._made.setdefault(one.roll, {}).update(dict.fromkeys(one.pieces, one))
        for name in fresh:
            made, kept = self._made.get(name, {}), self._kept[name]
            pieces = {digits: made.get(digits, kept).pieces[digits] for digits in self._drawers}
            self._counted[name] = sum(counted for _, _, counted in pieces.values())
            self._now[name] = Kept(0, pieces)

    def shards(self, release: int) -> Iterator[Shard]:
        """Yield a shard of each roll, whose key stands for the entries and for the number of the release."""
        key = digest_of((self._stamp, str(self.listings.newest), str(release)))
        for name in self.rolls:
            yield Shard(name, key, tuple)

    def known(self, name: str) -> WrittenEntry:
        """Return the entry of the file of a roll that stays as it is."""
        path = self.rolls[name].path
        row = None if self.store is None else self.store.row("file", path=path)
        if row is None:
            raise DamagedStoreError(path, "is not known any more.")
        return WrittenEntry(path, *row[_SHA256:])

    def counted(self, name: str) -> int:
        """Return how many entries count in a roll."""
        return self._counted[name]

    def stretches(self, name: str) -> Iterator[tuple[str, Spilled]]:
        """Yield the digits of every drawer, and where its piece lies: among the new ones, or in the old file."""
        fresh, before, old = self._places(name)
        for digits in self._drawers:
            file, start, end = fresh[digits] if digits in fresh else (old, *before[digits])
            yield digits, Spilled(file, start, end - start)

    def _places(self, name: str) -> tuple[dict[str, tuple[str, int, int]], dict[str, tuple[int, int]], str]:
        """Return file, start and end of each new piece, start and end of the old ones, and the old file."""
        if name not in self._kept:
            self._kept[name] = self._load(name)
        fresh: dict[str, tuple[str, int, int]] = {}
        for one in {id(one): one for one in self._made.get(name, {}).values()}.values():
            start = one.place.start
            for digits, (_, size, _) in one.pieces.items():
                fresh[digits] = (one.place.file, start, start + size)
                start += size
        old = str(self.live / self.rolls[name].path) if self.live is not None else ""
        return fresh, self._kept[name].places(), old

    def _joined(self, name: str) -> Iterator[Spilled]:
        """Yield what a roll is joined of, neighbours in a file as one."""
        fresh, before, old = self._places(name)
        file, start, end = "", 0, 0
        for digits in self._drawers:  # by the thousand, for each of twenty rolls: so in plain numbers
            if digits in fresh:
                place, first, last = fresh[digits]
            else:
                (first, last), place = before[digits], old
            if place == file and first == end:
                end = last
                continue
            if end > start:
                yield Spilled(file, start, end - start)
            file, start, end = place, first, last
        if end > start:
            yield Spilled(file, start, end - start)

    def written(self, leaves: Sequence[Leaf], writer: Writer, release: int, jobs: int) -> list[Rendered]:
        """Write the rolls of ``leaves``."""
        with ThreadPoolExecutor(jobs) as pool:  # hashing and writing hold up no other thread
            return list(pool.map(partial(self._write, writer, release), [*map(self._ready, leaves)]))

    def _ready(self, leaf: Leaf) -> tuple[Leaf, list[Spilled]]:
        """Return a leaf with what is to be joined: the store is asked here, not by another thread."""
        return leaf, list(self._joined(leaf.shard.name))

    def _write(self, writer: Writer, release: int, ready: tuple[Leaf, list[Spilled]]) -> Rendered:
        leaf, stretches = ready
        name = leaf.shard.name
        roll, known = self.rolls[name], leaf.known.get(self.rolls[name].path)
        head = roll.head(Tally(self._counted[name], self.listings.newest, release))
        pieces = self._now[name].pieces if name in self._now else self._kept[name].pieces
        self._now[name] = Kept(len(head), pieces)
        contents = chain((head,), (part for one in stretches for part in read(one)), (roll.tail,))
        written = writer.pour(roll.path, contents, known.entry.sha256 if known else "")
        return Rendered(name, (("rolled", written),))

    def keep(self, store: Store, gone: Iterable[str]) -> None:
        """Let the store remember where the pieces are now; forget the rolls that are ``gone``."""
        for name in gone:
            store.drop("roll", name=name)
        rows = ((name, self._stamp, self._counted[name], pack(tuple(kept))) for name, kept in sorted(self._now.items()))
        store.put("roll", rows)


def _tasks(drawers: Mapping[str, str], fresh: Mapping[str, Collection[str]]) -> Iterator[_Task]:
    """Yield the pieces to be made: drawers that need the same rolls together, neighbours in one task."""
    wanted: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for digits, key in drawers.items():
        if names := tuple(name for name, anew in fresh.items() if digits in anew):
            wanted.setdefault(names, []).append((digits, key))
    for names, found in wanted.items():
        for start in range(0, len(found), _TOGETHER):
            yield _Task(tuple(found[start : start + _TOGETHER]), names)


def _pieces(rolls: Mapping[str, Roll], listings: Listings, stage: Path, task: _Task) -> list[_Made]:
    """Make pieces: every drawer is read once for all rolls."""
    pieces: dict[str, dict[str, Piece]] = {name: {} for name in task.rolls}
    contents: dict[str, list[bytes]] = {name: [] for name in task.rolls}
    for digits, key in task.drawers:
        entries: list[Entry] = list(listings.entries(digits))
        for name in task.rolls:
            content = rolls[name].piece(entries)
            counts = rolls[name].counts
            pieces[name][digits] = (key, len(content), counts(entries))
            contents[name].append(content)
    places = spilled(stage, "pieces", (b"".join(contents[name]) for name in task.rolls))
    return [_Made(name, pieces[name], place) for name, place in zip(task.rolls, places, strict=True)]


def read(stretch: Spilled) -> Iterator[bytes]:
    """Yield the bytes of a stretch, part by part. Raises DamagedStoreError if they are not all there."""
    left = stretch.size
    with disk(stretch.file), Path(stretch.file).open("rb", buffering=0) as file:
        file.seek(stretch.start)
        while left:
            content = file.read(min(left, _BREATH))
            if not content:
                raise DamagedStoreError(stretch.file, "is shorter than it was.")
            yield content
            left -= len(content)
