# SPDX-License-Identifier: Apache-2.0
"""The ``advisories/`` tree to advisories: finds the files, pairs translations, collects every file's findings."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from chetavani.loaders.advisory import Source, Sourced, load_original, load_translation, with_translations
from chetavani.loaders.codes import ORPHAN_TRANSLATION, UNEXPECTED_FILE, Collector
from chetavani.loaders.source import read_source
from chetavani.model.advisory import Text
from chetavani.model.finding import Finding
from chetavani.model.ids import parse_id

FOLDER = "advisories"
_TOLERATED = frozenset({"README.md"})


@dataclass(frozen=True, slots=True)
class Parsed:
    """What one file gave: an original, a translation, or neither; and its findings."""

    digest: str
    findings: tuple[Finding, ...]
    original: Sourced | None = None
    translation: tuple[Text, Source] | None = None


@dataclass(slots=True)
class Loaded:
    """Everything under ``advisories/``: the advisories with their sources, and every finding of loading."""

    entries: tuple[Sourced, ...]
    findings: tuple[Finding, ...]
    files: tuple[str, ...]
    cache: dict[str, Parsed] = field(default_factory=dict)


def _files(root: Path) -> Iterator[Path]:
    folder = root / FOLDER
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if not hidden and path.name not in _TOLERATED and (path.is_symlink() or not path.is_dir()):
            yield path


def _language(path: Path, languages: Sequence[str]) -> str | None:
    """Return the language a file name says it is in; None if the name is not one of an advisory."""
    stem, *rest = path.name.removesuffix(".md").split(".")
    if path.suffix != ".md" or len(rest) > 1 or parse_id(stem) is None:
        return None
    language = rest[0] if rest else languages[0]
    return language if language in languages and (not rest or language != languages[0]) else None


def _parse(root: Path, path: Path, language: str, languages: Sequence[str], cache: dict[str, Parsed]) -> Parsed:
    name = path.relative_to(root).as_posix()
    collector = Collector(name)
    got = read_source(root, path, collector)
    if got is None:
        return Parsed("", tuple(collector.findings))
    raw, text = got
    digest = hashlib.sha256(raw).hexdigest()
    known = cache.get(name)
    if known is not None and known.digest == digest:
        return known
    if language == languages[0]:
        original = load_original(text, digest, language, collector)
        return Parsed(digest, tuple(collector.findings), original=original)
    translation = load_translation(text, digest, language, collector)
    return Parsed(digest, tuple(collector.findings), translation=translation)


def _pair(parsed: dict[Path, Parsed], root: Path) -> tuple[list[Sourced], list[Finding]]:
    """Attach translations to their originals; report those whose original is not there at all."""
    translations: dict[Path, list[tuple[Text, Source]]] = {}
    findings = []
    for path, item in parsed.items():
        if item.translation is None:
            continue
        original = path.with_name(path.name.split(".")[0] + ".md")
        if original not in parsed:
            collector = Collector(path.relative_to(root).as_posix())
            collector.add(ORPHAN_TRANSLATION, 1, "", f"has no {original.name} beside it.")
            findings += collector.findings
        translations.setdefault(original, []).append(item.translation)
    entries = [
        with_translations(item.original, translations.get(path, ()))
        for path, item in parsed.items()
        if item.original is not None
    ]
    return entries, findings


def load_library(root: Path, languages: Sequence[str], cache: dict[str, Parsed] | None = None) -> Loaded:
    """Load every advisory under ``root``/advisories. ``languages``: the original's first.

    ``cache`` holds what an earlier call parsed; a file whose bytes are the same is not parsed again. Nothing is
    raised for a mistake in a file: each becomes a finding.
    """
    findings: list[Finding] = []
    parsed: dict[Path, Parsed] = {}
    known: dict[str, Parsed] = cache or {}
    names = []
    for path in _files(root):
        name = path.relative_to(root).as_posix()
        names.append(name)
        language = _language(path, languages)
        if language is None:
            collector = Collector(name)
            collector.add(UNEXPECTED_FILE, 1, "", "is not the name of an advisory or of a translation.")
            findings += collector.findings
            continue
        parsed[path] = _parse(root, path, language, languages, known)
        findings += parsed[path].findings
    entries, orphans = _pair(parsed, root)
    fresh = {path.relative_to(root).as_posix(): item for path, item in parsed.items()}
    return Loaded(tuple(entries), tuple(sorted(findings + orphans)), tuple(names), fresh)
