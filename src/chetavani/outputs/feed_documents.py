# SPDX-License-Identifier: Apache-2.0
"""Feeds and archives as documents: the texts are made once for all that a process renders of a build."""

from chetavani.model.library import Library
from chetavani.outputs.base import BuildContext
from chetavani.outputs.feed import FeedFormat, FeedPlan, feed_of
from chetavani.outputs.feed_content import FeedTexts


def feed_document(library: Library, context: BuildContext, plan: FeedPlan, form: FeedFormat, longest: int) -> bytes:
    """Return the document of ``plan`` in a format. ``longest`` is how many items the longest of its kind has."""
    texts, language = _texts_of(library, context, longest), plan.slice.language
    tombstones = (texts.tombstone(card, language) for card in plan.withdrawn)
    entries = (texts.entry(item, language, brief=bool(plan.month)) for item in plan.items)
    return form.write(feed_of(context, plan, tombstones), entries)


_latest: list[FeedTexts] = []  # of the build that this process renders, and of no other


def _texts_of(library: Library, context: BuildContext, longest: int) -> FeedTexts:
    """Return what makes the texts; the feeds of a build share it, and its archives, whose longest is another."""
    found = _latest[0] if _latest else None
    if found is None or found.library is not library or found.context is not context or found.longest < longest:
        found = FeedTexts(library, context, longest)
        _latest[:] = [found]
    return found
