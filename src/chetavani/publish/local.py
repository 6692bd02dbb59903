# SPDX-License-Identifier: Apache-2.0
"""``local``: a folder of this machine with ``releases/N`` and the link ``current``, which a web server serves.

The link changes in one ``rename``: a reader gets one release or the other. What a release no longer has stays in
place for some days, as hard links, for pages that were read just before; ``leaving.json`` says until when.
"""

import json
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from chetavani.destinations import Local
from chetavani.errors import PublishError
from chetavani.manifest import MANIFEST, entries_of
from chetavani.publish.base import NOTHING, Live, Progress, Report
from chetavani.publish.leaving import carried
from chetavani.publish.shelf import RELEASES, Shelf, alone, refused
from chetavani.publish.source import Source, record_at
from chetavani.writer import Entry, entry_of

CURRENT = "current"
LEAVING = "leaving.json"
_AGAIN = "Look at what is live now, then publish again."


@dataclass(frozen=True, slots=True)
class LocalTarget:
    """A folder of this machine."""

    settings: Local
    root: Path

    @property
    def folder(self) -> Path:
        """Return the folder; one that is not absolute is meant from the repository."""
        return (self.root / self.settings.place).resolve()

    @property
    def place(self) -> str:
        """Return where this is, for people."""
        return str(self.folder)

    @property
    def shelf(self) -> Shelf:
        """Return the releases that are there."""
        return Shelf(self.folder)

    def accepts(self, source: Source) -> Source:
        """Return the release as it is: a web server sends the variants."""
        return source

    def live(self) -> Live:
        """Return what ``current`` leads to."""
        link = self.folder / CURRENT
        if not link.is_symlink():
            if link.exists():
                raise PublishError(str(link), "is no link of ours.", "Move it away, or name another place.")
            return NOTHING
        name = link.readlink().name
        if not name.isdecimal() or link.readlink().parent.name != RELEASES:
            raise PublishError(str(link), "leads to no release.", "Move it away, or name another place.")
        with refused(self.folder):
            manifest = (link / MANIFEST).read_bytes()
            told = record_at(link)
        files = {entry.path: entry for entry in entries_of(manifest)}
        others = _others(self.shelf.folder(int(name)), files, self._leaving())
        return Live(int(name), told.manifest, files, others, name, self.shelf.manifests())

    def fetch(self, paths: Iterable[str], into: Path) -> None:
        """Copy files of what is live."""
        for path in paths:
            found = self.folder / CURRENT / path
            if found.is_file():
                (into / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(found, into / path)

    def publish(self, source: Source, expected: Live, progress: Progress) -> Report:
        """Make the release beside the others, then have the link lead to it."""
        with alone(self.folder):
            self._is_still(expected)
            sent = size = 0
            if not self.shelf.has(source):
                with progress(f"Publishing to {self.place}", len(source.everything)) as done:
                    sent, size = self.shelf.put(source, expected.release, done)
            self._carry(expected, source.number, source.everything)
            self._lead_to(source.number)
            gone = self.shelf.prune(self.settings.keep, source.number)
        return Report(source.number, sent, size, len(source.everything) - sent, gone)

    def rollback(self, number: int, expected: Live, progress: Progress) -> Report:
        """Have the link lead to an earlier release."""
        del progress
        with alone(self.folder):
            self._is_still(expected)
            if number not in self.shelf.numbers():
                kept = ", ".join(map(str, self.shelf.numbers())) or "none"
                cause = f"has no release {number}. These are there: {kept}."
                raise PublishError(self.place, cause, "Name one of them.")
            self._carry(expected, number, self._files(number))
            self._lead_to(number)
        return Report(number)

    def _files(self, number: int) -> dict[str, Entry]:
        folder = self.shelf.folder(number)
        with refused(folder):
            files = {entry.path: entry for entry in entries_of((folder / MANIFEST).read_bytes())}
            return _others(folder, files, {}) | files

    def _is_still(self, expected: Live) -> None:
        link = self.folder / CURRENT
        now = link.readlink().name if link.is_symlink() else ""
        if now != expected.token:
            cause = f"has release {now or 'none'} now: somebody else has published since this run looked."
            raise PublishError(self.place, cause, _AGAIN)

    def _leaving(self) -> dict[str, float]:
        try:
            return dict(json.loads((self.folder / LEAVING).read_bytes()))
        except (FileNotFoundError, ValueError, TypeError):
            return {}

    def _carry(self, expected: Live, number: int, wanted: dict[str, Entry]) -> None:
        """Leave what goes in place for a while: in the new release there are links to it."""
        if not expected.release or expected.release == number:
            return
        leaving = carried(self._leaving(), expected.everything, wanted, time.time(), self.settings.grace)
        before, after = self.shelf.folder(expected.release), self.shelf.folder(number)
        with refused(self.folder):
            written = self.folder / f"{LEAVING}.new"
            written.write_text(json.dumps(leaving, indent=1, sort_keys=True), encoding="utf-8")
            written.replace(self.folder / LEAVING)
            for path in leaving:
                if (before / path).is_file() and not (after / path).exists():
                    (after / path).parent.mkdir(parents=True, exist_ok=True)
                    try:
                        (after / path).hardlink_to(before / path)
                    except OSError:
                        shutil.copyfile(before / path, after / path)

    def _lead_to(self, number: int) -> None:
        with refused(self.folder):
            link = self.folder / f".{CURRENT}.new"
            link.unlink(missing_ok=True)
            link.symlink_to(f"{RELEASES}/{number}")
            link.replace(self.folder / CURRENT)


def _others(folder: Path, files: dict[str, Entry], leaving: dict[str, float]) -> dict[str, Entry]:
    """Return what no manifest lists; what is leaving is only told by its name."""
    found = (path for path in folder.rglob("*") if path.is_file())
    paths = sorted({path.relative_to(folder).as_posix() for path in found} - files.keys() - leaving.keys())
    return {path: entry_of(path, (folder / path).read_bytes()) for path in paths}
