# SPDX-License-Identifier: Apache-2.0
"""What the lists say of an entry: as a record for programs, and as a row for people with a spreadsheet.

Lines are JSON in ASCII, so that whatever splits them, and at whichever characters, finds one record in each.
Cells are as in ``outputs.cells``: of ours only values and reasons can be anything, so those alone are looked through.
"""

import json
from collections.abc import Sequence

from chetavani.model.listing import Entry
from chetavani.outputs.cells import BYTE_ORDER_MARK, quoted, row
from chetavani.outputs.stamps import stamp

COLUMNS = (
    "type", "value", "action", "evidence", "role", "first_seen", "last_seen", "until", "review_by",
    "advisory", "advisories",
)  # fmt: skip
"""What a record of a listed entry has, in this order. What is not known is left out of it."""
CLEARED_COLUMNS = ("type", "value", "cleared", "reason", "advisory")
_BETWEEN = "; "
_ascii = json.encoder.encode_basestring_ascii

Record = dict[str, str | list[str]]


def record(entry: Entry) -> Record:
    """Return the record of a listed entry. Times are RFC 3339 in UTC, days ISO 8601."""
    found: Record = {
        "type": entry.type,
        "value": entry.value,
        "action": entry.action,
        "evidence": entry.evidence,
        "role": entry.role,
        "first_seen": entry.first_seen,
        "last_seen": entry.last_seen,
        "until": stamp(entry.until),
        "review_by": entry.review_by,
        "advisory": entry.advisory,
        "advisories": list(entry.advisories),
    }
    return {name: value for name, value in found.items() if value}


def cleared_record(entry: Entry) -> Record:
    """Return the record of a cleared entry: since when, why, and by the clearance of which advisory."""
    found: Record = {
        "type": entry.type,
        "value": entry.value,
        "cleared": stamp(entry.cleared),
        "reason": entry.reason,
        "advisory": entry.advisory,
    }
    return {name: value for name, value in found.items() if value}


def line(entry: Entry) -> str:
    """Return the record of a listed entry as a line: what ``json`` makes of it, in a fraction of the time."""
    _, kind, value, action, evidence, role, first, last, until, review, advisory, advisories, _, _ = entry
    seen = (f'"first_seen":"{first}",' if first else "") + (f'"last_seen":"{last}",' if last else "")
    reviewed = f'"review_by":"{review}",' if review else ""
    every = advisory if len(advisories) == 1 else '","'.join(advisories)
    return (
        f'{{"type":"{kind}","value":{_ascii(value)},"action":"{action}","evidence":"{evidence}","role":"{role}",'
        f'{seen}"until":"{stamp(until)}",{reviewed}"advisory":"{advisory}","advisories":["{every}"]}}\n'
    )


def lines(entries: Sequence[Entry]) -> bytes:
    """Return the lines of the listed ones of ``entries``."""
    return "".join([line(one) for one in entries if not one.cleared]).encode()


def cleared_line(entry: Entry) -> str:
    """Return the record of a cleared entry as a line."""
    return json.dumps(cleared_record(entry), separators=(",", ":")) + "\n"


def cleared_lines(entries: Sequence[Entry]) -> bytes:
    """Return the lines of the cleared ones of ``entries``."""
    return "".join([cleared_line(one) for one in entries if one.cleared]).encode()


HEAD = BYTE_ORDER_MARK + row(COLUMNS)
CLEARED_HEAD = BYTE_ORDER_MARK + row(CLEARED_COLUMNS)


def rows(entries: Sequence[Entry]) -> bytes:
    """Return the rows of the listed ones of ``entries``."""
    return "".join([_row(one) for one in entries if not one.cleared]).encode()


def _row(entry: Entry) -> str:
    _, kind, value, action, evidence, role, first, last, until, review, advisory, advisories, _, _ = entry
    every = advisory if len(advisories) == 1 else _BETWEEN.join(advisories)
    return (
        f'"{kind}","{quoted(value)}","{action}","{evidence}","{role}","{first}","{last}","{stamp(until)}",'
        f'"{review}","{advisory}","{every}"\r\n'
    )


def cleared_rows(entries: Sequence[Entry]) -> bytes:
    """Return the rows of the cleared ones of ``entries``."""
    return b"".join(
        [row((one.type, one.value, stamp(one.cleared), one.reason, one.advisory)) for one in entries if one.cleared]
    )


def values(kind: str, entries: Sequence[Entry]) -> bytes:
    """Return the listed values of one type, one a line."""
    found = _by_type(entries).get(kind)
    return ("\n".join(found) + "\n").encode() if found else b""


def count_of(kind: str, entries: Sequence[Entry]) -> int:
    """Return how many values of one type are listed."""
    return len(_by_type(entries).get(kind, ()))


_sorted: list[tuple[Sequence[Entry], dict[str, list[str]]]] = []  # of the last entries: each type asks for the same


def _by_type(entries: Sequence[Entry]) -> dict[str, list[str]]:
    """Return the listed values of each type in their order."""
    if not _sorted or _sorted[0][0] is not entries:
        found: dict[str, list[str]] = {}
        for one in entries:
            if not one.cleared:
                found.setdefault(one.type, []).append(one.value)
        _sorted[:] = [(entries, found)]
    return _sorted[0][1]


def listed(entries: Sequence[Entry]) -> int:
    """Return how many of ``entries`` are listed."""
    return [one.cleared for one in entries].count(0)


def cleared(entries: Sequence[Entry]) -> int:
    """Return how many of ``entries`` are cleared."""
    return len(entries) - listed(entries)
