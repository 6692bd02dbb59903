# SPDX-License-Identifier: Apache-2.0
"""The ledger: all that advisories say of indicators, in drawers by hash, brought up to date with the sources.

A million rows of a sheet and the few of front matters lie in it together. What has changed in the sources changes the
drawers that it belongs to and no other, and so does the time that passes. It is a part of the store: see ``store``.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from chetavani.frame import Frame
from chetavani.ledger import sheets
from chetavani.ledger.drawers import Row
from chetavani.ledger.edits import Changed, Edits, spill_rows
from chetavani.ledger.quarrels import findings, own_doubles
from chetavani.ledger.reader import KeptListings
from chetavani.ledger.sheets import Known, SheetUpdate
from chetavani.model.listing import Said
from chetavani.packing import pack, unpack
from chetavani.spill import contents_of
from chetavani.store import Store

__all__ = ["KeptListings", "findings", "refresh"]


def refresh(store: Store, frame: Frame, at: int, jobs: int = 1) -> KeptListings:
    """Bring the ledger in ``store`` up to date with the catalogue in it and with the sheets, as of the instant ``at``.

    A sheet in which something is wrong is not listed at all; ``findings`` tells what it is.
    """
    due = [unit for (unit,) in store.rows("due")]
    passed = [digits for digits, start, finish in store.drawer_times() if not start <= at < finish]
    if due or passed:
        doubles: dict[str, list[str]] | None = {}
        while doubles is not None:
            doubles = _update(store, frame, at, jobs, _Wanted(due, passed, doubles))
    return KeptListings(store.path, at)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to be looked at: units, and drawers for which time has passed; ``doubles`` are what sheets have twice."""

    due: Sequence[str]
    passed: Sequence[str]
    doubles: dict[str, list[str]]


@dataclass(slots=True)
class _Units:
    """What the store is to know of units; None of one that lists nothing any more."""

    rows: dict[str, bytes | None] = field(default_factory=dict)
    sheets: list[SheetUpdate] = field(default_factory=list)


def _update(store: Store, frame: Frame, at: int, jobs: int, wanted: _Wanted) -> dict[str, list[str]] | None:
    """Change what has to be, and return None. If sheets turn out to have values twice, only return these."""
    with TemporaryDirectory(prefix="staging-", dir=store.path.parent) as folder:
        edits, units = Edits(Path(folder)), _Units()
        edits.look(wanted.passed)
        for unit in wanted.due:
            row = store.row("said", unit=unit)
            said: Said | None = None if row is None else unpack(row[1])
            sheet = _own(store, edits, units, unit, said)
            units.sheets += _sheet(store, frame, edits, said, sheet, jobs, wanted)
        changed = edits.applied(store, at, jobs)
        doubles = own_doubles(changed)
        if doubles:
            return {**wanted.doubles, **doubles}
        with store.writing():
            _keep(store, units, changed)
    return None


def _own(store: Store, edits: Edits, units: _Units, unit: str, said: Said | None) -> str:
    """Let the listings of a unit's front matter be those that it has now; return the sheet that it had before."""
    row = store.row("source", name=unit)
    before: tuple[bytes, list[str], str] = (b"", [], "") if row is None else unpack(row[1])
    rows: list[Row] = [] if said is None else [tuple(one) for one in said.listings]
    digest = hashlib.sha256(repr(rows).encode()).digest() if rows else b""
    if digest != before[0]:
        edits.go(unit, before[1])
        edits.come(spill_rows(edits.folder, unit, rows))
    sheet = "" if said is None else said.sheet
    units.rows[unit] = pack((digest, [one[0][:16] for one in rows], sheet)) if rows or sheet else None
    return before[2]


def _sheet(
    store: Store, frame: Frame, edits: Edits, said: Said | None, before: str, jobs: int, wanted: _Wanted
) -> list[SheetUpdate]:
    """Let the sheet of a unit be what it is now."""
    found: list[SheetUpdate] = []
    if before and (said is None or said.sheet != before):
        found.append(sheets.gone(store, edits, before))
    if said is None or not said.sheet:
        return found
    row = store.row("source", name=said.sheet)
    known: Known | None = None if row is None else unpack(row[1])
    if doubled := wanted.doubles.get(said.sheet):
        return [*found, sheets.refused_doubles(store, edits, said, doubled, frame)]
    if known is None or (known.digest, known.terms) != (said.digest, said.terms):
        found.append(sheets.updated(store, frame, edits, said, jobs))
    return found


def _keep(store: Store, units: _Units, changed: Sequence[Changed]) -> None:
    for name, value in units.rows.items():
        if value is None:
            store.drop("source", name=name)
        else:
            store.put("source", [(name, value)])
    for update in units.sheets:
        update.keep(store)
    kept = [(one, one.content) for one in changed if one.content is not None]
    store.put("drawer", ((one.digits, *one.state, pack(one.quarrels) if one.quarrels else b"") for one, _ in kept))
    contents = contents_of(place for _, place in kept)
    store.put("content", ((one.digits, content) for (one, _), content in zip(kept, contents, strict=True)))
    for one in changed:
        if one.content is None:
            store.drop("drawer", digits=one.digits)
            store.drop("content", digits=one.digits)
    store.drop("due")
