# SPDX-License-Identifier: Apache-2.0
"""Whatever an author writes, a feed is well-formed, says the same, and carries nothing that runs."""

import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

import feedparser
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree
from tests.builders import advisory, library
from tests.outputs.feed_world import FORMATS, HOSTILE_BODY, feed

from chetavani.model.library import Library
from chetavani.model.text import nfc, refused_characters
from chetavani.outputs.base import BuildContext

ATOM = "{http://www.w3.org/2005/Atom}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
TRICKS = [
    "चेतावनी: पैसे न दें", "क़र्ज़", "🙂", "]]>", "<![CDATA[", "&amp;", "&#60;", "<b>", "</b>", "<script>", '"', "'",
    "{{ 7*7 }}", "{% if %}", "a", " ", "-->", "<!--", "&nbsp;",
]  # fmt: skip
WORDS = st.lists(st.one_of(st.sampled_from(TRICKS), st.characters(codec="utf-8")), min_size=1, max_size=12)
LINES = (
    WORDS.map("".join)
    .map(nfc)
    .map(str.strip)
    .filter(lambda text: text and not refused_characters(text, multiline=False))
)
BODIES = WORDS.map("\n".join).map(nfc).filter(lambda text: not refused_characters(text, multiline=True))
ALLOWED = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "span", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip


class _Inspector(HTMLParser):
    """Notes every element and attribute of a fragment."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes += attrs


def contents(told: Library, context: BuildContext | None = None) -> Iterator[str]:
    """Yield the HTML of every item of the feeds of everything, format after format, as a reader gets it."""
    yield from (node.text or "" for node in etree.fromstring(feed(told, "all.atom", context)).iter(f"{ATOM}content"))
    yield from (node.text or "" for node in etree.fromstring(feed(told, "all.rss", context)).iter(ENCODED))
    yield from (item["content_html"] for item in json.loads(feed(told, "all.json", context))["items"])


def assert_harmless(fragment: str) -> None:
    inspector = _Inspector()
    inspector.feed(fragment)
    assert inspector.elements <= ALLOWED
    assert {name for name, _ in inspector.attributes} <= {
        "href", "rel", "title", "class", "id", "lang", "start", "style",
    }  # fmt: skip
    links = [value or "" for name, value in inspector.attributes if name == "href"]
    assert all(re.match(r"(https?://|mailto:|tel:)", link) for link in links), links


def test_a_hostile_advisory_runs_nowhere_and_all_links_are_absolute(told: Library, told_context: BuildContext) -> None:
    found = list(contents(told, told_context))
    assert len(found) == 150
    for fragment in found:
        assert_harmless(fragment)
    hostile = next(iter(contents(library(advisory(1, body=HOSTILE_BODY)))))
    assert "alert(6)" in hostile
    assert "&lt;script&gt;" in hostile
    assert "{{ 7 * 7 }}" in hostile
    assert 'href="https://host.example/path"' in hostile
    assert 'href="https://chetavani.example/advisories/MPC-2026-0001/#s1"' in hostile


@given(title=LINES, summary=LINES, body=BODIES, reason=LINES, label=LINES)
@example(title="\u00c2\u00a1", summary="\u00c2\u00a1", body="\u00c2\u00a1", reason="\u00c2\u00a1", label="\u00c2\u00a1")
@settings(max_examples=60, deadline=None)
def test_any_text_survives_the_way_through_a_reader(
    title: str, summary: str, body: str, reason: str, label: str
) -> None:
    # XML and JSON parsers judge the texts: feedparser mends what looks to it like a wrong encoding.
    told = library(
        advisory(
            1,
            title=title,
            summary=summary,
            body=body,
            revisions=[{"date": "2026-05-02T10:00:00+05:30", "summary": reason}],
            actions=[{"who": ["courier"], "what": "report", "text": label}],
        )
    )
    documents = {form: feed(told, f"all.{form}") for form in FORMATS}
    assert not any(feedparser.parse(documents[form], sanitize_html=False).bozo for form in ("atom", "rss"))
    entry = etree.fromstring(documents["atom"]).find(f"{ATOM}entry")
    assert (entry.findtext(f"{ATOM}title"), entry.findtext(f"{ATOM}summary")) == (title, summary)
    item = etree.fromstring(documents["rss"]).find("channel/item")
    assert (item.findtext("title"), unescape(item.findtext("description"))) == (title, summary)
    made = json.loads(documents["json"])["items"][0]
    assert (made["title"], made["summary"]) == (title, summary)
    html = list(contents(told))
    assert len(html) == len(FORMATS)
    assert len(set(html)) == 1
    assert_harmless(html[0])


@pytest.mark.parametrize("form", FORMATS)
def test_what_xml_cannot_hold_is_left_out(form: str) -> None:
    told = library(advisory(1, body="before &#x1; &#x8; &#xFFFE; \uffff after"))
    document = feed(told, f"all.{form}").decode()
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", document)
    assert "after" in document
