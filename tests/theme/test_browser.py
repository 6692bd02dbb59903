# SPDX-License-Identifier: Apache-2.0
"""The pages in a browser: no barrier that axe finds, no foreign request; on a phone, on paper, without script."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab
from tests.axe import violations
from tests.sites import serving

from chetavani.model.page import Layout, Page
from chetavani.theme.shell import Base

pytestmark = pytest.mark.xdist_group("theme in a browser")

_ADVISORY, _ARTICLE = "poured/advisory-{}/", "{}guide/first-hour/"
_PAGES = [
    *(f"poured/{layout}-{language}/" for layout in Layout for language in ("en", "hi")),
    "guide/first-hour/", "hi/guide/first-hour/", "404.html",
]  # fmt: skip


@pytest.fixture(scope="module")
def address(
    base: Base, sample: Callable[[Layout, str], Page], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Serve the site under its base path, with a poured page of every shell."""
    folder = tmp_path_factory.mktemp("served")
    site = folder / "alerts"
    shutil.copytree(base.folder, site)
    for (layout, language), shell in base.shells.items():
        path = site / f"poured/{layout}-{language}/index.html"
        path.parent.mkdir(parents=True)
        path.write_bytes(shell.pour(sample(layout, language), path.relative_to(site).as_posix()))
    with serving(folder) as address:
        yield f"{address}alerts/"


@pytest.mark.parametrize(
    "tab",
    [
        {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
        {"color_scheme": "dark", "viewport": {"width": 390, "height": 800}},
    ],
    indirect=True,
    ids=["light-desktop", "dark-phone"],
)
def test_axe_finds_nothing_and_nothing_fails(tab: Tab, address: str) -> None:
    errors: list[str] = []
    requested: list[str] = []
    statuses: list[int] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("request", lambda request: requested.append(request.url))
    tab.on("response", lambda response: statuses.append(response.status))
    for path in _PAGES:
        tab.goto(address + path)
        assert violations(tab) == [], path
        assert errors == [], path
        assert [url for url in requested if not url.startswith(address)] == [], path
        assert {200} <= set(statuses) <= {200, 304}, path
        width = tab.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
        assert width[0] <= width[1], path
        statuses.clear()


def test_axe_finds_a_planted_fault(tab: Tab, address: str) -> None:
    tab.goto(address + _ADVISORY.format("en"))
    tab.evaluate("document.querySelector('article').innerHTML += '<img src=\"x\"><a href=\"/\"></a>'")
    assert {"image-alt", "link-name"} <= {rule for rule, _ in violations(tab)}


@pytest.mark.parametrize(
    "tab", [{"java_script_enabled": False, "viewport": {"width": 390, "height": 800}}], indirect=True
)
def test_without_script_the_menu_opens_and_closes(tab: Tab, address: str) -> None:
    tab.goto(address + _ARTICLE.format("hi/"))
    link = tab.locator(".cv-nav a", has_text="पहले घंटे में क्या करें")
    assert not link.is_visible()
    assert not tab.locator("#cv-palette").is_visible()
    tab.locator(".md-header label[for=__drawer]").click()
    link.wait_for(state="visible")
    tab.locator(".cv-nav__close").click()
    link.wait_for(state="hidden")


@pytest.mark.parametrize("tab", [{"viewport": {"width": 390, "height": 800}}], indirect=True)
def test_a_keyboard_reaches_content_and_menu(tab: Tab, address: str) -> None:
    tab.goto(address + _ADVISORY.format("en"))
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "md-skip"
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    tab.locator(".cv-nav__link").first.wait_for(state="visible")
    tab.keyboard.press("Space")
    tab.locator(".md-skip").focus()
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "cv-content"


def _background(tab: Tab) -> str:
    return str(tab.evaluate("getComputedStyle(document.body).backgroundColor"))


@pytest.mark.parametrize("script", [True, False])
def test_colours_follow_the_system(browser: Browser, address: str, script: bool) -> None:  # noqa: FBT001
    seen = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme, java_script_enabled=script)
        tab = context.new_page()
        tab.goto(address + _ADVISORY.format("en"))
        seen[scheme] = _background(tab)
        context.close()
    assert seen == {"light": "rgb(255, 255, 255)", "dark": "rgb(20, 24, 30)"}


@pytest.mark.parametrize("tab", [{"color_scheme": "light"}], indirect=True)
def test_the_switch_changes_the_colours_and_is_remembered(tab: Tab, address: str) -> None:
    tab.goto(address + _ADVISORY.format("en"))
    light = _background(tab)
    button = tab.locator("#cv-palette")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    dark = _background(tab)
    assert dark != light
    tab.goto(address + _ARTICLE.format(""))
    assert _background(tab) == dark
    tab.locator("#cv-palette").click()
    assert _background(tab) == light


@pytest.mark.parametrize("path", [_ADVISORY.format("hi"), _ARTICLE.format("hi/")])
def test_on_paper_the_notice_stays_and_the_navigation_goes(tab: Tab, address: str, path: str) -> None:
    tab.emulate_media(media="print", color_scheme="dark")
    tab.goto(address + path)
    assert tab.locator(".cv-notice__demonstration").is_visible()
    assert tab.locator("article").is_visible()
    assert tab.locator("footer").is_visible()
    for gone in (".md-tabs", ".cv-nav", ".cv-search", ".cv-language", ".md-sidebar--secondary"):
        assert not tab.locator(gone).is_visible(), gone
    assert _background(tab) == "rgb(255, 255, 255)"


def test_the_address_of_a_link_is_printed(tab: Tab, address: str) -> None:
    tab.emulate_media(media="print")
    tab.goto(address + _ARTICLE.format(""))
    after = "getComputedStyle(document.querySelector('article a[href^=https]'), '::after').content"
    assert "https://cybercrime.gov.in" in tab.evaluate(after)


def test_devanagari_has_its_own_type_and_room(tab: Tab, address: str) -> None:
    tab.goto(address + _ADVISORY.format("hi"))
    style = tab.evaluate(
        "(() => { const s = getComputedStyle(document.querySelector('article p'));"
        " return [s.fontFamily, parseFloat(s.lineHeight) / parseFloat(s.fontSize)] })()"
    )
    assert style[0].startswith('"Noto Sans Devanagari"')
    assert style[1] >= 1.75


def test_every_asset_that_a_page_links_is_there(base: Base) -> None:
    (assets,) = Path(base.folder, "assets/chetavani").iterdir()
    assert {path.name for path in assets.iterdir()} >= {
        "theme.css", "dark.css", "theme.js", "icon.svg", "pages.css", "search.css", "search.js",
    }  # fmt: skip
