# SPDX-License-Identifier: Apache-2.0
"""Shells: compiling refuses a page whose sentinels are not in their seats; pouring escapes and addresses rightly."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chetavani.config import Settings
from chetavani.errors import ShellError
from chetavani.model.page import Heading, Layout, Link, Page
from chetavani.theme.pouring import Mould, Shell, compile_shell
from chetavani.theme.shell import Base
from chetavani.theme.slots import Slot

Sample = Callable[[Layout, str], Page]
_PATH = "advisories/TST-2026-0001/index.html"


def _mould(settings: Settings, layout: Layout, language: str) -> Mould:
    return Mould(layout, language, f"_shell_/{layout}-{language}/", settings.base_url, settings.languages)


def _replaced(old: str, new: str) -> Callable[[str], str]:
    def spoil(html: str) -> str:
        assert old in html
        return html.replace(old, new)

    return spoil


def _without(pattern: str) -> Callable[[str], str]:
    def spoil(html: str) -> str:
        spoilt, count = re.subn(pattern, "", html, flags=re.DOTALL)
        assert count == 1
        return spoilt

    return spoil


_FAULTS = [
    ("content", "missing", _replaced(Slot.CONTENT, "")),
    ("content", "occurs 2 times", _replaced(Slot.CONTENT, Slot.CONTENT * 2)),
    ("content", "misplaced", _replaced(Slot.CONTENT, f"<div>{Slot.CONTENT}</div>")),
    ("content", "comment", _replaced(Slot.CONTENT, f"<!-- {Slot.CONTENT} -->")),
    ("content", "misplaced", _replaced(Slot.CONTENT, f"<script>{Slot.CONTENT}</script>")),
    ("title", "missing", _without("<title>.*?</title>")),
    ("title", "misplaced", _replaced("title>", "style>")),
    ("description", "missing", _without('<meta name="description"[^>]*>')),
    ("description", "misplaced", _replaced('name="description"', 'name="keywords"')),
    ("canonical", "missing", _without('<link rel="canonical"[^>]*>')),
    ("canonical", "occurs 2 times", _replaced("</head>", '<meta content="https://cell.example/alerts/_shell_/plain-en/"></head>')),
    ("canonical", "misplaced", _replaced('rel="canonical"', 'rel="shortlink"')),
    ("links", "missing", _without('<link rel="alternate"[^>]*>')),
    ("alternate", "missing", _without('<a [^>]*class="cv-language".*?</a>')),
    ("anchor", "missing", _without('<div class="md-sidebar md-sidebar--secondary".*?</div>')),
    ("anchor", "misplaced", _replaced("md-nav--secondary", "md-nav--tertiary")),
    ("heading", "missing", _replaced(Slot.HEADING, "")),
    ("table of contents is not inside <li>", "", _replaced('<li class="md-nav__item">', "<p>")),
    ("table of contents has links", "", _replaced('<p class="md-nav__title">', '<p><a href="../../x/"></a>')),
    ("not relative", "'/absolute/'", _replaced("</article>", '</article><a href="/absolute/">x</a>')),
    ("not relative", "'./beside/'", _replaced("</article>", '</article><a href="./beside/">x</a>')),
    ("not relative", "'../../../out/'", _replaced("</article>", '</article><a href="../../../out/">x</a>')),
    ("control characters", "", _replaced("</article>", "\x01</article>")),
]  # fmt: skip


@pytest.mark.parametrize(("what", "how", "spoil"), _FAULTS)
def test_a_misplaced_sentinel_is_named(
    raw: Mapping[tuple[Layout, str], str], settings: Settings, what: str, how: str, spoil: Callable[[str], str]
) -> None:
    key = (Layout.PLAIN, "en")
    with pytest.raises(ShellError) as caught:
        compile_shell(spoil(raw[key]), _mould(settings, *key))
    assert caught.value.place == "the shell page plain-en"
    assert what in caught.value.cause
    assert how in caught.value.cause
    assert "mkdocs-material" in caught.value.remedy


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("language", ["en", "hi"])
def test_a_poured_page_has_everything_in_its_place(base: Base, sample: Sample, layout: Layout, language: str) -> None:
    page = sample(layout, language)
    html = base.shells[layout, language].pour(page, _PATH).decode()
    assert f'<html lang="{language}"' in html
    assert re.search(rf"<title>{page.title}( - [^<]+)?</title>", html)
    assert f'<meta name="description" content="{page.description}">' in html
    assert f'<link rel="canonical" href="https://cell.example/alerts/{_PATH.removesuffix("index.html")}">' in html
    assert re.search(rf"<article [^>]*>\s*{re.escape(page.content)}\s*</article>", html)
    assert f'<a href="#more" class="md-nav__link"><span>{page.title}</span></a>' in html
    assert not [slot for slot in Slot if slot in html]
    assert "_shell_" not in html


def test_the_section_of_the_layout_is_the_current_tab(base: Base, sample: Sample) -> None:
    tabs = {}
    for layout in Layout:
        html = base.shells[layout, "en"].pour(sample(layout, "en"), _PATH).decode()
        tabs[layout] = re.findall(r'class="md-tabs__link" aria-current="\w+">([^<]+)', html)
    assert tabs == {
        Layout.HOME: ["Home"], Layout.ADVISORY: ["Advisories"], Layout.LIST: ["Advisories"], Layout.FEEDS: ["Feeds"],
        Layout.CHECK: ["Check"], Layout.FORWARD: ["Forward"], Layout.PLAIN: [],
    }  # fmt: skip


def test_hostile_text_stays_text(base: Base, sample: Sample) -> None:
    hostile = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(2)> cvslotcontent {{ 7 * 7 }} \\1 &amp;"
    page = replace(
        sample(Layout.ADVISORY, "en"), title=hostile, description=hostile, toc=(Heading(hostile, hostile),),
        links=(Link("alternate", "feeds/x.atom", hostile, hostile, hostile),),
        alternates={"en": hostile, "hi": hostile},
    )  # fmt: skip
    html = base.shells[Layout.ADVISORY, "en"].pour(page, _PATH).decode()
    plain = base.shells[Layout.ADVISORY, "en"].pour(sample(Layout.ADVISORY, "en"), _PATH).decode()
    assert html.count("<script") == plain.count("<script")
    assert "<img" not in html
    assert html.count("</title>") == 1


class _Reader(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.title = self.description = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "meta" and dict(attrs).get("name") == "description":
            self.description = dict(attrs).get("content") or ""

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] == "title" and not self.title:
            self.title = data


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1)


@given(title=_TEXT, description=_TEXT)
def test_a_parser_reads_back_what_was_poured(base: Base, title: str, description: str) -> None:
    page = Page(Layout.HOME, "en", title, description, "<h1>x</h1>", {"en": ""})
    reader = _Reader(base.shells[Layout.HOME, "en"].pour(page, "index.html").decode())
    assert reader.title == title
    assert reader.description == description
    plain = Page(Layout.HOME, "en", "x", "x", "<h1>x</h1>", {"en": ""})
    assert reader.tags == _Reader(base.shells[Layout.HOME, "en"].pour(plain, "index.html").decode()).tags


def _targets(shell: Shell, page: Page, path: str) -> list[str]:
    html = shell.pour(page, path).decode()
    hrefs = re.findall(r' (?:href|src|action)="([^"]*)"', html)
    assert "" not in hrefs
    local = [href for href in hrefs if ":" not in href and not href.startswith("#")]
    return [normpath(join("/", dirname(path), href)) for href in local]


@pytest.mark.parametrize("depth", range(6))
def test_addresses_are_right_at_every_depth(base: Base, sample: Sample, depth: int) -> None:
    shell = base.shells[Layout.ADVISORY, "hi"]
    links = (Link("alternate", "feeds/all.atom"), Link("home", ""))
    page = replace(sample(Layout.ADVISORY, "hi"), links=links)
    targets = _targets(shell, page, "x/" * depth + "index.html")
    assert targets == _targets(shell, page, "index.html")
    assert {"/hi", "/hi/feeds", "/feeds/all.atom", "/"} <= set(targets)
    assert {target.lstrip("/") for target in targets if target.endswith(".css")} <= set(base.files)
    assert [target for target in targets if target.endswith("/theme.css")]
    assert "/advisories/TST-2026-0001" in targets


def test_the_canonical_address_of_a_page_that_is_no_index(base: Base, sample: Sample) -> None:
    html = base.shells[Layout.PLAIN, "en"].pour(sample(Layout.PLAIN, "en"), "feeds/opml.html").decode()
    assert '<link rel="canonical" href="https://cell.example/alerts/feeds/opml.html">' in html
    assert re.search(r'href="\.\./assets/chetavani/[0-9a-f]{12}/theme\.css"', html)


def test_links_of_the_head(base: Base, sample: Sample) -> None:
    links = (
        Link("alternate", "feeds/all.atom", "application/atom+xml", "All & new", "en"),
        Link("author", "https://cell.example/who?a=1&b=2"),
    )
    html = base.shells[Layout.LIST, "en"].pour(replace(sample(Layout.LIST, "en"), links=links), "a/index.html")
    assert (
        b'<link rel="alternate" href="../feeds/all.atom" type="application/atom+xml" hreflang="en" '
        b'title="All &amp; new">\n<link rel="author" href="https://cell.example/who?a=1&amp;b=2">'
    ) in html


def test_a_page_without_its_other_language_links_that_languages_front_page(base: Base, sample: Sample) -> None:
    english = replace(sample(Layout.ADVISORY, "en"), alternates={"en": "advisories/TST-2026-0001/"})
    html = base.shells[Layout.ADVISORY, "en"].pour(english, _PATH).decode()
    assert '<a href="../../hi/" class="cv-language"' in html
    assert 'hreflang="hi" href="https' not in html
    hindi = replace(sample(Layout.HOME, "hi"), alternates={"hi": ""})
    html = base.shells[Layout.HOME, "hi"].pour(hindi, "index.html").decode()
    assert '<a href="./" class="cv-language"' in html


def test_a_page_without_headings_has_no_table_of_contents(base: Base, sample: Sample) -> None:
    html = base.shells[Layout.ADVISORY, "en"].pour(replace(sample(Layout.ADVISORY, "en"), toc=()), _PATH)
    assert b"md-sidebar--secondary" not in html
    assert b"<article" in html


def _normal(html: str) -> str:
    """Return ``html`` without the blanks that templates leave between tags."""
    return re.sub(r"\s*\n\s*", "\n", html)


def test_a_poured_page_is_what_the_engine_makes_of_the_same_content(base: Base) -> None:
    path = "apart/index.html"
    made = (base.folder / path).read_text(encoding="utf-8")
    content = re.search(r"<article [^>]*>\s*(.*?)\s*</article>", made, re.DOTALL)
    assert content
    page = Page(
        Layout.PLAIN, "en", "A page apart & alone",
        "It is in no navigation, so it can be compared with a poured page.", content[1],
        {"en": "apart/", "hi": "hi/guide/first-hour/"}, (Heading("one", "One"), Heading("two", "Two & three")),
    )  # fmt: skip
    assert _normal(base.shells[Layout.PLAIN, "en"].pour(page, path).decode()) == _normal(made)


def test_pouring_costs_next_to_nothing(base: Base, sample: Sample) -> None:
    shell, page = base.shells[Layout.ADVISORY, "hi"], sample(Layout.ADVISORY, "hi")
    start = perf_counter()
    for number in range(1000):
        shell.pour(page, f"hi/advisories/TST-2026-{number:04}/index.html")
    assert perf_counter() - start < 0.5  # measured: 0.02 s
