# SPDX-License-Identifier: Apache-2.0
"""What the lists have to say of the indicators of an advisory that no longer holds."""

import json
from collections.abc import Iterator
from functools import lru_cache

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.base import BuildContext, Told
from chetavani.outputs.indicators.places import ALL, CLEARED
from chetavani.outputs.indicators.records import cleared_line
from chetavani.outputs.listed import cleared_of


def told(library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
    """Yield that nothing is listed by this advisory, and that what was cleared with it is said to be."""
    del context
    if library.standing(card) is Standing.CURRENT:
        return
    yield Told(ALL, never=(f"listed by {card.id}\n",), part=_listing)
    cleared = tuple(cleared_line(entry) for entry in cleared_of(library, card))
    if cleared:
        yield Told(CLEARED, cleared, part=_decoded)


@lru_cache(maxsize=1)  # a file is asked of many advisories, one after the other
def _listing(content: bytes) -> str:
    """Return which advisories list anything in the list of everything. Raises ValueError if it is none."""
    found = {one for line in content.splitlines() for one in json.loads(line)["advisories"]}
    return "".join(f"listed by {one}\n" for one in sorted(found))


@lru_cache(maxsize=1)
def _decoded(content: bytes) -> str:
    return content.decode()
