# SPDX-License-Identifier: Apache-2.0
"""The feeds page: which feed to take, and the address of every one."""

from collections.abc import Iterable
from functools import partial

from chetavani.model.library import Library
from chetavani.model.page import Heading, Layout, Page
from chetavani.outputs.addresses import language_root
from chetavani.outputs.base import Artifact, BuildContext, Silence
from chetavani.outputs.feed_directory import FeedGroup, feed_groups
from chetavani.outputs.feed_links import FeedRef
from chetavani.outputs.keys import digest_of
from chetavani.outputs.opml import OPML_PATH
from chetavani.outputs.page_scope import PageScope

_TEMPLATE = "feeds.html.jinja"


class FeedsPages:
    """The page about feeds in each language."""

    name = "feeds_page"
    told = Silence("It names feeds and no advisory.")

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact]:  # noqa: ARG002  # all are asked alike
        """Return the pages, in the languages' order."""
        for language in context.settings.languages:
            groups = feed_groups(context, language)
            here = PageScope(context, language, f"{language_root(context.settings, language)}feeds/")
            yield Artifact(
                path=f"{here.url}index.html",
                media_type="text/html",
                render=partial(_feeds_page, here, groups),
                key=digest_of(f"{group.name}/{feed.name}/{feed.label}" for group in groups for feed in group.feeds),
            )


def _feeds_page(here: PageScope, groups: tuple[FeedGroup, ...]) -> Page:
    settings = here.context.settings
    recommended = _recommended(here, groups)
    content = here.render(_TEMPLATE, groups=groups, recommended=recommended, opml=OPML_PATH, hubs=settings.feeds.hubs)
    sections = ("feeds_flavours", "feeds_formats", "feeds_programs", "feeds_addresses")
    return Page(
        layout=Layout.FEEDS,
        language=here.language,
        title=here.word("feeds_title"),
        description=here.word("feeds_description"),
        content=content,
        alternates={code: f"{language_root(settings, code)}feeds/" for code in settings.languages},
        toc=tuple(Heading(name, here.word(name)) for name in (*sections, *(group.name for group in groups))),
        links=recommended.links(),
    )


def _recommended(here: PageScope, groups: tuple[FeedGroup, ...]) -> FeedRef:
    """Return the feed for who is unsure: everything, or on a translated page everything in its language."""
    feeds = {feed.name: feed for group in groups for feed in group.feeds}
    original = here.language == here.context.settings.languages[0]
    return feeds["all" if original else f"lang-{here.language}"]
