# SPDX-License-Identifier: Apache-2.0
"""A MISP feed: an event of each advisory, the manifest, the hashes by which a MISP looks values up without importing.

The manifest and the hashes are of all advisories, and made of cards alone: no advisory is fetched for them.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from typing import Any

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.base import Artifact, BuildContext, Form, Shard, Told
from chetavani.outputs.endings import ending
from chetavani.outputs.hundreds import card_key, hundreds
from chetavani.outputs.keys import digest_of, library_key
from chetavani.outputs.misp.events import event
from chetavani.outputs.misp.headers import header
from chetavani.outputs.misp.names import FOLDER, TAXONOMY, event_uuid, machine_tag, organisation
from chetavani.outputs.misp.shapes import looked_up
from chetavani.outputs.misp.templates import TEMPLATES, taxonomy

MANIFEST = f"{FOLDER}manifest.json"
HASHES = f"{FOLDER}hashes.csv"
_JSON = "application/json"
_IN_FORCE = "in force"


class MispFeed:
    """The feed, and the files that a MISP is set up with. See ``chetavani.outputs.base.Output``."""

    name = "misp"
    form = Form("MISP", _JSON, f"{FOLDER}{{id}}.json", named=event_uuid)

    def plan(self, library: Library, context: BuildContext) -> Iterator[Artifact | Shard]:
        """Yield the events by hundreds of ids, what spans all of them, and what never changes."""
        yield from hundreds(f"{self.name}/events", library, partial(_events, library, context), lapsing=True)
        key = digest_of([library_key(library), *(str(year.lapsed(library.at)) for year in library.years)])
        for path, media_type, make in ((MANIFEST, _JSON, _manifest), (HASHES, "text/csv", _hashes)):
            one = Artifact(path, media_type, partial(make, library, context), key)
            yield Shard(f"{self.name}/{path}", key, partial(_only, one))
        yield from _constant()

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
        """Yield how the feed speaks of an advisory that is not current: it says so, and has none of its indicators."""
        if library.standing(card) is Standing.CURRENT:
            return
        uuid = event_uuid(context.settings, card)
        standing = machine_tag("standing", library.standing(card).value)
        end = ending(library, context, library.advisory(card.id))
        says = (standing, end) if end else (standing,)
        yield Told(f"{FOLDER}{uuid}.json", says, (_IN_FORCE,), _spoken)
        yield Told(MANIFEST, (standing,), part=partial(_line, uuid))
        yield Told(HASHES, never=(uuid,))


def _only(artifact: Artifact) -> tuple[Artifact]:
    return (artifact,)


def _events(library: Library, context: BuildContext, cards: Iterable[Card]) -> Iterator[Artifact]:
    for card in cards:
        key = card_key(library, card)
        path = f"{FOLDER}{event_uuid(context.settings, card)}.json"
        key = digest_of([key, str(card.lapsed(library.at))]) if key else ""
        yield Artifact(path, _JSON, partial(_event, library, context, card), key)


def _event(library: Library, context: BuildContext, card: Card) -> bytes:
    return _json(event(library, context, card))


def _manifest(library: Library, context: BuildContext) -> bytes:
    """Return what a MISP polls: which events there are, and when each last changed; the newest first."""
    settings, zone = context.settings, context.settings.zone
    creator = json.dumps(organisation(settings), ensure_ascii=False, separators=(",", ":"))
    lines = (
        f'"{event_uuid(settings, card)}":{header(library, settings, card, zone).line(creator)}'
        for card in library.newest_first()
    )
    return f"{{{','.join(lines)}}}\n".encode()


def _hashes(library: Library, context: BuildContext) -> bytes:
    """Return the MD5 of each value that is to be acted on, with the event that tells of it; the newest first."""
    found: dict[str, None] = {}
    for card in library.newest_first():
        if card.indicators and library.standing(card) is Standing.CURRENT:
            uuid = event_uuid(context.settings, card)
            for (kind, value), end in zip(card.indicators, card.lapses, strict=True):
                if end is None or end > library.at:
                    found.update({f"{_md5(one)},{uuid}\n": None for one in looked_up(kind, value)})
    return "".join(found).encode()


def _md5(value: str) -> str:
    return hashlib.md5(value.encode(), usedforsecurity=False).hexdigest()


def _constant() -> Iterator[Artifact]:
    """Yield the taxonomy and the templates, made of code alone, where a MISP wants them."""
    key = digest_of(["constant"])
    path = f"{FOLDER}taxonomies/{TAXONOMY}/machinetag.json"
    yield Artifact(path, _JSON, partial(_json, taxonomy()), key)
    for name, template in TEMPLATES.items():
        yield Artifact(f"{FOLDER}objects/{name}/definition.json", _JSON, partial(_json, template), key)


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _spoken(content: bytes) -> str:
    """Return what an event says: its tags, its values, and which of these a MISP acts on."""
    told = json.loads(content)["Event"]
    parts = [*told["Attribute"], *(part for one in told["Object"] for part in one["Attribute"])]
    values = (f"{_IN_FORCE if one['to_ids'] else 'told'}: {one['value']}" for one in parts)
    return "\n".join([told["info"], *(tag["name"] for tag in told["Tag"]), *values])


def _line(uuid: str, content: bytes) -> str:
    return str(_listed(content)[uuid])


@lru_cache(maxsize=1)
def _listed(content: bytes) -> dict[str, Any]:
    """Return what a manifest lists: it is asked for many events, one after the other."""
    found: dict[str, Any] = json.loads(content)
    return found
