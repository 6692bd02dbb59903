# SPDX-License-Identifier: Apache-2.0
"""Writing a site so that no reader ever sees half of one.

Builds live in ``.<name>.builds/`` beside the output; the output itself is a symbolic link to the newest one. A build
is written into a staging folder, gets its manifest, is renamed to a name made of the manifest's digest, and only then
the link is replaced, in one ``rename``. A build that dies leaves the link as it was; the next one clears its remains.
Files are never changed in place, so one that has the same bytes as in the previous build is a hard link to it.
"""

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO

from chetavani.errors import OutputError, WriteError

MANIFEST = "manifest.json"
_KEEP = 2  # the current build and the one before it, which a reader may still be in
_STAGING = "staging-"
_REMEDY = "Check the folder's owner and the free space; the site that was there is unchanged."


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """One file of a site, as the manifest lists it: path, SHA-256 (hex) and size in bytes."""

    path: str
    sha256: str
    size: int


def checked_path(path: str) -> str:
    """Return ``path`` if a site may have a file there. Raises OutputError for one that leaves the site."""
    parts = PurePosixPath(path).parts
    if not path or path.startswith("/") or "\\" in path or ".." in parts or "." in path.split("/") or "//" in path:
        raise OutputError(path or "an artifact", "is no path inside the site.", "Mend the output that plans it.")
    return path


def entry_of(path: str, content: bytes) -> Entry:
    """Return the manifest's entry for a file of these bytes."""
    return Entry(path, hashlib.sha256(content).hexdigest(), len(content))


@dataclass(slots=True)
class FolderWriter:
    """Writes files below ``folder``; a file that ``previous`` holds with the same bytes becomes a hard link to it.

    Picklable and without open files, so that worker processes can have it.
    """

    folder: Path
    previous: Path | None = None
    _made: set[Path] = field(default_factory=set)

    def write(self, path: str, content: bytes) -> Entry:
        """Write one file and return its entry. Raises WriteError if the disk refuses."""
        target = self.folder / checked_path(path)
        with _disk(target):
            self._make(target.parent)
            if not self._link(path, target, content):
                target.write_bytes(content)
        return entry_of(path, content)

    def keep(self, entry: Entry) -> bool:
        """Take over a file of the previous build unread; return False if it is not there as it was."""
        if self.previous is None:
            return False
        known = self.previous / entry.path
        try:
            if known.stat().st_size != entry.size:
                return False
            target = self.folder / entry.path
            self._make(target.parent)
            os.link(known, target)
        except OSError:
            return False
        return True

    def _make(self, folder: Path) -> None:
        if folder not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(folder)

    def _link(self, path: str, target: Path, content: bytes) -> bool:
        if self.previous is None:
            return False
        known = self.previous / path
        try:
            if known.stat().st_size != len(content) or known.read_bytes() != content:
                return False
            target.unlink(missing_ok=True)
            os.link(known, target)
        except OSError:  # not there before, or a file system without hard links: write it anew
            return False
        return True


def manifest_bytes(entries: Iterable[Entry], about: Mapping[str, object]) -> bytes:
    """Return the manifest: ``about`` the publisher, and every file with its SHA-256, in the order of paths."""
    files = [{"path": entry.path, "sha256": entry.sha256, "size": entry.size} for entry in sorted(entries)]
    return (json.dumps({**about, "files": files}, ensure_ascii=False, indent=1) + "\n").encode()


class Stage:
    """A build in the making, with the lock that keeps a second one out. Use ``open_stage``."""

    def __init__(self, output: Path, builds: Path) -> None:
        self.output = output
        self.builds = builds
        self.folder = builds / f"{_STAGING}{os.getpid()}"
        self.scratch = builds / f"{_STAGING}{os.getpid()}-scratch"
        self.previous = output.resolve() if output.is_symlink() and output.exists() else None

    def writer(self) -> FolderWriter:
        """Return what writes files into this stage."""
        return FolderWriter(self.folder, self.previous)

    def switch(self, entries: Iterable[Entry], about: Mapping[str, object]) -> bool:
        """Write the manifest and put the stage in the output's place. Return whether the site changed at all."""
        content = manifest_bytes(entries, about)
        name = hashlib.sha256(content).hexdigest()[:16]
        with _disk(self.folder):
            self.writer().write(MANIFEST, content)
            if self.previous is not None and self.previous.name.startswith(name) and self._is_whole(self.previous):
                return False
            final = self._free_name(name)
            self.folder.rename(final)
            self._point_at(final)
            self._clear_old(final)
        return True

    def _is_whole(self, build: Path) -> bool:
        """Whether every file of the stage is, as a hard link, in ``build`` too, and nothing else is."""
        mine = {path.relative_to(self.folder): path.stat().st_ino for path in self.folder.rglob("*") if path.is_file()}
        theirs = {path.relative_to(build): path.stat().st_ino for path in build.rglob("*") if path.is_file()}
        return mine == theirs

    def _free_name(self, name: str) -> Path:
        """Return where the build goes: its digest, with a number if a damaged build has that name already."""
        names = (self.builds / (f"{name}-{number}" if number else name) for number in range(1000))
        return next(path for path in names if not path.exists())

    def _point_at(self, final: Path) -> None:
        link = self.builds / f"{_STAGING}link"
        link.unlink(missing_ok=True)
        link.symlink_to(os.path.relpath(final, self.output.parent))
        if self.output.is_dir() and not self.output.is_symlink():
            # a folder made by somebody else (an empty one, or a plain `mkdocs build`): out of the way, once
            self.output.rename(self.builds / f"{_STAGING}replaced")
        link.replace(self.output)

    def _clear_old(self, final: Path) -> None:
        kept = {final, self.previous}
        builds = [path for path in self.builds.iterdir() if path.is_dir() and not path.name.startswith(_STAGING)]
        others = sorted((path for path in builds if path not in kept), key=lambda path: path.stat().st_mtime)
        for path in others[: max(0, len(builds) - _KEEP)]:
            shutil.rmtree(path, ignore_errors=True)


def _refuse_foreign(output: Path) -> None:
    """Refuse to replace a folder that no build of ours made: it may be somebody's work."""
    if output.is_symlink():
        target = output.parent / output.readlink()
        if target.parent.name != f".{output.name}.builds":
            raise WriteError(
                str(output), f"is a link to {output.readlink()}, not to a build.", "Name another --output."
            )
        return
    if not output.exists():
        return
    if not output.is_dir():
        raise WriteError(str(output), "is a file.", "Name another --output.")
    if any(output.iterdir()) and not (output / MANIFEST).is_file():
        raise WriteError(
            str(output), "is a folder with other files in it.", "Name another --output, or empty the folder first."
        )


def _clear_remains(builds: Path) -> None:
    for path in builds.glob(f"{_STAGING}*"):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


@contextmanager
def _disk(place: Path) -> Iterator[None]:
    """Turn what the disk refuses into a WriteError."""
    try:
        yield
    except OSError as error:
        cause = f"cannot be written: {error.strerror or error}."
        raise WriteError(str(error.filename or place), cause, _REMEDY) from None


@contextmanager
def _locked(builds: Path) -> Iterator[IO[str]]:
    with (builds / "lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise WriteError(str(builds), "another build is writing there.", "Wait until it has finished.") from None
        yield lock


@contextmanager
def open_stage(output: Path) -> Iterator[Stage]:
    """Yield a stage for ``output``; whatever happens inside, the output changes only by ``Stage.switch``.

    Raises WriteError if the output is somebody else's folder, if a second build runs, or if the disk refuses.
    """
    with _disk(output):
        output = output.parent.resolve() / output.name
        _refuse_foreign(output)
        builds = output.parent / f".{output.name}.builds"
        builds.mkdir(parents=True, exist_ok=True)
    with _locked(builds):
        stage = Stage(output, builds)
        with _disk(builds):
            _clear_remains(builds)
            stage.folder.mkdir()
            stage.scratch.mkdir()
        try:
            yield stage
        finally:
            with _disk(builds):
                _clear_remains(builds)
