# SPDX-License-Identifier: Apache-2.0
"""What every page gives every reader: it fits the screen, names its language, needs neither mouse nor script."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page as Tab
from tests.sites import PATHS, TYPES

pytestmark = pytest.mark.xdist_group("browser")

_PHONE = {"viewport": {"width": 390, "height": 844}}
_NARROW = {"viewport": {"width": 320, "height": 640}}
_EVERYTHING = TYPES["several kinds of everything"]
_WIDE = """() => [...document.querySelectorAll('body *')].filter(one => one.checkVisibility() &&
    getComputedStyle(one).position !== 'fixed' && one.getBoundingClientRect().right > innerWidth + 1)
    .map(one => one.outerHTML.slice(0, 120))"""
_FITS = "document.scrollingElement.scrollWidth <= innerWidth"
_UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"
_SMALL = """() => [...document.querySelectorAll('button, summary, select, input, nav a, .cv-language, .cv-chip,'
    + '.cv-brand, label[for=__drawer], .cv-button, .md-button')]
    .filter(one => one.checkVisibility({visibilityProperty: true, opacityProperty: true}))
    .map(one => [one.outerHTML.slice(0, 120), one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24)).map(([html]) => html)"""
# text of the page's own letters, in an element whose language is the other one, and the other way round
_MISSPOKEN = r"""() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), wrong = []
  const names = /^[\s\d\p{P}\p{S}]*$/u
  while (walker.nextNode()) {
    const node = walker.currentNode, of = node.parentElement, text = node.data.trim()
    if (!text || of.closest('script, style, code, pre, svg, select') || names.test(text)) continue
    const language = of.closest('[lang]').lang
    const hindi = /\p{Script=Devanagari}/u.test(text)
    const sentence = /(\p{Script=Latin}{2,}[\s,]+){3}\p{Script=Latin}{2,}/u.test(text)
    if (language === 'hi' ? sentence && !hindi : hindi) wrong.push(`${language}: ${text}`)
  }
  return wrong
}"""


# what has the focus; of the drawer's checkbox, which nobody sees, its label
_FOCUSED = """() => {
  const one = document.activeElement
  const shown = one.id === '__drawer' ? document.querySelector('.md-header label') : one
  const style = getComputedStyle(shown), box = shown.getBoundingClientRect()
  return { name: one.outerHTML.slice(0, 120), outline: parseFloat(style.outlineWidth), kind: style.outlineStyle,
           inside: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth }
}"""


@pytest.mark.parametrize("tab", [_PHONE, _NARROW], indirect=True, ids=["390", "320"])
def test_no_page_scrolls_sideways_and_what_is_pressed_is_large_enough(tab: Tab, address: str) -> None:
    for path in PATHS:
        tab.goto(address + path)
        tab.evaluate(_UNFOLD)
        assert tab.evaluate(_FITS), (path, tab.evaluate(_WIDE))
        assert tab.evaluate(_SMALL) == [], path


@pytest.mark.parametrize("tab", [_PHONE], indirect=True)
def test_a_page_too_wide_and_a_button_too_small_are_seen(tab: Tab, address: str) -> None:
    tab.goto(address + _EVERYTHING)
    fault = "<div style='width: 600px'>wide</div><button style='all: unset; font-size: 8px'>x</button>"
    tab.evaluate("fault => document.querySelector('article').insertAdjacentHTML('beforeend', fault)", fault)
    assert not tab.evaluate(_FITS)
    assert len(tab.evaluate(_SMALL)) == 1


def test_every_text_is_marked_with_its_language(tab: Tab, address: str) -> None:
    for path in PATHS:
        tab.goto(address + path)
        if "no/such" not in path:
            assert tab.get_attribute("html", "lang") == ("hi" if path.startswith("hi/") else "en")
        assert tab.evaluate(_MISSPOKEN) == [], path


def test_a_text_in_another_language_without_a_mark_is_seen(tab: Tab, address: str) -> None:
    tab.goto(f"{address}hi/{_EVERYTHING}")
    tab.evaluate("document.querySelector('article').append('Here somebody forgot to mark English.')")
    tab.evaluate("document.querySelector('article').insertAdjacentHTML('beforeend', '<p lang=en>यह हिंदी है</p>')")
    assert len(tab.evaluate(_MISSPOKEN)) == 2


@pytest.mark.parametrize("tab", [_PHONE], indirect=True)
@pytest.mark.parametrize("root", ["", "hi/"])
def test_help_is_above_the_fold(tab: Tab, address: str, root: str) -> None:
    tab.goto(address + root)
    button = tab.locator("article a[href='tel:1930']").first.bounding_box()
    assert button is not None
    assert button["y"] + button["height"] <= 844
    assert button["height"] >= 44


def test_every_page_leads_to_itself_in_the_other_language(tab: Tab, address: str) -> None:
    for path in PATHS:
        answer = tab.goto(address + path)
        assert answer is not None
        assert answer.status == (404 if "no/such" in path else 200)
        switch = tab.locator("a.cv-language")
        assert switch.get_attribute("hreflang") == switch.get_attribute("lang")
        there = tab.evaluate("document.querySelector('a.cv-language').href")
        if "no/such" in path:
            assert there == f"{address}hi/"
        else:
            other = path.removeprefix("hi/") if path.startswith("hi/") else f"hi/{path}"
            assert there.partition("?")[0] == address + other.partition("?")[0]  # search adds its query by script
        assert tab.request.get(there).status == 200


@pytest.mark.parametrize("view", [_PHONE, {}], ids=["phone", "desktop"])
@pytest.mark.parametrize("kind", ["home", "check", "several kinds of everything", "list", "search", "article"])
def test_a_keyboard_reaches_everything_and_sees_where_it_is(
    kept_tab: Callable[..., Tab], address: str, kind: str, view: dict[str, Any]
) -> None:
    tab = kept_tab(reduced_motion="reduce", **view)
    tab.goto(address + TYPES[kind])
    for _ in range(30):
        tab.keyboard.press("Tab")
        seen = tab.evaluate(_FOCUSED)
        if seen["name"].startswith("<body"):
            break
        assert seen["kind"] != "none", seen
        assert seen["outline"] >= 2, seen
        assert seen["inside"], seen


@pytest.fixture
def plain(kept_tab: Callable[..., Tab]) -> Tab:
    """A tab on a phone without script."""
    return kept_tab(java_script_enabled=False, **_PHONE)


@pytest.mark.parametrize("root", ["", "hi/"])
def test_without_script_a_reader_gets_everywhere(plain: Tab, address: str, root: str) -> None:
    plain.goto(address + root)
    plain.locator("article a.md-button[href$='advisories/']").first.click()
    assert plain.url == f"{address}{root}advisories/"
    for year in ("2026/1", "2025", "2024"):
        plain.locator("article a[rel=next]").click()
        assert plain.url == f"{address}{root}advisories/year/{year}/"
    plain.locator(".cv-entry a").last.click()
    assert plain.url == f"{address}{root}advisories/MPC-2024-0001/"
    assert plain.locator("article h2").first.is_visible()
    plain.locator(".md-header label[for=__drawer]").click()
    plain.locator(".cv-nav a[href$='guide/first-hour/']").click()
    assert plain.url == f"{address}{root}guide/first-hour/"
    plain.locator("a.cv-language").click()
    other = "" if root else "hi/"
    assert plain.url == f"{address}{other}guide/first-hour/"


@pytest.mark.parametrize("kind", [kind for kind in TYPES if kind not in {"search", "check", "forward"}])
def test_without_script_everything_is_shown_and_no_dead_button(
    plain: Tab, kept_tab: Callable[..., Tab], address: str, kind: str
) -> None:
    tab = kept_tab(**_PHONE)
    plain.goto(address + TYPES[kind])
    tab.goto(address + TYPES[kind])
    buttons = plain.locator("button:visible:not([type=submit])")
    assert [one.inner_text() for one in buttons.all()] == []
    words = plain.locator("article").inner_text().split()
    with_script = tab.locator("article").inner_text().split()
    extra = {"Copy", "all", "link", "Print", "Share"}
    assert [word for word in words if word not in extra] == [word for word in with_script if word not in extra]


def test_no_page_asks_another_host_for_anything(tab: Tab, address: str) -> None:
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url))
    tab.on("websocket", lambda socket: sent.append(socket.url))
    for path in PATHS:
        tab.goto(address + path, wait_until="load")
    for root in ("", "hi/"):
        tab.goto(address + root)
        tab.fill("#cv-search-query", "1930")
        tab.locator(".cv-search__link").first.wait_for()
        tab.goto(f"{address}{root}search/?q=1930&severity=high&sort=newest")
        tab.locator("#cv-finder-results li").first.wait_for()
    assert len(sent) > len(PATHS)
    assert [url for url in sent if not url.startswith((address, "data:"))] == []
    tab.evaluate("new Image().src = 'https://elsewhere.example/count.png'")
    tab.goto(address)
    assert [url for url in sent if not url.startswith((address, "data:"))] == ["https://elsewhere.example/count.png"]
