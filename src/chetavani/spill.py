# SPDX-License-Identifier: Apache-2.0
"""Spill: bytes that processes leave on the disk for each other, so that nobody holds all of them in memory."""

import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from chetavani.writer import disk


class Spilled(NamedTuple):
    """Where some bytes lie: the file, the offset, and how many they are."""

    file: str
    start: int
    size: int


def spilled(folder: Path, name: str, contents: Iterable[bytes]) -> list[Spilled]:
    """Write each of ``contents`` to where this process writes all of a ``name``. Raises WriteError."""
    spill = str(folder / f"{name}-{os.getpid()}")
    found: list[Spilled] = []
    with disk(spill), open(spill, "ab", buffering=0) as file:  # noqa: PTH123 - by the ten thousand
        start = file.tell()
        for content in contents:
            file.write(content)
            found.append(Spilled(spill, start, len(content)))
            start += len(content)
    return found


def contents_of(places: Iterable[Spilled]) -> Iterator[bytes]:
    """Yield what was spilled, in the order of ``places``; neighbours in a file are read with one opening."""
    for name, found in groupby(places, attrgetter("file")):
        with disk(name), Path(name).open("rb", buffering=0) as file:
            for one in found:
                file.seek(one.start)
                yield file.read(one.size)
