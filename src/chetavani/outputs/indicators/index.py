# SPDX-License-Identifier: Apache-2.0
"""``indicators/index.json``: which lists there are; and, where all of them are known, how long each is.

The outline is made of the listings alone. What knows the files and the releases makes the whole of it.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from chetavani.config import Settings
from chetavani.model.indicator import INDICATOR_TYPES
from chetavani.outputs.base import Tally
from chetavani.outputs.indicators.places import ALL, PLACES, delta_path, type_path
from chetavani.outputs.stamps import stamp

TERMS = "TLP:CLEAR"


class Listed(NamedTuple):
    """What a file came to: how many entries or changes are in it, its size in bytes, its SHA-256 (hex)."""

    rows: int
    bytes: int
    sha256: str


def outline_bytes(settings: Settings, count: int, newest: int) -> bytes:
    """Return the outline for so many listed entries, which last changed at the instant ``newest``."""
    return _bytes(_outline(settings, count, newest) | {"files": [one._asdict() for one in PLACES]})


def index_bytes(
    settings: Settings, tally: Tally, lists: Mapping[str, Listed], deltas: Iterable[tuple[int, Listed]]
) -> bytes:
    """Return the index of the ``lists``, by their paths, and of the ``deltas``, by the releases that they lead to."""
    told = {
        "release": tally.release,
        "counts": {term.id: lists[type_path(term.id)].rows for term in INDICATOR_TYPES},
        "files": [one._asdict() | lists[one.path]._asdict() for one in PLACES],
        "deltas": [{"release": number, "path": delta_path(number), **one._asdict()} for number, one in deltas],
    }
    return _bytes(_outline(settings, lists[ALL].rows, tally.newest) | told)


def _outline(settings: Settings, count: int, newest: int) -> dict[str, Any]:
    return {
        "updated": stamp(newest),
        "publisher": settings.name(settings.languages[0]),
        "demonstration": settings.demonstration,
        "terms": TERMS,
        "base": settings.base_url,
        "entries": count,
    }


def _bytes(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"
