# SPDX-License-Identifier: Apache-2.0
"""The ``advisories/`` tree to advisories: finds the files, pairs translations, collects every file's findings.

The files of one advisory, its original and its translations, are a *unit*: they stand or fall together, and nothing
outside them is needed to load it.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from chetavani.loaders.advisory import Source, Sourced, load_original, load_translation, with_translations
from chetavani.loaders.codes import ORPHAN_TRANSLATION, UNEXPECTED_FILE, Collector
from chetavani.loaders.source import read_source
from chetavani.model.advisory import Text
from chetavani.model.finding import Finding
from chetavani.model.ids import parse_id

FOLDER = "advisories"
_TOLERATED = frozenset({"README.md"})

Mark: TypeAlias = tuple[int, int, int, int]
"""What the file system says of a file: size, times of change of content and of inode (nanoseconds), inode."""


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder below ``advisories/``; ``name`` is relative to it, ``files`` its files' names with their marks.

    The mark of a symbolic link is empty: what it points to may change without it.
    """

    name: str
    files: dict[str, Mark | None]


@dataclass(frozen=True, slots=True)
class Unit:
    """The files of one advisory. ``name`` is relative to ``advisories/`` and the same for all of them."""

    name: str
    paths: tuple[str, ...]


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


def scan(root: Path) -> Iterator[Folder]:
    """Yield every folder below ``root``/advisories that has files, in the order of their names."""
    yield from _scan(str(root / FOLDER), "")


def _scan(path: str, name: str) -> Iterator[Folder]:
    files: dict[str, Mark | None] = {}
    folders: list[str] = []
    try:
        with os.scandir(path) as found:
            for one in found:
                if one.name.startswith(".") or one.name in _TOLERATED:
                    continue
                if one.is_dir(follow_symlinks=False):
                    folders.append(one.name)
                elif one.is_symlink():
                    files[one.name] = None
                else:
                    stat = one.stat(follow_symlinks=False)
                    files[one.name] = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
    except FileNotFoundError:
        return
    if files:
        yield Folder(name, files)
    for folder in sorted(folders):
        yield from _scan(f"{path}/{folder}", f"{name}/{folder}" if name else folder)


def unit_name(folder: str, file: str, languages: Sequence[str]) -> str:
    """Return the name of the unit that a file belongs to; a file that is no advisory's is alone in its own."""
    place = f"{folder}/" if folder else ""
    return place + (file.split(".", 1)[0] if _language(file, languages) else f"?{file}")


def units(folder: str, files: Iterable[str], languages: Sequence[str]) -> dict[str, Unit]:
    """Return the units of a folder's files by their names."""
    found: dict[str, list[str]] = {}
    place = f"{FOLDER}/{folder}/" if folder else f"{FOLDER}/"
    for file in sorted(files):
        found.setdefault(unit_name(folder, file, languages), []).append(place + file)
    return {name: Unit(name, tuple(paths)) for name, paths in found.items()}


def _language(file: str, languages: Sequence[str]) -> str | None:
    """Return the language a file name says it is in; None if the name is not one of an advisory."""
    if not file.endswith(".md"):
        return None
    stem, *rest = file.removesuffix(".md").split(".")
    if len(rest) > 1 or parse_id(stem) is None:
        return None
    language = rest[0] if rest else languages[0]
    return language if language in languages and (not rest or language != languages[0]) else None


def load_unit(root: Path, unit: Unit, languages: Sequence[str]) -> LoadedUnit:
    """Load the files of one unit. Nothing is raised for a mistake in a file: each becomes a finding."""
    digests: dict[str, str] = {}
    findings: list[Finding] = []
    original: Sourced | None = None
    translations: list[tuple[Text, Source]] = []
    stem = unit.name.rpartition("/")[2]
    has_original = f"{stem}.md" in {path.rpartition("/")[2] for path in unit.paths}
    for path in unit.paths:
        collector = Collector(path)
        language = _language(path.rpartition("/")[2], languages)
        if language is None:
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
    entry = None if original is None else with_translations(original, translations)
    return LoadedUnit(unit.name, digests, entry, tuple(sorted(findings)))


def unit_digest(digests: Mapping[str, str]) -> str:
    """Return a digest of a unit's source files: which there are, and their bytes."""
    said = "".join(f"{path} {digest}\n" for path, digest in sorted(digests.items()))
    return hashlib.sha256(said.encode()).hexdigest()


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
