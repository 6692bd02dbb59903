# SPDX-License-Identifier: Apache-2.0
"""The feeds as an OPML 2.0 subscription list, which feed readers import."""

from collections.abc import Iterable
from functools import partial

from lxml import etree

from chetavani.model.library import Library
from chetavani.outputs.addresses import feed_url, language_root
from chetavani.outputs.base import Artifact, BuildContext, Silence
from chetavani.outputs.feed_directory import FeedGroup, feed_groups
from chetavani.outputs.keys import digest_of

OPML_PATH = "feeds/chetavani.opml"
_FORMAT = "atom"  # every reader knows it, and it tells published from updated


class Opml:
    """One subscription list: every slice once, as its Atom feed of new advisories, in the first language."""

    name = "opml"
    told = Silence("It names feeds and no advisory.")

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact]:  # noqa: ARG002  # all are asked alike
        """Return the one file."""
        groups = feed_groups(context, context.settings.languages[0])
        names = (f"{group.name}/{feed.name}/{feed.label}" for group in groups for feed in group.feeds)
        yield Artifact(OPML_PATH, "text/x-opml", partial(opml_document, context, groups), digest_of(names))


def opml_document(context: BuildContext, groups: Iterable[FeedGroup]) -> bytes:
    """Return the OPML 2.0 document in UTF-8. It carries no date: nothing in it changes with time alone."""
    settings = context.settings
    language = settings.languages[0]
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = _title(context, language)
    body = etree.SubElement(root, "body")
    page = context.absolute(f"{language_root(settings, language)}feeds/")
    for group in groups:
        label = context.word(language, group.name)
        outline = etree.SubElement(body, "outline", text=label, title=label)
        for feed in group.feeds:
            etree.SubElement(
                outline, "outline", type="rss", text=feed.label, title=feed.label,
                xmlUrl=context.absolute(feed_url(feed.name, _FORMAT)), htmlUrl=page,
            )  # fmt: skip
    document: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return document


def _title(context: BuildContext, language: str) -> str:
    name = context.settings.name(language)
    return f"{name} ({context.word(language, 'demonstration')})" if context.settings.demonstration else name
