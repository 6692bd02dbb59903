# SPDX-License-Identifier: Apache-2.0
"""The feeds: every slice in both flavours in every format. ``FEED_FORMATS`` is the registry: a line for each format.

A slice is a shard: its six feeds are made of the same texts, and most edits touch few slices.
"""

from collections.abc import Iterable, Iterator
from functools import partial

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.outputs.atom import AtomFormat
from chetavani.outputs.base import Artifact, BuildContext, Shard, Told
from chetavani.outputs.feed import FeedFormat, FeedPlan, feed_of
from chetavani.outputs.feed_content import FeedTexts
from chetavani.outputs.feed_ends import ends_told
from chetavani.outputs.feed_items import Item, Window, windows
from chetavani.outputs.feed_slices import FeedSlice, feed_slices
from chetavani.outputs.json_feed import JsonFormat
from chetavani.outputs.keys import digest_of_sources, tied_keys
from chetavani.outputs.rss import RssFormat

FEED_FORMATS: tuple[FeedFormat, ...] = (AtomFormat(), RssFormat(), JsonFormat())


class Feeds:
    """Every slice in both flavours in every format. See ``chetavani.outputs.base.Output``."""

    name = "feeds"

    def plan(self, library: Library, context: BuildContext) -> Iterator[Shard]:
        """Yield one shard per slice, in the order of the slices."""
        slices = feed_slices(context.settings)
        found = windows(library, (one.name for one in slices), context.settings.feeds)
        keys = _ItemKeys(library)
        longest = max(len(items) for window in found.values() for items in (window.new, window.changes))
        for one in slices:
            plans = _plans(keys, one, found[one.name])
            key = digest_of_sources((plan.key for plan in plans), ())
            yield Shard(f"feeds/{one.name}", key, partial(feed_artifacts, library, context, plans, longest))

    def told(self, library: Library, context: BuildContext, card: Card) -> Iterable[Told]:
        """Return what the feeds of all advisories tell of its end."""
        return ends_told(library, context, card)


def feed_artifacts(
    library: Library, context: BuildContext, plans: tuple[FeedPlan, ...], longest: int
) -> Iterator[Artifact]:
    """Yield the artifacts of a slice, *new* before *changes*, each in the order of the formats.

    ``longest`` is how many items the longest feed of all slices has.
    """
    for plan in plans:
        for form in FEED_FORMATS:
            render = partial(_document, library, context, plan, form, longest)
            yield Artifact(plan.path(form.extension), form.media_type, render, plan.key)


def _plans(keys: "_ItemKeys", one: FeedSlice, window: Window) -> tuple[FeedPlan, ...]:
    listed = bool(window.new)
    flavours = ((False, window.new), (True, window.changes))
    return tuple(
        FeedPlan(one, changes, items, listed, keys.of(one, items, changes=changes, listed=listed))
        for changes, items in flavours
    )


class _ItemKeys:
    """The keys of feeds, from cards alone: what an advisory adds to one is asked once for all feeds that carry it."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._shown: dict[str, str] = {}

    def of(self, one: FeedSlice, items: tuple[Item, ...], *, changes: bool, listed: bool) -> str:
        """Return what stands for all that a feed shows; empty if one of its advisories has no digest."""
        parts = [f"{one.name} {changes} {listed}"]
        parts += (f"{item.suffix} {item.published} {item.updated} {self._of_card(item.card)}" for item in items)
        return digest_of_sources((item.card.digest for item in items), parts)

    def _of_card(self, card: Card) -> str:
        shown = self._shown.get(card.id)
        if shown is None:
            tied = " ".join(tied_keys(self._library, [card]))
            shown = self._shown[card.id] = f"{card.id} {self._library.standing(card).value} {tied}"
        return shown


def _document(library: Library, context: BuildContext, plan: FeedPlan, form: FeedFormat, longest: int) -> bytes:
    texts = _texts_of(library, context, longest)
    entries = (texts.entry(item, plan.slice.language) for item in plan.items)
    return form.write(feed_of(context, plan), entries)


_latest: list[FeedTexts] = []  # of the build that this process renders, and of no other


def _texts_of(library: Library, context: BuildContext, longest: int) -> FeedTexts:
    """Return what makes the texts; the feeds of a build share it."""
    if not (_latest and _latest[0].library is library and _latest[0].context is context):
        _latest[:] = [FeedTexts(library, context, longest)]
    return _latest[0]
