# SPDX-License-Identifier: Apache-2.0
"""``indicators/index.json``: which lists there are, how long each is, and what each release changed.

It is made when all of those files are there.
"""

import json
from collections.abc import Iterable, Mapping
from typing import NamedTuple

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


def index_bytes(
    settings: Settings, tally: Tally, lists: Mapping[str, Listed], deltas: Iterable[tuple[int, Listed]]
) -> bytes:
    """Return the index of the ``lists``, by their paths, and of the ``deltas``, by the releases that they lead to."""
    told = {
        "release": tally.release,
        "updated": stamp(tally.newest),
        "publisher": settings.name(settings.languages[0]),
        "demonstration": settings.demonstration,
        "terms": TERMS,
        "base": settings.base_url,
        "entries": lists[ALL].rows,
        "counts": {term.id: lists[type_path(term.id)].rows for term in INDICATOR_TYPES},
        "files": [
            {"path": one.path, "what": one.what, "media_type": one.media_type, **lists[one.path]._asdict()}
            for one in PLACES
        ],
        "deltas": [{"release": number, "path": delta_path(number), **one._asdict()} for number, one in deltas],
    }
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"
