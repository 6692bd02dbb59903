# SPDX-License-Identifier: Apache-2.0
"""The ledger: all that advisories say of indicators, in drawers by hash, brought up to date with the sources.

A million rows of a sheet and the few of front matters lie in it together. What has changed in the sources changes the
drawers that it belongs to and no other, and so does the time that passes. It is a part of the store: see ``store``.
"""

import hashlib
from pathlib import Path
from tempfile import TemporaryDirectory

from chetavani.ledger.drawers import Row
from chetavani.ledger.edits import Edits, spill_rows
from chetavani.ledger.reader import KeptListings
from chetavani.model.listing import Said
from chetavani.packing import pack, unpack
from chetavani.spill import contents_of
from chetavani.store import Store

__all__ = ["KeptListings", "refresh"]


def refresh(store: Store, root: Path, at: int, jobs: int = 1) -> KeptListings:
    """Bring the ledger in ``store`` up to date with the catalogue and the sheets below ``root``, as of ``at``."""
    due = [unit for (unit,) in store.rows("due")]
    passed = [digits for digits, start, finish in store.drawer_times() if not start <= at < finish]
    if due or passed:
        with TemporaryDirectory(prefix="staging-", dir=store.path.parent) as folder:
            _update(store, root, Edits(Path(folder)), due, passed, at, jobs)
    return KeptListings(store.path, at)


def _update(store: Store, root: Path, edits: Edits, due: list[str], passed: list[str], at: int, jobs: int) -> None:
    edits.look(passed)
    sources: dict[str, bytes | None] = {}
    for unit in due:
        row = store.row("said", unit=unit)
        said: Said | None = None if row is None else unpack(row[1])
        _own(store, edits, sources, unit, said)
    changed = edits.applied(store, (), at, jobs)
    with store.writing():
        for name, value in sources.items():
            if value is None:
                store.drop("source", name=name)
            else:
                store.put("source", [(name, value)])
        store.put("drawer", ((one.digits, *one.state, pack(one.quarrels)) for one in changed if one.content))
        kept = [(one.digits, one.content) for one in changed if one.content]
        contents = contents_of(place for _, place in kept)
        store.put("content", ((digits, content) for (digits, _), content in zip(kept, contents, strict=True)))
        for one in changed:
            if one.content is None:
                store.drop("drawer", digits=one.digits)
                store.drop("content", digits=one.digits)
        store.drop("due")


def _own(store: Store, edits: Edits, sources: dict[str, bytes | None], unit: str, said: Said | None) -> None:
    """Let the listings of a unit's front matter be those that it has now."""
    row = store.row("source", name=unit)
    before: tuple[bytes, list[str]] = (b"", []) if row is None else unpack(row[1])
    rows: list[Row] = [] if said is None else [tuple(one) for one in said.listings]
    digest = hashlib.sha256(repr(rows).encode()).digest() if rows else b""
    if digest == before[0]:
        return
    edits.go(unit, before[1])
    edits.come(spill_rows(edits.folder, unit, rows))
    sources[unit] = pack((digest, [row[0][:16] for row in rows])) if rows else None
