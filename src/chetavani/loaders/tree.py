# SPDX-License-Identifier: Apache-2.0
"""The ``advisories/`` tree: which files there are, what the file system says of them, and what belongs together.

The files of one advisory, its original, its translations and its sheet, are a *unit*: they stand or fall together, and
nothing outside them is needed to load it.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from chetavani.model.ids import parse_id

FOLDER = "advisories"
SHEET = ".indicators.csv"
"""How the name of a sheet ends; it begins with the id of its advisory."""
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


def scan(root: Path, only: Iterable[str] | None = None) -> Iterator[Folder]:
    """Yield every folder below ``root``/advisories that has files, in the order of their names.

    ``only`` names the ones to look at, for who knows that nothing has changed elsewhere.
    """
    if only is None:
        yield from _scan(str(root / FOLDER), "")
        return
    for name in sorted(only):
        files, _ = _listed(f"{root}/{FOLDER}/{name}")
        if files:
            yield Folder(name, files)


def _scan(path: str, name: str) -> Iterator[Folder]:
    files, folders = _listed(path)
    if files:
        yield Folder(name, files)
    for folder in sorted(folders):
        yield from _scan(f"{path}/{folder}", f"{name}/{folder}" if name else folder)


def _listed(path: str) -> tuple[dict[str, Mark | None], list[str]]:
    """Return the files of a folder with their marks, and the names of the folders in it."""
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
    except (FileNotFoundError, NotADirectoryError):
        return {}, []
    return files, folders


def unit_name(folder: str, file: str, languages: Sequence[str]) -> str:
    """Return the name of the unit that a file belongs to; a file that is no advisory's is alone in its own."""
    place = f"{folder}/" if folder else ""
    ours = is_sheet(file) or language_of(file, languages)
    return place + (file.split(".", 1)[0] if ours else f"?{file}")


def units(folder: str, files: Iterable[str], languages: Sequence[str]) -> dict[str, Unit]:
    """Return the units of a folder's files by their names."""
    found: dict[str, list[str]] = {}
    place = f"{FOLDER}/{folder}/" if folder else f"{FOLDER}/"
    for file in sorted(files):
        found.setdefault(unit_name(folder, file, languages), []).append(place + file)
    return {name: Unit(name, tuple(paths)) for name, paths in found.items()}


def is_sheet(file: str) -> bool:
    """Whether a file name is that of the sheet of an advisory."""
    return file.endswith(SHEET) and parse_id(file.removesuffix(SHEET)) is not None


def language_of(file: str, languages: Sequence[str]) -> str | None:
    """Return the language a file name says it is in; None if the name is not one of an advisory."""
    if not file.endswith(".md"):
        return None
    stem, *rest = file.removesuffix(".md").split(".")
    if len(rest) > 1 or parse_id(stem) is None:
        return None
    language = rest[0] if rest else languages[0]
    return language if language in languages and (not rest or language != languages[0]) else None


def unit_digest(digests: Mapping[str, str]) -> str:
    """Return a digest of a unit's source files: which there are, and their bytes."""
    said = "".join(f"{path} {digest}\n" for path, digest in sorted(digests.items()))
    return hashlib.sha256(said.encode()).hexdigest()
