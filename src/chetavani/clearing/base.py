# SPDX-License-Identifier: Apache-2.0
"""What is sought, what is found, and what is to be written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from chetavani.errors import AuthoringError
from chetavani.model.indicator import IndicatorType, canonical

_NEAR = 3  # letters that a value shares with the one sought, in front or at the end, if it may have been meant
_DIFFERENCE = 2  # by how many characters its length may differ


@dataclass(frozen=True, slots=True)
class Sought:
    """A value in any spelling; ``meanings`` has its canonical form in each type that it can be of."""

    value: str
    meanings: dict[str, str]

    def is_meant(self, kind: str, value: str) -> bool:
        """Whether ``value``, as somebody wrote it, is what is sought."""
        meaning = self.meanings.get(kind)
        return meaning is not None and canonical_or_empty(IndicatorType(kind), value) == meaning

    def is_near(self, kind: str, value: str) -> bool:
        """Whether ``value`` is of a type in question and spelt so much alike that it may have been meant."""
        meaning = self.meanings.get(kind)
        if meaning is None or abs(len(meaning) - len(value)) > _DIFFERENCE:
            return False
        return value[:_NEAR] == meaning[:_NEAR] or value[-_NEAR:] == meaning[-_NEAR:]


def canonical_or_empty(kind: IndicatorType, value: str) -> str:
    """Return the canonical form of a value; empty if it is none of its type."""
    try:
        return canonical(kind, value)
    except ValueError:
        return ""


def sought(value: str, kind: IndicatorType | None = None) -> Sought:
    """Return what ``value`` can be: of ``kind``, or of every type. Raises AuthoringError if it can be nothing."""
    kinds = tuple(IndicatorType) if kind is None else (kind,)
    meanings = {one.value: meaning for one in kinds if (meaning := canonical_or_empty(one, value))}
    if not meanings:
        what = "no indicator of any type" if kind is None else f"none of type {kind.value}"
        raise AuthoringError(repr(value), f"is {what}.", "Write it as it is listed, or as it was reported.")
    return Sought(value, meanings)


@dataclass(frozen=True, slots=True)
class Clearance:
    """What is written: when (RFC 3339 with offset) and why."""

    cleared: str
    reason: str


@dataclass(frozen=True, slots=True)
class Place:
    """A listing of the value: its file, relative to the repository, its line, and whether it is cleared already."""

    path: str
    line: int
    type: str
    value: str
    is_cleared: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What a file has of the value, and how to write it anew: ``rewrite`` reads the file and writes another.

    ``near`` are type and value of what may have been meant.
    """

    path: Path
    places: tuple[Place, ...]
    rewrite: Callable[[Path], None] | None = None
    near: tuple[tuple[str, str], ...] = field(default=())
