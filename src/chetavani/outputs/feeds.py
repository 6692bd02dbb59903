# SPDX-License-Identifier: Apache-2.0
"""The feeds of a library, before any format: what each is called, what it links to, which items it holds."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from weakref import WeakKeyDictionary

from chetavani.model.library import Library
from chetavani.outputs.addresses import feed_url, list_url
from chetavani.outputs.base import Artifact, BuildContext
from chetavani.outputs.entries import digest_of
from chetavani.outputs.feed_content import FeedEntry, FeedTexts, xml_text
from chetavani.outputs.feed_ids import feed_id, item_id
from chetavani.outputs.feed_items import Item, change_items, new_items, windows
from chetavani.outputs.feed_slices import FeedSlice, feed_slices

NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when a feed without an item was last updated: fixed, so that bytes are


@dataclass(frozen=True)
class Feed:
    """One feed in one flavour, in no format yet. All times are aware, all texts plain and fit for XML.

    ``homes`` maps languages to the page that shows the same advisories to people; ``home`` is the one in the feed's
    own language. ``key`` stands for all that the feed's bytes depend on; empty if the advisories have no digests.
    """

    context: BuildContext
    slice: FeedSlice
    changes: bool
    id: str
    title: str
    subtitle: str
    rights: str
    homes: Mapping[str, str]
    updated: datetime
    items: tuple[Item, ...]
    key: str
    _texts: FeedTexts

    @property
    def language(self) -> str:
        """Return the language of its texts."""
        return self.slice.language

    @property
    def home(self) -> str:
        """Return the full address of the page that shows the same advisories."""
        return self.homes[self.language]

    def path(self, extension: str) -> str:
        """Return its address in a format, relative to the site's root."""
        return feed_url(self.slice.name, extension, changes=self.changes)

    def address(self, extension: str) -> str:
        """Return its full address in a format."""
        return self.context.absolute(self.path(extension))

    def entries(self) -> Iterator[FeedEntry]:
        """Yield the items with their texts, newest first."""
        for item in self.items:
            yield self._texts.entry(
                item, item_id(self.context.settings, item.advisory, self.language, item.suffix), self.language
            )


def plan_feeds(
    library: Library, context: BuildContext, extension: str, media_type: str, write: Callable[[Feed], bytes]
) -> Iterator[Artifact]:
    """Yield the artifact of every feed in one format, in the order of the slices, *new* before *changes*."""
    for feed in feeds(library, context):
        yield Artifact(feed.path(extension), media_type, partial(write, feed), feed.key)


_known: WeakKeyDictionary[Library, tuple[BuildContext, tuple[Feed, ...]]] = WeakKeyDictionary()


def feeds(library: Library, context: BuildContext) -> tuple[Feed, ...]:
    """Return every feed. The formats share the answer, and with it the texts: most of the work is done once."""
    known = _known.get(library)
    if known is None or known[0] is not context:
        texts = FeedTexts(library, context)
        known = (context, tuple(_feeds(library, context, texts)))
        _known[library] = known
    return known[1]


def _feeds(library: Library, context: BuildContext, texts: FeedTexts) -> Iterator[Feed]:
    limits, told = context.settings.feeds, feed_slices(library, context.settings)
    names: dict[str, list[str]] = {}
    for one in told:
        for advisory in one.advisories:
            names.setdefault(advisory.id, []).append(one.name)
    fresh = windows(new_items(library, library.published), names, limits, library.as_of)
    changed = windows(change_items(library, library.published), names, limits, library.as_of)
    for one in told:
        yield _feed(context, texts, one, fresh.get(one.name, ()), changes=False)
        yield _feed(context, texts, one, changed.get(one.name, ()), changes=True)


def _feed(context: BuildContext, texts: FeedTexts, one: FeedSlice, items: tuple[Item, ...], *, changes: bool) -> Feed:
    settings, language = context.settings, one.language
    flavour = "changes" if changes else "new"
    title = context.word(
        language, f"feed_title_{flavour}", publisher=settings.name(language), slice=one.labels[language]
    )
    subtitle = context.word(language, f"feed_subtitle_{flavour}", slice=one.labels[language])
    rights = context.word(language, "feed_rights")
    if settings.demonstration:
        notice = context.word(language, "feed_notice")
        title = f"[{context.word(language, 'feed_demonstration')}] {title}"
        subtitle, rights = f"{notice} {subtitle}", f"{notice} {rights}"
    return Feed(
        context=context,
        slice=one,
        changes=changes,
        id=feed_id(settings, one.name, changes=changes),
        title=xml_text(title),
        subtitle=xml_text(subtitle),
        rights=xml_text(rights),
        homes=_homes(context, one),
        updated=max((item.updated for item in items), default=NEVER),
        items=items,
        key=_key(texts, one, items, flavour),
        _texts=texts,
    )


def _homes(context: BuildContext, one: FeedSlice) -> dict[str, str]:
    """Return the lists that show a slice; where none does (no list, or an empty one), the list of everything."""
    facet, value = (one.facet, one.value) if one.advisories else ("", "")
    settings = context.settings
    return {language: context.absolute(list_url(settings, language, facet, value)) for language in settings.languages}


def _key(texts: FeedTexts, one: FeedSlice, items: Iterable[Item], flavour: str) -> str:
    parts = [one.name, flavour, str(len(one.advisories) > 0)]
    for item in items:
        digest = texts.digest(item.advisory, one.language)
        if not digest:
            return ""
        parts += [item.advisory.id, item.suffix, item.published.isoformat(), item.updated.isoformat(), digest]
    return digest_of(parts)
