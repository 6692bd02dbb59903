# SPDX-License-Identifier: Apache-2.0
"""Writing files: into a new tree, or into a stage from which they are moved when all of them are there."""

import filecmp
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Protocol

from chetavani.errors import OutputError, WriteError

REMEDY = "Check the folder's owner and the free space; the site that was there is unchanged."


class Entry(NamedTuple):
    """One file of a site, as the manifest lists it: path, SHA-256 (hex) and size in bytes."""

    path: str
    sha256: str
    size: int


class Written(NamedTuple):
    """A file that was asked for: its entry, and the name under which it was written: in a stage, one of its own.

    ``staged`` is empty if nothing was written, because the file was there before.
    """

    entry: Entry
    staged: str = ""


class Writer(Protocol):
    """Where rendered files go. Picklable and without open files, so that worker processes can have it."""

    def write(self, path: str, content: bytes, known: str = "") -> Written:
        """Take one file; ``known`` is the SHA-256 of what is there now, empty if nothing is. Raises WriteError."""
        ...

    def pour(self, path: str, contents: Iterable[bytes], known: str = "") -> Written:
        """Take one file in parts, as ``write`` does; several threads may pour different files. Raises WriteError."""
        ...


def checked_path(path: str) -> str:
    """Return ``path`` if a site may have a file there. Raises OutputError for one that leaves the site."""
    parts = path.split("/")
    if "\\" in path or not all(parts) or "." in parts or ".." in parts:
        raise OutputError(path or "an artifact", "is no path inside the site.", "Mend the output that plans it.")
    return path


def entry_of(path: str, content: bytes) -> Entry:
    """Return the manifest's entry for a file of these bytes."""
    return Entry(path, hashlib.sha256(content).hexdigest(), len(content))


@dataclass(slots=True)
class FolderWriter:
    """Writes files below ``folder``; a file that ``previous`` holds with the same bytes becomes a hard link to it."""

    folder: Path
    previous: Path | None = None
    _made: set[str] = field(default_factory=set)

    def write(self, path: str, content: bytes, known: str = "") -> Written:  # noqa: ARG002 - a new tree has nothing yet
        """Write one file into its place. Raises WriteError if the disk refuses."""
        target = os.path.join(self.folder, checked_path(path))  # noqa: PTH118 - paths by the ten thousand
        with disk(target):
            self._make(os.path.dirname(target))  # noqa: PTH120
            linked = self._link(path, target, content)
            if not linked:
                write_file(target, content)
        return Written(entry_of(path, content), "" if linked else path)

    def pour(self, path: str, contents: Iterable[bytes], known: str = "") -> Written:  # noqa: ARG002 - as above
        """Write one file into its place, part by part. Raises WriteError if the disk refuses."""
        target = os.path.join(self.folder, checked_path(path))  # noqa: PTH118
        with disk(target):
            self._make(os.path.dirname(target))  # noqa: PTH120
            entry = poured(path, target, contents)
            linked = self._is_as_before(path, target) and self._replace(path, target)
        return Written(entry, "" if linked else path)

    def _is_as_before(self, path: str, target: str) -> bool:
        if self.previous is None:
            return False
        try:
            known = self.previous / path  # the same file, if the tree of before is gone and its name taken again
            return not known.samefile(target) and filecmp.cmp(known, target, shallow=False)
        except OSError:  # not there before
            return False

    def _replace(self, path: str, target: str) -> bool:
        """Have a hard link to the file of before in the place of the same bytes."""
        aside = f"{target}.before"
        try:
            os.link(self.previous / path if self.previous else "", aside)
        except OSError:  # a file system without hard links
            return False
        os.replace(aside, target)  # noqa: PTH105
        return True

    def _make(self, folder: str) -> None:
        if folder in self._made:
            return
        try:
            with suppress(FileExistsError):
                os.mkdir(folder)  # noqa: PTH102 - most folders lie in one that is there
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103
        self._made.add(folder)

    def _link(self, path: str, target: str, content: bytes) -> bool:
        if self.previous is None:
            return False
        known = self.previous / path
        try:
            if known.stat().st_size != len(content) or known.read_bytes() != content:
                return False
            os.link(known, target)
        except OSError:  # not there before, or a file system without hard links: write it anew
            return False
        return True


@dataclass(slots=True)
class StageWriter:
    """Writes the files that have changed into ``folder`` under names of its own."""

    folder: Path
    _count: int = 0

    def write(self, path: str, content: bytes, known: str = "") -> Written:
        """Stage one file, unless the one that is there has these bytes. Raises WriteError if the disk refuses."""
        entry = entry_of(checked_path(path), content)
        if entry.sha256 == known:
            return Written(entry)
        self._count += 1
        name = f"{os.getpid()}-{self._count}"
        with disk(self.folder / name):
            write_file(str(self.folder / name), content)
        return Written(entry, name)

    def pour(self, path: str, contents: Iterable[bytes], known: str = "") -> Written:
        """Stage one file, part by part, unless the one that is there has these bytes. Raises WriteError."""
        name = f"poured-{hashlib.sha256(path.encode()).hexdigest()[:20]}"
        target = self.folder / name
        with disk(target):
            entry = poured(checked_path(path), str(target), contents)
            if entry.sha256 == known:
                target.unlink()
                return Written(entry)
        return Written(entry, name)


def poured(path: str, target: str, contents: Iterable[bytes]) -> Entry:
    """Write ``contents``, one after the other, to a file that nobody reads; return the entry for ``path``."""
    digest, size = hashlib.sha256(), 0
    with open(target, "wb", buffering=0) as file:  # noqa: PTH123 - as elsewhere here
        for content in contents:
            digest.update(content)
            size += len(content)
            view = memoryview(content)
            while view:
                view = view[file.write(view) :]
    return Entry(path, digest.hexdigest(), size)


def write_file(path: str, content: bytes) -> None:
    """Write ``content`` to a file that is not there, or that nobody reads."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644)
    try:
        view = memoryview(content)
        while view:
            view = view[os.write(descriptor, view) :]
    finally:
        os.close(descriptor)


@contextmanager
def disk(place: Path | str) -> Iterator[None]:
    """Turn what the disk refuses into a WriteError."""
    try:
        yield
    except OSError as error:
        cause = f"cannot be written: {error.strerror or error}."
        raise WriteError(str(error.filename or place), cause, REMEDY) from None
