# SPDX-License-Identifier: Apache-2.0
"""``indicators/index.json``: which lists there are, how long each is, and what each release changed.

It is made when all of those files are there.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from chetavani.config import Settings
from chetavani.model.indicator import INDICATOR_TYPES
from chetavani.outputs.base import Listed, Tally
from chetavani.outputs.indicators.places import ALL, PLACES, delta_path, type_path
from chetavani.outputs.stamps import stamp

TERMS = "TLP:CLEAR"


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


def told(settings: Settings, content: bytes) -> tuple[int, Listed, list[tuple[int, Listed]]]:
    """Return what an index says of the release, of the list of everything, and of the deltas.

    Raises ValueError or LookupError if it is none, or if it is another publisher's.
    """
    read = json.loads(content)
    if (read["publisher"], read["base"]) != (settings.name(settings.languages[0]), settings.base_url):
        message = f"is of another publisher: {read['publisher']}, {read['base']}"
        raise ValueError(message)
    everything = next(one for one in read["files"] if one["path"] == ALL)
    deltas = [(int(one["release"]), _listed(one)) for one in read["deltas"]]
    return int(read["release"]), _listed(everything), deltas


def _listed(one: Mapping[str, Any]) -> Listed:
    return Listed(int(one["rows"]), int(one["bytes"]), str(one["sha256"]))


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
