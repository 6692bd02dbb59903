# SPDX-License-Identifier: Apache-2.0
"""On paper: what an advisory is, whether it holds, that it is a demonstration; nothing that only a screen can use."""

from pathlib import Path

import pytest
from playwright.sync_api import Page as Tab
from tests.sites import TYPES

pytestmark = pytest.mark.xdist_group("browser")

_SCREEN_ONLY = (
    ".md-tabs", ".cv-nav", ".md-sidebar", ".cv-search", ".cv-language", "#cv-palette", ".cv-toggle", ".md-skip",
    ".cv-tools", ".cv-copy", ".cv-follow",
)  # fmt: skip
# what a page of A4 would cut off: elements that are wider than the paper
_CUT = """() => [...document.querySelectorAll('article *')].filter(one => one.checkVisibility()
    && one.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(one => one.outerHTML)"""


def printed(tab: Tab, url: str) -> str:
    """Return all that stands on the paper: what is shown of the page when it is printed, marks of styles included."""
    tab.set_viewport_size({"width": 680, "height": 960})  # A4 without its margins
    tab.emulate_media(media="print", color_scheme="dark")
    tab.goto(url)
    return tab.locator("body").inner_text()


@pytest.mark.parametrize("root", ["", "hi/"])
@pytest.mark.parametrize("kind", ["several kinds of everything", "withdrawn", "superseded", "expired", "upgrade"])
def test_paper_says_what_it_is_and_whether_it_holds(tab: Tab, address: str, kind: str, root: str) -> None:
    url = address + root + TYPES[kind]
    text = printed(tab, url)
    assert TYPES[kind].split("/")[1] in text
    assert ("नमूना: यह कोई सरकारी प्रकाशन नहीं है" if root else "Demonstration: not an official publication") in text
    assert "1930" in text
    assert tab.locator("h1").inner_text() in text
    stops = {"withdrawn", "superseded", "expired"}
    assert tab.locator(".cv-banner--stop").is_visible() == (kind in stops)
    for gone in _SCREEN_ONLY:
        assert not any(one.is_visible() for one in tab.locator(gone).all()), gone
    assert tab.evaluate(_CUT) == []
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_what_is_asked_and_by_which_signs_stands_on_paper(tab: Tab, address: str) -> None:
    text = printed(tab, address + TYPES["several kinds of everything"])
    for told in ("Block the numbers & accounts.", "+447700900417", "desk[at]parcel[.]example", "203[.]0[.]113[.]7",
                 "Told more on day 9.", "National Cyber Crime Reporting Portal"):  # fmt: skip
        assert told in text
    after = "getComputedStyle(document.querySelector('section[aria-labelledby=references] a'), '::after').content"
    assert "https://cybercrime.gov.in/" in tab.evaluate(after)


def test_paper_takes_few_pages(tab: Tab, address: str, tmp_path: Path) -> None:
    tab.goto(address + TYPES["withdrawn"])
    paper = tmp_path / "paper.pdf"
    tab.pdf(path=paper, format="A4")
    content = paper.read_bytes()
    assert content.startswith(b"%PDF-")
    assert 1 <= content.count(b"/Type /Page\n") <= 2


def test_something_too_wide_for_paper_is_seen(tab: Tab, address: str) -> None:
    printed(tab, address + TYPES["vigil"])
    tab.evaluate("document.querySelector('h1').style.width = '900px'")
    assert len(tab.evaluate(_CUT)) == 1
