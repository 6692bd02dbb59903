# SPDX-License-Identifier: Apache-2.0
"""What is sought, what is found, and what is to be written."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from chetavani.errors import AuthoringError
from chetavani.model.indicator import IndicatorType, canonical

_DIFFERENCE = 2  # by how many characters something differs that may have been meant


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
        """Whether ``value`` is of a type in question and may have been meant: it differs in one place, by a little."""
        meaning = self.meanings.get(kind)
        if meaning is None or abs(len(meaning) - len(value)) > _DIFFERENCE:
            return False
        half = len(meaning) // 2
        if not (value.startswith(meaning[:half]) or value.endswith(meaning[half:])):
            return False  # which is so of nearly all, and soon said
        in_front = _alike(meaning, value)
        at_end = _alike(meaning[in_front:][::-1], value[in_front:][::-1])
        return in_front + at_end >= min(len(meaning), len(value)) - _DIFFERENCE


def _alike(one: str, other: str) -> int:
    """Return with how many same characters both begin."""
    pairs = zip(one, other, strict=False)
    return next((number for number, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))


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
