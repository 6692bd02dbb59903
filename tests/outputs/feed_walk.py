# SPDX-License-Identifier: Apache-2.0
"""A client that walks the history of a feed as RFC 5005 has it (section 4), made of feedparser and nothing of ours."""

import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import feedparser

Document = Any  # what feedparser makes of a document; it has no types


def walk(address: str, fetch: Callable[[str], bytes]) -> Iterator[tuple[str, Document]]:
    """Yield the address of a feed and what feedparser makes of it, then of each archive, newest first."""
    seen: set[str] = set()
    while address:
        assert address not in seen, f"{address} leads back to itself"
        seen.add(address)
        document = feedparser.parse(fetch(address), sanitize_html=False, resolve_relative_uris=False)
        assert not document.bozo, f"{address}: {document.get('bozo_exception')}"
        yield address, document
        address = linked(document, "prev-archive")


def linked(document: Document, relation: str) -> str:
    """Return where a feed links to with a relation; empty if it does not."""
    found = [str(link.href) for link in document.feed.links if link.rel == relation]
    assert len(found) <= 1
    return found[0] if found else ""


def ids(document: Document) -> list[str]:
    """Return the id of each entry, in the document's order."""
    return [str(entry.id) for entry in document.entries]


def get(address: str) -> bytes:
    """Return what a server on loopback has at an address. Raises HTTPError if there is nothing."""
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310  # our own server
        content: bytes = answer.read()
    return content
