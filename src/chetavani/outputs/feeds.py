# SPDX-License-Identifier: Apache-2.0
"""The feeds: every slice in both flavours in every format. ``FEED_FORMATS`` is the registry: a line for each format.

A slice is a shard: its six feeds are made of the same texts, and most edits touch few slices.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

from chetavani.model.card import Card
from chetavani.model.library import Library
from chetavani.outputs.addresses import archive_url
from chetavani.outputs.atom import AtomFormat
from chetavani.outputs.base import Artifact, BuildContext, Shard, Told
from chetavani.outputs.feed import FeedFormat, FeedPlan
from chetavani.outputs.feed_documents import feed_document
from chetavani.outputs.feed_ends import ends_told
from chetavani.outputs.feed_items import Window, windows
from chetavani.outputs.feed_keys import ItemKeys
from chetavani.outputs.feed_months import Month, histories, past_months
from chetavani.outputs.feed_slices import FeedSlice, feed_slices
from chetavani.outputs.json_feed import JsonFormat
from chetavani.outputs.keys import digest_of_sources
from chetavani.outputs.rss import RssFormat

FEED_FORMATS: tuple[FeedFormat, ...] = (AtomFormat(), RssFormat(), JsonFormat())


class Feeds:
    """Every slice in both flavours in every format. See ``chetavani.outputs.base.Output``."""

    name = "feeds"

    def plan(self, library: Library, context: BuildContext) -> Iterator[Shard]:
        """Yield one shard per slice, in the order of the slices."""
        settings = context.settings
        slices = feed_slices(settings)
        found = windows(library, (one.name for one in slices), settings.feeds, settings.zone)
        months = past_months(library, settings.zone)
        told_in = histories(settings)
        keys = ItemKeys(library)
        longest = max(len(items) for window in found.values() for items in (window.new, window.changes))
        for one in slices:
            plans = _plans(keys, one, found[one.name], _newest_archive(months, told_in.get(one.name, "")))
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
            render = partial(feed_document, library, context, plan, form, longest)
            yield Artifact(plan.path(form.extension), form.media_type, render, plan.key)


def _plans(keys: ItemKeys, one: FeedSlice, window: Window, older: str) -> tuple[FeedPlan, FeedPlan]:
    """Return the plans of both flavours. Only *new* takes items back and has archives: *changes* tells each change."""
    listed, gone = bool(window.new), window.withdrawn
    new = keys.of(window.new, gone, (one.name, False, listed, older))
    changes = keys.of(window.changes, (), (one.name, True, listed))
    return (
        FeedPlan(one, changes=False, items=window.new, listed=listed, key=new, withdrawn=gone, older=older),
        FeedPlan(one, changes=True, items=window.changes, listed=listed, key=changes),
    )


def _newest_archive(months: Sequence[Month], history: str) -> str:
    """Return where the newest archive of a slice is; empty if it has none. ``months`` are oldest first."""
    found = (archive_url(history, month.name) for month in reversed(months) if month.carried(history))
    return next(found, "") if history else ""
