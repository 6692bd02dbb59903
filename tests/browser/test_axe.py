# SPDX-License-Identifier: Apache-2.0
"""WCAG 2.1 A and AA as axe judges it: every page type, in both languages, light and dark, on desktop and phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import ViewportSize
from tests.axe import COLOURS, violations
from tests.sites import PATHS, TYPES

pytestmark = pytest.mark.xdist_group("browser")

_VIEWS: tuple[ViewportSize, ...] = ({"width": 1280, "height": 800}, {"width": 390, "height": 844})
_UNFOLD = "document.querySelectorAll('details').forEach(one => one.open = true)"


def show(tab: Tab, url: str) -> None:
    """Open a page with everything on it unfolded and nothing in motion; the search page with its results."""
    tab.emulate_media(reduced_motion="reduce")  # a colour on its way to another is neither
    tab.goto(url)
    if "search/?" in url:
        tab.locator("#cv-finder-results[aria-busy=false] li").first.wait_for()
    if "feeds/" not in url:  # what is folded there is hundreds of rows like those that are not
        tab.evaluate(_UNFOLD)


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_no_barrier(kept_tab: Callable[..., Tab], address: str, path: str) -> None:
    tab = kept_tab()
    tab.set_viewport_size(_VIEWS[0])
    show(tab, address + path)
    for view in _VIEWS:
        tab.set_viewport_size(view)
        tab.emulate_media(color_scheme="light")
        assert violations(tab) == [], ("light", view)
        tab.emulate_media(color_scheme="dark")  # where only colours differ: see below
        assert violations(tab, COLOURS) == [], ("dark", view)


def test_both_schemes_differ_in_nothing_but_colour(tab: Tab, address: str) -> None:
    tab.emulate_media(color_scheme="light")
    show(tab, address + TYPES["several kinds of everything"])
    boxes = """[...document.querySelectorAll('body *')].filter(one => one.checkVisibility())
        .map(one => { const box = one.getBoundingClientRect(); return [one.tagName, box.width, box.height] })"""
    light = tab.evaluate(boxes)
    tab.emulate_media(color_scheme="dark")
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(20, 24, 30)"
    assert tab.evaluate(boxes) == light


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("<img src='data:,'>", "image-alt"),
        ("<p style='color: #999; background: #fff'>pale</p>", "color-contrast"),
        ("<a href='/'></a>", "link-name"),
        ("<input type='text'>", "label"),
        ("<p lang='qq-nonsense-1234567890'>text</p>", "valid-lang"),
    ],
)
def test_axe_sees_a_planted_fault(tab: Tab, address: str, fault: str, rule: str) -> None:
    tab.goto(address + TYPES["vigil"])
    tab.evaluate("fault => document.querySelector('article').insertAdjacentHTML('beforeend', fault)", fault)
    assert rule in {name for name, _ in violations(tab)}
