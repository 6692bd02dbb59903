# SPDX-License-Identifier: Apache-2.0
"""A shelf of releases in a folder of this machine: ``releases/N``, whole or not at all.

A release is made beside the others, under a name that begins with a dot, and gets its number in one ``rename`` when
every file is there and on the disk. What a killed run left is used by the next one, file by file after a look at its
SHA-256. A file with the same content as in the release before is a hard link to it.
"""

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from chetavani.errors import PublishError
from chetavani.publish.source import Source, record_at
from chetavani.writer import Entry

RELEASES = "releases"
_NUMBER = re.compile(r"[1-9]\d*")
_TEMPORARY = ".sending"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The releases below ``place``."""

    place: Path

    def folder(self, number: int) -> Path:
        """Return where a release is, or would be."""
        return self.place / RELEASES / str(number)

    def numbers(self) -> tuple[int, ...]:
        """Return the releases that are there, oldest first."""
        with refused(self.place):
            try:
                names = [path.name for path in (self.place / RELEASES).iterdir()]
            except FileNotFoundError:
                return ()
        return tuple(sorted(int(name) for name in names if _NUMBER.fullmatch(name)))

    def manifests(self) -> dict[int, str]:
        """Return the SHA-256 of the manifest of each release that is there."""
        return {number: self._manifest(number) for number in self.numbers()}

    def _manifest(self, number: int) -> str:
        with refused(self.place):
            return record_at(self.folder(number)).manifest

    def has(self, source: Source) -> bool:
        """Whether the release is there already. Raises PublishError if another one has its number."""
        if source.number not in self.numbers():
            return False
        if self._manifest(source.number) != source.manifest:
            place, cause = str(self.folder(source.number)), "is another release of the same number."
            raise PublishError(place, cause, "Make the release again, with the next number.")
        return True

    def put(self, source: Source, previous: int, done: Callable[[int], None]) -> tuple[int, int]:
        """Make the release; return how many files and bytes had to be written. It must not be there yet."""
        final, stage = self.folder(source.number), self.place / RELEASES / f".{source.number}.part"
        before = self.folder(previous) if previous else None
        with refused(self.place):
            stage.mkdir(parents=True, exist_ok=True)
            wanted = source.everything
            _forget(stage, wanted)
            for folder in sorted({(stage / path).parent for path in wanted}):
                folder.mkdir(parents=True, exist_ok=True)
            sent = size = 0
            for path, entry in wanted.items():
                written = _take(source, path, entry, stage, before)
                sent, size = sent + (written > 0), size + written - (written > 0)
                done(1)
            _settle(stage)
            stage.rename(final)
            _settle(final.parent)
        return sent, size

    def prune(self, keep: int, used: int) -> int:
        """Take all but the newest ``keep`` releases away, never the one that is used; return how many went."""
        going = [number for number in self.numbers()[:-keep] if number != used]
        with refused(self.place):
            for number in going:
                self.folder(number).rename(self.place / RELEASES / f".{number}.gone")
            for left in sorted((self.place / RELEASES).glob(".*.gone")):
                shutil.rmtree(left)
        return len(going)


def is_as(path: Path, entry: Entry) -> bool:
    """Whether the file at ``path`` has the content that ``entry`` says."""
    try:
        if path.is_symlink() or path.stat().st_size != entry.size:
            return False
        with path.open("rb", buffering=0) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == entry.sha256
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False


def _forget(stage: Path, wanted: Mapping[str, Entry]) -> None:
    """Delete what a killed run left of another release."""
    for path in sorted(stage.rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            with suppress(OSError):  # not empty
                path.rmdir()
        elif path.relative_to(stage).as_posix() not in wanted:
            path.unlink()


def _take(source: Source, path: str, entry: Entry, stage: Path, before: Path | None) -> int:
    """Have one file in the stage; return 0 if nothing had to be written, else one more than its bytes."""
    target = stage / path
    if is_as(target, entry):
        return 0
    target.unlink(missing_ok=True)
    if before is not None and is_as(before / path, entry):
        try:
            target.hardlink_to(before / path)
        except OSError:  # a file system without links, or with no more of them for this file
            pass
        else:
            return 0
    content = source.read(path)
    aside = target.with_name(target.name + _TEMPORARY)
    with aside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(target)
    return len(content) + 1


def _settle(folder: Path) -> None:
    """Have the names in a folder on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def refused(place: Path) -> Iterator[None]:
    """Turn what the disk refuses into a PublishError."""
    try:
        yield
    except OSError as error:
        cause = f"cannot be written: {error.strerror or error}. What was live before still is."
        remedy = "Check the owner of the folder and the free space, then publish again: it goes on where it stopped."
        raise PublishError(str(error.filename or place), cause, remedy) from None


@contextmanager
def alone(place: Path) -> Iterator[None]:
    """Keep other publishers away; the lock ends with the process, however it ends. Raises PublishError."""
    with refused(place):
        place.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(place / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            cause = "somebody else is publishing there at this moment; nothing was changed by this run."
            raise PublishError(str(place), cause, "Wait until that is over, then look whether yours is live.") from None
        yield
    finally:
        os.close(descriptor)
