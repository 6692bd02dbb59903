# SPDX-License-Identifier: Apache-2.0
"""Whatever an advisory carries, even past lint: no script runs, no foreign host is asked, feeds stay well-formed."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from lxml import etree, html
from playwright.sync_api import Browser, Dialog
from playwright.sync_api import Page as Tab
from pydantic import ValidationError
from tests.browser.hostile_world import PAYLOADS, SHOWN, hostile_library
from tests.builders import advisory
from tests.sites import serving

pytestmark = pytest.mark.xdist_group("browser")

_TRAP = """
window.pwned = []
window.pwn = mark => { window.pwned.push(mark) }
for (const name of ['alert', 'confirm', 'prompt', 'print']) window[name] = window.pwn
"""
# what the browser itself made of a page: elements and attributes that could do something, links it would run
_LIVE = r"""root => {
  const found = []
  const quiet = new Set(['http:', 'https:', 'mailto:', 'tel:'])
  const active = 'script, style, iframe, frame, object, embed, svg, math, base, meta, link, img, video, audio, picture,'
    + ' template, noscript, portal, marquee, textarea, applet'
  for (const one of document.querySelectorAll(`:is(${root}) *`)) {
    if (one.matches(active)) found.push(one.outerHTML.slice(0, 200))
    for (const { name, value } of one.attributes) {
      if (name.startsWith('on') || ['srcdoc', 'formaction', 'autofocus', 'srcset', 'ping', 'style'].includes(name)) {
        found.push(`${name}=${value}`)
      }
    }
    for (const name of ['href', 'action', 'src', 'data']) {
      if (one.hasAttribute(name) && !quiet.has(new URL(one.getAttribute(name), document.baseURI).protocol)) {
        found.push(`${name}=${one.getAttribute(name)}`)
      }
    }
  }
  return found
}"""
_FAULTS = (
    "<script>pwn(1)</script>", "<img src=x onerror=pwn(2)>", "<b onmouseover=pwn(3)>b</b>",
    "<a href='java\tscript:pwn(4)'>a</a>", "<i style='position: fixed'>i</i>", "<svg onload=pwn(5)></svg>",
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile_address(hostile_site: Path) -> Iterator[str]:
    """Where the hostile site is served."""
    with serving(hostile_site) as address:
        yield address


@pytest.fixture
def trap(browser: Browser, hostile_address: str) -> Iterator[Tab]:
    """A tab that fails if any payload has run, or anybody else's host was asked, by its end."""
    context = browser.new_context()
    context.add_init_script(_TRAP)
    tab = context.new_page()
    sprung: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        sprung.append(dialog.message)
        dialog.dismiss()

    tab.on("dialog", dismiss)
    tab.on("request", lambda sent: None if sent.url.startswith((hostile_address, "data:")) else sprung.append(sent.url))
    tab.on("pageerror", lambda error: sprung.append(str(error)))
    yield tab
    context.close()
    assert sprung == []


def _expect_harmless(tab: Tab, root: str = "article, .cv-search__panel") -> None:
    assert tab.evaluate(_LIVE, root) == []
    assert tab.evaluate("window.pwned") == []


@pytest.mark.parametrize(("number", "words"), list(enumerate(PAYLOADS, start=1)))
def test_nothing_of_an_advisory_runs(trap: Tab, hostile_address: str, number: int, words: str) -> None:
    root = ("", "hi/")[number // 2 % 2]
    trap.goto(f"{hostile_address}{root}advisories/MPC-2026-{number:04d}/")
    _expect_harmless(trap)
    assert " ".join(words.split()) in trap.locator("h1").inner_text()
    assert " ".join(words.split()) in trap.title()


@pytest.mark.parametrize("path", ["", "hi/", "advisories/", "hi/advisories/", "hi/advisories/sector/courier/",
                                  "feeds/", "hi/feeds/", "no/such/page/"])  # fmt: skip
def test_nothing_runs_on_other_pages(trap: Tab, hostile_address: str, path: str) -> None:
    trap.goto(hostile_address + path)
    _expect_harmless(trap)


@pytest.mark.parametrize("root", ["", "hi/"])
def test_nothing_runs_in_search(trap: Tab, hostile_address: str, root: str) -> None:
    word = "पार्सल" if root else "parcel"
    for query in (PAYLOADS[0], f"{word} {PAYLOADS[3]}"):
        trap.goto(f"{hostile_address}{root}search/?q={quote(query)}&severity={quote(PAYLOADS[3])}")
        trap.locator("#cv-finder-results[aria-busy=false]").wait_for(state="attached")
        _expect_harmless(trap)
    trap.goto(f"{hostile_address}{root}search/?q={quote(word)}")
    trap.locator("#cv-finder-results li").nth(5).wait_for()
    _expect_harmless(trap)
    trap.goto(hostile_address + root)
    trap.fill("#cv-search-query", word)
    trap.locator(".cv-search__link").first.wait_for()
    _expect_harmless(trap)


def test_templates_are_shown_and_not_filled_in(hostile_site: Path) -> None:
    for path in sorted(hostile_site.rglob("index.html")):
        text = html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8")).text_content()
        assert "1337" not in text
        if "/MPC-" in str(path):
            assert [one for one in SHOWN if one not in text] == []


def test_feeds_and_every_other_file_are_well_formed(hostile_site: Path) -> None:
    strict = etree.XMLParser(resolve_entities=False, no_network=True)
    names = {"atom", "rss", "xml", "opml", "json"}
    files = [path for path in hostile_site.rglob("*") if path.suffix[1:] in names]
    for path in files:
        if path.suffix == ".json":
            json.loads(path.read_bytes())
        else:
            etree.fromstring(path.read_bytes(), strict)
    assert {path.suffix[1:] for path in files} == names
    items = json.loads((hostile_site / "feeds/all.json").read_bytes())["items"]
    assert len(items) == len(PAYLOADS)
    entries = etree.parse(hostile_site / "feeds/all.atom").findall("{*}entry/{*}title")
    assert {one.text for one in entries} == {item["title"] for item in items}


def test_nothing_runs_in_a_reader_that_shows_a_feed_as_it_is(
    trap: Tab,
    hostile_address: str,
    hostile_site: Path,
) -> None:
    trap.goto(hostile_address)
    for item in json.loads((hostile_site / "feeds/all.json").read_bytes())["items"]:
        trap.evaluate(
            "content => { document.body.innerHTML = `<main id=reader>${content}</main>` }", item["content_html"]
        )
        _expect_harmless(trap, "#reader")


@pytest.mark.parametrize("fault", _FAULTS)
def test_the_trap_sees_a_planted_fault(browser: Browser, hostile_address: str, hostile_site: Path, fault: str) -> None:
    sound = (hostile_site / "advisories/MPC-2026-0001/index.html").read_text(encoding="utf-8")
    spoilt = sound.replace("<h1>", f"{fault}<h1>")
    context = browser.new_context()
    context.add_init_script(_TRAP)
    tab = context.new_page()
    tab.route("**/planted/", lambda route: route.fulfill(body=spoilt, content_type="text/html"))
    tab.goto(f"{hostile_address}planted/")
    with pytest.raises(AssertionError):
        _expect_harmless(tab)
    assert (len(tab.evaluate("window.pwned")) > 0) == fault.startswith(("<script", "<img", "<svg"))
    context.close()


@pytest.mark.parametrize(
    "address", ["javascript:pwn()", "data:text/html,x", "https://a b", "https://me@elsewhere.example"]
)
def test_what_no_escaping_could_save_is_refused_by_the_record(address: str) -> None:
    with pytest.raises(ValidationError):
        advisory(1, references=[{"title": "A link", "url": address}])


@pytest.mark.parametrize("trick", ["\u202egnp.exe", "a\u200bb", "a\x00b", "a\x1bb", "a\u2066b", "\ufeffa"])
def test_characters_that_deceive_the_eye_are_refused_by_the_record(trick: str) -> None:
    with pytest.raises(ValidationError):
        advisory(1, title=f"A title {trick} with more")


def test_the_hostile_library_has_every_standing() -> None:
    of = hostile_library()
    assert len({of.standing(card) for card in of.cards.values()}) == 4
