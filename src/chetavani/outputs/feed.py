# SPDX-License-Identifier: Apache-2.0
"""A feed before any format, and what a format is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from chetavani.config import Settings
from chetavani.model.card import moment
from chetavani.outputs.addresses import feed_url, list_url
from chetavani.outputs.base import BuildContext
from chetavani.outputs.feed_content import FeedEntry, xml_text
from chetavani.outputs.feed_ids import feed_id
from chetavani.outputs.feed_items import Item
from chetavani.outputs.feed_slices import FeedSlice

_NEVER = 0  # when a feed without an item was last updated, an instant: fixed, so that bytes are


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """One slice in one flavour: its items, newest first, and the ``key`` of all that its bytes depend on.

    ``listed`` says whether the slice has an advisory, and so a list of its own.
    """

    slice: FeedSlice
    changes: bool
    items: tuple[Item, ...]
    listed: bool
    key: str

    def path(self, extension: str) -> str:
        """Return its address in a format, relative to the site's root."""
        return feed_url(self.slice.name, extension, changes=self.changes)


@dataclass(frozen=True, slots=True)
class Feed:
    """What a feed says of itself. ``updated`` is aware, all texts are plain and fit for XML.

    ``homes`` maps languages to the page that shows the same advisories to people.
    """

    settings: Settings
    slice: FeedSlice
    changes: bool
    id: str
    title: str
    subtitle: str
    rights: str
    homes: Mapping[str, str]
    updated: datetime

    @property
    def language(self) -> str:
        """Return the language of its texts."""
        return self.slice.language

    @property
    def home(self) -> str:
        """Return the full address of the page in its own language that shows the same advisories."""
        return self.homes[self.language]

    def address(self, extension: str) -> str:
        """Return its full address in a format."""
        return self.settings.base_url + feed_url(self.slice.name, extension, changes=self.changes)


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


def feed_of(context: BuildContext, plan: FeedPlan) -> Feed:
    """Return what the feed of ``plan`` says of itself."""
    settings, one = context.settings, plan.slice
    language, label = one.language, one.labels[one.language]
    flavour = "changes" if plan.changes else "new"
    title = context.word(language, f"feed_title_{flavour}", publisher=settings.name(language), slice=label)
    subtitle = context.word(language, f"feed_subtitle_{flavour}", slice=label)
    rights = context.word(language, "feed_rights")
    if settings.demonstration:
        notice = context.word(language, "feed_notice")
        title = f"[{context.word(language, 'feed_demonstration')}] {title}"
        subtitle, rights = f"{notice} {subtitle}", f"{notice} {rights}"
    return Feed(
        settings=settings,
        slice=one,
        changes=plan.changes,
        id=feed_id(settings, one.name, changes=plan.changes),
        title=xml_text(title),
        subtitle=xml_text(subtitle),
        rights=xml_text(rights),
        homes=_homes(context, plan),
        updated=moment(max((item.updated for item in plan.items), default=_NEVER)),
    )


def _homes(context: BuildContext, plan: FeedPlan) -> dict[str, str]:
    """Return the lists that show a slice; where none does (no list, or an empty one), the list of everything."""
    facet, value = (plan.slice.facet, plan.slice.value) if plan.listed else ("", "")
    settings = context.settings
    return {language: context.absolute(list_url(settings, language, facet, value)) for language in settings.languages}
