# SPDX-License-Identifier: Apache-2.0
"""``chetavani.sqlite``: everything in tables that a person would query, with an index of words in all languages.

It is put together from databases of a hundred ids each, which SQLite copies far faster than it takes rows one by one.
Made in memory, row after row in one fixed order, so that the same advisories give the same bytes with the same version
of SQLite. The header is the only place where the version shows, and there it is overwritten.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from itertools import chain, islice
from typing import Any

from chetavani.outputs.api.latest import read_back
from chetavani.outputs.base import BuildContext
from chetavani.outputs.bulk.schema import (
    APPLICATION,
    DOCUMENTATION,
    TABLES,
    VERSION,
    closing_statements,
    columns_of,
    statements,
)
from chetavani.outputs.bulk.words import Words

_BATCH = 200  # advisories whose rows are in memory at once
_PAGE = 4096  # bytes
_SMALL = "file:bulk?vfs=memdb"  # in one piece, that is handed out without another copy; at most 1 GiB
_LARGE = ":memory:"
_NUMBERS, _TEXTS_EACH = 1_000_000, 10  # more than there are ids in a year, and languages
_WORDS = 16 << 20  # bytes of the index of words that are sorted at once: few pieces, that are not merged again
_OF_ADVISORIES = tuple(TABLES)[1:]
_TEXTS = _OF_ADVISORIES.index("texts")
_BODY = columns_of("texts").index("body")
_OF_TEXT = ("translates", "stale", "url")
_COUNTER, _WRITER = 24, 92  # where the header counts changes, and says at which of them SQLite of which version wrote
_CHANGE, _NOBODY = (1).to_bytes(4, "big"), (3_035_000).to_bytes(4, "big")


def rows(content: bytes) -> bytes:
    """Return the rows of one advisory, given its document.

    A list for each table as JSON, in one line; after it the bodies as they are, which would be long as JSON. In the
    place of each body is its length.
    """
    document = read_back(content)
    one = document["id"]
    bodies = {code: text["body"]["markdown"].encode() for code, text in document["texts"].items()}
    tables: dict[str, list[Any]] = {
        "advisories": [[document[name] for name in columns_of("advisories")]],
        "texts": [
            [
                _number(one, place),
                one,
                code,
                text["title"],
                text["summary"],
                len(bodies[code]),
                *(text[name] for name in _OF_TEXT),
            ]
            for place, (code, text) in enumerate(document["texts"].items())
        ],
        "revisions": [[one, told["number"], told["date"], told["summary"]] for told in document["revisions"]],
        "fraud_types": _each(one, document["fraud_types"]),
        "sectors": _each(one, document["sectors"]),
        "aliases": _each(one, document["aliases"]),
        "related": _each(one, document["related"]),
        "sources": [[one, n, told["title"], told["url"]] for n, told in enumerate(document["references"], 1)],
    }
    tables |= _actions(one, document["actions"]) | _software(one, document["software"])
    indicators = [(told, 1) for told in document["indicators"]] + [(told, 0) for told in document["past_indicators"]]
    tables["indicators"] = [[one, n, *_indicator(told, now)] for n, (told, now) in enumerate(indicators, 1)]
    lists = json.dumps([tables[name] for name in _OF_ADVISORIES], ensure_ascii=False, separators=(",", ":"))
    return b"\n".join((lists.encode(), b"".join(bodies.values())))


def _number(advisory_id: str, place: int) -> int:
    """Return the number of an advisory's text: of its own, so that a hundred can be numbered for itself."""
    _, year, number = advisory_id.split("-")
    return (int(year) * _NUMBERS + int(number)) * _TEXTS_EACH + place


def _tables(content: bytes) -> list[list[Any]]:
    """Return the lists that ``rows`` made."""
    lists, _, bodies = content.partition(b"\n")
    tables: list[list[Any]] = json.loads(lists)
    place = 0
    for text in tables[_TEXTS]:
        length = text[_BODY]
        text[_BODY] = bodies[place : place + length].decode()
        place += length
    return tables


def _each(one: str, values: Iterable[str]) -> list[Any]:
    return [[one, value] for value in dict.fromkeys(values)]


def _actions(one: str, actions: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    numbered = list(enumerate(actions, 1))
    return {
        "actions": [[one, n, told["what"], told["by"], told["text"]] for n, told in numbered],
        "action_sectors": [[one, n, sector] for n, told in numbered for sector in dict.fromkeys(told["who"])],
    }


def _software(one: str, software: Iterable[Mapping[str, Any]]) -> dict[str, list[Any]]:
    numbered = list(enumerate(software, 1))
    named = ("vendor", "product", "affected", "fixed", "cvss", "purl", "cpe")
    return {
        "software": [[one, n, *(told[name] for name in named)] for n, told in numbered],
        "weaknesses": [[one, n, cwe] for n, told in numbered for cwe in dict.fromkeys(told["cwe"])],
        "cves": [[one, n, cve] for n, told in numbered for cve in dict.fromkeys(told["cve"])],
    }


def _indicator(told: Mapping[str, Any], now: int) -> list[Any]:
    named = ("type", "value", "shown", "role", "evidence", "first_seen", "last_seen", "expires")
    later = ("action", "until", "review_by", "cleared", "reason")
    return [*(told[name] for name in named), now, *(told[name] for name in later)]


def hundred(excerpts: Iterable[tuple[str, bytes]]) -> bytes:
    """Return a database of these rows alone: tables and the index of words."""
    with _database(_SMALL) as connection:
        _fill(connection, excerpts)
        connection.execute("INSERT INTO search (search, rank) VALUES ('hashsize', ?)", (_WORDS,))
        connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
        connection.execute("COMMIT")
        return connection.serialize()


def database(context: BuildContext, hundreds: Iterable[tuple[str, bytes]]) -> bytes:
    """Return the database of the rows of all these, as a file has it. It may go through them twice."""
    try:
        made = _joined(context, hundreds, _SMALL)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_FULL:
            raise
        made = _joined(context, hundreds, _LARGE)
    return b"".join((made[:_COUNTER], _CHANGE, made[_COUNTER + 4 : _WRITER], _CHANGE, _NOBODY, made[_WRITER + 8 :]))


def _joined(context: BuildContext, hundreds: Iterable[tuple[str, bytes]], place: str) -> bytes:
    with _database(place) as connection:
        connection.executemany("INSERT INTO about VALUES (?, ?)", _about(context))
        connection.execute("COMMIT")
        connection.execute("ATTACH ':memory:' AS part")
        words = Words()
        for _, content in hundreds:
            connection.deserialize(content, name="part")
            connection.execute("BEGIN")
            for name in _OF_ADVISORIES:
                connection.execute(f"INSERT INTO main.{name} SELECT * FROM part.{name}")  # noqa: S608 - our own names
            words.take(connection)
            connection.execute("COMMIT")
        connection.execute("DETACH part")
        connection.execute("BEGIN")
        words.finish(connection)
        for statement in closing_statements():
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
        return connection.serialize()


@contextmanager
def _database(place: str) -> Iterator[sqlite3.Connection]:
    """Yield an empty database in memory with all tables, in a transaction."""
    with closing(sqlite3.connect(place, isolation_level=None, uri=True)) as connection:
        connection.execute(f"PRAGMA page_size = {_PAGE}")
        connection.execute("BEGIN")
        for statement in statements():
            connection.execute(statement)
        yield connection


def _about(context: BuildContext) -> Iterator[tuple[str, str]]:
    settings = context.settings
    yield "demonstration", "yes: not an official publication" if settings.demonstration else "no"
    yield "documentation", context.absolute(DOCUMENTATION)
    for language in settings.languages:
        yield f"publisher_{language}", settings.name(language)
    yield "site", settings.base_url


def _fill(connection: sqlite3.Connection, excerpts: Iterable[tuple[str, bytes]]) -> None:
    """Put the rows of every advisory in, a batch at a time."""
    marks = {name: ", ".join("?" * len(columns_of(name))) for name in _OF_ADVISORIES}
    inserts = [f"INSERT INTO {name} VALUES ({marks[name]})" for name in _OF_ADVISORIES]  # noqa: S608 - our own names
    remaining = iter(excerpts)
    while batch := [_tables(content) for _, content in islice(remaining, _BATCH)]:
        for insert, found in zip(inserts, zip(*batch, strict=True), strict=True):
            connection.executemany(insert, chain.from_iterable(found))
