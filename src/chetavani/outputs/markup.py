# SPDX-License-Identifier: Apache-2.0
"""Markdown to safe HTML: CommonMark with tables, alerts and footnotes (pyromark), then an allow-list (nh3).

nh3 keeps only the elements, attributes and link schemes named here: scripts, handlers, images, frames and foreign
schemes are gone whatever wrote them. Texts that are no Markdown never come here: templates escape them.
"""

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin

import nh3
import pyromark

from chetavani.model.page import Heading

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_GFM
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_STRIKETHROUGH
)
_TAGS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ALERTS = ("note", "tip", "important", "warning", "caution")
_CLASSES = {
    "blockquote": {f"markdown-alert-{name}" for name in _ALERTS},
    "div": {"footnote-definition"},
    "sup": {"footnote-reference", "footnote-definition-label"},
}
_ATTRIBUTES = {"a": {"href", "title"}, "div": {"id"}, "ol": {"start"}}
_ALIGN = {"style": {f"text-align: {side}" for side in ("left", "center", "right")}}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags={"script", "style", "svg", "math", "iframe", "object", "template", "noscript", "title"},
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    tag_attribute_values=dict.fromkeys(("td", "th"), _ALIGN),
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel="noopener noreferrer",
    strip_comments=True,
)
_HEADING = re.compile(r"<h2>(.*?)</h2>", re.DOTALL)
_FOOTNOTE = re.compile(r'(<sup class="footnote-reference"><a href="#|<div [^>]*\bid=")')
_ALIGNED = re.compile(r' style="text-align: (left|center|right);?"')
_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|li|tr|h[2-6]|pre|blockquote|div)>|<br>|<hr>")
_PRE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
_HREF = re.compile(r'href="(?![a-z][a-z0-9+.-]*:)([^"]*)"')


@dataclass(frozen=True, slots=True)
class Body:
    """A rendered body: safe HTML, and the headings it can be navigated by."""

    html: str
    headings: tuple[Heading, ...]


def sanitise(markdown: str) -> str:
    """Return the safe HTML of ``markdown``, without anchors for its headings."""
    cleaned = _CLEANER.clean(pyromark.html(markdown, options=_OPTIONS))
    return _FOOTNOTE.sub(r"\1fn-", cleaned)


def render_body(markdown: str) -> Body:
    """Return the safe HTML of an advisory's body; each ``##`` heading gets an anchor ``s1``, ``s2``, ….

    Numbered anchors are the same in every language, so a link to a section survives the language switch. How a
    column is aligned is a class: no page has styles of its own, so that servers can forbid them. Feeds keep the style,
    as they come without our style sheet.
    """
    headings: list[Heading] = []

    def anchored(match: re.Match[str]) -> str:
        anchor = f"s{len(headings) + 1}"
        headings.append(Heading(anchor, plain_text(match[1])))
        return f'<h2 id="{anchor}">{match[1]}</h2>'

    fragment = _ALIGNED.sub(r' class="align-\1"', sanitise(markdown))
    return Body(_HEADING.sub(anchored, fragment), tuple(headings))


def plain_text(fragment: str) -> str:
    """Return the text of an HTML fragment, entities resolved and white space folded."""
    return " ".join(html.unescape(_TAG.sub(" ", fragment)).split())


def text_of(markdown: str) -> str:
    """Return the words of ``markdown``: never HTML, so there is nothing to sanitise in it, only to escape."""
    return plain_text(pyromark.html(markdown, options=_OPTIONS))


def sections_of(markdown: str) -> tuple[tuple[str, str], ...]:
    """Return the title and the plain text of each ``##`` section; what comes before the first has no title.

    Paragraphs, list items, table rows and the lines of code are lines of their own.
    """
    parts = _HEADING.split(sanitise(markdown))
    titles = ["", *(plain_text(title) for title in parts[1::2])]
    texts = (_lines(content) for content in parts[::2])
    return tuple((title, text) for title, text in zip(titles, texts, strict=True) if title or text)


def _lines(fragment: str) -> str:
    broken = _PRE.sub(lambda code: code[0].replace("\n", "<br>"), fragment)
    lines = (plain_text(line) for line in _BLOCK_END.split(broken))
    return "\n".join(line for line in lines if line)


def absolute_links(fragment: str, page: str) -> str:
    """Return ``fragment`` with every relative link resolved against the full address ``page``.

    Only the forms that bodies use occur: anchors on the page, and paths relative to it.
    """

    def resolve(match: re.Match[str]) -> str:
        target = html.unescape(match[1])
        return f'href="{html.escape(urljoin(page, target))}"'

    return _HREF.sub(resolve, fragment)
