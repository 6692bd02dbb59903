# SPDX-License-Identifier: Apache-2.0
"""What is published: a release folder, or a plain site, for which an unsigned ``release.json`` is made."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from chetavani.errors import PublishError
from chetavani.manifest import MANIFEST, entries_of
from chetavani.model.card import instant
from chetavani.outputs.stamps import stamp
from chetavani.release.record import RECORD, Previous, Record, numbers, parsed
from chetavani.writer import Entry, entry_of

POINTER = RECORD
VARIANTS = (".br", ".gz")
_BUILD = "Build the site again, and publish what comes of it."


@dataclass(frozen=True, slots=True)
class Source:
    """A release to publish: its folder, its files by path, and what its pointer ``release.json`` says.

    ``files`` are those of the manifest, ``others`` all that no manifest lists, the manifest and the pointer among
    them. ``made`` are the bytes of a pointer that was made here, empty if the folder has its own.
    """

    folder: Path
    number: int
    manifest: str
    files: Mapping[str, Entry]
    others: Mapping[str, Entry]
    made: bytes = b""

    @property
    def everything(self) -> dict[str, Entry]:
        """Return every file of the release by path."""
        return {**self.others, **self.files}

    def read(self, path: str) -> bytes:
        """Return a file's content. Raises PublishError if it is not what the manifest, or this run before, says."""
        if path == POINTER and self.made:
            return self.made
        try:
            content = (self.folder / path).read_bytes()
        except OSError as error:
            cause = f"cannot be read: {error.strerror or error}."
            raise PublishError(str(self.folder / path), cause, _BUILD) from None
        if entry_of(path, content) != self.everything_at(path):
            raise PublishError(str(self.folder / path), "is not what the manifest says.", _BUILD)
        return content

    def everything_at(self, path: str) -> Entry:
        """Return the entry of a file."""
        return self.files.get(path) or self.others[path]

    def without_variants(self) -> "Source":
        """Return the release without the compressed variants of its files."""
        listed = self.files.keys() | {MANIFEST, POINTER}
        return replace(self, others={
            path: entry for path, entry in self.others.items()
            if not (path.endswith(VARIANTS) and path.rpartition(".")[0] in listed)
        })  # fmt: skip


def open_source(folder: Path) -> Source:
    """Return the release in ``folder``, the newest of a folder of releases; number 0 stands for a plain site.

    A link is followed once: a build that ends meanwhile does not mix two sites. Raises PublishError.
    """
    folder = folder.resolve()
    if not (folder / MANIFEST).exists() and (there := numbers(folder)):
        folder = folder / str(there[-1])
    manifest = _read(folder / MANIFEST, "has no manifest, and is no finished site.")
    try:
        files = {entry.path: entry for entry in entries_of(manifest)}
    except (ValueError, KeyError, TypeError):
        raise PublishError(str(folder / MANIFEST), "is no manifest of a site.", _BUILD) from None
    digest = hashlib.sha256(manifest).hexdigest()
    others = {path: entry_of(path, (folder / path).read_bytes()) for path in _walk(folder) if path not in files}
    if POINTER not in others:
        return Source(folder, 0, digest, files, others)
    told = record_at(folder)
    if told.manifest != digest:
        raise PublishError(str(folder / POINTER), "belongs to another manifest.", "Make the release again.")
    return Source(folder, told.release, digest, files, others)


def numbered(source: Source, number: int, previous: Previous | None, as_of: datetime) -> Source:
    """Return a plain site as release ``number``, with an unsigned pointer; ``previous`` is the one before it."""
    size = source.others[MANIFEST].size
    told = Record(number, None, stamp(instant(as_of)), source.manifest, size, previous, len(source.files))
    made = told.dump()
    others = {**source.others, POINTER: entry_of(POINTER, made)}
    return replace(source, number=number, others=others, made=made)


def record_in(content: bytes, place: str) -> Record:
    """Return what a ``release.json`` says. Raises PublishError for what is none."""
    try:
        return parsed(content)
    except ValueError as error:
        raise PublishError(place, f"{error}.", "Restore it, or publish into an empty place.") from None


def record_at(folder: Path) -> Record:
    """Return what the ``release.json`` in a folder says. Raises PublishError if it is none, or OSError."""
    return record_in((folder / POINTER).read_bytes(), str(folder / POINTER))


def _walk(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _read(path: Path, missing: str) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise PublishError(str(path.parent), missing, "Name a built site or a release folder with --from.") from None
    except OSError as error:
        raise PublishError(str(path), f"cannot be read: {error.strerror or error}.", _BUILD) from None
