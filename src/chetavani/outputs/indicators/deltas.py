# SPDX-License-Identifier: Apache-2.0
"""What changed between two releases of the list of everything, so that who has the first needs only that."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from chetavani.model.indicator import lookup_hash

Key = tuple[str, str]
"""Type and value, which say what a line is about."""


def delta_lines(before: Iterable[bytes], after: Iterable[bytes], cleared: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what turns the lines ``before`` into those ``after``, in the order of the hashes.

    All are lines as in ``all.jsonl``, ``cleared`` as in ``cleared.jsonl`` at the time of ``after``: by it a line that
    is gone was cleared, else it has ended. Whoever keeps lists in parts may give the parts one by one.
    """
    old, new = set(before), set(after)
    gone, come = _by_key(old - new), _by_key(new - old)
    reasons = {key: told.get("reason", "") for key, told in _by_key(cleared).items()} if gone.keys() - come else {}
    for key in sorted(gone.keys() | come.keys(), key=lambda one: lookup_hash(*one)):
        if key in come:
            yield _line({"op": "change" if key in gone else "add"} | come[key])
        else:
            yield _line(_removal(key, reasons))


def hash_of(line: bytes) -> str:
    """Return the hash by which a line of ``all.jsonl`` has its place. ValueError or LookupError if it is none."""
    told = json.loads(line)
    return lookup_hash(told["type"], told["value"])


def _removal(key: Key, reasons: dict[Key, str]) -> dict[str, Any]:
    kind, value = key
    told = {"op": "remove", "type": kind, "value": value, "why": "cleared" if key in reasons else "ended"}
    return told | ({"reason": reasons[key]} if reasons.get(key) else {})


def _by_key(lines: Iterable[bytes]) -> dict[Key, dict[str, Any]]:
    return {(told["type"], told["value"]): told for told in map(json.loads, lines)}


def _line(told: dict[str, Any]) -> bytes:
    return json.dumps(told, separators=(",", ":")).encode() + b"\n"
