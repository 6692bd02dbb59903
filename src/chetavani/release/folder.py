# SPDX-License-Identifier: Apache-2.0
"""How a release folder is made: linked into a stage, compared with the manifest, signed, and renamed to its number.

What is the same as in the release before is a hard link to it, so that twenty releases of ten thousand pages take
little more than one. A release that is there is never touched.
"""

import fcntl
import hashlib
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from chetavani.compression import SUFFIXES, variants_of
from chetavani.errors import SiteError, WriteError
from chetavani.manifest import MANIFEST, entries_of
from chetavani.release.record import RECORD, Record, numbers, read_record, record_of
from chetavani.writer import Entry, checked_path, disk, write_file

_BUILD = "Name the folder of a finished build; build it again if it is damaged."
_SHOWN = 5


class Signer(Protocol):
    """What signs a release."""

    def stands(self, folder: Path, record: Record, as_of: datetime) -> bool:
        """Whether the signatures of the release in ``folder`` still do at ``as_of``, and are by the same keys."""
        ...

    def sign(self, stage: "Stage") -> None:
        """Write every signature into the stage."""
        ...


@dataclass(frozen=True, slots=True)
class Stage:
    """A release on its way: its folder, its record, the files of its site, and the folder of the release before."""

    folder: Path
    record: Record
    entries: Mapping[str, Entry]
    as_of: datetime
    before: Path | None = None

    def read(self, path: str) -> bytes:
        """Return the content of a file of the release."""
        return (self.folder / path).read_bytes()

    def link(self, path: str, other: str) -> None:
        """Have a file of the release a second time, under another name."""
        target = self.folder / other
        target.parent.mkdir(parents=True, exist_ok=True)
        _link(self.folder / path, target)

    def write(self, path: str, content: bytes) -> None:
        """Write a file that the site does not have."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.unlink(missing_ok=True)
        write_file(str(target), content)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is released: ``site``, into the folder ``into``, to follow the release in the folder ``after``.

    Without ``after`` it follows the newest one in ``into``; if there is none, it is release 1. ``jobs`` threads compare
    and compress its files.
    """

    site: Path
    into: Path
    as_of: datetime
    after: Path | None = None
    commit: str | None = None
    compress: bool = False
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Made:
    """A release, where it is, and whether it was made now."""

    folder: Path
    record: Record
    new: bool = True


def make_release(plan: Plan, signer: Signer | None = None) -> Made:
    """Make the next release of a site; the one before stays if nothing has changed and its signatures still do.

    Raises SiteError if the site is not what its manifest says, or the release before is none; WriteError if the disk
    refuses. Then nothing is there that was not there before.
    """
    with disk(plan.into):
        plan.into.mkdir(parents=True, exist_ok=True)
        with _locked(plan.into):
            return _made(plan, signer)


def _made(plan: Plan, signer: Signer | None) -> Made:
    site = plan.site.resolve()
    manifest, entries = read_site(site)
    before = _before(plan)
    known = read_record(before) if before else None
    if before and known is None:
        raise SiteError(str(before), f"has no {RECORD}.", "Name the folder of a release with --after.")
    record = record_of(manifest, len(entries), plan.as_of, plan.commit, known)
    if before and known and known.manifest == record.manifest and _stands(signer, before, known, plan.as_of):
        return Made(before, known, new=False)
    target = plan.into / str(record.release)
    if target.exists():
        raise WriteError(str(target), "is there already.", "Leave --after out, or name the newest release with it.")
    stage = Stage(plan.into / f".{record.release}.partial", record, entries, plan.as_of, before)
    shutil.rmtree(stage.folder, ignore_errors=True)
    try:
        _fill(stage, plan, manifest)
        if signer:
            signer.sign(stage)
        stage.folder.rename(target)
    finally:
        shutil.rmtree(stage.folder, ignore_errors=True)
    return Made(target, record)


def _stands(signer: Signer | None, before: Path, known: Record, as_of: datetime) -> bool:
    return signer is None or signer.stands(before, known, as_of)


def _before(plan: Plan) -> Path | None:
    if plan.after:
        return plan.after.resolve()
    there = numbers(plan.into)
    return plan.into / str(there[-1]) if there else None


def read_site(folder: Path) -> tuple[bytes, dict[str, Entry]]:
    """Return the manifest of a site, and the files that it lists, by path. Raises SiteError if there is none."""
    place = folder / MANIFEST
    try:
        manifest = place.read_bytes()
        return manifest, {checked_path(entry.path): entry for entry in entries_of(manifest)}
    except OSError as error:
        raise SiteError(str(place), f"cannot be read: {error.strerror}.", _BUILD) from None
    except (ValueError, LookupError, TypeError):
        raise SiteError(str(place), "is no manifest of a site.", _BUILD) from None


def _fill(stage: Stage, plan: Plan, manifest: bytes) -> None:
    """Have the files of the site in the stage. Raises SiteError that names those that are not as the manifest says."""
    site = plan.site.resolve()
    filling = _Filling(stage, site, plan.compress)
    with ThreadPoolExecutor(plan.jobs) as pool:
        right = pool.map(filling.take, stage.entries, stage.entries.values())
        wrong = [path for path, taken in zip(stage.entries, right, strict=True) if not taken]
    if wrong:
        more = f" and {len(wrong) - _SHOWN} more" if len(wrong) > _SHOWN else ""
        cause = f"is not what its manifest says: {', '.join(wrong[:_SHOWN])}{more}."
        raise SiteError(str(site), cause, "Build the site again; what is signed must be what was built.")
    stage.write(MANIFEST, manifest)
    stage.write(RECORD, stage.record.dump())
    if plan.compress:
        filling.compress(MANIFEST, manifest)


@dataclass(slots=True)
class _Filling:
    """Links the files of a site into a stage."""

    stage: Stage
    site: Path
    compressed: bool
    known: Mapping[str, Entry] = field(init=False)

    def __post_init__(self) -> None:
        self.known = read_site(self.stage.before)[1] if self.stage.before else {}

    def take(self, path: str, entry: Entry) -> bool:
        """Link one file; False if it is not as the manifest says."""
        target = self.stage.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        same = self.known.get(path) == entry
        if not (same and self._take_before(path, entry, target)):
            try:
                _link(self.site / path, target)
                content = target.read_bytes()
            except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
                return False
            if not _is(content, entry):
                return False
            if self.compressed:
                self.compress(path, content)
        return True

    def _take_before(self, path: str, entry: Entry, target: Path) -> bool:
        """Link a file of the release before, and its variants, if it is whole."""
        before = self.stage.before
        if before is None or not (before / path).is_file():
            return False
        _link(before / path, target)
        content = target.read_bytes()
        if not _is(content, entry):
            target.unlink()
            return False
        if self.compressed:
            self.compress(path, content)
        return True

    def compress(self, path: str, content: bytes) -> None:
        """Have the variants of a file beside it."""
        before = self.stage.before
        there = [suffix for suffix in SUFFIXES if before and (before / f"{path}{suffix}").is_file()]
        if before and there and path in self.known and _is(content, self.known[path]):
            for suffix in there:
                _link(before / f"{path}{suffix}", self.stage.folder / f"{path}{suffix}")
            return
        for suffix, variant in variants_of(path, content).items():
            self.stage.write(f"{path}{suffix}", variant)


def _is(content: bytes, entry: Entry) -> bool:
    return len(content) == entry.size and hashlib.sha256(content).hexdigest() == entry.sha256


def _link(source: Path, target: Path) -> None:
    """Make ``target`` a hard link to ``source``, or a copy where there are none; never through a symbolic link."""
    if source.is_symlink():
        raise FileNotFoundError(source)
    try:
        target.hardlink_to(source)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError:  # another disk, or a file system without hard links
        shutil.copyfile(source, target)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w", encoding="utf-8") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise WriteError(str(folder), "another run is making a release there.", "Wait until it is done.") from None
        yield
