# SPDX-License-Identifier: Apache-2.0
"""What the API's documents tell of an advisory that no longer holds."""

import json
from collections.abc import Iterator
from functools import lru_cache, partial

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.api.documents import FOLDER
from chetavani.outputs.base import BuildContext, Told
from chetavani.outputs.endings import ENDED


def ends_told(library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
    """Yield that its document, its rows in lists and its line among the changes say so."""
    del context
    standing = library.standing(card)
    stands = f'"standing":"{standing}"'
    yield Told(f"{FOLDER}advisories/{card.id}.json", (stands, '"indicators":[]', *_why(library, card, standing)))
    yield Told(f"{FOLDER}{card.year}.json", (stands,), part=partial(_row_of, card.id))
    yield Told(f"{FOLDER}index.json", never=(card.id,), part=_current_ids)
    if standing in ENDED:
        yield Told(f"{FOLDER}changes.jsonl", (f'"change":"{standing}"',), part=partial(_lines_of, card.id))


def _why(library: Library, card: Card, standing: Standing) -> Iterator[str]:
    """Yield the field that says why it ended; a successor that is not public is not named."""
    if standing is Standing.WITHDRAWN:
        yield f'"reason":{json.dumps(library.advisory(card.id).reason, ensure_ascii=False)}'
    successor = library.card(card.superseded_by or "") if standing is Standing.SUPERSEDED else None
    if successor is not None and successor.is_public:
        yield f'"superseded_by":"{successor.id}"'


def _row_of(advisory_id: str, content: bytes) -> str:
    """Return the row of an advisory in a list. Raises LookupError if it has none."""
    return json.dumps({"standing": _standings(content)[advisory_id]}, separators=(",", ":"))


@lru_cache(maxsize=1)
def _standings(content: bytes) -> dict[str, str]:
    """Return where the advisories of a list stand: a list is asked for many, one after the other."""
    return {one["id"]: one["standing"] for one in json.loads(content)["advisories"]}


def _current_ids(content: bytes) -> str:
    """Return the ids of a list's advisories that are current."""
    return "\n".join(one for one, standing in _standings(content).items() if standing == Standing.CURRENT)


def _lines_of(advisory_id: str, content: bytes) -> str:
    """Return the changes of an advisory."""
    return "\n".join(line for line in content.decode().split("\n") if f'"id":"{advisory_id}"' in line)
