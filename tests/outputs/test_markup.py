# SPDX-License-Identifier: Apache-2.0
"""Markdown to HTML: whatever is written, only allowed elements, attributes and schemes come out; the rest is kept."""

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html

from chetavani.model.page import Heading
from chetavani.outputs.markup import absolute_links, plain_text, render_body, sanitise, sections_of

PAGE = "https://chetavani.example/advisories/MPC-2026-0001/"
ELEMENTS = {
    "a", "blockquote", "br", "code", "del", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    ("a", "href"), ("a", "title"), ("a", "rel"), ("div", "id"), ("div", "class"), ("ol", "start"), ("sup", "class"),
    ("blockquote", "class"), ("td", "class"), ("th", "class"), ("h2", "id"),
}  # fmt: skip
SCHEMES = {"", "http", "https", "mailto", "tel"}
PIECES = (
    "<script>", "</script>", "<img src=x onerror=a()>", "<svg onload=a()>", "<!--", "-->", "<![CDATA[", "]]>", "<?",
    "<a href='javascript:a()'>", "</a>", "<b onclick=a()>", "<style>", "</style>", "<math>", "<mtext>", "<noscript>",
    "[x](", ")", "[x]", "![x](", "javascript:a()", "java&#115;cript:a()", "data:text/html,x", "vbscript:a", "&Tab;",
    "//host.example", "https://host.example/?a=1&b=2", "<https://host.example/>", '"', "'", "`", "```", "~~~\n", "    ",
    "\n", "\n\n", "# ", "## ", "### ", "> ", "> [!WARNING]\n", "- ", "1. ", "9. ", "| ", " |", "\n| --- | :-: |\n",
    "[^1]", "\n[^1]: ", "~~", "**", "_", "*", "\\", "&", "&amp;", "&lt;", "&#60;", "&#x0;", "\t", "---", "***\n",
    "word", "चेतावनी", " ", "</p>", "</div>", "<div id=x class=y style='a:b'>", "<table>",
    "<td style='position: fixed'>", "<h1>", "<h2 id=s1>", "?>",
)  # fmt: skip
MARKDOWN = st.one_of(
    st.lists(st.one_of(st.sampled_from(PIECES), st.characters(codec="utf-8")), max_size=30).map("".join),
    st.text(max_size=200),
)


def tree(fragment: str) -> html.HtmlElement:
    """Return the fragment as another parser than the cleaner's reads it."""
    document = f"<!doctype html><meta charset=utf-8><main>{fragment}</main>"
    return html.document_fromstring(document.encode(), parser=html.HTMLParser(encoding="utf-8")).find(".//main")


def one(markdown: str, path: str) -> html.HtmlElement:
    """Return the one element at ``path`` in the HTML of ``markdown``."""
    found = tree(render_body(markdown).html).xpath(path)
    assert len(found) == 1
    return found[0]


@settings(max_examples=400, deadline=None)
@given(MARKDOWN)
@example('<noscript><p title="</noscript><img src=x onerror=a()>">')
@example('<svg></p><style><a title="</style><img src=x onerror=a()>">')
@example("[x](<java\nscript:a()>) [y](&#1;javascript:a()) <javascript:a()>")
def test_only_what_is_allowed_comes_out(markdown: str) -> None:
    content = render_body(markdown).html
    for element in tree(content).iterdescendants():
        assert element.tag in ELEMENTS
        for name, value in element.attrib.items():
            assert (element.tag, name) in ATTRIBUTES
            if name == "href":
                assert _scheme(value) in SCHEMES
            if element.tag in {"td", "th"}:
                assert re.fullmatch(r"align-(left|center|right)", value)
    assert "<!--" not in content
    assert not re.search("</?(script|main|body|html)", content, re.IGNORECASE)


def _scheme(address: str) -> str:
    """Return an address's scheme as a browser finds it, which passes over controls, tabs and line ends."""
    stripped = re.sub(r"[\t\r\n]", "", address.lstrip("".join(map(chr, range(33)))))
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", stripped)
    return match[1].lower() if match else ""


@settings(max_examples=200, deadline=None)
@given(MARKDOWN.map(lambda markdown: markdown.replace("<", "")))  # a raw heading, which lint refuses, may hold another
def test_every_heading_has_its_anchor_once_and_in_order(markdown: str) -> None:
    body = render_body(markdown)
    assert [heading.anchor for heading in body.headings] == [f"s{number + 1}" for number in range(len(body.headings))]
    assert re.findall(r'<h2 id="([^"]*)">', body.html) == [heading.anchor for heading in body.headings]
    assert "<h2>" not in body.html
    shown = tree(body.html).xpath("//h2")
    assert ["".join(one.text_content().split()) for one in shown] == [
        "".join(heading.title.split()) for heading in body.headings
    ]


@settings(max_examples=200, deadline=None)
@given(MARKDOWN)
def test_absolute_links_leave_nothing_relative_and_change_nothing_else(markdown: str) -> None:
    cleaned = sanitise(markdown)
    made = absolute_links(cleaned, PAGE)
    for link in tree(made).xpath("//@href"):
        assert urlsplit(link).scheme in SCHEMES - {""}
    assert re.sub(r'href="[^"]*"', "", made) == re.sub(r'href="[^"]*"', "", cleaned)
    assert absolute_links(made, PAGE) == made


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\0"), max_size=80))
def test_a_listing_keeps_every_character(text: str) -> None:
    lines = "".join(f"    {line}\n" for line in text.split("\n"))
    shown = tree(sanitise(f"Before.\n\n    first\n{lines}    last\n")).xpath("//pre")
    assert shown[0].text_content().split() == f"first\n{text}\nlast".split()


@pytest.mark.parametrize(
    ("target", "absolute"),
    [
        ("#s2", f"{PAGE}#s2"),
        ("../MPC-2026-0002/", "https://chetavani.example/advisories/MPC-2026-0002/"),
        ("/feeds/", "https://chetavani.example/feeds/"),
        ("?a=1&b=2", f"{PAGE}?a=1&b=2"),
        ("//host.example/x", "https://host.example/x"),
        ("https://host.example/?a=1&b=2", "https://host.example/?a=1&b=2"),
        ("mailto:desk@host.example", "mailto:desk@host.example"),
        ("tel:1930", "tel:1930"),
    ],
)
def test_where_a_link_leads_in_a_feed(target: str, absolute: str) -> None:
    assert tree(absolute_links(sanitise(f"[x]({target})"), PAGE)).xpath("//@href") == [absolute]


@pytest.mark.parametrize(
    "target",
    [
        "javascript:a()", "JAVASCRIPT:a()", "java&#115;cript:a()", "javascript&colon;a()", "data:text/html,x",
        "vbscript:a()", "file:///etc/passwd", "blob:x", "ftp://host.example/", "intent:x",
    ],
)  # fmt: skip
def test_other_schemes_lose_their_link_and_keep_their_words(target: str) -> None:
    content = tree(sanitise(f"[the words]({target})"))
    assert content.xpath("//@href") == []
    assert "the words" in content.text_content()


def test_links_of_other_hosts_tell_them_nothing() -> None:
    assert one("[x](https://host.example/)", "//a").get("rel") == "noopener noreferrer"


def test_headings() -> None:
    body = render_body("## What `it` is & does\n\n### Below\n\n## चेतावनी *अब*\n")
    assert body.headings == (Heading("s1", "What it is & does"), Heading("s2", "चेतावनी अब"))
    assert [element.tag for element in tree(body.html)] == ["h2", "h3", "h2"]


def test_an_anchor_that_an_author_writes_is_not_taken() -> None:
    assert one('<h2 id="s7" class="x">Title</h2>', "//h2").attrib == {"id": "s1"}


@pytest.mark.parametrize("name", ["note", "tip", "important", "warning", "caution"])
def test_alerts(name: str) -> None:
    alert = one(f"> [!{name.upper()}]\n> Hang **up**.", "//blockquote")
    assert alert.get("class") == f"markdown-alert-{name}"
    assert alert.text_content().split() == ["Hang", "up."]


def test_tables() -> None:
    table = one("| a | b |\n| :-- | --: |\n| 1 | <b>2</b> |", "//table")
    assert [cell.get("class") for cell in table.xpath(".//th")] == ["align-left", "align-right"]
    assert [cell.text_content().strip() for cell in table.xpath(".//td")] == ["1", "2"]


def test_footnotes_lead_to_their_text_and_never_to_a_section() -> None:
    content = tree(render_body("## One\n\nSaid.[^s1] Said.[^चे]\n\n[^s1]: The source.\n\n[^चे]: स्रोत।\n").html)
    anchors = content.xpath("//@id")
    links = [link.removeprefix("#") for link in content.xpath("//@href")]
    assert len(links) == 2
    assert set(links) <= set(anchors)
    assert len(set(anchors)) == len(anchors)


def test_marks_of_markdown() -> None:
    content = tree(sanitise("**a** *b* ~~c~~ `d` <br> 1\n\n3. x\n4. y\n\n- [ ] z\n\n---\n"))
    assert {"strong", "em", "del", "code", "br", "ol", "ul", "hr"} <= {element.tag for element in content.iter()}
    assert content.xpath("//ol/@start") == ["3"]


@pytest.mark.parametrize(
    ("fragment", "text"),
    [("<p>a</p><p>b &amp; c</p>", "a b & c"), ("<em>चे</em>", "चे"), ("&lt;b&gt;", "<b>"), (" a \n b ", "a b"), ("", "")],
)
def test_plain_text(fragment: str, text: str) -> None:
    assert plain_text(fragment) == text


def test_sections_as_plain_text_keep_their_lines() -> None:
    body = "Before.\n\n## How to *check*\n\n- one\n- two `x`\n\n```\nfirst --line\nsecond | line\n```\n"
    assert sections_of(body) == (("", "Before."), ("How to check", "one\ntwo x\nfirst --line\nsecond | line"))
