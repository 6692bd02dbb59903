# SPDX-License-Identifier: Apache-2.0
"""Units to advisories: reads their files, pairs translations, collects every file's findings."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chetavani.loaders.advisory import Source, Sourced, load_original, load_translation, with_translations
from chetavani.loaders.codes import ORPHAN_SHEET, ORPHAN_TRANSLATION, UNEXPECTED_FILE, Collector
from chetavani.loaders.source import read_sheet, read_source
from chetavani.loaders.tree import SHEET, Unit, is_sheet, language_of, scan, units
from chetavani.model.advisory import Sheet, Text
from chetavani.model.finding import Finding


@dataclass(frozen=True, slots=True)
class LoadedUnit:
    """What a unit gave: the advisory with its sources, if its original could be read, and every finding of loading.

    ``digests`` maps the path of every file, relative to the repository, to the SHA-256 (hex) of its bytes.
    """

    name: str
    digests: dict[str, str]
    entry: Sourced | None
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Loaded:
    """Everything under ``advisories/``: the advisories with their sources, and every finding of loading."""

    entries: tuple[Sourced, ...]
    findings: tuple[Finding, ...]


def load_unit(root: Path, unit: Unit, languages: Sequence[str]) -> LoadedUnit:
    """Load the files of one unit. Nothing is raised for a mistake in a file: each becomes a finding."""
    digests: dict[str, str] = {}
    findings: list[Finding] = []
    original: Sourced | None = None
    translations: list[tuple[Text, Source]] = []
    sheet: Sheet | None = None
    stem = unit.name.rpartition("/")[2]
    has_original = f"{stem}.md" in {path.rpartition("/")[2] for path in unit.paths}
    for path in unit.paths:
        collector = Collector(path)
        file = path.rpartition("/")[2]
        language = language_of(file, languages)
        if is_sheet(file):
            sheet = _sheet(root, path, collector, has_original=has_original)
            digests |= {path: sheet.digest} if sheet else {}
        elif language is None:
            collector.add(UNEXPECTED_FILE, 1, "", "is not the name of an advisory or of a translation.")
        elif (got := read_source(root, root / path, collector)) is not None:
            raw, text = got
            digests[path] = digest = hashlib.sha256(raw).hexdigest()
            if language == languages[0]:
                original = load_original(text, digest, language, collector)
            elif (translation := load_translation(text, digest, language, collector)) is not None:
                translations.append(translation)
            if not has_original:
                collector.add(ORPHAN_TRANSLATION, 1, "", f"has no {stem}.md beside it.")
        findings += collector.findings
    entry = None if original is None else with_translations(original, translations, sheet)
    return LoadedUnit(unit.name, digests, entry, tuple(sorted(findings)))


def _sheet(root: Path, path: str, collector: Collector, *, has_original: bool) -> Sheet | None:
    """Return what an advisory says of its sheet, whose lines are not looked at here."""
    if not has_original:
        collector.add(ORPHAN_SHEET, 1, "", f"has no {path.rpartition('/')[2].removesuffix(SHEET)}.md beside it.")
    if (got := read_sheet(root, root / path, collector)) is None:
        return None
    digest, lines = got
    return Sheet(path=path, digest=digest, rows=max(0, lines - 1))


def load_library(root: Path, languages: Sequence[str]) -> Loaded:
    """Load every advisory under ``root``/advisories at once. ``languages``: the original's first."""
    loaded = [
        load_unit(root, unit, languages)
        for folder in scan(root)
        for unit in units(folder.name, folder.files, languages).values()
    ]
    loaded.sort(key=lambda one: one.name)
    entries = tuple(one.entry for one in loaded if one.entry is not None)
    return Loaded(entries, tuple(sorted(finding for one in loaded for finding in one.findings)))
