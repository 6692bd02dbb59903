# SPDX-License-Identifier: Apache-2.0
"""Atom 1.0 feeds (RFC 4287), built with feedgen.

feedgen writes the links of an entry without their attributes, so an extension writes them; it takes the present time
for whatever has none, so every time is given. One generator makes one document, because a generator that makes two
formats mixes their links.
"""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from chetavani.model.library import Library
from chetavani.outputs.base import Artifact, BuildContext
from chetavani.outputs.feed_content import FeedEntry
from chetavani.outputs.feeds import Feed, plan_feeds

MEDIA_TYPE = "application/atom+xml"
_HTML = "text/html"


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


class AtomFeeds:
    """Every slice in both flavours as Atom."""

    name = "atom"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact]:
        """Return one artifact per slice and flavour."""
        return plan_feeds(library, context, "atom", MEDIA_TYPE, write_atom)


def write_atom(feed: Feed) -> bytes:
    """Return ``feed`` as an Atom document in UTF-8."""
    generator = FeedGenerator()
    generator.register_extension("links", _FeedPart, _EntryLinks, atom=True, rss=False)
    settings = feed.context.settings
    generator.id(feed.id)
    generator.title(feed.title)
    generator.subtitle(feed.subtitle)
    generator.rights(feed.rights)
    generator.language(feed.language)
    generator.updated(feed.updated.astimezone(UTC))
    generator.generator("Chetavani")
    generator.author(name=settings.name(feed.language), uri=settings.base_url)
    generator.link(href=feed.address("atom"), rel="self", type=MEDIA_TYPE)
    for language, href in feed.homes.items():
        generator.link(href=href, rel="alternate", type=_HTML, hreflang=language)
    for entry in feed.entries():
        _add(generator, entry)
    document: bytes = generator.atom_str()
    return document + b"\n"


def _add(generator: FeedGenerator, entry: FeedEntry) -> None:
    made = generator.add_entry(order="append")
    made.id(entry.id)
    made.title(entry.title)
    made.published(entry.item.published.astimezone(UTC))
    made.updated(entry.item.updated.astimezone(UTC))
    made.summary(entry.summary)
    made.content(entry.content, type="html")
    made.category([{"term": one.term, "scheme": one.scheme, "label": one.label} for one in entry.subject.categories])
    made.links.pages = entry.subject.pages
