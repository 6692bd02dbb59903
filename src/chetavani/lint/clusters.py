# SPDX-License-Identifier: Apache-2.0
"""Rules across files: what advisories claim, and what is wrong where claims meet.

An advisory claims what others could claim too, or speak of: its id, the ids that it names, an alias, an indicator, the
words of its title. Claims of one kind and value make a cluster. What is wrong across files is found by looking at one
cluster alone, so that after an edit only the clusters that it touches are judged again.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from chetavani.lint.base import Inspection, Sourced, SourceLines


class Claim(NamedTuple):
    """What one advisory says in one place, in plain values: all that judging its cluster needs to know of it.

    ``id`` is the claiming advisory's, ``path`` and ``line`` (1-based) the place in its original or translation,
    ``note`` what the kind of claim adds. ``is_refused`` says that loading has already found the field wrong.
    """

    kind: str
    value: str
    path: str
    line: int
    field: str
    id: str
    note: str
    is_draft: bool
    is_refused: bool


Judged: TypeAlias = tuple[Claim, str]
"""A claim that is wrong, and the message that says why."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """A kind of claim, and the function that makes every claim of that kind of the entries of an inspection.

    With fewer than ``least`` claims nothing can be wrong in a cluster. More than ``most`` are a crowd: what so many
    have in common says nothing, and nobody needs to look.
    """

    kind: str
    claims: Callable[[Inspection], Iterable[Claim]]
    least: int = 2
    most: int | None = None


@dataclass(frozen=True, slots=True)
class Across:
    """How a rule judges the claims of one cluster, which come in the order of their places."""

    cluster: Cluster
    judge: Callable[[Sequence[Claim]], Iterator[Judged]]


def claim(
    kind: str, value: str, entry: Sourced, line: int, field: str, *, source: SourceLines | None = None, note: str = ""
) -> Claim:
    """Return a claim of ``entry``, in its original unless ``source`` is another of its files."""
    place = source or entry.source
    is_refused = field.partition(".")[0].partition("[")[0] in place.salvaged
    advisory = entry.advisory
    return Claim(kind, value, place.path, line, field, advisory.id, note, advisory.is_draft, is_refused)


def in_order(claims: Iterable[Claim]) -> list[Claim]:
    """Return claims in the order of their places; items of a list in the order of their numbers."""
    return sorted(set(claims), key=lambda one: (one.path, one.line, len(one.field), one))
