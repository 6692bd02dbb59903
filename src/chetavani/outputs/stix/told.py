# SPDX-License-Identifier: Apache-2.0
"""What STIX bundles tell of an advisory that no longer holds."""

import json
from collections.abc import Iterator

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.outputs.base import BuildContext, Told
from chetavani.outputs.endings import ENDED, ending
from chetavani.outputs.stix.current import CURRENT, piece_path

_SHARED = frozenset({"attack-pattern", "identity", "marking-definition"})  # other advisories have them too


def ends_told(library: Library, context: BuildContext, card: Card, path: str) -> Iterator[Told]:
    """Yield that its bundle at ``path`` says so and takes all back that is its own, and that no other has any of it."""
    standing = library.standing(card)
    why = json.dumps(ending(library, context, library.advisory(card.id)), ensure_ascii=False)[1:-1]
    yield Told(path, (f'"standing-{standing}"', why), part=_report)
    if standing in ENDED:
        yield Told(path, never=("--",), part=_in_force)
    for current in (CURRENT, piece_path(card)):
        yield Told(current, never=(f'"{card.id}"',))


def _report(content: bytes) -> str:
    """Return the report of a bundle. Raises ValueError if there is none."""
    (report,) = (one for one in json.loads(content)["objects"] if one["type"] == "report")
    return json.dumps(report, ensure_ascii=False)


def _in_force(content: bytes) -> str:
    """Return the ids of a bundle's objects that are an advisory's own and not revoked."""
    objects = json.loads(content)["objects"]
    return "\n".join(one["id"] for one in objects if one["type"] not in _SHARED and not one.get("revoked"))
