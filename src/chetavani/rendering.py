# SPDX-License-Identifier: Apache-2.0
"""Rendering: which shards have changed since the last build, and what their artifacts are now.

The survey walks the plan from the top and goes no further where a key is what it was. A shard that has changed is
rendered by one worker, which again leaves alone every artifact whose key is what it was.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from chetavani.errors import OutputError
from chetavani.gathering import Clipping, Scissors
from chetavani.model.page import Layout, Page
from chetavani.outputs.base import Artifact, Place, Shard, artifacts_of
from chetavani.search_index import index_bundle
from chetavani.store import Store
from chetavani.theme.shell import Shell
from chetavani.writer import Entry, Writer, Written, checked_path


class Known(NamedTuple):
    """A file as the store remembers it: the key of the artifact that it was made from, and its entry."""

    key: str
    entry: Entry


@dataclass(frozen=True)
class Leaf:
    """A shard to render, with the files that it had in the last build. ``key`` is what the store will remember."""

    shard: Shard
    parent: str
    key: str
    known: Mapping[str, Known]


class Rendered(NamedTuple):
    """What became of a leaf: the key and the written file of each artifact, and the excerpts of what was rendered."""

    name: str
    files: tuple[tuple[str, Written], ...]
    clippings: tuple[Clipping, ...] = ()


def _never(_: str) -> bool:
    return False


@dataclass
class Survey:
    """What the plan asks for that the store does not have, and what the store has that nobody plans any more.

    ``frame`` stands for all that every artifact depends on besides its key. ``before`` are the files of every shard
    that is rendered anew or gone.
    """

    store: Store
    frame: str
    leaves: list[Leaf] = field(default_factory=list)
    branches: list[tuple[str, str, str]] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    before: dict[str, Known] = field(default_factory=dict)

    def visit(self, shards: Iterable[Shard], parent: str = "", skip: Callable[[str], bool] = _never) -> None:
        """Visit the children of one shard: all that it has now, so that the ones it had before can go.

        What ``skip`` says of a name is left as it is, changed, gone or not.
        """
        known = {name: key for name, _, key in self.store.rows("shard", parent=parent)}
        seen: set[str] = set()
        for shard in shards:
            if shard.name in seen:
                raise OutputError(shard.name, "is the name of two shards.", "Give one of the two another name.")
            seen.add(shard.name)
            before = known.pop(shard.name, None)
            if skip(shard.name):
                continue
            if not shard.key or before != self.key(shard):
                self._enter(shard, parent, before or "")
        for name in known:
            if not skip(name):
                self._leave(name)

    def changed(self, shards: Iterable[Shard], parent: str, skip: Callable[[str], bool] = _never) -> list[Leaf]:
        """Visit the children of one shard as ``visit`` does; return the leaves of those that have changed."""
        first = len(self.leaves)
        self.visit(shards, parent, skip)
        return self.leaves[first:]

    def key(self, shard: Shard) -> str:
        """Return the key under which the store remembers a shard."""
        return f"{self.frame}:{shard.key}"

    def _enter(self, shard: Shard, parent: str, before: str) -> None:
        parts = iter(shard.parts())
        first = next(parts, None)
        files = self._files(shard.name)
        if not before.startswith(f"{self.frame}:"):  # the keys of its artifacts were those of other templates or code
            files = {path: Known("", known.entry) for path, known in files.items()}
        if isinstance(first, Shard):
            self.branches.append((shard.name, parent, self.key(shard)))
            self.visit((_shard(part, shard) for part in chain((first,), parts)), shard.name)
        else:
            self.leaves.append(Leaf(shard, parent, self.key(shard), files))
            for name, *_ in list(self.store.rows("shard", parent=shard.name)):
                self._leave(name)

    def _leave(self, name: str) -> None:
        self._files(name)
        self.gone.append(name)
        for child, *_ in list(self.store.rows("shard", parent=name)):
            self._leave(child)

    def _files(self, name: str) -> dict[str, Known]:
        rows = self.store.rows("file", shard=name)
        files = {path: Known(key, Entry(path, digest, size)) for path, _, key, digest, size in rows}
        self.before |= files
        return files


def _shard(part: Artifact | Shard, of: Shard) -> Shard:
    if isinstance(part, Shard):
        return part
    raise OutputError(
        part.path, f"is among the shards of {of.name}.", "Let a shard hold artifacts or shards, not both."
    )


@dataclass(frozen=True)
class Press:
    """Renders leaves. Picklable, so that worker processes can have it."""

    shells: Mapping[tuple[Layout, str], Shell]
    writer: Writer
    scissors: Scissors = field(default_factory=Scissors)

    def render(self, leaf: Leaf) -> Rendered:
        """Render and write the artifacts of ``leaf`` whose keys are not what they were."""
        artifacts = artifacts_of(leaf.shard.parts())
        first = next(artifacts, None)
        if first is None:
            return Rendered(leaf.shard.name, ())
        everything = chain((first,), artifacts)
        if first.place is Place.SEARCH:
            return Rendered(leaf.shard.name, tuple(self._index(leaf, everything)))
        cut: list[Clipping] = []
        files = tuple(self._one(artifact, leaf.known, cut) for artifact in everything)
        return Rendered(leaf.shard.name, files, tuple(cut))

    def _one(self, artifact: Artifact, known: Mapping[str, Known], cut: list[Clipping]) -> tuple[str, Written]:
        before = known.get(artifact.path)
        if before is not None and artifact.key and before.key == artifact.key:
            return artifact.key, Written(before.entry)
        content = self.bytes_of(artifact)
        cut += self.scissors.cut(artifact.path, content)
        return artifact.key, self.writer.write(artifact.path, content, before.entry.sha256 if before else "")

    def bytes_of(self, artifact: Artifact) -> bytes:
        """Return the bytes of an artifact, a page poured into its shell."""
        made = artifact.render()
        return self.shells[made.layout, made.language].pour(made, artifact.path) if isinstance(made, Page) else made

    def _index(self, leaf: Leaf, artifacts: Iterable[Artifact]) -> Iterator[tuple[str, Written]]:
        """Index the records of a bundle, and write the index."""
        for path, content in index_bundle((artifact.path, self.bytes_of(artifact)) for artifact in artifacts):
            before = leaf.known.get(path)
            yield "", self.writer.write(path, content, before.entry.sha256 if before else "")


def refuse_collisions(paths: Iterable[str], taken: Callable[[str], bool] = lambda _: False) -> None:
    """Raise OutputError if two artifacts claim one path, a path and a folder of it, or a path outside the site.

    ``taken`` tells of files that are there already and stay.
    """
    seen: set[str] = set()
    for path in paths:
        if checked_path(path) in seen or taken(path):
            cause = "is planned twice, or is a page in docs/ and an output of ours."
            raise OutputError(path, cause, "Give one of the two another path.")
        seen.add(path)
    folders: set[str] = set()
    for path in seen:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            if folder in seen or taken(folder):
                raise OutputError(path, f"lies inside {folder}, which is a file.", "Give one of the two another path.")
            folder = folder.rpartition("/")[0]
