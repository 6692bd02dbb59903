# SPDX-License-Identifier: Apache-2.0
"""A feed before any format, and what a format is."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chetavani.config import Settings
from chetavani.model.card import Card, moment
from chetavani.outputs.addresses import archive_url, feed_url, list_url
from chetavani.outputs.base import BuildContext
from chetavani.outputs.dates import month_text
from chetavani.outputs.feed_content import FeedEntry, Tombstone, xml_text
from chetavani.outputs.feed_ids import feed_id
from chetavani.outputs.feed_items import Item
from chetavani.outputs.feed_slices import FeedSlice

_ARCHIVED = "atom"  # the format of the archives, and so of the feed that they belong to
_NEVER = 0  # when a feed without an item was last updated, an instant: fixed, so that bytes are


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """One slice in one flavour: its items, newest first, and the ``key`` of all that its bytes depend on.

    ``listed`` says whether the slice has an advisory, and so a list of its own; ``withdrawn`` are the advisories that
    programs are to take back. ``month`` is that of an archive (``2026-03``), empty for what people subscribe to;
    ``older`` and ``newer`` are the addresses of the archives beside it, empty if there is none.
    """

    slice: FeedSlice
    changes: bool
    items: tuple[Item, ...]
    listed: bool
    key: str
    withdrawn: tuple[Card, ...] = ()
    month: str = ""
    older: str = ""
    newer: str = ""

    def path(self, extension: str) -> str:
        """Return its address in a format, relative to the site's root; an archive has but one."""
        if self.month:
            return archive_url(self.slice.name, self.month)
        return feed_url(self.slice.name, extension, changes=self.changes)

    def kin(self) -> Iterator[tuple[str, str]]:
        """Yield link relation (RFC 5005) and address of the other documents that together have the whole history."""
        if self.month:
            yield "current", feed_url(self.slice.name, _ARCHIVED)
        if self.older:
            yield "prev-archive", self.older
        if self.newer:
            yield "next-archive", self.newer


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself. ``updated`` is aware, all texts are plain and fit for XML.

    ``homes`` maps languages to the page that shows the same advisories to people, its own language first; ``links``
    are relation and full address of the other documents of its history, ``tombstones`` what is to be taken back.
    """

    settings: Settings
    plan: FeedPlan
    id: str
    title: str
    subtitle: str
    rights: str
    homes: Mapping[str, str]
    updated: datetime
    links: tuple[tuple[str, str], ...]
    tombstones: tuple[Tombstone, ...]

    @property
    def language(self) -> str:
        """Return the language of its texts."""
        return self.plan.slice.language

    @property
    def hubs(self) -> tuple[str, ...]:
        """Return the WebSub hubs that tell subscribers of it; an archive is not subscribed to."""
        return () if self.plan.month else self.settings.feeds.hubs

    @property
    def home(self) -> str:
        """Return the full address of the page in its own language that shows the same advisories."""
        return self.homes[self.language]

    def address(self, extension: str) -> str:
        """Return its full address in a format."""
        return self.settings.base_url + self.plan.path(extension)


class FeedFormat(Protocol):
    """One format of feeds; one module, one line in ``FEED_FORMATS``."""

    @property
    def extension(self) -> str:
        """Return what its addresses end in."""
        ...

    @property
    def media_type(self) -> str:
        """Return its media type."""
        ...

    def write(self, feed: Feed, entries: Iterable[FeedEntry]) -> bytes:
        """Return ``feed`` with ``entries``, newest first, as a document in UTF-8."""
        ...


def feed_of(context: BuildContext, plan: FeedPlan, tombstones: Iterable[Tombstone] = ()) -> Feed:
    """Return what the feed of ``plan`` says of itself."""
    settings, language = context.settings, plan.slice.language
    title, subtitle = _titles(context, plan)
    rights = context.word(language, "feed_rights")
    if settings.demonstration:
        notice = context.word(language, "feed_notice")
        title = f"[{context.word(language, 'feed_demonstration')}] {title}"
        subtitle, rights = f"{notice} {subtitle}", f"{notice} {rights}"
    return Feed(
        settings=settings,
        plan=plan,
        id=feed_id(settings, plan.slice.name, changes=plan.changes),
        title=xml_text(title),
        subtitle=xml_text(subtitle),
        rights=xml_text(rights),
        homes=_homes(context, plan),
        updated=moment(max((item.updated for item in plan.items), default=_NEVER)),
        links=tuple((rel, context.absolute(path)) for rel, path in plan.kin()),
        tombstones=tuple(tombstones),
    )


def _titles(context: BuildContext, plan: FeedPlan) -> tuple[str, str]:
    """Return title and subtitle."""
    language, publisher = plan.slice.language, context.settings.name(plan.slice.language)
    label = plan.slice.labels[language]
    flavour, month = "changes" if plan.changes else "new", ""
    if plan.month:
        year, number = plan.month.split("-")
        flavour, month = "archive", month_text(int(year), int(number), language)
    title = context.word(language, f"feed_title_{flavour}", publisher=publisher, slice=label, month=month)
    return title, context.word(language, f"feed_subtitle_{flavour}", slice=label, month=month)


def _homes(context: BuildContext, plan: FeedPlan) -> dict[str, str]:
    """Return the lists that show a slice; where none does (no list, or an empty one), the list of everything."""
    facet, value = (plan.slice.facet, plan.slice.value) if plan.listed else ("", "")
    settings = context.settings
    languages = dict.fromkeys((plan.slice.language, *settings.languages))
    return {language: context.absolute(list_url(settings, language, facet, value)) for language in languages}
