# SPDX-License-Identifier: Apache-2.0
"""What the answers to look-ups have to say of the indicators of an advisory that no longer holds."""

import json
from collections.abc import Iterator
from functools import partial

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.base import BuildContext, Told
from chetavani.outputs.listed import cleared_of, hashes_of
from chetavani.outputs.lookup.places import prefix_digits, shard_path
from chetavani.outputs.lookup.shards import CLEARED, encoded


def told(library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
    """Yield that no answer lists anything by this advisory, and that what was cleared with it is said to be."""
    del context
    if library.standing(card) is Standing.CURRENT:
        return
    digits = prefix_digits(library.listings.held)
    cleared = {entry.hash for entry in cleared_of(library, card)}
    for fingerprint in hashes_of(card):
        says = (_said(CLEARED),) if fingerprint in cleared else ()
        path = shard_path(fingerprint[:digits])
        yield Told(path, says, (_listed_by(card.id),), partial(_part, encoded([fingerprint])[0]))


def _said(action: str) -> str:
    return f"it is {action}\n"


def _listed_by(advisory_id: str) -> str:
    return f"listed by {advisory_id}\n"


def _part(fingerprint: str, content: bytes) -> str:
    """Return what an answer says of one hash, and which advisories it lists anything by."""
    rows = json.loads(content)["entries"]
    listed = sorted({advisory for _, action, advisory, _ in rows if action != CLEARED})
    of_it = (_said(action) for name, action, _, _ in rows if name == fingerprint)
    return "".join((*of_it, *map(_listed_by, listed)))
