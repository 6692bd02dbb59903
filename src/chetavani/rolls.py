# SPDX-License-Identifier: Apache-2.0
"""Rolls: files with a piece for every drawer of entries, at the cost of the drawers that have changed.

The pieces are kept nowhere but in the file itself, as it was put in place last: the store knows of each roll where in
it the piece of each drawer lies, and of which entries it was made. A build makes the pieces of other drawers anew, all
rolls of a drawer in one go, and joins them with the stretches of the old file in between. The SHA-256 of the whole is
taken in passing.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from chetavani.errors import DamagedStoreError
from chetavani.model.listing import Entry, Listings
from chetavani.outputs.base import Roll, Shard, Tally
from chetavani.outputs.keys import digest_of
from chetavani.packing import pack, unpack
from chetavani.rendering import Leaf, Rendered
from chetavani.spill import Spilled, spilled
from chetavani.store import Store
from chetavani.workers import spread
from chetavani.writer import Writer, disk

PARENT = "rolled"
"""What the store knows as the parent of the shards of rolls."""
_TOGETHER = 64  # drawers for one task of a worker
_FEW = 48  # drawers that are read sooner here than another process is started
_BREATH = 1 << 20  # bytes that are read at once


class Piece(NamedTuple):
    """The piece of a drawer in a roll: what its entries were when it was made, its size, and how many counted."""

    key: str
    size: int
    counted: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What the store knows of a roll: its frame (what it depends on besides entries), the size of its head, pieces."""

    frame: str
    head: int
    pieces: dict[str, Piece]

    def place(self) -> Iterator[tuple[str, int, int]]:
        """Yield the digits of each drawer with the offset and the size of its piece in the file."""
        offset = self.head
        for digits, piece in self.pieces.items():
            yield digits, offset, piece.size
            offset += piece.size


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
    """The rolls of a build, by the names of their shards.

    ``live`` is the tree whose files the store knows, None if nothing is known of any. ``stage`` is where pieces lie.
    """

    rolls: Mapping[str, Roll]
    listings: Listings
    frame: str
    stage: Path
    store: Store | None = None
    live: Path | None = None
    release: int = 1
    _drawers: dict[str, str] = field(default_factory=dict)
    _kept: dict[str, Kept] = field(default_factory=dict)
    _now: dict[str, Kept] = field(default_factory=dict)

    def shards(self) -> Iterator[Shard]:
        """Yield a shard of each roll, whose key stands for the entries and for the number of the release."""
        self._drawers = self.listings.drawers
        stand = digest_of(part for pair in self._drawers.items() for part in pair)
        key = digest_of((stand, str(self.listings.newest), str(self.release)))
        for name in self.rolls:
            yield Shard(name, key, tuple)

    def written(self, leaves: Sequence[Leaf], writer: Writer, jobs: int) -> list[Rendered]:
        """Make the rolls of ``leaves`` and write them."""
        fresh: dict[str, set[str]] = {}
        for leaf in leaves:
            kept = self._known(leaf)
            self._kept[leaf.shard.name] = kept
            fresh[leaf.shard.name] = {
                digits
                for digits, key in self._drawers.items()
                if (piece := kept.pieces.get(digits)) is None or piece.key != key
            }
        made: dict[str, dict[str, _Made]] = {leaf.shard.name: {} for leaf in leaves}
        tasks = list(_tasks(self._drawers, fresh))
        few = sum(len(task.drawers) for task in tasks) < _FEW
        for found in spread(partial(_made, self.rolls, self.listings, self.stage), tasks, 1 if few else jobs):
            for one in found:
                made[one.roll].update(dict.fromkeys(one.pieces, one))
        with ThreadPoolExecutor(jobs) as pool:  # hashing and writing hold up no other thread
            work: Callable[[Leaf], Rendered] = lambda leaf: self._write(leaf, made[leaf.shard.name], writer)  # noqa: E731
            return list(pool.map(work, leaves))

    def _known(self, leaf: Leaf) -> Kept:
        """Return what of a roll can be used again: nothing if its file may not be as it was made."""
        row = None if self.store is None else self.store.row("roll", name=leaf.shard.name)
        before = leaf.known.get(self.rolls[leaf.shard.name].path)
        if row is None or self.live is None or before is None or not before.entry.sha256:
            return Kept(self.frame, 0, {})
        kept: Kept = _unpacked(row[1])
        return kept if kept.frame == self.frame else Kept(self.frame, 0, {})

    def _write(self, leaf: Leaf, made: Mapping[str, _Made], writer: Writer) -> Rendered:
        name, roll = leaf.shard.name, self.rolls[leaf.shard.name]
        before = self._kept[name].pieces
        pieces = {digits: made[digits].pieces[digits] if digits in made else before[digits] for digits in self._drawers}
        tally = Tally(sum(piece.counted for piece in pieces.values()), self.listings.newest, self.release)
        head = roll.head(tally)
        self._now[name] = Kept(self.frame, len(head), pieces)
        known = leaf.known.get(roll.path)
        contents = self._joined(name, head, made)
        written = writer.pour(roll.path, contents, known.entry.sha256 if known else "")
        return Rendered(name, (("rolled", written),))

    def _joined(self, name: str, head: bytes, made: Mapping[str, _Made]) -> Iterator[bytes]:
        """Yield the bytes of a roll: its head, for each drawer the new piece or the one of before, its tail."""
        roll, before = self.rolls[name], {digits: place for digits, *place in self._kept[name].place()}
        yield head
        places = {}
        for one in {id(one): one for one in made.values()}.values():
            start = one.place.start
            for digits, piece in one.pieces.items():
                places[digits] = Spilled(one.place.file, start, piece.size)
                start += piece.size
        old = str(self.live / roll.path) if self.live is not None else ""
        stretches = (places[digits] if digits in places else Spilled(old, *before[digits]) for digits in self._drawers)
        for stretch in _merged(stretches):
            yield from _read(stretch)
        yield roll.tail

    def keep(self, store: Store, gone: Iterable[str]) -> None:
        """Let the store remember where the pieces are now; forget the rolls that are ``gone``."""
        for name in gone:
            store.drop("roll", name=name)
        store.put("roll", ((name, _packed(kept)) for name, kept in sorted(self._now.items())))


def _tasks(drawers: Mapping[str, str], fresh: Mapping[str, Collection[str]]) -> Iterator[_Task]:
    """Yield the pieces to be made: drawers that need the same rolls together, neighbours in one task."""
    wanted: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for digits, key in drawers.items():
        if names := tuple(name for name, anew in fresh.items() if digits in anew):
            wanted.setdefault(names, []).append((digits, key))
    for names, found in wanted.items():
        for start in range(0, len(found), _TOGETHER):
            yield _Task(tuple(found[start : start + _TOGETHER]), names)


def _made(rolls: Mapping[str, Roll], listings: Listings, stage: Path, task: _Task) -> list[_Made]:
    """Make pieces: every drawer is read once for all rolls."""
    pieces: dict[str, dict[str, Piece]] = {name: {} for name in task.rolls}
    contents: dict[str, list[bytes]] = {name: [] for name in task.rolls}
    for digits, key in task.drawers:
        entries: list[Entry] = list(listings.entries(digits))
        for name in task.rolls:
            content = rolls[name].piece(entries)
            counts = rolls[name].counts
            pieces[name][digits] = Piece(key, len(content), counts(entries))
            contents[name].append(content)
    places = spilled(stage, "pieces", (b"".join(contents[name]) for name in task.rolls))
    return [_Made(name, pieces[name], place) for name, place in zip(task.rolls, places, strict=True)]


def _merged(stretches: Iterable[Spilled]) -> Iterator[Spilled]:
    """Yield stretches, those that follow each other in a file as one."""
    last: Spilled | None = None
    for one in stretches:
        if last is not None and last.file == one.file and last.start + last.size == one.start:
            last = last._replace(size=last.size + one.size)
        else:
            if last is not None:
                yield last
            last = one
    if last is not None:
        yield last


def _read(stretch: Spilled) -> Iterator[bytes]:
    left = stretch.size
    with disk(stretch.file), Path(stretch.file).open("rb", buffering=0) as file:
        file.seek(stretch.start)
        while left:
            content = file.read(min(left, _BREATH))
            if not content:
                raise DamagedStoreError(stretch.file, "is shorter than it was.")
            yield content
            left -= len(content)


def _packed(kept: Kept) -> bytes:
    return pack((kept.frame, kept.head, [(digits, *piece) for digits, piece in kept.pieces.items()]))


def _unpacked(packed: bytes) -> Kept:
    frame, head, pieces = unpack(packed)
    return Kept(frame, head, {digits: Piece(key, size, counted) for digits, key, size, counted in pieces})
