# SPDX-License-Identifier: Apache-2.0
"""Writing several files anew so that all of them change or none."""

import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from chetavani.clearing.base import Found
from chetavani.writer import disk


def write_all(found: Sequence[Found]) -> None:
    """Rewrite every file that has to be. Raises WriteError if one cannot be, and then each is as it was.

    All are written beside the old ones first; what can go wrong goes wrong before the first takes its place.
    """
    changes = [(one.path, one.rewrite) for one in found if one.rewrite is not None]
    staged: list[tuple[Path, Path, Path]] = []
    try:
        for path, rewrite in changes:
            new, old = _beside(path, "new"), _beside(path, "old")
            staged.append((path, new, old))
            with disk(path):
                rewrite(new)
                shutil.copymode(path, new)
                shutil.copy2(path, old)
        _switch(staged)
    finally:
        _clean(extra for _, *both in staged for extra in both)


def _beside(path: Path, ending: str) -> Path:
    return path.with_name(f".{path.name}.{ending}")  # what begins with a dot is no part of the tree


def _switch(staged: Iterable[tuple[Path, Path, Path]]) -> None:
    done: list[tuple[Path, Path]] = []
    for path, new, old in staged:
        try:
            with disk(path):
                new.replace(path)
        except BaseException:
            for changed, before in done:
                before.replace(changed)
            raise
        done.append((path, old))


def _clean(paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_file():
            path.unlink()
