# SPDX-License-Identifier: Apache-2.0
"""Atom 1.0 feeds (RFC 4287), built with feedgen: each feed's frame, and an entry of every shape as a mould.

feedgen writes the links of an entry without their attributes, so an extension writes them; it takes the present time
for whatever has none, so every time is given. One generator makes one document, because a generator that makes two
formats mixes their links.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from chetavani.outputs.feed import Feed
from chetavani.outputs.feed_content import FeedEntry
from chetavani.outputs.feed_mould import Mould, escaped, mark, quoted

_HTML = "text/html"
_CLOSING = b"</feed>"
_PUBLISHED = datetime(2001, 1, 1, tzinfo=UTC)  # the times stand in a mould for an entry's, and go with the marks
_UPDATED = datetime(2002, 2, 2, tzinfo=UTC)


class _FeedPart(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """What feedgen wants beside an entry's extension; adds nothing."""


class _EntryLinks(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Writes the alternate links of an entry with type and hreflang (RFC 4287, section 4.2.7)."""

    pages: dict[str, str]

    def extend_atom(self, entry: Any) -> Any:  # noqa: ANN401  # an lxml element
        """Add one link per language to ``entry``."""
        for language, href in self.pages.items():
            etree.SubElement(entry, "link", href=href, rel="alternate", type=_HTML, hreflang=language)
        return entry


class AtomFormat:
    """Atom 1.0. See ``chetavani.outputs.feed.FeedFormat``."""

    extension = "atom"
    media_type = "application/atom+xml"

    def write(self, feed: Feed, entries: Iterable[FeedEntry]) -> bytes:
        """Return ``feed`` with ``entries`` as an Atom document."""
        frame: bytes = _frame(feed).atom_str()
        return b"".join([frame.removesuffix(_CLOSING), *map(_entry, entries), _CLOSING, b"\n"])


def _frame(feed: Feed) -> FeedGenerator:
    """Return the generator of ``feed`` without its entries."""
    generator = FeedGenerator()
    generator.id(feed.id)
    generator.title(feed.title)
    generator.subtitle(feed.subtitle)
    generator.rights(feed.rights)
    generator.language(feed.language)
    generator.updated(feed.updated)
    generator.generator("Chetavani")
    generator.author(name=feed.settings.name(feed.language), uri=feed.settings.base_url)
    generator.link(href=feed.address(AtomFormat.extension), rel="self", type=AtomFormat.media_type)
    for language, href in feed.homes.items():
        generator.link(href=href, rel="alternate", type=_HTML, hreflang=language)
    return generator


@lru_cache(maxsize=256)
def _mould(languages: tuple[str, ...], categories: int) -> Mould:
    """Return the mould of an entry that has pages in ``languages`` and so many categories."""
    generator = FeedGenerator()
    generator.register_extension("links", _FeedPart, _EntryLinks, atom=True, rss=False)
    generator.id(mark("feed"))
    generator.title(mark("feed"))
    made = generator.add_entry(order="append")
    made.id(mark("id"))
    made.title(mark("title"))
    made.published(_PUBLISHED)
    made.updated(_UPDATED)
    made.summary(mark("summary"))
    made.content(mark("content"), type="html")
    made.category([{name: mark(f"{name}{n}") for name in ("term", "scheme", "label")} for n in range(categories)])
    made.links.pages = {language: mark(f"page{n}") for n, language in enumerate(languages)}
    document = generator.atom_str().decode()
    entry = document[document.index("<entry>") :].removesuffix(_CLOSING.decode())
    marked = entry.replace(_PUBLISHED.isoformat(), mark("published")).replace(_UPDATED.isoformat(), mark("updated"))
    return Mould(marked)


def _entry(entry: FeedEntry) -> bytes:
    subject = entry.subject
    texts = {
        "id": escaped(entry.id),
        "title": escaped(entry.title),
        "published": entry.published.isoformat(),
        "updated": entry.updated.isoformat(),
        "summary": escaped(entry.summary),
        "content": entry.escaped_content,
    }
    for number, one in enumerate(subject.categories):
        texts[f"term{number}"] = quoted(one.term)
        texts[f"scheme{number}"] = quoted(one.scheme)
        texts[f"label{number}"] = quoted(one.label)
    for number, href in enumerate(subject.pages.values()):
        texts[f"page{number}"] = quoted(href)
    return _mould(tuple(subject.pages), len(subject.categories)).pour(texts)
