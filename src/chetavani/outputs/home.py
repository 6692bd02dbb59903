# SPDX-License-Identifier: Apache-2.0
"""The front page: what to do when money is lost, what is urgent now, what is new, and where to look further."""

from collections.abc import Iterable
from functools import partial

from chetavani.model.library import Library
from chetavani.model.page import Layout, Page
from chetavani.outputs.addresses import language_root
from chetavani.outputs.base import Artifact, BuildContext
from chetavani.outputs.entries import Entry, digest_of, entry
from chetavani.outputs.facets import Slice, slices, urgent
from chetavani.outputs.feed_links import EVERYTHING, FeedRef
from chetavani.outputs.page_scope import PageScope

URGENT_SHOWN = 5
NEWEST_SHOWN = 8
_TEMPLATE = "home.html.jinja"
_BROWSED = ("kind", "fraud-type", "severity")


class HomePages:
    """A front page in each language."""

    name = "home"

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact]:
        """Return the front pages, in the languages' order."""
        browsed = [one for one in slices(library) if one.facet in _BROWSED]
        sizes = [f"{one.facet}/{one.value}/{len(one.advisories)}" for one in browsed]
        for language in context.settings.languages:
            pressing = urgent_entries(library, language)
            newest = _newest(library, language, pressing)
            here = PageScope(context, language, language_root(context.settings, language))
            yield Artifact(
                path=f"{here.url}index.html",
                media_type="text/html",
                render=partial(_home_page, here, pressing, newest, browsed),
                key=digest_of([*(one.digest for one in pressing), "newest", *(one.digest for one in newest), *sizes]),
            )


def urgent_entries(library: Library, language: str) -> tuple[Entry, ...]:
    """Return what is urgent now: current, high or critical; the next open deadline first, then the newest."""
    entries = [entry(library, advisory, language) for advisory in library.current if urgent(advisory)]
    entries.sort(key=_urgency)
    return tuple(entries[:URGENT_SHOWN])


def _urgency(one: Entry) -> tuple[bool, float]:
    if one.deadline is not None:
        return (False, one.deadline.timestamp())
    return (True, -one.advisory.updated.timestamp())


def _newest(library: Library, language: str, shown: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return the newest advisories that are not among the urgent ones already ``shown``."""
    known = {one.advisory.id for one in shown}
    rest = [advisory for advisory in library.published[: NEWEST_SHOWN + URGENT_SHOWN] if advisory.id not in known]
    return tuple(entry(library, advisory, language) for advisory in rest[:NEWEST_SHOWN])


def _home_page(
    here: PageScope, pressing: tuple[Entry, ...], newest: tuple[Entry, ...], browsed: Iterable[Slice]
) -> Page:
    settings = here.context.settings
    feed = FeedRef(EVERYTHING, here.word("feed_all"))
    content = here.render(
        _TEMPLATE,
        urgent=pressing,
        newest=newest,
        kinds=[one for one in browsed if one.facet == "kind"],
        fraud_types=[one for one in browsed if one.facet == "fraud-type"],
        severities=[one for one in browsed if one.facet == "severity" and urgent(one.advisories[0])],
        feed=feed,
    )
    return here.page(
        Layout.HOME,
        title=f"{settings.name(here.language)}: {here.word('home_title')}",
        description=here.word("home_description"),
        content=content,
        alternates={language: language_root(settings, language) for language in settings.languages},
        links=feed.links(),
    )
