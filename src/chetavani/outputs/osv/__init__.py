# SPDX-License-Identifier: Apache-2.0
"""OSV (OpenSSF): a record of each upgrade note for package scanners, a list of when each last changed, and all in one.

The files are laid out as osv.dev lays out those of a database: whoever mirrors one mirrors the other.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from functools import partial

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.archives import deflated, extracted, zipped
from chetavani.outputs.base import Artifact, BuildContext, Excerpt, Form, Gathering, Shard, Told
from chetavani.outputs.feed_items import settled
from chetavani.outputs.hundreds import card_key, hundreds
from chetavani.outputs.keys import digest_of, library_key
from chetavani.outputs.osv.details import escaped
from chetavani.outputs.osv.records import end_of, has_record, id_of, modified, record_bytes

FOLDER = "osv/"
MODIFIED = f"{FOLDER}modified_id.csv"
ALL = f"{FOLDER}all.zip"
_JSON = "application/json"
Part = Callable[[bytes], bytes]


class OsvRecords:
    """The records, the list and the archive. See ``chetavani.outputs.base.Output`` and ``Gathered``."""

    name = "osv"
    form = Form("OSV", _JSON, f"{FOLDER}x_{{id}}.json", has_record)

    def plan(self, library: Library, context: BuildContext) -> Iterator[Shard]:
        """Yield the records by hundreds of ids, then the list of all of them."""
        yield from hundreds(f"{self.name}/records", library, partial(_records, library, context))
        yield Shard(f"{self.name}/modified", library_key(library), partial(_modified, library))

    def gather(self, context: BuildContext) -> Iterator[Gathering]:
        """Yield the archive of all records."""
        del context
        packed = Excerpt("osv", OsvRecords.form.path.partition("{")[0], deflated)
        yield Gathering(ALL, "application/zip", packed, _zipped)

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterator[Told]:
        """Yield what each file says of an advisory that has ended."""
        standing = library.standing(card)
        if not has_record(card) or standing is Standing.CURRENT:
            return
        since = modified(library, card) if standing is Standing.WITHDRAWN else "never"
        stands = f"standing {standing.value}, withdrawn {since}"
        end = end_of(library, context, library.advisory(card.id))
        says = (escaped(end), end) if standing is Standing.WITHDRAWN else (escaped(end),)
        name = f"{id_of(card.id)}.json"
        for path, part in ((f"{FOLDER}{name}", _whole), (ALL, partial(extracted, path=name))):
            yield Told(path, (stands,), part=partial(_stands, part))
            yield Told(path, says, part=partial(_texts, part))
        yield Told(MODIFIED, (_line(library, card),))


def _records(library: Library, context: BuildContext, cards: Iterable[Card]) -> Iterator[Artifact]:
    for card in cards:
        if has_record(card):
            path, key = OsvRecords.form.path_of(card), card_key(library, card)
            yield Artifact(path, _JSON, partial(record_bytes, library, context, card), key)


def _modified(library: Library) -> Iterator[Artifact]:
    cards = (card for card in library.newest_first() if has_record(card))
    newest = sorted(cards, key=lambda card: (-settled(library, card), card.id))
    lines = "".join(_line(library, card) for card in newest)
    yield Artifact(MODIFIED, "text/csv", partial(str.encode, lines), digest_of([lines]))


def _line(library: Library, card: Card) -> str:
    return f"{modified(library, card)},{id_of(card.id)}\n"


def _zipped(records: Iterable[tuple[str, bytes]]) -> bytes:
    return zipped((path.removeprefix(FOLDER), record) for path, record in records)


def _whole(content: bytes) -> bytes:
    return content


def _stands(part: Part, content: bytes) -> str:
    """Return what a record says of where its advisory stands, in no words of an author."""
    found = json.loads(part(content))
    return f"standing {found['database_specific']['standing']}, withdrawn {found.get('withdrawn', 'never')}"


def _texts(part: Part, content: bytes) -> str:
    """Return the texts of a record."""
    found = json.loads(part(content))
    return f"{found['summary']}\n{found['details']}"
