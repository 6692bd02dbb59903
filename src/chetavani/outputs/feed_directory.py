# SPDX-License-Identifier: Apache-2.0
"""The directory of feeds: every one there is, grouped as readers look for it; for the feeds page and the OPML list."""

from dataclasses import dataclass

from chetavani.outputs.base import BuildContext
from chetavani.outputs.feed_links import FeedRef
from chetavani.outputs.feed_slices import FeedSlice, feed_slices

_GROUPS = {"kind": "facet_kind", "sector": "facet_sector", "fraud-type": "facet_fraud_type"}
_FIRST, _LANGUAGE = "feeds_first", "feeds_language"


@dataclass(frozen=True, slots=True)
class FeedGroup:
    """Feeds that are offered together; ``name`` is that of the words above them."""

    name: str
    feeds: tuple[FeedRef, ...]


def feed_groups(context: BuildContext, language: str) -> tuple[FeedGroup, ...]:
    """Return every feed there is, labelled in ``language``: everything first, then languages, then the facets."""
    found: dict[str, list[FeedRef]] = {name: [] for name in (_FIRST, _LANGUAGE, *_GROUPS.values())}
    for one in feed_slices(context.settings):
        found[_group(one)].append(FeedRef(one.name, one.labels[language]))
    return tuple(FeedGroup(name, tuple(feeds)) for name, feeds in found.items() if feeds)


def _group(one: FeedSlice) -> str:
    if one.facet:
        return _GROUPS[one.facet]
    return _LANGUAGE if one.name.startswith("lang-") else _FIRST
