# SPDX-License-Identifier: Apache-2.0
"""A repository that changes, its site brought up to date after each change, and a clean build of it to compare with."""

import hashlib
import os
import shutil
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from tests.builders import AS_OF, repository, source, translation

from chetavani.edition import open_edition
from chetavani.errors import ContentError
from chetavani.model.finding import Finding
from chetavani.outputs import OUTPUTS
from chetavani.pipeline import Report, Request, build, stopping
from chetavani.planning import context_of
from chetavani.verify import verify
from chetavani.verify.base import Release, Site
from chetavani.verify.files import DEAD_LINK

TIMES = tuple(
    datetime.fromisoformat(f"2026-{day}T00:00:00+05:30")
    for day in ("03-02", "04-10", "05-01", "06-01", "06-02", "07-01", "12-31")
)
Texts = dict[str, Any]
SHEET = ".indicators.csv"
REMEMBERED = 6  # clean sites, of which several tests need the same
COLUMNS = "type,value,role,last_seen,expires,cleared,reason"
Edit = Callable[["Changing", int, int], None]


class File(NamedTuple):
    """A file of a site: its bytes, and what tells whether it was left alone."""

    content: bytes
    inode: int
    changed: int


def files(site: Path) -> dict[str, File]:
    """Return every file below ``site`` by its path."""
    found = {}
    for folder, _, names in os.walk(site.resolve()):
        for name in names:
            path = Path(folder, name)
            stat = path.stat()
            place = path.relative_to(site.resolve()).as_posix()
            found[place] = File(path.read_bytes(), stat.st_ino, stat.st_mtime_ns)
    return found


def contents(site: Path) -> dict[str, bytes]:
    """Return the bytes of every file below ``site`` by its path."""
    return {path: file.content for path, file in files(site).items()}


class Changing:
    """A small repository whose advisories are edited as data, and built after every change.

    ``told`` maps ids to the fields that differ from those of ``builders.fields``, ``hindi`` to those of the
    translation. Whatever is written otherwise, ``advisories/`` follows them at the next ``write``.
    """

    def __init__(self, home: Path) -> None:
        self.home = home
        self.site = home / "site"
        self.as_of = AS_OF
        self.told: dict[str, Texts] = {
            "MPC-2025-0001": {"published": "2025-11-05T11:00:00+05:30", "title": "Loan apps that read the contacts"},
            "MPC-2026-0001": {"related": ["MPC-2026-0002"]},
            "MPC-2026-0002": {"title": "Bills that threaten to cut the power tonight"},
            "MPC-2026-0003": {"title": "Festival shops", "expires": "2026-07-01T00:00:00+05:30"},
        }
        self.sheets: dict[str, dict[str, str]] = {}
        """Lines of sheets by their values, by the ids of their advisories."""
        self.hindi: dict[str, Texts] = {"MPC-2026-0001": {}, "MPC-2025-0001": {"title": "कर्ज़ के ऐप"}}
        self.root = repository(home / "tree", {})
        self._clean: dict[str, dict[str, bytes]] = {}
        self._written: dict[str, str] = {}
        self.write()
        self.keep()

    def path(self, advisory_id: str, language: str = "") -> Path:
        """Return the file of an advisory, or of its translation: ``language`` is then like ``.hi``."""
        year = advisory_id.split("-")[1]
        folder = "drafts" if year == "0000" else year
        return self.root / f"advisories/{folder}/{advisory_id}{language}.md"

    def write(self) -> None:
        """Let ``advisories/`` have the files of what is told, touching only those whose texts have changed."""
        wanted = {
            str(self.path(key)): source(number_of(key), **{"id": key, **given}) for key, given in self.told.items()
        }
        for key, given in self.hindi.items():
            wanted[str(self.path(key, ".hi"))] = translation(number_of(key), **given)
        for key, lines in self.sheets.items():
            wanted[str(self.path(key)).removesuffix(".md") + SHEET] = "\n".join([COLUMNS, *lines.values(), ""])
        for name in self._written.keys() - wanted.keys():
            Path(name).unlink(missing_ok=True)
        for name, text in wanted.items():
            if self._written.get(name) != text:
                Path(name).parent.mkdir(parents=True, exist_ok=True)
                Path(name).write_text(text, encoding="utf-8")
        self._written = wanted

    def at(self, home: Path) -> "Changing":
        """Return this repository as it is at ``home``, where it has been copied to."""
        known, self._clean = self._clean, {}  # no copy of these: both go on with the same
        other = deepcopy(self)
        self._clean = other._clean = known
        other.home, other.site, other.root = home, home / "site", home / "tree"
        moved = ((Path(name).relative_to(self.root), text) for name, text in self._written.items())
        other._written = {str(other.root / name): text for name, text in moved}
        other.keep()
        return other

    def mend(self) -> None:
        """Build after damage, and compare with a clean build."""
        build(self.request(self.site))
        assert contents(self.site) == self.clean(), "not mended"

    def keep(self) -> None:
        """Remember everything as it is, for ``restore``."""
        there = {path: path.read_bytes() for path in self.root.rglob("*") if path.is_file()}
        self._kept = there, deepcopy((self.told, self.hindi, self.sheets)), dict(self._written), self.as_of

    def restore(self) -> None:
        """Have every file as it was kept."""
        there, told, written, self.as_of = self._kept
        (self.told, self.hindi, self.sheets), self._written = deepcopy(told), dict(written)
        for path in [path for path in self.root.rglob("*") if path.is_file() and path not in there]:
            path.unlink()
        for path, content in there.items():
            if not path.exists() or path.read_bytes() != content:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)

    def edit(self, change: "Edit", one: int, other: int) -> None:
        """Make one edit, in the files too."""
        change(self, one, other)
        self.write()

    def put(self, name: str, text: str) -> None:
        """Write another file of the repository."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def request(self, output: Path, **options: Any) -> Request:  # noqa: ANN401
        """Return what asks for a build of the repository as it is now."""
        return replace(Request(self.root, output, self.as_of), **options)

    def clean(self) -> dict[str, bytes]:
        """Return the files of a clean build of the repository as it is now; the last few are remembered."""
        state = self._state()
        if state not in self._clean:
            made = self._clean_build()
            for old in [*self._clean][: 1 - REMEMBERED]:
                del self._clean[old]
            self._clean[state] = made
        return self._clean[state]

    def _state(self) -> str:
        """Return what stands for all that a build is made of."""
        told = hashlib.sha256(self.as_of.isoformat().encode())
        for path in sorted(path for path in self.root.rglob("*") if path.is_file()):
            told.update(f"\n{path.relative_to(self.root)} {hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
        return told.hexdigest()

    def _clean_build(self) -> dict[str, bytes]:
        output, builds = self.home / "clean", self.home / ".clean.builds"
        output.unlink(missing_ok=True)
        shutil.rmtree(builds, ignore_errors=True)
        build(self.request(output))
        return contents(output)

    def update(self, **options: Any) -> Report | None:  # noqa: ANN401
        """Bring the site up to date, and compare it with a clean one; None if the content stops the build.

        What was there and is the same must not have been touched, and the report must count what has changed.
        """
        before = files(self.site) if self.site.exists() else {}
        expected = open_edition(self.root, self.as_of).findings
        found: list[Finding] = []
        report = None
        try:
            report = build(self.request(self.site, **options), report=found.append)
        except ContentError:
            assert stopping(expected, strict=False), "stopped without a cause"
            assert files(self.site) == before, "a build that failed changed the site"
        else:
            assert not stopping(expected, strict=False), "should have been stopped"
        assert tuple(found) == expected, "other findings than a clean run"
        if report is not None:
            self._compare(before, report, search=options.get("search", True))
            if options.get("search", True):
                self._pass_the_gate()
        return report

    def _pass_the_gate(self) -> None:
        """Hold the site to what the release gate asks, but for links to guides that this repository does not have."""
        edition = open_edition(self.root, self.as_of, lint=False)
        release = Release(Site(self.site), edition.library, context_of(edition), OUTPUTS)
        assert not [finding.text() for finding in verify(release) if finding.code != DEAD_LINK.code]

    def _compare(self, before: dict[str, File], report: Report, *, search: bool) -> None:
        now = files(self.site)
        expected, made = self.clean(), {path: file.content for path, file in now.items()}
        if not search:
            expected, made = without_search(expected), without_search(made)
        differing = {path for path in expected.keys() | made.keys() if expected.get(path) != made.get(path)}
        assert not differing, f"differs from a clean build: {sorted(differing)}"
        touched = {path for path in before.keys() & now.keys() if before[path] != now[path]}
        assert not {path for path in touched if before[path].content == now[path].content}, "rewritten for nothing"
        counted = [len((now.keys() - before.keys() | touched) - {"manifest.json"}), len(before.keys() - now.keys())]
        assert [report.written, report.deleted] == counted, "counted otherwise"


def without_search(site: dict[str, bytes]) -> dict[str, bytes]:
    """Return a site without its search index, and without the manifest that lists it."""
    return {path: made for path, made in site.items() if not path.startswith("pagefind/") and path != "manifest.json"}


def number_of(advisory_id: str) -> int:
    last = advisory_id.rpartition("-")[2]
    return int(last) if last.isdigit() else len(last)
