# SPDX-License-Identifier: Apache-2.0
"""The board: what a browser is told of the last save, and how it waits for the next.

``Standing`` is a snapshot; ``Board`` holds the newest and lets any number of browsers wait for another.
"""

import re
import secrets
import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from chetavani.errors import ChetavaniError
from chetavani.model.finding import Finding, Level
from chetavani.model.ids import parse_id

LISTED = 200  # notes in one list; a terminal has them all
_PATIENCE = 25.0  # seconds a browser's question stays open before it is answered with nothing new
_ADVISORY_PAGE = re.compile(r"/advisories/([^/]+)/(?:index\.html)?$")


@dataclass(frozen=True, slots=True)
class Note:
    """What a panel says of one mistake: a finding, an error, or a warning of the theme engine.

    ``path`` is a file relative to the repository, or what else is at fault; ``line`` is 0 where there is none.
    """

    path: str
    line: int
    level: str
    code: str
    message: str
    remedy: str

    @classmethod
    def of(cls, finding: Finding) -> "Note":
        """Return what to say of a finding."""
        field = f"{finding.field}: " if finding.field else ""
        return cls(finding.path, finding.line, finding.level, finding.code, f"{field}{finding.message}", finding.remedy)

    @classmethod
    def of_error(cls, error: ChetavaniError) -> "Note":
        """Return what to say of an error."""
        return cls(error.place, 0, Level.ERROR, "", error.cause, error.remedy)

    def text(self) -> str:
        """Return the note as one line for a terminal."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return " ".join(part for part in (f"{place}:", self.level, self.code, self.message, self.remedy) if part)

    @property
    def advisory(self) -> str:
        """Return the id of the advisory whose file it is, or what stands in its place."""
        return self.path.rpartition("/")[2].partition(".")[0]


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand after a save.

    ``pages`` and ``search`` count the builds that changed pages and the search index. ``stopped`` says that the last
    save built nothing, so that the pages are those of an earlier one. ``saved`` are the files of the last save.
    """

    pages: int = 0
    search: int = 0
    stopped: bool = False
    notes: tuple[Note, ...] = ()
    saved: frozenset[str] = frozenset()


def told(standing: Standing, page: str) -> dict[str, object]:
    """Return what the panel on ``page`` (the path of its address) shows: each note once, in the first list it fits.

    ``errors`` are those that stopped a build, ``here`` is about the page, ``saved`` about the files just saved, and
    ``others`` counts the rest.
    """
    match = _ADVISORY_PAGE.search(page)
    here: list[Note] = []
    errors: list[Note] = []
    saved: list[Note] = []
    for note in standing.notes:
        if standing.stopped and note.level == Level.ERROR:
            errors.append(note)
        elif match and note.advisory == match[1]:
            here.append(note)
        elif note.path in standing.saved:
            saved.append(note)
    errors.sort(key=lambda note: (note.path not in standing.saved, match is None or note.advisory != match[1]))
    lists = {name: notes[:LISTED] for name, notes in (("errors", errors), ("here", here), ("saved", saved))}
    return {
        "search": standing.search,
        "stopped": standing.stopped,
        **{name: [asdict(note) for note in notes] for name, notes in lists.items()},
        "others": len(standing.notes) - sum(len(notes) for notes in lists.values()),
        "drafts": sorted(path for path in standing.saved if _is_draft(path)),
    }


def everything(standing: Standing) -> dict[str, object]:
    """Return the first notes of all, and how many there are besides."""
    notes = standing.notes[:LISTED]
    return {"notes": [asdict(note) for note in notes], "more": len(standing.notes) - len(notes)}


def _is_draft(path: str) -> bool:
    advisory = parse_id(path.rpartition("/")[2].partition(".")[0])
    return path.startswith("advisories/") and advisory is not None and advisory.is_draft


def notes_of(findings: Iterable[Finding], errors: Iterable[ChetavaniError] = ()) -> tuple[Note, ...]:
    """Return the notes on errors and findings: errors first, then by place; each once."""
    notes = [Note.of_error(error) for error in errors]
    ordered = sorted(set(findings), key=lambda finding: (finding.level is not Level.ERROR, finding))
    return (*notes, *map(Note.of, ordered))


class Board:
    """Holds the newest standing of the preview of ``site``. Safe to use from any thread."""

    def __init__(self, site: Path | None = None) -> None:
        self._site = site
        self._session = secrets.token_hex(4)  # tells this preview from one that had its port before
        self._number = 0
        self._standing = Standing()
        self._changed = threading.Condition()

    def put(self, **changes: object) -> None:
        """Replace parts of the standing, and let everyone who waits know."""
        with self._changed:
            self._standing = replace(self._standing, **changes)  # type: ignore[arg-type]
            self._number += 1
            self._changed.notify_all()

    @property
    def standing(self) -> Standing:
        """Return the newest standing."""
        with self._changed:
            return self._standing

    def made(self, page: str) -> str:
        """Return what tells a page (the path of its address) as it is now from what it was: its file is another.

        A build changes a file by putting another in its place, and leaves what has not changed.
        """
        path = unquote(page).lstrip("/")
        try:
            found = Path(self._site or "", f"{path}index.html" if path.endswith("/") or not path else path).stat()
        except (OSError, ValueError):
            return f"{self._session}-none"
        return f"{self._session}-{found.st_ino}-{found.st_mtime_ns}"

    def wait(self, seen: str, page: str) -> dict[str, object]:
        """Return what to show on ``page``, after waiting a while for a version that is not ``seen``."""
        with self._changed:
            self._changed.wait_for(lambda: self._version() != seen, _PATIENCE if seen else 0)
            named = {"version": self._version(), "pages": self.made(page)}
            standing = self._standing
        return {**named, **told(standing, page)}

    def _version(self) -> str:
        return f"{self._session}-{self._number}"
