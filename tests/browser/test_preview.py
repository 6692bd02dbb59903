# SPDX-License-Identifier: Apache-2.0
"""The preview as its user meets it: an editor on one side, a browser on the other."""

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect
from tests.builders import BODY, repository, source

pytestmark = pytest.mark.xdist_group("browser")

_COMMAND = (sys.executable, "-P", "-c", "from chetavani.cli import main; main()", "serve", "--port", "0")
_HOSTILE = "<img src=x onerror=document.title='taken'><script>document.title='taken'</script>"
_TAGS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}


class Desk:
    """An author's repository, and where its preview is."""

    def __init__(self, root: Path, address: str) -> None:
        self.root = root
        self.address = address

    def save(self, number: int = 1, **changes: Any) -> None:  # noqa: ANN401
        """Save one advisory, with ``changes`` to its fields."""
        path = self.root / f"advisories/2026/MPC-2026-{number:04d}.md"
        path.write_text(source(number, **changes), encoding="utf-8")

    def state(self) -> dict[str, Any]:
        """Return what the panel on the first advisory's page is told."""
        with urllib.request.urlopen(f"{self.address}.preview/wait?page=/advisories/MPC-2026-0001/") as told:  # noqa: S310
            state: dict[str, Any] = json.load(told)
        return state

    def quiet(self, states: list[dict[str, Any]]) -> None:
        """Wait until there has been a build since the last of ``states``, and none for a while; add what is told."""
        before = states[-1]
        while states[-1] == before or states[-1] != states[-2]:
            time.sleep(0.4)
            states.append(self.state())

    def page(self, number: int = 1, language: str = "") -> str:
        """Return the address of an advisory's page."""
        return f"{self.address}{language}advisories/MPC-2026-{number:04d}/"


@pytest.fixture(scope="module")
def _desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    expect.set_options(timeout=20_000)  # a save, its build and a page, on a machine that is busy with other tests
    root = repository(tmp_path_factory.mktemp("desk") / "cell")
    with subprocess.Popen(
        [*_COMMAND, "--root", str(root), "--as-of", "2026-06-01T12:00:00+00:00"], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        address = next(found[0] for line in process.stdout if (found := re.search(r"http://\S+/", line)))
        yield Desk(root, address)
        process.terminate()


@pytest.fixture
def desk(_desk: Desk, tab: Tab) -> Desk:
    """The desk with everything mended, and the first advisory saved last."""
    states = [_desk.state()]
    repository(_desk.root)
    _desk.quiet(states)
    _desk.save()
    _desk.quiet(states)
    tab.goto(_desk.page())
    expect(panel(tab)).to_contain_text("2 findings elsewhere")
    expect(tab.get_by_role("heading", name="Parcel call number 1 that asks for a fee")).to_be_visible()
    expect(tab.get_by_role("alert")).to_have_count(0)
    return _desk


def panel(tab: Tab, page_language: str = "en") -> Any:  # noqa: ANN401
    """Return the panel as assistive technology finds it."""
    return tab.get_by_role("region", name="Preview" if page_language == "en" else "पूर्वावलोकन")


def test_a_save_comes_up_by_itself_where_the_reader_was(tab: Tab, desk: Desk) -> None:
    tab.set_viewport_size({"width": 600, "height": 400})
    tab.evaluate("scrollTo(0, 500)")
    heading = tab.get_by_role("heading", name="What is happening")
    before = heading.bounding_box()
    assert before is not None
    desk.save(title="Parcel call number 1 that wants a fee, in a title that takes a line more than before")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("a line more than before")
    expect(panel(tab)).to_contain_text("2 findings elsewhere")
    assert tab.evaluate("scrollY") > 0
    after = heading.bounding_box()
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2


def test_a_broken_save_is_an_alert_over_the_last_good_page_until_the_mend(tab: Tab, desk: Desk) -> None:
    tab.evaluate("window.untouched = true")
    desk.save(severity="dreadful")
    expect(tab.get_by_role("alert")).to_contain_text("last good pages")
    expect(panel(tab).get_by_role("listitem")).to_contain_text([re.compile(r"CH111 .*0001\.md, line 6.*'dreadful'")])
    expect(tab.get_by_role("heading", level=1)).to_have_text("Parcel call number 1 that asks for a fee")
    desk.save()
    expect(tab.get_by_role("alert")).to_have_count(0)
    assert tab.evaluate("window.untouched")  # nothing had to be loaded again
    for elsewhere in ("", "hi/feeds/", "guide/first-hour/"):
        desk.save(severity="dreadful")
        tab.goto(desk.address + elsewhere)
        expect(tab.get_by_role("alert")).to_be_visible()
        desk.save()
        expect(tab.get_by_role("alert")).to_have_count(0)


def test_a_page_lists_its_own_findings_in_both_languages(tab: Tab, desk: Desk) -> None:
    desk.save(2, title="BILLS THAT THREATEN TO CUT THE POWER TONIGHT")
    tab.goto(desk.page(2))
    expect(tab.get_by_role("status").filter(has_text="2 findings on this page")).to_be_visible()
    expect(panel(tab).get_by_role("listitem")).to_contain_text(["CH291", "CH304"])
    tab.goto(desk.page(2, "hi/"))
    expect(panel(tab, "hi").get_by_role("status")).to_contain_text("इस पृष्ठ पर 2 टिप्पणी")
    expect(panel(tab, "hi").get_by_role("listitem")).to_contain_text(["CH291", "CH304"])


def test_the_others_are_listed_on_request(tab: Tab, desk: Desk) -> None:
    expect(panel(tab)).to_contain_text("2 findings elsewhere")
    panel(tab).get_by_role("button", name="List all findings").press("Enter")
    expect(panel(tab).get_by_role("listitem")).to_contain_text(["MPC-2026-0002.md, line 1", "MPC-2026-0003.md, line 1"])
    expect(panel(tab)).to_be_focused()
    assert desk.address in tab.url


def test_what_was_hidden_comes_back_only_with_something_new(tab: Tab, desk: Desk) -> None:
    panel(tab).get_by_role("button", name="Hide").press("Enter")
    expect(panel(tab)).to_have_count(0)
    tab.reload()
    expect(tab.locator("chetavani-preview")).to_be_attached()
    expect(panel(tab)).to_have_count(0)
    desk.save(severity="dreadful")
    expect(tab.get_by_role("alert")).to_be_visible()
    panel(tab).focus()
    tab.keyboard.press("Escape")
    expect(panel(tab)).to_have_count(0)
    assert tab.evaluate("document.body.style.paddingBottom") == ""


def test_hostile_text_is_shown_as_text(tab: Tab, desk: Desk) -> None:
    desk.save(severity=_HOSTILE)
    expect(panel(tab).get_by_role("listitem").first).to_contain_text(_HOSTILE)
    assert (
        tab.evaluate("document.querySelector('chetavani-preview').shadowRoot.querySelectorAll('img, script').length")
        == 0
    )
    panel(tab).get_by_role("button", name="List all findings").click()
    expect(panel(tab).get_by_role("listitem").first).to_contain_text(_HOSTILE)
    assert tab.title() != "taken"


def test_a_draft_is_said_to_have_no_page(tab: Tab, desk: Desk) -> None:
    path = desk.root / "advisories/drafts/MPC-0000-0000-parcel.md"
    path.parent.mkdir(exist_ok=True)
    draft = source(
        1, id="MPC-0000-0000-parcel", status="draft", published=None, title="Wanted: a better title", body=BODY
    )
    path.write_text(draft, encoding="utf-8")
    expect(panel(tab)).to_contain_text("MPC-0000-0000-parcel.md is a draft")
    path.unlink()


def test_a_search_page_gets_the_new_index(tab: Tab, desk: Desk) -> None:
    tab.goto(f"{desk.address}search/?q=marzipan")
    desk.save(summary="Callers claim that a parcel of marzipan was stopped and ask for a fee to release it.")
    expect(tab.locator("#cv-finder-results")).to_contain_text("Parcel call number 1")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "hi/"])
def test_axe_finds_no_barrier_in_the_panel(tab: Tab, desk: Desk, scheme: Any, language: str) -> None:  # noqa: ANN401
    tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    tab.goto(desk.page(2, language))
    desk.save(severity="dreadful")
    expect(tab.get_by_role("alert")).to_be_visible()
    for width in (390, 1280):
        tab.set_viewport_size({"width": width, "height": 800})
        tab.evaluate(Axe().axe_script)
        found = tab.evaluate("async options => (await axe.run('chetavani-preview', options)).violations", _TAGS)
        assert found == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
