# SPDX-License-Identifier: Apache-2.0
"""An edition: a repository loaded and linted as of one time, ready to be turned into outputs."""

import os
import shutil
import subprocess
import weakref
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from chetavani import governance, ledger
from chetavani.catalogue import Sources, findings, refresh
from chetavani.config import Settings, load_settings, source_date_epoch
from chetavani.errors import ConfigError
from chetavani.frame import Frame
from chetavani.ledger import KeptListings
from chetavani.loaders.official import load_official
from chetavani.loaders.tree import unit_digest
from chetavani.model.advisory import Advisory
from chetavani.model.card import Year, card_of, instant, moment, years_of
from chetavani.model.finding import Finding, Level
from chetavani.model.library import Library
from chetavani.model.listing import said_by
from chetavani.packing import pack
from chetavani.provenance import code_digest
from chetavani.store import AdvisoryReader, Store, open_store

if TYPE_CHECKING:
    from chetavani.loaders.advisory import Sourced


_SOURCES = ("advisories", "approvals", "docs", "governance", "templates", "chetavani.toml", "mkdocs.yml")


@dataclass(frozen=True, slots=True)
class Edition:
    """Settings, library and findings of a repository at a time."""

    root: Path
    settings: Settings
    library: Library
    findings: tuple[Finding, ...]


def commit_time(root: Path) -> datetime | None:
    """Return when the newest commit that touches ``root`` was made, aware; None outside git."""
    command = ["git", "-C", str(root), "log", "-1", "--format=%cI", "--", "."]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    text = done.stdout.strip()
    return datetime.fromisoformat(text).astimezone(UTC) if done.returncode == 0 and text else None


def commit_of(root: Path) -> str | None:
    """Return the commit that the sources in ``root`` are; None outside git, or if they are not as committed."""
    git = ("git", "-C", str(root))
    try:
        head = subprocess.run([*git, "rev-parse", "HEAD"], capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
        status = [*git, "status", "--porcelain", "--", *_SOURCES]
        changed = subprocess.run(status, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    clean = head.returncode == 0 and changed.returncode == 0 and not changed.stdout
    return head.stdout.strip() if clean else None


@dataclass(frozen=True, slots=True)
class Approvals:
    """How the advisories of an edition stand in approval: what rules it, and where an advisory's files are."""

    edition: Edition
    rules: governance.Governance
    frame: Frame
    files: governance.Sources

    def judged(self, only: Collection[str] | None = None) -> dict[str, governance.Judgement]:
        """Return the judgement on every advisory that needs approval, or on those alone, by its id, as it is now."""
        jobs = os.cpu_count() or 1
        return governance.judged(self.frame, self.rules, self.edition.library, self.files, jobs, only)


@dataclass(frozen=True, slots=True)
class _Opened:
    """A repository that was loaded here and now: its edition so far, what it was read with, and the entries."""

    edition: Edition
    frame: Frame
    entries: "tuple[Sourced, ...]"


def open_edition(
    root: Path, as_of: datetime | None = None, *, lint: bool = True, approvals: bool | None = None, jobs: int = 1
) -> Edition:
    """Load and lint the repository at ``root``, all of it, here and now, and judge whether it is approved.

    ``as_of`` (aware) defaults to SOURCE_DATE_EPOCH, else the newest commit's time, else the newest date in the
    library: never the clock. ``lint`` False leaves out both; ``approvals`` decides of the second alone. ``jobs`` is
    how many processes verify signatures. Raises ConfigError if ``root`` is no repository of ours.
    """
    opened = _open(root, as_of)
    edition, found = opened.edition, set(opened.edition.findings)
    if lint:
        from chetavani.lint import check
        from chetavani.lint.base import Inspection

        found.update(check(Inspection(edition.library, opened.entries, edition.settings, opened.frame.official)))
    if approvals or (lint and approvals is None):
        found.update(governance.findings(opened.frame, edition.library, _known(opened), jobs))
    return replace(edition, findings=tuple(sorted(found)))


def open_approvals(root: Path, as_of: datetime) -> Approvals | None:
    """Return how advisories stand in approval at a time; None if nothing rules it. Raises as ``open_edition``."""
    opened = _open(root, as_of)
    rules = governance.load_governance(opened.frame.root)
    if rules is None or rules.policy.mode is governance.Mode.OFF:
        return None
    return Approvals(opened.edition, rules, opened.frame, _known(opened))


def _known(opened: _Opened) -> governance.Sources:
    files = {one.advisory.id: one for one in opened.entries}
    return lambda advisory_id: _files(files[advisory_id]) if advisory_id in files else {}


def _eased(found: Iterable[Finding], unapproved: bool) -> Iterable[Finding]:  # noqa: FBT001 - a setting
    return (one._replace(level=Level.WARNING) if unapproved else one for one in found)


def _open(root: Path, as_of: datetime | None) -> _Opened:
    from chetavani.loaders.library import load_library

    root = _repository(root)
    settings = load_settings(root)
    loaded = load_library(root, settings.languages)
    held = {entry.advisory.id: entry for entry in loaded.entries}
    years = years_of(card_of(entry.advisory, unit_digest(_files(entry))) for entry in held.values())
    advisories = {advisory_id: entry.advisory for advisory_id, entry in held.items()}
    moment_of = as_of or _as_of(root, years)
    frame = Frame(root, settings, load_official(root), "")
    listings, wrong = _sheets(frame, advisories.values(), instant(moment_of))
    library = Library.over(years, moment_of, advisories.__getitem__, listings)
    edition = Edition(root, settings, library, tuple(sorted({*loaded.findings, *wrong})))
    return _Opened(edition, frame, loaded.entries)


def _sheets(frame: Frame, advisories: Iterable[Advisory], at: int) -> tuple[KeptListings | None, tuple[Finding, ...]]:
    """Return all listings and what is wrong with sheets, from a ledger that lasts as long; None if there are none."""
    held = list(advisories)
    if not any(one.sheet for one in held):
        return None, ()
    folder = Path(mkdtemp(prefix="chetavani-ledger-"))
    with open_store(folder / "ledger.sqlite3") as store:
        with store.writing():
            store.put("said", ((one.id, pack(said_by(one))) for one in held))
            store.put("due", ((one.id,) for one in held))
        listings = ledger.refresh(store, frame, at)
        weakref.finalize(listings, _remove, folder, os.getpid())
        return listings, ledger.findings(store)


def _remove(folder: Path, owner: int) -> None:
    """Remove a temporary folder; a worker that was forked leaves it to its ``owner``."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def open_stored(
    root: Path,
    as_of: datetime | None,
    store: Store,
    jobs: int = 1,
    only: Collection[str] | None = None,
    *,
    unapproved: bool = False,
) -> Edition:
    """Return what ``open_edition`` returns, reading, parsing and linting only what ``store`` does not know yet.

    ``only`` names the folders of ``advisories/`` to look at; the others, and approvals, are taken as they were.
    """
    root = _repository(root)
    settings = load_settings(root)
    frame = Frame(root, settings, load_official(root), code_digest())
    years = refresh(store, frame, jobs, only)
    moment_of = as_of or _as_of(root, years)
    listings = ledger.refresh(store, frame, instant(moment_of), jobs)
    library = Library.over(years, moment_of, AdvisoryReader(store.path), listings)
    approvals = governance.findings(frame, library, Sources(store, frame), jobs, store, look=only is None)
    found = {*findings(store, frame, library), *ledger.findings(store), *_eased(approvals, unapproved)}
    return Edition(root, settings, library, tuple(sorted(found)))


def _repository(root: Path) -> Path:
    root = root.resolve()
    if not root.is_dir():
        raise ConfigError(str(root), "there is no such folder.", "Point --root at a repository of advisories.")
    return root


def _as_of(root: Path, years: Iterable[Year]) -> datetime:
    """Return as of when a repository counts if nobody says: the environment's time, the commit's, the newest date."""
    newest = max((card.updated for year in years for card in year.cards if card.published is not None), default=0)
    return source_date_epoch() or commit_time(root) or moment(newest)


def _files(entry: "Sourced") -> dict[str, str]:
    """Return the SHA-256 (hex) of each file of an advisory by its path."""
    sources = (entry.source, *entry.translations.values())
    digests = {source.path: source.digest for source in sources}
    sheet = entry.advisory.sheet
    return digests if sheet is None else digests | {sheet.path: sheet.digest}


def about(edition: Edition) -> dict[str, object]:
    """Return what a machine-readable file says of its publisher, the demonstration notice first of all."""
    settings = edition.settings
    publisher = {language: settings.name(language) for language in settings.languages}
    notice = {"notice": "Demonstration: not an official publication."} if settings.demonstration else {}
    return {"publisher": publisher, "demonstration": settings.demonstration, **notice}
