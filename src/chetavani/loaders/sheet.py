# SPDX-License-Identifier: Apache-2.0
"""Sheets: the large sets of indicators beside an advisory, ``<ID>.indicators.csv``, read block by block.

A sheet is UTF-8 text with a line for each indicator and commas between the cells (RFC 4180), a header line first; its
columns are the keys of an indicator in front matter and mean the same. One record a line: a cell has no line break.
Whatever is wrong becomes a finding with its line and column; a block is never more than some thousand lines.
"""

import csv
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol, TypeAlias

from pydantic import ValidationError

from chetavani.loaders.codes import (
    BAD_CHARACTER,
    BAD_VALUE,
    MISSING_FIELD,
    NOT_UTF8,
    SHEET_FORMULA,
    SHEET_HEADER,
    SHEET_ROW,
)
from chetavani.loaders.explaining import explained
from chetavani.model.advisory import Indicator
from chetavani.model.card import instant
from chetavani.model.finding import Finding, Rule
from chetavani.model.indicator.kinds import KINDS
from chetavani.model.indicator.spelling import LONGEST as LONGEST_VALUE
from chetavani.model.indicator.types import IndicatorKind
from chetavani.model.listing import Terms, stated

COLUMNS = (
    "type", "value", "role", "action", "first_seen", "last_seen", "expires", "review_by", "evidence", "cleared",
    "reason",
)  # fmt: skip
REQUIRED = ("type", "value", "role")
SHOWN = 20
"""Findings of one rule that are shown of a sheet; of the others is said how many they are."""
LONGEST = 16_384
"""Bytes in a line: one that is longer is refused unread."""
KEY = 16
"""Bytes by which a line is known: the first eight of the indicator's hash, and eight of the digest of the line."""
NO_KEY = bytes(KEY)
"""Stands for a line with which something is wrong, so that the lines after it are counted right."""
_MARK = b"\xef\xbb\xbf"
_FORMULA = ("=", "+", "-", "@", "\t")
_REMEMBERED = 50_000  # rows that differ in their values alone

Wrong: TypeAlias = Sequence[tuple[Rule, str]]
"""Rules that something breaks, and the messages that say why."""


class Judge(Protocol):
    """Judges what is to be listed; see ``lint.listings.Judge``."""

    def value(self, kind: str, value: str) -> Wrong:
        """Return what is wrong with listing the canonical ``value`` of a type at all."""
        ...

    def terms(self, kind: str, action: str, evidence: str, since: int, end: int) -> Wrong:
        """Return what is wrong with what the author asks for and says, 0 and empty for what is not written."""
        ...


class _Same(NamedTuple):
    """What lines say that differ in their values alone: type, the fields of ``Listing`` after the value, warnings."""

    kind: IndicatorKind
    name: str
    tail: tuple[object, ...]
    is_cleared: bool
    broken: Wrong


class Read(NamedTuple):
    """What a block gave: rows of the sound lines that are new (``Listing`` as a plain tuple), a key for every line.

    That of a line with which something is wrong is ``NO_KEY``.

    Lines of ``findings`` are counted from the first of the block, 0. There are no more than ``SHOWN`` of one rule;
    ``more`` says how many others there are, by their codes.
    """

    rows: list[tuple[object, ...]]
    keys: list[bytes]
    lines: int
    findings: tuple[Finding, ...]
    more: dict[str, int]


def header_of(line: bytes, path: str) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Return the columns that the first line of a sheet names, and what is wrong with it. With findings, none count."""
    found: list[Finding] = []

    def add(rule: Rule, column: str, message: str, remedy: str = "") -> None:
        found.append(Finding(path, 1, column, rule.code, message, remedy or rule.remedy, rule.level))

    if line.startswith(_MARK):
        add(NOT_UTF8, "", "starts with a byte order mark.")
    try:
        text = line.removeprefix(_MARK).rstrip(b"\r\n").decode()
        names = next(csv.reader([text], strict=True), [])
    except (UnicodeDecodeError, csv.Error) as error:
        add(SHEET_HEADER, "", f"cannot be read: {error}.")
        return (), tuple(found)
    if line.endswith(b"\r\n"):
        add(SHEET_ROW, "", "ends with CR and LF.", "Save the file with LF line ends.")
    for name, times in Counter(names).items():
        if name not in COLUMNS:
            add(SHEET_HEADER, name[:40], "is no column of a sheet.")
        elif times > 1:
            add(SHEET_HEADER, name, f"is there {times} times.")
    for name in REQUIRED:
        if name not in names:
            add(SHEET_HEADER, name, "is missing.")
    return tuple(names), tuple(found)


@dataclass(slots=True)
class SheetReader:
    """Reads blocks of a sheet. ``path`` is that of the sheet, ``columns`` are those of its header.

    ``terms`` are those of its advisory; None if nothing of it is listed, and its lines are checked all the same.
    ``old`` are keys of lines whose rows are known and with which nothing is wrong, by the digests of the lines: such a
    line is not read again.
    """

    path: str
    columns: tuple[str, ...]
    terms: Terms | None
    judge: Judge
    old: Mapping[bytes, bytes] = field(default_factory=dict)
    _known: dict[tuple[str, ...], _Same] = field(default_factory=dict)
    _found: list[Finding] = field(default_factory=list)
    _counts: Counter[str] = field(default_factory=Counter)

    def read(self, block: bytes) -> Read:
        """Read a block, which holds whole lines."""
        self._found, self._counts = [], Counter()
        rows: list[tuple[object, ...]] = []
        keys: dict[int, bytes] = {}
        value_at, width = self.columns.index("value"), len(self.columns)
        judge, old = self.judge.value, self.old
        known, sha256, number = self._known, hashlib.sha256, -1
        for number, line in enumerate(self._lines(block)):
            if line is None:
                continue
            mark = sha256(line.encode()).digest()[:8]
            if mark in old:
                keys[number] = old[mark]
                continue
            cells = line.split(",")
            if len(cells) != width or '"' in line:
                cells = self._cells(number, line, width)
            value = cells.pop(value_at) if cells else ""
            rest = tuple(cells)
            if not rest or (same := known.get(rest) or self._rest(number, rest)) is None:
                continue
            kind, name, tail, is_cleared, broken = same
            if not (live := self._value(number, kind, value)):
                continue
            if not is_cleared:  # what is listed nowhere may be anything
                for rule, message in judge(name, live):
                    self._add(rule, number, "value", message)
            for rule, message in broken:
                self._add(rule, number, "", message)
            digest = sha256(f"{name}:{live}".encode())
            rows.append((digest.hexdigest(), name, live, *tail))
            keys[number] = digest.digest()[:8] + mark
        return Read(
            rows if self.terms else [], _of_all(keys, number + 1) if self.terms else [], number + 1, tuple(self._found),
            {code: count - SHOWN for code, count in self._counts.items() if count > SHOWN},
        )  # fmt: skip

    def _add(self, rule: Rule, number: int, column: str, message: str, remedy: str = "") -> None:
        self._counts[rule.code] += 1
        if self._counts[rule.code] <= SHOWN:
            remedy = remedy or rule.remedy
            self._found.append(Finding(self.path, number, column, rule.code, message, remedy, rule.level))

    def _lines(self, block: bytes) -> Iterator[str | None]:
        """Yield the lines of a block; None for one that is refused."""
        try:
            text = block.decode()
        except UnicodeDecodeError:
            text = ""
        lines = text.split("\n")
        if lines[-1] == "":
            lines.pop()
        if not lines or "\0" in text or "\r" in text or max(map(len, lines)) > LONGEST // 4:
            return self._careful(block)
        return iter(lines)

    def _careful(self, block: bytes) -> Iterator[str | None]:
        lines = block.split(b"\n")
        if lines[-1] == b"":
            lines.pop()
        for number, line in enumerate(lines):
            yield self._line(number, line)

    def _line(self, number: int, line: bytes) -> str | None:
        """Return the text of a line in which anything may be."""
        if len(line) > LONGEST:
            self._add(SHEET_ROW, number, "", f"is longer than {LONGEST:,} bytes.")
            return None
        try:
            text = line.decode()
        except UnicodeDecodeError as error:
            self._add(NOT_UTF8, number, "", f"has the byte 0x{line[error.start]:02x}, which is not UTF-8.")
            return None
        if "\0" in text:
            self._add(BAD_CHARACTER, number, "", "contains U+0000, so it is no text file.")
            return None
        if "\r" in text:
            self._add(SHEET_ROW, number, "", "has a CR in it.", "Save the file with LF line ends.")
            return None
        return text

    def _cells(self, number: int, line: str, width: int) -> list[str]:
        """Return the cells of a line with quotes, or with too many or too few; none, with a finding, if it is wrong."""
        try:
            cells = next(csv.reader([line], strict=True), [])
        except csv.Error as error:
            self._add(SHEET_ROW, number, "", f"has quotes that do not fit: {error}.")
            return []
        if len(cells) == width:
            return cells
        wrong = f"has {len(cells)} cells, the header {width}." if line.strip() else "is blank."
        self._add(SHEET_ROW, number, "", wrong)
        return []

    def _rest(self, number: int, rest: tuple[str, ...]) -> _Same | None:
        """Return what the cells but the value say; None, with findings, if that is wrong.

        Very many lines say the same, so what is sound is remembered.
        """
        names = [name for name in self.columns if name != "value"]
        given = {name: cell for name, cell in zip(names, rest, strict=True) if cell}
        formulas = [name for name, cell in given.items() if cell.startswith(_FORMULA)]
        for name in formulas:
            self._add(SHEET_FORMULA, number, name, f"{_short(given[name])} is a formula to a spreadsheet.")
        try:
            one = Indicator.model_validate({**given, "value": "-"})
        except ValidationError as error:
            for place, rule, wrong, remedy in map(explained, error.errors(include_url=False)):
                if (column := str(place[0])) not in formulas:
                    self._add(rule, number, column, wrong, remedy)
            return None
        if formulas:
            return None
        terms = self.terms or Terms("", 0, None, 0, "")
        listing = stated(terms, one)
        asked = str(one.action or ""), one.evidence
        is_cleared = bool(listing.cleared)
        end = instant(one.expires) if one.expires else 0
        broken = () if is_cleared else self.judge.terms(listing.type, *asked, listing.since, end)
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._known[rest] = same = _Same(KINDS[one.type], listing.type, listing[3:], is_cleared, broken)
        return same

    def _value(self, number: int, kind: IndicatorKind, value: str) -> str:
        """Return the canonical form of a value; an empty text, with findings, if it is wrong."""
        if value[:1] in "=\t":
            rule = SHEET_FORMULA if value else MISSING_FIELD
            said = f"{_short(value)} is a formula to a spreadsheet." if value else "is missing."
            self._add(rule, number, "value", said)
            return ""
        try:
            live = kind.canonical(value) if len(value) <= LONGEST_VALUE else ""
            bad = kind.wrong(live) if live else f"is longer than {LONGEST_VALUE} characters. Write one value."
        except ValueError as error:
            bad = str(error)
        if bad:
            self._wrong(number, value, bad)
            return ""
        return live

    def _wrong(self, number: int, value: str, said: str) -> None:
        what, _, remedy = said.partition(". ")
        self._add(BAD_VALUE, number, "value", f"{_short(value)} {what.removesuffix('.')}.", remedy)


def _of_all(keys: Mapping[int, bytes], lines: int) -> list[bytes]:
    return [keys.get(number, NO_KEY) for number in range(lines)]


def _short(cell: str) -> str:
    return repr(cell if len(cell) <= 60 else f"{cell[:57]}...")  # noqa: PLR2004 - what fits a line
