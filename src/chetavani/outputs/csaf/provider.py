# SPDX-License-Identifier: Apache-2.0
"""What downloaders find the documents by: the provider's metadata, the ROLIE feed, the index and the list of changes.

The feed, the index and the list name every document there is, as the standard demands (7.1.12 to 7.1.15). They are made
of cards alone, line by line, so that one new advisory among ten thousand costs little.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from chetavani.config import Settings
from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.model.openpgp import fingerprint
from chetavani.model.vocab import KINDS, Status
from chetavani.outputs.base import BuildContext
from chetavani.outputs.csaf.document import publisher, title_of
from chetavani.outputs.csaf.history import changed
from chetavani.outputs.csaf.links import (
    CATEGORIES,
    FEED,
    FOLDER,
    HASHES,
    JSON,
    KEY,
    METADATA,
    SERVICE,
    SIGNATURE,
    VOCABULARY,
)
from chetavani.outputs.stamps import stamp

_SCHEME = "urn:ietf:params:rolie:category:information-type"
_CSAF = {"scheme": _SCHEME, "term": "csaf"}
_FORMAT = {"schema": "https://docs.oasis-open.org/csaf/csaf/v2.0/csaf_json_schema.json", "version": "2.0"}


class Row(NamedTuple):
    """A document in the indexes: when it was changed and published (RFC 3339), its id, kind, title, path."""

    changed: str
    published: str
    id: str
    kind: str
    title: str
    path: str


def rows(library: Library, context: BuildContext) -> list[Row]:
    """Return a row for every document, the newest change first, ties by id."""
    found = [(-_changed(library, card), card) for year in library.years for card in year.public]
    return [_row(library, context, -at, card) for at, card in sorted(found)]


def _changed(library: Library, card: Card) -> int:
    plain = not card.revisions and card.status == Status.PUBLISHED
    return card.issued if plain else changed(library, card)


def _row(library: Library, context: BuildContext, at: int, card: Card) -> Row:
    published = stamp(card.issued)
    path = f"{published[:4]}/{card.id.lower()}.json"  # what ``FORM`` makes, in a tenth of the time
    own = card.languages[0]
    language = own if own in context.wording else context.settings.languages[0]
    named = title_of(card.title, library.standing(card), language)
    return Row(published if at == card.issued else stamp(at), published, card.id, card.kind, named, path)


def index(told: Iterable[Row]) -> bytes:
    """Return ``index.txt`` (7.1.12): the path of every document."""
    return "".join(f"{row.path}\n" for row in told).encode()


def changes(told: Iterable[Row]) -> bytes:
    """Return ``changes.csv`` (7.1.13): path and date of every document, quoted, without a heading."""
    return "".join(f'"{row.path}","{row.changed}"\n' for row in told).encode()


def feed(context: BuildContext, told: Sequence[Row]) -> bytes:
    """Return the ROLIE feed (7.1.15)."""
    head = {
        "id": f"{context.settings.publisher.prefix.lower()}-csaf-feed-tlp-white",
        "title": feed_title(context),
        "link": [{"rel": "self", "href": context.absolute(FEED)}],
        "category": [_CSAF],
        "updated": newest(told),
        "entry": [],
    }
    before, after = _dump({"feed": head}).rsplit("[]", 1)
    pieces = _pieces(context)
    return f"{before}[{','.join([_entry(row, *pieces) for row in told])}]{after}".encode()


def _pieces(context: BuildContext) -> tuple[str, dict[str, str], str, Mapping[str, str]]:
    """Return what is the same in all entries: folder, category of each kind, format, what is beside a document."""
    scheme = context.absolute(VOCABULARY)
    kinds = {term.id: _text([{"scheme": scheme, "term": term.id}]) for term in KINDS}
    beside = {f".{name}": "hash" for name in HASHES}
    if context.settings.csaf.openpgp:
        beside[SIGNATURE] = "signature"
    return context.absolute(FOLDER), kinds, _text(_FORMAT), beside


def _entry(row: Row, folder: str, kinds: dict[str, str], form: str, beside: Mapping[str, str]) -> str:
    """Return an entry. Nothing in it but the title, and what ``_pieces`` has escaped already, could need escaping."""
    address = f"{folder}{row.path}"
    links = "".join([f',{{"rel":"{rel}","href":"{address}{ending}"}}' for ending, rel in beside.items()])
    return (
        f'{{"id":"{row.id}","title":{_text(row.title)},"link":[{{"rel":"self","href":"{address}"}}{links}]'
        f',"category":{kinds[row.kind]},"published":"{row.published}","updated":"{row.changed}"'
        f',"content":{{"type":"{JSON}","src":"{address}"}},"format":{form}}}'
    )


def feed_title(context: BuildContext) -> str:
    """Return what the feed is called."""
    language = context.settings.languages[0]
    name = context.word(language, "csaf_feed", publisher=context.settings.name(language))
    return f"{name}. {context.word(language, 'feed_notice')}" if context.settings.demonstration else name


def newest(told: Sequence[Row]) -> str:
    """Return when any document changed last; the beginning of time if there is none."""
    return told[0].changed if told else stamp(0)


def metadata(context: BuildContext, updated: str) -> bytes:
    """Return ``provider-metadata.json`` (7.1.7). A key of its own makes a provider a trusted one (7.2.3)."""
    settings = context.settings
    key = settings.csaf.openpgp
    keys = [{"fingerprint": fingerprint(key), "url": context.absolute(KEY)}] if key else []
    feeds = [{"summary": feed_title(context), "tlp_label": "WHITE", "url": context.absolute(FEED)}]
    rolie = {
        "categories": [context.absolute(CATEGORIES)], "feeds": feeds, "services": [context.absolute(SERVICE)],
    }  # fmt: skip
    return _dump({
        "canonical_url": context.absolute(METADATA),
        "distributions": [{"rolie": rolie}, {"directory_url": context.absolute(FOLDER)}],
        "last_updated": updated,
        "list_on_CSAF_aggregators": settings.csaf.listed,
        "metadata_version": "2.0",
        "mirror_on_CSAF_aggregators": settings.csaf.mirrored,
        **({"public_openpgp_keys": keys} if keys else {}),
        "publisher": publisher(settings),
        "role": "csaf_trusted_provider" if keys else "csaf_provider",
    }).encode()  # fmt: skip


def service(context: BuildContext) -> bytes:
    """Return the ROLIE service document (7.1.16)."""
    collection = {
        "title": feed_title(context), "href": context.absolute(FEED), "categories": {"category": [_CSAF]},
    }  # fmt: skip
    workspace = {"title": _name(context.settings), "collection": [collection]}
    return _dump({"service": {"workspace": [workspace]}}).encode()


def categories(context: BuildContext) -> bytes:
    """Return the ROLIE category document (7.1.17): the kinds of advisory, which entries name."""
    scheme = context.absolute(VOCABULARY)
    terms = [{"scheme": scheme, "term": term.id} for term in KINDS]
    return _dump({"categories": {"category": terms}}).encode()


def _name(settings: Settings) -> str:
    return settings.name(settings.languages[0])


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _dump(value: object) -> str:
    return _text(value) + "\n"
