# SPDX-License-Identifier: Apache-2.0
"""A feed that was poured is, byte for byte, the one that feedgen and json write when given everything at once."""

import html
import json

from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.builders import advisory, library
from tests.outputs.feed_world import artifacts, context, our_settings, render

from chetavani.model.library import Library
from chetavani.outputs import atom, rss
from chetavani.outputs.base import BuildContext
from chetavani.outputs.feed import Feed, FeedPlan, feed_of
from chetavani.outputs.feed_content import FeedEntry, FeedTexts
from chetavani.outputs.feed_items import windows
from chetavani.outputs.feed_mould import Mould, escaped, mark, quoted
from chetavani.outputs.feed_slices import feed_slices
from chetavani.outputs.feeds import feed_artifacts

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"])).filter(
    lambda text: not any((one < " " and one not in "\t\n\r") or one in "\ufffe\uffff" for one in text)
)
EN_AND_HI = ("all", "lang-hi")


def plans(told: Library) -> list[FeedPlan]:
    """Return the plans of two slices in both flavours."""
    slices = {one.name: one for one in feed_slices(our_settings())}
    found = windows(told, slices, our_settings().feeds, our_settings().zone)
    return [
        FeedPlan(slices[name], changes, found[name].changes if changes else found[name].new, listed=True, key="")
        for name in EN_AND_HI
        for changes in (False, True)
    ]


def by_feedgen(feed: Feed, entries: list[FeedEntry]) -> tuple[bytes, bytes]:
    """Return the Atom and the RSS document with every entry made by feedgen."""
    atom_feed, rss_feed = atom._frame(feed), rss._frame(feed)
    atom_feed.register_extension("links", BaseExtension, atom._EntryLinks, atom=True, rss=False)
    rss_feed.register_extension("own", BaseExtension, rss._EntryPart, atom=False, rss=True)
    for entry in entries:
        _add(atom_feed, entry, is_atom=True)
        _add(rss_feed, entry, is_atom=False)
    return atom_feed.atom_str() + b"\n", rss_feed.rss_str() + b"\n"


def _add(generator: FeedGenerator, entry: FeedEntry, *, is_atom: bool) -> None:
    made = generator.add_entry(order="append")
    made.guid(entry.id, permalink=False)
    made.title(entry.title)
    made.content(entry.content, type="html")
    made.published(entry.published)
    if is_atom:
        made.updated(entry.updated)
        made.summary(entry.summary)
        made.category([{"term": c.term, "scheme": c.scheme, "label": c.label} for c in entry.subject.categories])
        made.links.pages, made.links.forms = entry.subject.pages, entry.subject.forms
    else:
        made.link(href=entry.url)
        made.description(html.escape(entry.summary, quote=False), isSummary=True)
        made.category([{"term": c.term, "scheme": c.scheme} for c in entry.subject.categories])
        made.own.updated, made.own.forms = entry.updated.isoformat(), entry.subject.forms


def assert_poured_as_made(told: Library, given_context: BuildContext) -> None:
    texts = FeedTexts(told, given_context, 50)
    for plan in plans(told):
        entries = [texts.entry(item, plan.slice.language) for item in plan.items]
        assert entries
        poured = [render(one) for one in feed_artifacts(told, given_context, (plan,), 50)]
        assert tuple(poured[:2]) == by_feedgen(feed_of(given_context, plan), entries)
        document = json.loads(poured[2])
        assert poured[2] == (json.dumps(document, ensure_ascii=False) + "\n").encode()


def test_the_feeds_of_everything_are_those_that_feedgen_writes(told: Library, told_context: BuildContext) -> None:
    assert_poured_as_made(told, told_context)


def test_marks_in_a_text_are_text() -> None:
    hindi = {"language": "hi", "title": mark("id"), "summary": mark("content"), "body": mark("term0")}
    told = library(advisory(1, title=mark("title"), summary=mark("summary"), body=mark("id"), translations=[hindi]))
    assert_poured_as_made(told, context(told))


@given(TEXTS)
def test_texts_are_escaped_as_the_xml_library_escapes_them(text: str) -> None:
    element = etree.Element("a", b=text)
    element.text = f"{text}."  # never empty, so that there is a closing tag
    made = etree.tostring(element, encoding="UTF-8")
    mould = Mould(f'<a b="{mark("attribute")}">{mark("text")}.</a>')
    assert mould.pour({"attribute": quoted(text), "text": escaped(text)}) == made


def test_an_empty_feed_is_whole() -> None:
    told = library()
    for made in artifacts(told):
        content = render(made)
        if made.path.endswith(".json"):
            assert json.loads(content)["items"] == []
        else:
            assert etree.fromstring(content).getroottree().docinfo.encoding == "UTF-8"
