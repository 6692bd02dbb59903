# SPDX-License-Identifier: Apache-2.0
"""Edits of the ledger: rows that come and go, brought into the drawers that they belong to, bucket by bucket."""

import marshal
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import NamedTuple

from chetavani.ledger.drawers import BUCKETS, Content, Quarrel, Row, State, bucket_of, quarrels_of, state_of
from chetavani.ledger.reader import DrawerReader
from chetavani.model.listing import DRAWER
from chetavani.packing import pack, unpack
from chetavani.spill import Spilled, contents_of, spilled
from chetavani.store import Store
from chetavani.workers import spread

_FEW = 64
"""So few drawers are changed sooner here than other processes are started."""


def spill_rows(folder: Path, source: str, rows: Iterable[Row]) -> dict[int, Spilled]:
    """Write rows of one source to the disk, by their buckets."""
    buckets: dict[int, list[Row]] = {}
    for row in rows:
        buckets.setdefault(bucket_of(row[0]), []).append(row)
    places = spilled(folder, "rows", (marshal.dumps((source, held)) for held in buckets.values()))
    return dict(zip(buckets, places, strict=True))


@dataclass(slots=True)
class Bucket:
    """What changes in the drawers of one bucket: rows that come, hashes that go by source, drawers to look at anew."""

    come: list[Spilled] = field(default_factory=list)
    go: dict[str, set[str]] = field(default_factory=dict)
    look: set[str] = field(default_factory=set)


class Changed(NamedTuple):
    """A drawer as it is now: its state, and where its content lies; None if it is empty."""

    digits: str
    state: State
    quarrels: tuple[Quarrel, ...]
    content: Spilled | None


class Edits:
    """Everything that changes in the ledger. ``folder`` is where rows lie until they are in their drawers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._buckets: dict[int, Bucket] = {}

    def _bucket(self, number: int) -> Bucket:
        return self._buckets.setdefault(number, Bucket())

    def come(self, places: Mapping[int, Spilled]) -> None:
        """Let rows come that ``spill_rows`` has written."""
        for number, place in places.items():
            self._bucket(number).come.append(place)

    def go(self, source: str, hashes: Iterable[str]) -> None:
        """Let the rows of a source go that have these hashes, of which 16 digits are enough."""
        for digest in hashes:
            self._bucket(bucket_of(digest)).go.setdefault(source, set()).add(digest[:16])

    def look(self, drawers: Iterable[str]) -> None:
        """Have drawers looked at because time has passed."""
        for digits in drawers:
            self._bucket(bucket_of(digits)).look.add(digits)

    def applied(self, store: Store, at: int, jobs: int) -> list[Changed]:
        """Return every drawer that changes, as it is now at ``at``; the store is not changed yet."""
        work = partial(_applied, self.folder, store.path, at)
        tasks = [one for _, one in sorted(self._buckets.items())]
        few = len(tasks) < BUCKETS // 2 or sum(len(one.come) + len(one.look) for one in tasks) < _FEW
        return [changed for found in spread(work, tasks, 1 if few else jobs) for changed in found]


def _applied(folder: Path, path: Path, at: int, bucket: Bucket) -> list[Changed]:
    """Change the drawers of one bucket."""
    come: dict[str, dict[str, list[Row]]] = {}
    for packed in contents_of(sorted(bucket.come)):
        source, rows = marshal.loads(packed)  # noqa: S302 - a process of this very build has written it
        for row in rows:
            come.setdefault(row[0][:DRAWER], {}).setdefault(source, []).append(row)
    touched = bucket.look | come.keys() | {one[:DRAWER] for hashes in bucket.go.values() for one in hashes}
    contents: dict[str, Content] = {digits: {} for digits in sorted(touched)}
    for digits, packed in _kept(path, sorted(touched)):
        contents[digits] = unpack(packed)
    for digits, content in contents.items():
        _change(content, come.get(digits, {}), bucket.go)
    packed_all = [pack(content) for content in contents.values()]
    places = spilled(folder, "drawers", packed_all)
    return [
        Changed(
            digits, state_of(content, packed, at), quarrels_of(content), place if content else None,
        )
        for (digits, content), packed, place in zip(contents.items(), packed_all, places, strict=True)
    ]  # fmt: skip


def _change(content: Content, come: Mapping[str, list[Row]], go: Mapping[str, set[str]]) -> None:
    for source in go.keys() & content.keys():
        gone = go[source]
        content[source] = [row for row in content[source] if row[0][:16] not in gone]
    for source, rows in come.items():
        content[source] = sorted([*content.get(source, ()), *rows])
    for source in [source for source, rows in content.items() if not rows]:
        del content[source]


def _kept(path: Path, touched: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """Yield what the store has of the touched drawers, one by one if they are few."""
    reader = DrawerReader(path)
    if len(touched) < 16**DRAWER // BUCKETS // 2:
        for digits in touched:
            yield from reader.contents(digits)
        return
    wanted = frozenset(touched)
    yield from ((digits, packed) for digits, packed in reader.contents(touched[0], touched[-1]) if digits in wanted)
