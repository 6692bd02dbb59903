# SPDX-License-Identifier: Apache-2.0
"""Gathering: files that are made of excerpts of many others, at the cost of the ones that have changed.

Whoever renders a file takes its excerpts in passing, and the store keeps them beside what it knows of the file, in
the same transaction: so an excerpt is always that of the bytes that the site has. When all are there, they are joined.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from heapq import merge
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from chetavani.errors import DamagedStoreError
from chetavani.outputs.base import Artifact, Excerpt, Gathering, Shard
from chetavani.outputs.keys import digest_of
from chetavani.store import Store, kept_excerpts
from chetavani.writer import Entry, disk

PARENT = "gathered"
"""What the store knows as the parent of the shards of gatherings."""


class Clipping(NamedTuple):
    """An excerpt that was taken in this build, and where it lies until the store has it."""

    excerpt: str
    path: str
    file: str
    start: int
    size: int


@dataclass(frozen=True, slots=True)
class Scissors:
    """Takes excerpts of files. Picklable; each process cuts into a file of its own in ``folder``."""

    excerpts: tuple[Excerpt, ...] = ()
    folder: Path = field(default_factory=Path)

    def cut(self, path: str, content: bytes) -> Iterator[Clipping]:
        """Yield the excerpts of one file that somebody wants. Raises WriteError if the disk refuses."""
        wanted = [excerpt for excerpt in self.excerpts if path.startswith(excerpt.folder)]
        if not wanted:
            return
        spill = str(self.folder / f"excerpts-{os.getpid()}")
        with disk(spill), open(spill, "ab", buffering=0) as file:  # noqa: PTH123 - by the ten thousand
            for excerpt in wanted:
                start = file.tell()
                cut = excerpt.make(content)
                file.write(cut)
                yield Clipping(excerpt.name, path, spill, start, len(cut))


def contents(clippings: Iterable[Clipping]) -> Iterator[tuple[Clipping, bytes]]:
    """Yield each clipping with its bytes; neighbours in a file are read with one opening."""
    for name, found in groupby(clippings, attrgetter("file")):
        with disk(name), Path(name).open("rb") as file:
            for clipping in found:
                file.seek(clipping.start)
                yield clipping, file.read(clipping.size)


@dataclass(frozen=True, slots=True)
class Pasting:
    """The excerpts of one kind of the files at ``paths``, which are sorted: the ``fresh`` ones, the others as kept.

    ``store`` is where those are kept; None if all are fresh.
    """

    store: Path | None
    excerpt: str
    paths: tuple[str, ...]
    fresh: Mapping[str, Clipping]

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and excerpt of each file, in the order of the paths. Raises DamagedStoreError if one is lost."""
        found = 0
        current = frozenset(self.paths)
        for path, content in merge(self._fresh(), self._kept(current)):
            found += 1
            yield path, content
        if found != len(current):
            raise DamagedStoreError(str(self.store), f"has {found} of {len(current)} excerpts for {self.excerpt}.")

    def _fresh(self) -> Iterator[tuple[str, bytes]]:
        taken = [self.fresh[path] for path in self.paths if path in self.fresh]
        return ((clipping.path, content) for clipping, content in contents(taken))

    def _kept(self, current: frozenset[str]) -> Iterator[tuple[str, bytes]]:
        if self.store is None or len(self.fresh) == len(current):
            return
        for path, content in kept_excerpts(self.store, self.excerpt):
            if path in current and path not in self.fresh:
                yield path, content


def excerpts_of(gatherings: Mapping[str, Gathering]) -> tuple[Excerpt, ...]:
    """Return every excerpt that is asked for, each once."""
    return tuple({gathering.excerpt.name: gathering.excerpt for gathering in gatherings.values()}.values())


def gathered(
    store: Store,
    gatherings: Mapping[str, Gathering],
    before: Mapping[str, object],
    entries: Sequence[Entry],
    clippings: Sequence[Clipping],
) -> Iterator[Shard]:
    """Yield a shard of each of ``gatherings``, whose names are given with them.

    ``before`` has the path of every file that was rendered anew or is gone, ``entries`` are those of the files that
    were rendered, ``clippings`` what was cut of them. A key stands for the files as they are, whatever other builds
    have left undone.
    """
    found: dict[str, tuple[tuple[str, ...], str]] = {}
    for name, gathering in gatherings.items():
        folder, excerpt = gathering.excerpt.folder, gathering.excerpt.name
        if folder not in found:
            digests = _digests(store, folder, before, entries)
            found[folder] = tuple(digests), digest_of(part for one in digests.items() for part in one)
        paths, key = found[folder]
        fresh = {one.path: one for one in clippings if one.excerpt == excerpt}
        yield Shard(name, key, partial(parts, gathering, Pasting(store.path, excerpt, paths, fresh)))


def _digests(store: Store, folder: str, before: Mapping[str, object], entries: Sequence[Entry]) -> dict[str, str]:
    """Return the SHA-256 of every file that is now below a folder, by path, sorted."""
    found = {path: sha256 for path, sha256 in store.below(folder) if path not in before}
    found |= {one.path: one.sha256 for one in entries if one.path.startswith(folder)}
    return dict(sorted(found.items()))


def parts(gathering: Gathering, pasting: Pasting) -> Iterator[Artifact]:
    """Yield the one file of a gathering."""
    yield Artifact(gathering.path, gathering.media_type, partial(gathering.join, pasting))


def all_fresh(gatherings: Iterable[Gathering], paths: Sequence[str], clippings: Sequence[Clipping]) -> Iterator[Shard]:
    """Yield a shard of each gathering in a build that keeps nothing: ``paths`` are those of all that was rendered."""
    for gathering in gatherings:
        fresh = {one.path: one for one in clippings if one.excerpt == gathering.excerpt.name}
        below = tuple(sorted(path for path in paths if path.startswith(gathering.excerpt.folder)))
        pasting = Pasting(None, gathering.excerpt.name, below, fresh)
        yield Shard(gathering.path, "", partial(parts, gathering, pasting))


def keep(store: Store, clippings: Sequence[Clipping], gone: Iterable[str]) -> None:
    """Let the store have what was cut in this build, and forget what was cut of files that are ``gone``."""
    for path in gone:
        store.drop("excerpt", path=path)
    store.put("excerpt", ((one.excerpt, one.path, content) for one, content in contents(clippings)))
