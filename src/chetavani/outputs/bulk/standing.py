# SPDX-License-Identifier: Apache-2.0
"""What the files of all advisories have to say of one that no longer holds, and where in them that is said."""

import csv
import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.archives import extracted
from chetavani.outputs.base import BuildContext, Told
from chetavani.outputs.bulk.places import DATABASE, LINES, SHEET, ZIP, member_of
from chetavani.outputs.cells import guarded

_ROW = "SELECT standing, reason, superseded_by FROM advisories WHERE id = ?"
_CURRENT = "SELECT count(*) FROM current_indicators WHERE advisory = ?"


def told(library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
    """Yield what each of the files must say. See ``chetavani.outputs.base.Output.told``."""
    del context
    standing = library.standing(card)
    if standing is Standing.CURRENT:
        return
    reason = library.advisory(card.id).reason if standing is Standing.WITHDRAWN else None
    other = library.card(card.superseded_by or "") if standing is Standing.SUPERSEDED else None
    successor = other.id if other is not None and other.is_public else None
    facts = {"standing": standing.value} | {
        name: value for name, value in (("reason", reason), ("superseded_by", successor)) if value is not None
    }
    says = tuple(_fact(name, value) for name, value in facts.items())
    never = (_fact("standing", Standing.CURRENT.value), *_indicators(1))
    parts: Mapping[str, Callable[[bytes, str], str]] = {ZIP: _zip, LINES: _line, DATABASE: _rows}
    for path, part in parts.items():
        yield Told(path, says, never, partial(_of, part, card.id))
    shown = tuple(_fact(name, guarded(value)) for name, value in facts.items())
    yield Told(SHEET, shown, never, partial(_of, _cells, card.id))


def _fact(name: str, value: str | None) -> str:
    return f"{name}: {value}\n"


def _indicators(count: int) -> tuple[str, ...]:
    return ("has current indicators\n",) if count else ()


def _facts(row: Mapping[str, str | None], indicators: int) -> str:
    """Return what a file says of an advisory, in a form in which it can be looked for."""
    facts = (_fact(name, row[name]) for name in ("standing", "reason", "superseded_by"))
    return "".join((*facts, *_indicators(indicators)))


def _of(part: Callable[[bytes, str], str], advisory_id: str, content: bytes) -> str:
    return part(content, advisory_id)


def _zip(content: bytes, advisory_id: str) -> str:
    return _document(extracted(content, member_of(f"{advisory_id}.json")))


def _line(content: bytes, advisory_id: str) -> str:
    return _said_in(content)[advisory_id]


@lru_cache(maxsize=1)
def _said_in(content: bytes) -> dict[str, str]:
    """Return what the lines say of each advisory: a file is asked for many, one after the other."""
    try:
        lines = zlib.decompress(content, zlib.MAX_WBITS | 16).splitlines()
    except zlib.error as error:
        raise ValueError(str(error)) from error
    return {json.loads(line)["id"]: _document(line) for line in lines}


def _document(content: bytes) -> str:
    document = json.loads(content)
    return _facts(document, len(document["indicators"]))


def _cells(content: bytes, advisory_id: str) -> str:
    row = _sheet(content)[advisory_id]
    return _facts(row, len(row["indicators"]))


@lru_cache(maxsize=1)
def _sheet(content: bytes) -> dict[str, dict[str, str]]:
    rows = csv.DictReader(content.decode("utf-8-sig").split("\r\n"))
    return {row["id"]: row for row in rows}


def _rows(content: bytes, advisory_id: str) -> str:
    connection = _opened(content)
    row = connection.execute(_ROW, (advisory_id,)).fetchone()
    if row is None:
        raise LookupError(advisory_id)
    named = dict(zip(("standing", "reason", "superseded_by"), row, strict=True))
    return _facts(named, connection.execute(_CURRENT, (advisory_id,)).fetchone()[0])


@lru_cache(maxsize=1)
def _opened(content: bytes) -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    try:
        connection.deserialize(content or b"nothing")
        connection.execute("PRAGMA schema_version").fetchone()
    except sqlite3.DatabaseError as error:
        raise ValueError(str(error)) from error
    return connection
