# SPDX-License-Identifier: Apache-2.0
"""Gathering: files that are made of excerpts of many others, at the cost of the ones that have changed.

Whoever renders a file takes its excerpts in passing, and the store keeps them beside what it knows of the file, in
the same transaction: so an excerpt is always that of the bytes that the site has. When all are there, they are joined.
"""

import os
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from heapq import merge
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from chetavani.errors import DamagedStoreError
from chetavani.outputs.base import Artifact, Bundle, Excerpt, Gathering, Shard
from chetavani.outputs.keys import digest_of
from chetavani.store import Store, kept_excerpts
from chetavani.writer import Entry, disk

PARENT = "gathered"
"""What the store knows as the parent of the shards of gatherings."""
_KEY = 32  # bytes


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
        wanted = [excerpt for excerpt in self.excerpts if path.startswith(excerpt.prefix)]
        if not wanted:
            return
        for excerpt in wanted:
            yield spilled(self.folder, excerpt.name, path, excerpt.make(content))


def spilled(folder: Path, excerpt: str, path: str, content: bytes) -> Clipping:
    """Write an excerpt to where this process writes all of them. Raises WriteError if the disk refuses."""
    spill = str(folder / f"excerpts-{os.getpid()}")
    with disk(spill), open(spill, "ab", buffering=0) as file:  # noqa: PTH123 - by the ten thousand
        start = file.tell()
        file.write(content)
    return Clipping(excerpt, path, spill, start, len(content))


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

    ``store`` is where those are kept; None if all are fresh. The first ``skip`` bytes of each are none of its content.
    """

    store: Path | None
    excerpt: str
    paths: tuple[str, ...]
    fresh: Mapping[str, Clipping]
    skip: int = 0

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Yield path and excerpt of each file, in the order of the paths. Raises DamagedStoreError if one is lost."""
        found = 0
        for path, content in merge(self._fresh(), self._kept()):
            found += 1
            yield path, content[self.skip :] if self.skip else content
        if found != len(self.paths):
            raise DamagedStoreError(str(self.store), f"has {found} of {len(self.paths)} excerpts for {self.excerpt}.")

    def _fresh(self) -> Iterator[tuple[str, bytes]]:
        taken = [self.fresh[path] for path in self.paths if path in self.fresh]
        return ((clipping.path, content) for clipping, content in contents(taken))

    def _kept(self) -> Iterator[tuple[str, bytes]]:
        wanted = frozenset(self.paths).difference(self.fresh)
        if self.store is None or not wanted:
            return
        for path, content in kept_excerpts(self.store, self.excerpt, self.paths[0], self.paths[-1]):
            if path in wanted:
                yield path, content


class Task(NamedTuple):
    """A bundle to be made of its ``members``; the ``key`` stands for them, and is kept before what is made of them."""

    bundle: Bundle
    name: str
    key: bytes
    members: Pasting


def bind(folder: Path, task: Task) -> Clipping:
    """Make a bundle."""
    return spilled(folder, task.bundle.name, task.name, task.key + task.bundle.make(task.members))


class Gatherer:
    """What a build gathers: ``gatherings`` by the names of their shards, of files that are there once all are rendered.

    ``files`` maps each prefix to the SHA-256 of every file whose path begins so, by path, sorted. ``frame`` stands for
    what all of it depends on besides the files. Without a ``store`` all is made anew.
    """

    def __init__(
        self,
        gatherings: Mapping[str, Gathering],
        files: Mapping[str, Mapping[str, str]],
        clippings: Iterable[Clipping],
        store: Store | None = None,
        frame: str = "",
    ) -> None:
        self._gatherings = gatherings
        self._files = files
        self._store = store
        self._frame = frame
        self._fresh: dict[str, dict[str, Clipping]] = {}
        self._bundles: dict[str, tuple[str, ...]] = {}
        self.gone: list[tuple[str, str]] = []
        """Name and path of everything that is kept and of no use any more."""
        self.made: list[Clipping] = []
        """The bundles that were made in this build."""
        self._take(clippings)

    def _take(self, clippings: Iterable[Clipping]) -> None:
        for one in clippings:
            self._fresh.setdefault(one.excerpt, {})[one.path] = one

    def tasks(self) -> list[Task]:
        """Return the bundles that have changed. What ``bind`` makes of them is for ``bound``."""
        sources = {one.source.name: one.source for one in self._gatherings.values() if isinstance(one.source, Bundle)}
        return [task for bundle in sources.values() for task in self._tasks(bundle)]

    def _tasks(self, bundle: Bundle) -> Iterator[Task]:
        kept = dict(self._store.excerpt_keys(bundle.name, _KEY)) if self._store else {}
        members: dict[str, list[str]] = {}
        digests = self._files[bundle.excerpt.prefix]
        for path in digests:
            members.setdefault(bundle.of(path), []).append(path)
        self._bundles[bundle.name] = tuple(sorted(members))
        self.gone += [(bundle.name, name) for name in sorted(kept.keys() - members.keys())]
        for name, paths in members.items():
            parts = (part for path in paths for part in (path, digests[path]))
            key = bytes.fromhex(digest_of((self._frame, *parts)))
            if kept.get(name) != key:
                yield Task(bundle, name, key, self._pasting(bundle.excerpt.name, paths))

    def bound(self, clippings: Iterable[Clipping]) -> None:
        """Take what was made of the tasks."""
        self.made += clippings
        self._take(self.made)

    def shards(self) -> Iterator[Shard]:
        """Yield a shard of each gathering, whose key stands for the files as they are."""
        for name, one in self._gatherings.items():
            digests = self._files[one.excerpt.prefix]
            key = digest_of(part for pair in digests.items() for part in pair)
            paths = self._bundles[one.source.name] if isinstance(one.source, Bundle) else tuple(digests)
            skip = _KEY if isinstance(one.source, Bundle) else 0
            yield Shard(name, key, partial(parts, one, self._pasting(one.source.name, paths, skip)))

    def _pasting(self, excerpt: str, paths: Iterable[str], skip: int = 0) -> Pasting:
        listed, fresh = tuple(paths), self._fresh.get(excerpt, {})
        taken = fresh if len(listed) > len(fresh) else {path: fresh[path] for path in listed if path in fresh}
        return Pasting(self._store.path if self._store else None, excerpt, listed, taken, skip)


def parts(gathering: Gathering, pasting: Pasting) -> Iterator[Artifact]:
    """Yield the one file of a gathering."""
    yield Artifact(gathering.path, gathering.media_type, partial(gathering.join, pasting))


def excerpts_of(gatherings: Mapping[str, Gathering]) -> tuple[Excerpt, ...]:
    """Return every excerpt that is asked for, each once."""
    return tuple({one.excerpt.name: one.excerpt for one in gatherings.values()}.values())


def files_gathered(
    gatherings: Iterable[Gathering], entries: Sequence[Entry], store: Store | None = None, before: Container[str] = ()
) -> dict[str, dict[str, str]]:
    """Return for each prefix that is gathered the SHA-256 of every file whose path begins so now, by path, sorted.

    ``entries`` are those of the files that were rendered. Of the others the ``store`` knows, which still has what was
    rendered anew or is gone; ``before`` has the paths of these.
    """
    found = {}
    for prefix in {one.excerpt.prefix for one in gatherings}:
        digests = {path: digest for path, digest in store.beginning(prefix) if path not in before} if store else {}
        digests |= {one.path: one.sha256 for one in entries if one.path.startswith(prefix)}
        found[prefix] = dict(sorted(digests.items()))
    return found


def keep(store: Store, clippings: Sequence[Clipping], files: Iterable[str], gone: Iterable[tuple[str, str]]) -> None:
    """Let the store have what was cut in this build; forget all of the ``files``, and what else is ``gone``."""
    for path in files:
        store.drop("excerpt", path=path)
    for name, path in gone:
        store.drop("excerpt", name=name, path=path)
    store.put("excerpt", ((one.excerpt, one.path, content) for one, content in contents(clippings)))
