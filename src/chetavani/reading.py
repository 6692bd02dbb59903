# SPDX-License-Identifier: Apache-2.0
"""Reading units: the files of advisories to rows for the store, each loaded and linted by itself, in any process."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from chetavani import lint
from chetavani.frame import ClaimRow, Frame, UnitRow
from chetavani.lint import LEAST, MOST, judge
from chetavani.lint.base import Inspection
from chetavani.lint.clusters import Claim
from chetavani.loaders.library import load_unit
from chetavani.loaders.tree import Unit, unit_digest
from chetavani.model.advisory import Advisory
from chetavani.model.card import card_of
from chetavani.model.finding import Due, Finding
from chetavani.model.library import Library
from chetavani.model.listing import said_by
from chetavani.packing import pack

__all__ = ["LEAST", "MOST", "judge", "read_for_now", "read_units"]

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_Placed = TypeVar("_Placed", Finding, Claim)


def read_units(frame: Frame, found: Sequence[Unit]) -> list[UnitRow]:
    """Load and lint units, each by itself."""
    loaded = [load_unit(frame.root, unit, frame.settings.languages) for unit in found]
    entries = [one.entry for one in loaded if one.entry is not None]
    inspection = Inspection(Library((), _NEVER), entries, frame.settings, frame.official)
    own = _by_path(lint.check_own(inspection))
    due: dict[str, list[Due]] = {}
    for later in lint.check_due(inspection):
        due.setdefault(later.finding.path, []).append(later)
    claims = _by_path(lint.claims(inspection))
    rows = []
    for unit, one in zip(found, loaded, strict=True):
        said = {*one.findings, *(finding for path in unit.paths for finding in own.get(path, ()))}
        claimed = _claim_rows(claim for path in unit.paths for claim in claims.get(path, ()))
        advisory = one.entry.advisory if one.entry is not None else None
        card = card_of(advisory, unit_digest(one.digests)) if advisory is not None else None
        packed = pack(advisory) if advisory is not None else b""
        listed = pack(said_by(advisory)) if advisory is not None and _lists(advisory) else b""
        kept: tuple[Finding | Due, ...] = (
            *sorted(said),
            *(later for path in unit.paths for later in due.get(path, ())),
        )
        rows.append(UnitRow(one.name, one.digests, card, packed, kept, claimed, listed))
    return rows


def _lists(advisory: Advisory) -> bool:
    return bool(advisory.indicators or advisory.sheet)


def _claim_rows(claims: Iterable[Claim]) -> tuple[ClaimRow, ...]:
    found: dict[tuple[str, str], list[Claim]] = {}
    for claim in claims:
        found.setdefault((claim.kind, claim.value), []).append(claim)
    return tuple(ClaimRow(kind, value, len(one), pack(one)) for (kind, value), one in found.items())


def _by_path(found: Iterable[_Placed]) -> dict[str, list[_Placed]]:
    by_path: dict[str, list[_Placed]] = {}
    for one in found:
        by_path.setdefault(one.path, []).append(one)
    return by_path


def read_for_now(frame: Frame, unit: Unit, library: Library) -> tuple[Finding, ...]:
    """Return what is wrong with a unit only as of the library's time."""
    entry = load_unit(frame.root, unit, frame.settings.languages).entry
    return lint.check_timed(Inspection(library, [entry], frame.settings, frame.official)) if entry is not None else ()
