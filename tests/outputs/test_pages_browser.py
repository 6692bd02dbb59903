# SPDX-License-Identifier: Apache-2.0
"""The poured pages in a browser: no barrier that axe finds, no sideways scrolling, buttons that do as they say."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Dialog
from playwright.sync_api import Page as Tab
from tests.axe import violations
from tests.builders import AS_OF, advisories, advisory, library, repository
from tests.outputs.feed_world import HOSTILE_BODY, context, full_library, our_settings
from tests.outputs.page_world import made, planned
from tests.sites import serving

from chetavani.model.library import Library
from chetavani.templating import template_roots
from chetavani.theme.shell import build_base

pytestmark = pytest.mark.xdist_group("pages in a browser")

_FULL = "advisories/MPC-2026-0001/"
_HOSTILE = "advisories/MPC-2026-0071/"
_PAGES = [
    "", "hi/", _FULL, f"hi/{_FULL}", "advisories/MPC-2026-0002/", "hi/advisories/MPC-2026-0003/",
    "advisories/MPC-2026-0005/", "hi/advisories/MPC-2026-0006/", "advisories/", "hi/advisories/sector/courier/",
    "feeds/", "hi/feeds/", _HOSTILE,
]  # fmt: skip
_VIEWS = [
    {"color_scheme": "light", "viewport": {"width": 1280, "height": 800}},
    {"color_scheme": "dark", "viewport": {"width": 390, "height": 800}},
]


def _world() -> Library:
    words = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }}'
    long = {"type": "url", "value": f"https://{'very-' * 20}long.example/{'a' * 200}", "role": "lure"}
    hostile = advisory(71, title=words, summary=words, body=HOSTILE_BODY, contact=words, indicators=[long])
    return library(*advisories(full_library()), hostile)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve every page of a library with everything in it, poured into real shells."""
    root = repository(tmp_path_factory.mktemp("pages") / "tree", {})
    site = root / "site"
    base = build_base(root, our_settings(), template_roots(root), site, AS_OF)
    of = _world()
    for path, artifact in planned(of, context(of)).items():
        page, target = made(artifact), site / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(base.shells[page.layout, page.language].pour(page, path))
    with serving(site) as address:
        yield address


@pytest.mark.parametrize("tab", _VIEWS, indirect=True, ids=["light-desktop", "dark-phone"])
def test_no_page_has_a_barrier_or_scrolls_sideways(tab: Tab, address: str) -> None:
    for path in _PAGES:
        tab.goto(address + path)
        if not path.endswith("feeds/"):  # what is folded there is hundreds of rows like those that are not
            tab.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        assert violations(tab) == [], path
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path


@pytest.mark.parametrize("tab", _VIEWS[1:], indirect=True, ids=["phone"])
def test_what_is_pressed_is_large_enough_for_a_finger(tab: Tab, address: str) -> None:
    small = """() => [...document.querySelectorAll('article :is(button, input, summary, .cv-chip, .cv-lost__call)')]
        .filter(one => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().height < 44)
        .map(one => one.outerHTML)"""
    for path in _PAGES:
        tab.goto(address + path)
        assert tab.evaluate(small) == [], path


@pytest.mark.parametrize("tab", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True)
def test_buttons_copy_what_is_shown_and_say_so(tab: Tab, address: str) -> None:
    read = "navigator.clipboard.readText()"
    tab.goto(address + _FULL)
    button = tab.locator("#indicators ~ table [data-cv-copy]").first
    button.click()
    assert tab.evaluate(read) == "fee.desk[at]example"
    assert tab.get_by_role("status").text_content() == "Copied"
    tab.get_by_text("All of them as text").click()
    tab.get_by_role("button", name="Copy all").click()
    assert tab.evaluate(read).split() == [
        "fee.desk[at]example", "+447700900417", "hxxps://pay[.]evil[.]example/a?b=c", "desk[at]parcel[.]example",
    ]  # fmt: skip
    tab.get_by_role("button", name="Copy link").click()
    assert tab.evaluate(read) == f"https://chetavani.example/{_FULL}"


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True)
def test_without_script_there_are_no_dead_buttons(tab: Tab, address: str) -> None:
    tab.goto(address + _FULL)
    assert tab.locator("article button:visible").count() == 0
    assert tab.locator("#indicators ~ table code").first.is_visible()


def test_no_script_of_an_advisory_runs(tab: Tab, address: str) -> None:
    opened: list[str] = []

    def note(dialog: Dialog) -> None:
        opened.append(dialog.message)
        dialog.dismiss()

    tab.on("dialog", note)
    for path in ("", "advisories/", f"hi/{_HOSTILE}", _HOSTILE):
        tab.goto(address + path, wait_until="networkidle")
        tab.mouse.move(200, 400)
    assert opened == []
    assert tab.get_by_text("<script>alert(1)</script>").count() > 0


@pytest.mark.parametrize("tab", [{"viewport": {"width": 800, "height": 1000}}], indirect=True)
def test_on_paper_the_status_stays_and_the_buttons_go(tab: Tab, address: str, tmp_path: Path) -> None:
    tab.goto(address + "advisories/MPC-2026-0002/")
    tab.emulate_media(media="print")
    assert tab.locator(".cv-banner--stop").is_visible()
    assert not tab.locator(".cv-tools").is_visible()
    paper = tmp_path / "paper.pdf"
    tab.pdf(path=paper)
    assert paper.read_bytes().startswith(b"%PDF")
