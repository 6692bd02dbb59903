# SPDX-License-Identifier: Apache-2.0
"""The JSON API, in static files: every advisory, lists, every change, the vocabulary, and what all of it looks like.

What a document holds is in ``documents``; its schema is made of that, and so is the OpenAPI description.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from itertools import islice

from chetavani.model.card import Card
from chetavani.model.card import Year as LibraryYear
from chetavani.model.indicator import INDICATOR_TYPES
from chetavani.model.library import Library
from chetavani.model.vocab import VOCABULARIES
from chetavani.outputs.api import documents
from chetavani.outputs.api.changes import Changed, changes
from chetavani.outputs.api.latest import written
from chetavani.outputs.api.page import URL, api_page
from chetavani.outputs.api.records import address_of, advisory_document, row, schema_address, time_of
from chetavani.outputs.api.schemas import NAMES, openapi, schema
from chetavani.outputs.api.told import ends_told
from chetavani.outputs.base import Artifact, BuildContext, Form, Shard, Told
from chetavani.outputs.feed_items import settled
from chetavani.outputs.hundreds import card_key, hundreds
from chetavani.outputs.keys import digest_of, digest_of_sources, library_key, tied_key, year_key

NEWEST = 500
"""How many advisories the index has; all others are in the documents of the years."""

_JSON = "application/json"
_SCHEMA = "application/schema+json"
_LINES = "application/jsonl"
_OPENAPI = "application/vnd.oai.openapi+json;version=3.1"


class JsonApi:
    """The static JSON API. See ``chetavani.outputs.base.Output``."""

    name = "api"
    form = Form("JSON", _JSON, f"{documents.FOLDER}advisories/{{id}}.json")

    def plan(self, library: Library, context: BuildContext) -> Iterator[Artifact | Shard]:
        """Yield the advisories by hundreds, the years, what spans all of them, and what never changes."""
        yield from hundreds(f"{self.name}/advisories", library, partial(_advisories, library, context))
        for year in library.years:
            if year.public:
                key = digest_of([year_key(library, year), *(tied_key(library, other) for other in year.foreign)])
                yield Shard(f"{self.name}/year/{year.number}", key, partial(_year, library, context, year))
        yield Shard(f"{self.name}/index", library_key(library), partial(_spanning, library, context))
        yield from _constant(context)

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterable[Told]:
        """Return what its documents tell of its end."""
        return ends_told(library, context, card)


def _advisories(library: Library, context: BuildContext, cards: Iterable[Card]) -> Iterator[Artifact]:
    for card in cards:
        key = card_key(library, card, library.successions.get(card.id, ()))
        yield Artifact(JsonApi.form.path_of(card), _JSON, partial(_advisory, library, context, card), key)


def _advisory(library: Library, context: BuildContext, card: Card) -> bytes:
    document = advisory_document(library, context, card)
    return written(_json(document), document)


def _year(library: Library, context: BuildContext, year: LibraryYear) -> Iterator[Artifact]:
    path = f"{documents.FOLDER}{year.number}.json"
    yield Artifact(path, _JSON, partial(_year_document, library, context, year), _rows_key(library, year.public))


def _year_document(library: Library, context: BuildContext, year: LibraryYear) -> bytes:
    document: documents.Year = {
        "schema": schema_address(context, "year"),
        "demonstration": context.settings.demonstration,
        "year": year.number,
        "advisories": [row(library, context, card) for card in year.public],
    }
    return _json(document)


def _rows_key(library: Library, cards: Iterable[Card]) -> str:
    shown = tuple(cards)
    stands = (f"{library.standing(card).value} {settled(library, card)}" for card in shown)
    return digest_of_sources((card.digest for card in shown), stands)


def _spanning(library: Library, context: BuildContext) -> Iterator[Artifact]:
    """Yield what is made of all years: the index, and the changes."""
    years = [(year.number, len(year.public)) for year in reversed(library.years) if year.public]
    newest = tuple(islice(library.newest_first(), NEWEST))
    told = changes(library)
    updated = told[-1].at if told else None
    key = _rows_key(library, newest)
    parts = (key, str(updated), *(f"{number} {count}" for number, count in years))
    make = partial(_index, library, context, newest, years, updated)
    yield Artifact(f"{documents.FOLDER}index.json", _JSON, make, digest_of(parts) if key else "")
    lines = "\n".join(str(one) for one in told)
    path = f"{documents.FOLDER}changes.jsonl"
    yield Artifact(path, _LINES, partial(_changes, context, told), digest_of([lines]))


def _index(
    library: Library,
    context: BuildContext,
    newest: Iterable[Card],
    years: Iterable[tuple[int, int]],
    updated: int | None,
) -> bytes:
    settings = context.settings
    links: list[documents.YearLink] = [
        {"year": number, "count": count, "url": context.absolute(f"{documents.FOLDER}{number}.json")}
        for number, count in years
    ]
    document: documents.Index = {
        "schema": schema_address(context, "index"),
        "demonstration": settings.demonstration,
        "publisher": {language: settings.name(language) for language in settings.languages},
        "count": sum(one["count"] for one in links),
        "updated": None if updated is None else time_of(updated),
        "changes": context.absolute(f"{documents.FOLDER}changes.jsonl"),
        "years": links,
        "advisories": [row(library, context, card) for card in newest],
    }
    return _json(document)


def _changes(context: BuildContext, told: Iterable[Changed]) -> bytes:
    lines: Iterator[documents.ChangeLine] = (
        {
            "at": time_of(one.at),
            "id": one.id,
            "change": one.change,
            "revision": one.revision,
            "document": address_of(context, one.id),
        }
        for one in told
    )
    return b"".join(map(_json, lines))


def _constant(context: BuildContext) -> Iterator[Artifact]:
    """Yield the vocabulary, the schemas, the OpenAPI description and its page, all made of code and settings alone."""
    key = digest_of(["constant"])
    yield Artifact(f"{documents.FOLDER}vocabulary.json", _JSON, partial(_vocabulary, context), key)
    for name in NAMES:
        made = partial(_schema, context, name)
        yield Artifact(f"{documents.FOLDER}schema/{name}.json", _SCHEMA, made, key)
    yield Artifact(f"{documents.FOLDER}openapi.json", _OPENAPI, partial(_openapi, context), key)
    yield Artifact(f"{URL}index.html", "text/html", partial(api_page, context), key)


def _vocabulary(context: BuildContext) -> bytes:
    document: documents.Vocabulary = {
        "schema": schema_address(context, "vocabulary"),
        "vocabularies": {
            vocabulary.name: [
                {
                    "id": term.id,
                    "labels": {language: term.label(language) for language in context.settings.languages},
                    "source": term.source,
                    "retired": term.retired.isoformat() if term.retired else None,
                }
                for term in vocabulary
            ]
            for vocabulary in (*VOCABULARIES, INDICATOR_TYPES)
        },
    }
    return _json(document)


def _schema(context: BuildContext, name: str) -> bytes:
    return _json({"$id": schema_address(context, name), **schema(name)})


def _openapi(context: BuildContext) -> bytes:
    return _json(openapi(context))


def _json(document: Mapping[str, object]) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
