# SPDX-License-Identifier: Apache-2.0
"""Sheets in the ledger: which blocks of lines have changed since it was brought up to date, and what they say now.

Of every block the ledger knows the size and the SHA-256, and of every line a short key. Blocks are compared from the
front and from the back, so that lines at the end or a line in the middle cost the blocks that they are in, and of these
only the lines that are new or gone. A sheet with an error is listed nowhere, not even by half.
"""

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, NamedTuple

from chetavani.frame import Frame
from chetavani.ledger.edits import Edits, spill_rows
from chetavani.loaders.codes import NOT_READABLE
from chetavani.loaders.sheet import KEY, LONGEST, NO_KEY, SHOWN, SheetReader, header_of
from chetavani.model.finding import Finding, Level, Rule
from chetavani.model.listing import Said, Terms
from chetavani.packing import pack, unpack
from chetavani.spill import Spilled
from chetavani.store import Store
from chetavani.workers import spread

_BLOCK = 1 << 18  # bytes, about; a block ends where a line does
_STEP = 1 << 16
_FEW = 4  # blocks that are read sooner here than other processes are started


class Block(NamedTuple):
    """A block of lines as the ledger knows it. Lines of ``findings`` are counted from its first, 0."""

    size: int
    lines: int
    digest: bytes
    findings: tuple[Finding, ...]
    more: dict[str, int]


class Known(NamedTuple):
    """What the ledger knows of a sheet: which bytes it was (SHA-256, hex), under which terms, its header line.

    ``refused`` says that it had an error, so that nothing of it is kept but its ``findings``.
    """

    digest: str
    terms: Terms | None
    header: bytes
    refused: bool
    findings: tuple[Finding, ...]


class Task(NamedTuple):
    """A block to be read."""

    start: int
    size: int


class Taken(NamedTuple):
    """What was read of a block, its keys, and where the rows lie that are new, by bucket."""

    block: Block
    keys: bytes
    places: dict[int, Spilled]


@dataclass(slots=True)
class BlockReader:
    """Reads blocks of a sheet in any process. ``old`` are keys of lines whose rows the ledger has, by their digests."""

    frame: Frame
    folder: Path
    path: str
    columns: tuple[str, ...]
    terms: Terms | None
    old: Mapping[bytes, bytes] = field(default_factory=dict)
    _reader: SheetReader | None = field(default=None, compare=False)

    def __call__(self, task: Task) -> Taken:
        """Read one block."""
        if self._reader is None:
            from chetavani.lint.listings import Judge  # noqa: PLC0415 - slow to import, and most builds read none

            judge = Judge(self.frame.official, self.frame.settings)
            self._reader = SheetReader(self.path, self.columns, self.terms, judge, self.old)
        with (self.frame.root / self.path).open("rb", buffering=0) as file:
            file.seek(task.start)
            content = file.read(min(task.size, 2 * _BLOCK + _STEP))  # a larger one is a line that is too long
            digest = hashlib.sha256(content)
            while rest := file.read(min(_BLOCK, task.start + task.size - file.tell())):
                digest.update(rest)
        read = self._reader.read(content)
        block = Block(task.size, read.lines, digest.digest(), read.findings, read.more)
        return Taken(block, b"".join(read.keys), spill_rows(self.folder, self.path, read.rows))


@dataclass(slots=True)
class SheetUpdate:
    """What becomes of a sheet: what the ledger is to know of it, and the blocks that are other than before.

    Before them ``front`` blocks stay, and after them those that had the number ``last`` and higher ones; None: none do.
    ``known`` is None if there is no sheet any more.
    """

    path: str
    known: Known | None = None
    front: int = 0
    last: int | None = None
    taken: list[Taken] = field(default_factory=list)

    def keep(self, store: Store) -> None:
        """Let the store have it, as a part of a transaction."""
        if self.last is None or self.last - self.front != len(self.taken):
            for table in ("block", "keys"):
                later = [row[2] for row in store.rows(table, source=self.path) if row[1] >= (self.last or 0)]
                store.drop_from(table, self.path, self.front)
                numbered = enumerate(later if self.last is not None else (), self.front + len(self.taken))
                store.put(table, ((self.path, number, value) for number, value in numbered))
        numbers = range(self.front, self.front + len(self.taken))
        held = list(zip(numbers, self.taken, strict=True))
        store.put("block", ((self.path, number, pack(one.block)) for number, one in held))
        store.put("keys", ((self.path, number, one.keys) for number, one in held))
        if self.known is None:
            store.drop("source", name=self.path)
        else:
            store.put("source", [(self.path, pack(self.known))])


def gone(store: Store, edits: Edits, path: str) -> SheetUpdate:
    """Take all of a sheet out."""
    for _, _, keys in store.rows("keys", source=path):
        edits.go(path, _hashes(keys))
    return SheetUpdate(path)


def refused(store: Store, edits: Edits, path: str, known: Known) -> SheetUpdate:
    """Take all of a sheet out that has an error, and know why."""
    update = gone(store, edits, path)
    update.known = known._replace(refused=True)
    return update


def refused_doubles(store: Store, edits: Edits, said: Said, hashes: Iterable[str], frame: Frame) -> SheetUpdate:
    """Take all of a sheet out that has values twice, those of ``hashes``."""
    wanted = {bytes.fromhex(one[:16]) for one in hashes}
    places: dict[bytes, list[int]] = {}
    update = updated(store, frame, Edits(edits.folder), said, 1, anew=True)
    line = 2
    for one in update.taken:
        for number, key in enumerate(_split(one.keys)):
            if key[:8] in wanted:
                places.setdefault(key[:8], []).append(line + number)
        line += one.block.lines
    found = [twice(said.sheet, line, lines[0]) for lines in places.values() for line in lines[1:]]
    return refused(store, edits, said.sheet, Known(said.digest, said.terms, b"", True, _capped(found)))  # noqa: FBT003


def updated(store: Store, frame: Frame, edits: Edits, said: Said, jobs: int, *, anew: bool = False) -> SheetUpdate:
    """Bring the rows of the sheet of which an advisory has ``said`` what it is up to date.

    ``anew`` reads all of it, whatever is known.
    """
    path, digest, terms = said.sheet, said.digest, said.terms
    row = store.row("source", name=path)
    before: Known | None = None if row is None or anew else unpack(row[1])
    try:
        with (frame.root / path).open("rb", buffering=0) as file:
            return _updated(store, frame, edits, _Sheet(path, digest, terms, file), before, jobs)
    except OSError as error:
        wrong = f"cannot be read: {error.strerror or error}."
        finding = Finding(path, 1, "", NOT_READABLE.code, wrong, NOT_READABLE.remedy)
        return refused(store, edits, path, Known(digest, terms, b"", True, (finding,)))  # noqa: FBT003


class _Sheet(NamedTuple):
    path: str
    digest: str
    terms: Terms | None
    file: BinaryIO


def _updated(store: Store, frame: Frame, edits: Edits, sheet: _Sheet, before: Known | None, jobs: int) -> SheetUpdate:
    header = _header(sheet.file)
    columns, wrong = header_of(header, sheet.path)
    known = Known(sheet.digest, sheet.terms, header, refused=False, findings=wrong)
    if wrong:
        return refused(store, edits, sheet.path, known)
    alike = before is not None and not before.refused and (before.terms, before.header) == (sheet.terms, header)
    blocks: list[Block] = [unpack(row[2]) for row in store.rows("block", source=sheet.path)] if alike else []
    front, back, start, end = _alike(sheet.file, len(header), blocks)
    last = len(blocks) - back
    old = _keys(store, sheet.path, front, last if alike else None)
    sound = alike and not any(block.findings for block in blocks[front:last])
    same = {key[8:]: key for key in old} if sound else {}
    reader = BlockReader(frame, edits.folder, sheet.path, columns, sheet.terms, same)
    tasks = list(_cut(sheet.file, start, end, last - front))
    taken = _taken(reader, tasks, jobs)
    everything = [*blocks[:front], *(one.block for one in taken), *blocks[last:]]
    now = [key for one in taken for key in _split(one.keys)]
    found = (*_findings(everything), *_repeated(sheet.path, blocks[:front], taken, now))
    known = known._replace(findings=found)
    if any(one.level is Level.ERROR for one in found):
        return refused(store, edits, sheet.path, known)
    for one in taken:
        edits.come(one.places)
    staying = frozenset(now) if same else frozenset()
    edits.go(sheet.path, (key[:8].hex() for key in old if key not in staying))
    return SheetUpdate(sheet.path, known, front, last if alike else None, taken)


def _header(file: BinaryIO) -> bytes:
    line = file.read(LONGEST)
    end = line.find(b"\n")
    return line if end < 0 else line[: end + 1]


def _alike(file: BinaryIO, start: int, blocks: Sequence[Block]) -> tuple[int, int, int, int]:
    """Return how many blocks are as they were, at the front and at the back, and between which offsets all is new."""
    size = os.fstat(file.fileno()).st_size
    front = 0
    while front < len(blocks) and _is_same(file, start, blocks[front], size):
        start += blocks[front].size
        front += 1
    end, back = size, 0
    while back < len(blocks) - front and _is_same(file, end - blocks[-1 - back].size, blocks[-1 - back], size, start):
        end -= blocks[-1 - back].size
        back += 1
    if not back and front and start < end and blocks[front - 1].size < _BLOCK:
        front -= 1  # what is added to a small block stays with it, else there would be ever more of them
        start -= blocks[front].size
    return front, back, start, end


def _is_same(file: BinaryIO, start: int, block: Block, size: int, least: int = 0) -> bool:
    """Whether a block is at an offset, whole lines of it."""
    if start < least or start + block.size > size:
        return False
    file.seek(max(0, start - 1))
    content = file.read(block.size + 1)
    if start and not content.startswith(b"\n"):
        return False
    ends = content.endswith(b"\n") or start + block.size == size
    return ends and hashlib.sha256(memoryview(content)[1:]).digest() == block.digest


def _cut(file: BinaryIO, start: int, end: int, least: int) -> Iterator[Task]:
    """Cut what lies between two offsets at the ends of lines, into ``least`` blocks if they are not too long so."""
    span = end - start
    size = max(1, -(-span // least)) if least and span <= 2 * _BLOCK * least else _BLOCK
    while start < end:
        after = _end_of_line(file, min(start + size, end) - 1, end)
        yield Task(start, after - start)
        start = after


def _end_of_line(file: BinaryIO, offset: int, end: int) -> int:
    """Return where the line that has the byte at ``offset`` ends."""
    file.seek(offset)
    while content := file.read(_STEP):
        if (found := content.find(b"\n")) >= 0:
            return offset + found + 1
        offset += len(content)
    return end


def _taken(reader: BlockReader, tasks: Sequence[Task], jobs: int) -> list[Taken]:
    work = partial(_numbered, reader, tasks)
    found = dict(spread(work, range(len(tasks)), 1 if len(tasks) <= _FEW else jobs))
    return [found[number] for number in range(len(tasks))]


def _numbered(reader: BlockReader, tasks: Sequence[Task], number: int) -> tuple[int, Taken]:
    return number, reader(tasks[number])


def _keys(store: Store, path: str, first: int, last: int | None) -> list[bytes]:
    """Return the keys of the lines of some blocks; with no ``last`` those of all."""
    rows = store.rows("keys", source=path)
    return [key for row in rows if last is None or first <= row[1] < last for key in _split(row[2])]


def _split(keys: bytes) -> list[bytes]:
    return [keys[start : start + KEY] for start in range(0, len(keys), KEY)]


def _hashes(keys: bytes) -> Iterator[str]:
    return (key[:8].hex() for key in _split(keys))


def _findings(blocks: Iterable[Block]) -> Iterator[Finding]:
    """Yield the findings of blocks with their lines in the file, few of each rule, and how many more there are."""
    line, counts, last = 2, Counter[str](), dict[str, Finding]()
    for block in blocks:
        for one in block.findings:
            counts[one.code] += 1
            last[one.code] = one._replace(line=line + one.line)
            if counts[one.code] <= SHOWN:
                yield last[one.code]
        counts.update(block.more)
        line += block.lines
    for code, count in counts.items():
        if count > SHOWN:
            yield _more(last[code], count)


def _more(last: Finding, count: int) -> Finding:
    return last._replace(field="", message=f"and {count - SHOWN} more like this, up to this line.")


def _capped(found: list[Finding]) -> tuple[Finding, ...]:
    """Return findings of one rule, few of them, and how many more there are."""
    found.sort()
    return tuple(found) if len(found) <= SHOWN else (*found[:SHOWN], _more(found[-1], len(found)))


def _repeated(path: str, before: Sequence[Block], taken: Sequence[Taken], now: Sequence[bytes]) -> tuple[Finding, ...]:
    """Return where a value comes twice in blocks that were read just now."""
    named = [key[:8] for key in now if key != NO_KEY]
    if len(set(named)) == len(named):
        return ()
    found: list[Finding] = []
    line = 2 + sum(block.lines for block in before)
    seen: dict[bytes, int] = {}
    for one in taken:
        for number, key in enumerate(_split(one.keys)):
            if key == NO_KEY:
                continue
            if (first := seen.setdefault(key[:8], line + number)) != line + number:
                found.append(twice(path, line + number, first))
        line += one.block.lines
    return _capped(found)


def twice(path: str, line: int, first: int) -> Finding:
    """Return the finding that a sheet has a value on two lines."""
    rule = _duplicate()
    return Finding(path, line, "value", rule.code, f"is the same as line {first}.", rule.remedy, rule.level)


def _duplicate() -> Rule:
    from chetavani.lint.indicators import DUPLICATE  # noqa: PLC0415 - slow to import, and hardly ever wanted

    return DUPLICATE


def lines_of(store: Store, path: str, digest: str) -> list[int]:
    """Return the lines of a sheet that have the indicator of this hash."""
    wanted, line, found = bytes.fromhex(digest[:16]), 2, list[int]()
    lines = [unpack(row[2]).lines for row in store.rows("block", source=path)]
    for _, number, keys in store.rows("keys", source=path):
        at = keys.find(wanted)
        while at >= 0:
            if at % KEY == 0:
                found.append(line + at // KEY)
            at = keys.find(wanted, at + 1)
        line += lines[number]
    return found
