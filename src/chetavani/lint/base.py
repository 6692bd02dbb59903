# SPDX-License-Identifier: Apache-2.0
"""What a lint rule is: a code, and a pure function from an inspection to findings."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol

from chetavani.config import Settings
from chetavani.model.advisory import Advisory, Text
from chetavani.model.finding import Finding, Rule
from chetavani.model.library import Library


class SourceLines(Protocol):
    """Where a field stands in its file; what the loaders give with every advisory."""

    @property
    def path(self) -> str:
        """Return the file, relative to the repository."""
        ...

    @property
    def body_line(self) -> int:
        """Return the 1-based line on which the body starts."""
        ...

    @property
    def salvaged(self) -> frozenset[str]:
        """Return the top-level fields that loading already found wrong and replaced."""
        ...

    def line_of(self, *place: str | int) -> int:
        """Return the 1-based line of a field, else of the nearest field around it."""
        ...


class Sourced(Protocol):
    """An advisory with the sources of its original and of its translations."""

    @property
    def advisory(self) -> Advisory:
        """Return the advisory."""
        ...

    @property
    def source(self) -> SourceLines:
        """Return where its original stands."""
        ...

    @property
    def translations(self) -> Mapping[str, SourceLines]:
        """Return where its translations stand, by language."""
        ...


@dataclass(frozen=True)
class Inspection:
    """What is inspected: every advisory with its sources, as one library, under one publisher's settings."""

    library: Library
    entries: Sequence[Sourced]
    settings: Settings

    @property
    def as_of(self) -> datetime:
        """Return the time as of which the library is judged (aware)."""
        return self.library.as_of

    @cached_property
    def by_id(self) -> dict[str, list[Sourced]]:
        """Return the entries of each id; more than one is a mistake."""
        found: dict[str, list[Sourced]] = {}
        for entry in self.entries:
            found.setdefault(entry.advisory.id, []).append(entry)
        return found


@dataclass(frozen=True, slots=True)
class LintRule:
    """A rule with the function that applies it."""

    rule: Rule
    apply: Callable[[Inspection], Iterable[Finding]] = field(repr=False)


def texts(entry: Sourced) -> Iterator[tuple[Text, SourceLines]]:
    """Yield the original and every translation of an entry, each with its source."""
    advisory = entry.advisory
    yield advisory.texts[advisory.language], entry.source
    for text in advisory.translations:
        yield text, entry.translations[text.language]


def finding(rule: Rule, source: SourceLines, line: int, field_name: str, message: str, remedy: str = "") -> Finding:
    """Return a finding of ``rule``; ``remedy`` replaces the rule's own when it can be more exact."""
    return Finding(source.path, line, field_name, rule.code, message, remedy or rule.remedy, rule.level)
