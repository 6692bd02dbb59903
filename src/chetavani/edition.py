# SPDX-License-Identifier: Apache-2.0
"""An edition: a repository loaded and linted as of one time, ready to be turned into outputs."""

import hashlib
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from chetavani.config import Settings, load_settings, source_date_epoch
from chetavani.errors import ConfigError
from chetavani.lint import check
from chetavani.lint.base import Inspection
from chetavani.loaders.library import Loaded, Parsed, load_library
from chetavani.loaders.official import load_official
from chetavani.model.advisory import Advisory
from chetavani.model.finding import Finding
from chetavani.model.library import Library

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Edition:
    """Settings, library and findings of a repository at a time. ``parsed`` lets the next edition parse less."""

    root: Path
    settings: Settings
    library: Library
    findings: tuple[Finding, ...]
    digests: dict[str, str]
    parsed: dict[str, Parsed] = field(default_factory=dict)


def commit_time(root: Path) -> datetime | None:
    """Return when the newest commit that touches ``root`` was made, aware; None outside git."""
    command = ["git", "-C", str(root), "log", "-1", "--format=%cI", "--", "."]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    text = done.stdout.strip()
    return datetime.fromisoformat(text).astimezone(UTC) if done.returncode == 0 and text else None


def _newest(advisories: tuple[Advisory, ...]) -> datetime:
    return max((advisory.updated for advisory in advisories if advisory.published is not None), default=_EPOCH)


def open_edition(
    root: Path, as_of: datetime | None = None, parsed: dict[str, Parsed] | None = None, *, lint: bool = True
) -> Edition:
    """Load and lint the repository at ``root``.

    ``as_of`` (aware) defaults to SOURCE_DATE_EPOCH, else the newest commit's time, else the newest date in the
    library: never the clock. Raises ConfigError if ``root`` is no repository of ours.
    """
    root = root.resolve()
    if not root.is_dir():
        raise ConfigError(str(root), "there is no such folder.", "Point --root at a repository of advisories.")
    settings = load_settings(root)
    loaded = load_library(root, settings.languages, parsed)
    advisories = tuple(entry.advisory for entry in loaded.entries)
    moment = as_of or source_date_epoch() or commit_time(root) or _newest(advisories)
    library = Library(advisories, moment)
    findings = loaded.findings
    if lint:
        findings = tuple(
            sorted({*findings, *check(Inspection(library, loaded.entries, settings, load_official(root)))})
        )
    return Edition(root, settings, library, findings, _digests(loaded), loaded.cache)


def _digests(loaded: Loaded) -> dict[str, str]:
    """Return a digest of each advisory's source files, its translations included."""
    return {
        entry.advisory.id: hashlib.sha256(
            "".join([entry.source.digest, *(source.digest for source in entry.translations.values())]).encode()
        ).hexdigest()
        for entry in loaded.entries
    }
