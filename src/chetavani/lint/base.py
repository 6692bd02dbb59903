# SPDX-License-Identifier: Apache-2.0
"""What lint looks at: advisories with their sources, each text that readers see, each body read once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple, Protocol

from chetavani.config import Settings
from chetavani.lint.listings import Judge, Judged, request, term
from chetavani.lint.reading import SECTION_LEVEL, Heading, Reading, Stretch, folded, read_body
from chetavani.model.advisory import Advisory, Indicator, Text
from chetavani.model.card import instant
from chetavani.model.finding import Finding, Rule
from chetavani.model.holding import known_since
from chetavani.model.indicator import canonical
from chetavani.model.library import Library
from chetavani.model.vocab import Status

_AROUND = 2
_LONG_NUMBER = re.compile(r"\d[\d ().\u2011-]{5,}\d")


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


class Passage(NamedTuple):
    """A text that a reader will see, with its place: a field of the front matter, or the prose or code of a body."""

    entry: Sourced
    source: SourceLines
    field: str
    line: int
    stretch: Stretch
    reading: Reading | None = None
    is_code: bool = False

    @property
    def text(self) -> str:
        """Return the text itself."""
        return self.stretch.text

    def line_at(self, offset: int) -> int:
        """Return the 1-based line of the file on which the character at ``offset`` stands."""
        if self.reading is None:
            return self.line
        origin, below = self.stretch.place(offset)
        return self.line + self.reading.line(origin) + below


@dataclass(frozen=True)
class Version:
    """An advisory in one language: its text, the file it stands in, and its body read."""

    entry: Sourced
    text: Text
    source: SourceLines
    reading: Reading

    @cached_property
    def is_empty(self) -> bool:
        """Whether the body has no word at all."""
        return not any(character.isalnum() for character in self.text.body)

    @cached_property
    def sections(self) -> dict[str, tuple[int, Heading]]:
        """Return the first ``##`` heading of each title, folded, with its number among all headings."""
        found: dict[str, tuple[int, Heading]] = {}
        for number, heading in enumerate(self.reading.headings):
            if heading.level == SECTION_LEVEL:
                found.setdefault(folded(heading.title), (number, heading))
        return found

    @cached_property
    def is_copy(self) -> bool:
        """Whether this is a translation whose body is the original's."""
        advisory = self.entry.advisory
        return self.source is not self.entry.source and self.text.body.strip() == advisory.body.strip()

    def line(self, origin: int) -> int:
        """Return the 1-based line of the file for the byte ``origin`` of the body."""
        return self.source.body_line + self.reading.line(origin)


class Listed(NamedTuple):
    """An indicator of an advisory: which, where in its list, and its canonical value, empty if it has none."""

    entry: Sourced
    number: int
    indicator: Indicator
    value: str

    @property
    def holds(self) -> bool:
        """Whether it is to be listed: neither cleared nor of an advisory that was withdrawn or superseded."""
        ended = self.entry.advisory.status in {Status.WITHDRAWN, Status.SUPERSEDED}
        return self.indicator.cleared is None and not ended

    def finding(self, rule: Rule, message: str, field: str = "value", remedy: str = "") -> Finding:
        """Return a finding of ``rule`` at one of its fields."""
        source = self.entry.source
        line = source.line_of("indicators", self.number, field)
        return finding(rule, source, line, f"indicators[{self.number}].{field}", message, remedy)


@dataclass(frozen=True)
class Inspection:
    """What is inspected: advisories with their sources, under one publisher's settings, as of the library's time.

    The entries may be a part of the library. ``official`` holds the places of institutions and members and
    those that everybody shares, as ``hosts.Official`` takes them.
    """

    library: Library
    entries: Sequence[Sourced]
    settings: Settings
    official: frozenset[str] = frozenset()

    @property
    def as_of(self) -> datetime:
        """Return the time as of which the library is judged (aware)."""
        return self.library.as_of

    @cached_property
    def versions(self) -> tuple[Version, ...]:
        """Return every advisory in every language it has, each body parsed once for all rules."""
        return tuple(
            Version(entry, text, source, read_body(text.body))
            for entry in self.entries
            for text, source in texts(entry)
        )

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Return every text of every advisory that readers see."""
        found = [passage for entry in self.entries for passage in _fields(entry)]
        for version in self.versions:
            found += _passages(version)
        return tuple(found)

    @cached_property
    def listed(self) -> tuple[Listed, ...]:
        """Return every indicator of every advisory."""
        return tuple(
            Listed(entry, number, one, _canonical(one))
            for entry in self.entries
            for number, one in enumerate(entry.advisory.indicators)
        )

    @cached_property
    def judged(self) -> tuple[tuple[Listed, str, Judged], ...]:
        """Return what is wrong with listing these indicators, each with the field that it is about."""
        judge = Judge(self.official, self.settings)
        return tuple(
            (listed, field, judged)
            for listed in self.listed
            if listed.value and listed.holds
            for field, found in _judged(judge, listed)
            for judged in found
        )

    @cached_property
    def numbered(self) -> tuple[tuple[Passage, int, int], ...]:
        """Return every run of digits long enough for a phone, card or Aadhaar number or an IPv4 address.

        Each with the offsets between which to look, so that the characters that decide where a number ends are seen.
        """
        return tuple(
            (passage, max(0, match.start() - _AROUND), match.end() + _AROUND)
            for passage in self.passages
            for match in _LONG_NUMBER.finditer(passage.text)
        )


def _canonical(one: Indicator) -> str:
    try:
        return canonical(one.type, one.value)
    except ValueError:  # a finding of its own
        return ""


def _judged(judge: Judge, listed: Listed) -> Iterator[tuple[str, Sequence[Judged]]]:
    one, advisory = listed.indicator, listed.entry.advisory
    yield "value", judge.value(one.type, listed.value)
    yield "action", request(one.action or "", one.evidence)
    if one.expires is not None and advisory.published is not None:
        yield "expires", term(one.type, instant(known_since(advisory, one)), instant(one.expires))


def texts(entry: Sourced) -> Iterator[tuple[Text, SourceLines]]:
    """Yield the original and every translation of an entry, each with its source."""
    advisory = entry.advisory
    yield advisory.texts[advisory.language], entry.source
    for text in advisory.translations:
        yield text, entry.translations[text.language]


def sound(entry: Sourced, *fields: str) -> bool:
    """Whether loading found nothing wrong with these fields, so that other fields may be measured by them."""
    return entry.source.salvaged.isdisjoint(fields)


def _fields(entry: Sourced) -> Iterator[Passage]:
    """Yield the texts of an original's front matter that have no translation."""
    advisory, source = entry.advisory, entry.source
    for number, action in enumerate(advisory.actions):
        line = source.line_of("actions", number, "text")
        yield Passage(entry, source, f"actions[{number}].text", line, Stretch(action.text))
    for number, revision in enumerate(advisory.revisions):
        line = source.line_of("revisions", number, "summary")
        yield Passage(entry, source, f"revisions[{number}].summary", line, Stretch(revision.summary))
    for number, indicator in enumerate(advisory.indicators):
        if indicator.reason is not None:
            line = source.line_of("indicators", number, "reason")
            yield Passage(entry, source, f"indicators[{number}].reason", line, Stretch(indicator.reason))
    if advisory.reason is not None:
        yield Passage(entry, source, "reason", source.line_of("reason"), Stretch(advisory.reason))


def _passages(version: Version) -> Iterator[Passage]:
    """Yield title, summary, card, prose and code of an advisory in one language."""
    entry, text, source, reading = version.entry, version.text, version.source, version.reading
    yield Passage(entry, source, "title", source.line_of("title"), Stretch(text.title))
    yield Passage(entry, source, "summary", source.line_of("summary"), Stretch(text.summary))
    if text.card is not None:
        for name, words in (("title", text.card.title), ("message", text.card.message)):
            if words is not None:
                yield Passage(entry, source, f"card.{name}", source.line_of("card", name), Stretch(words))
    yield Passage(entry, source, "body", source.body_line, reading.prose, reading)
    if reading.code.text:
        yield Passage(entry, source, "body", source.body_line, reading.code, reading, is_code=True)


def finding(rule: Rule, source: SourceLines, line: int, field_name: str, message: str, remedy: str = "") -> Finding:
    """Return a finding of ``rule``; ``remedy`` replaces the rule's own when it can be more exact."""
    return Finding(source.path, line, field_name, rule.code, message, remedy or rule.remedy, rule.level)
