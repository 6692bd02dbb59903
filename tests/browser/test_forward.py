# SPDX-License-Identifier: Apache-2.0
"""Is this forward real? In Chromium, served by nginx under a strict policy: what is answered, and what is sent."""

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import Page as Tab
from tests.axe import COLOURS, violations
from tests.browser.forward_world import Case, Site, build_forward_site, cases, serving_forward
from tests.browser.hostile_world import PAYLOADS
from tests.browser.test_check import Recorder

pytestmark = pytest.mark.xdist_group("browser")

_FITS = "document.scrollingElement.scrollWidth <= innerWidth"
_ASKED = re.compile(r"chat/check/MPC-\d{4}-\d{4}\.json")
_FOREIGN = "#cv-forward-words :is(ins, del), #cv-forward-others li"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The site, and the texts of it and of the one before."""
    return build_forward_site(tmp_path_factory.mktemp("forward"))


@pytest.fixture(scope="module")
def served(built: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is served."""
    with serving_forward(built.folder, tmp_path_factory.mktemp("served") / "nginx") as address:
        yield address


@pytest.fixture
def phone(browser: Browser) -> Iterator[Tab]:
    """A tab on a phone in which nothing moves."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


def opened(tab: Tab, url: str) -> Tab:
    """Open the page and wait for its script."""
    tab.goto(url)
    tab.locator("#cv-forward[data-ready]").wait_for()
    return tab


def paste(tab: Tab, text: str) -> str:
    """Paste ``text`` on the open page and press the button; return the answer's name."""
    tab.evaluate("document.getElementById('cv-forward-result').dataset.state = ''")
    tab.fill("#cv-forward-text", text)
    tab.click(".cv-check__submit")
    tab.locator("#cv-forward-result[data-state]:not([data-state=''])").wait_for()
    return tab.get_attribute("#cv-forward-result", "data-state") or ""


def test_every_case_is_answered_rightly_and_nothing_leaves_but_the_number(phone: Tab, built: Site, served: str) -> None:
    complaints: list[str] = []
    phone.on("console", lambda message: complaints.append(message.text))
    phone.on("pageerror", lambda error: complaints.append(error.message))
    recorder = Recorder(phone.context)
    wanted = cases(built)
    assert len(wanted) >= 80
    answers = {}
    for name, case in sorted(wanted.items(), key=lambda one: one[1].root):
        if phone.url != f"{served}{case.root}forward/":
            opened(phone, f"{served}{case.root}forward/")
        state = paste(phone, case.text)
        told = " | ".join(phone.locator(_FOREIGN).all_inner_texts())
        answers[name] = Case(case.root, case.text, state, tuple(one for one in case.shows if one in told))
        if state == "current":
            assert (told == "") is not bool(case.shows), name
            colour = phone.get_attribute("#cv-forward-verdict", "class") or ""
            assert ("official" in colour) is not bool(case.shows), "what others added is no green answer"
    assert answers == wanted
    asked = [url.removeprefix(served) for url in recorder.addresses() if "/chat/" in url]
    assert [path for path in asked if not _ASKED.fullmatch(path)] == []
    assert [url for url in recorder.addresses() if not url.startswith(served)] == []
    assert {one.partition(" ")[0] for one in recorder.sent()} == {"GET"}
    assert not re.search(r"7700|900417|refund|ravi|asha", "\n".join(recorder.sent()), re.IGNORECASE)
    kept = phone.evaluate(
        "[localStorage.length, sessionStorage.length, document.cookie, location.search, location.hash]"
    )
    assert kept == [0, 0, "", "", ""]
    assert [one for one in complaints if "404" not in one] == []


def test_what_was_changed_is_shown_beside_our_own_words(phone: Tab, built: Site, served: str) -> None:
    opened(phone, f"{served}forward/")
    paste(phone, built.now["MPC-2026-0001.en"].replace("*1930*", "*+44 7700 900417*"))
    assert phone.locator("#cv-forward-words ins [data-slot]").all_inner_texts() == ["+44 7700 900417"]
    assert phone.locator("#cv-forward-words del [data-slot]").all_inner_texts() == ["1930"]
    assert "Money gone? Call" in phone.inner_text("#cv-forward-words")
    assert phone.locator("#cv-forward-words a, #cv-forward-around a").count() == 0
    assert "Call 1930 within the hour" in phone.inner_text("#cv-forward-today")
    phone.click("#cv-forward-read a")
    assert phone.url == f"{served}advisories/MPC-2026-0001/"


@pytest.mark.parametrize(("root", "name", "said"), [
    ("", "MPC-2026-0002.en", ("MPC-2026-0002, revision 1 of 3 March 2026", "gift card", "Genuine, but corrected")),
    ("hi/", "MPC-2026-0002.hi", ("MPC-2026-0002, संशोधन 1, 3 मार्च 2026", "उपहार कार्ड", "असली है, पर बाद में सुधारी गई")),
    ("", "MPC-2026-0003.en", ("Withdrawn: do not act on it", "Reason: It named a genuine courier.")),
    ("hi/", "MPC-2026-0004.en", ("इसकी जगह नई चेतावनी", "MPC-2026-0007")),
])  # fmt: skip
def test_what_is_no_longer_so_is_told_with_the_text_of_today(
    phone: Tab, built: Site, served: str, root: str, name: str, said: tuple[str, ...]
) -> None:
    opened(phone, f"{served}{root}forward/")
    paste(phone, built.before[name])
    told = phone.inner_text("#cv-forward-result")
    assert [one for one in said if one not in told] == []
    assert "{" not in told


@pytest.mark.parametrize("root", ["", "hi/"])
def test_axe_finds_no_barrier_and_nothing_is_too_wide(phone: Tab, built: Site, served: str, root: str) -> None:
    opened(phone, f"{served}{root}forward/")
    assert violations(phone) == []
    text = built.now[f"MPC-2026-0001.{'hi' if root else 'en'}"]
    for said in (
        text, f"{text} {'long' * 90}", text.replace("1930", "x" * 300), built.before["MPC-2026-0002.en"],
        built.before["MPC-2026-0004.en"], "MPC-2026-0999", "nothing",
    ):  # fmt: skip
        phone.emulate_media(color_scheme="light")
        paste(phone, said)
        assert violations(phone) == []
        assert phone.evaluate(_FITS)
        phone.emulate_media(color_scheme="dark")
        assert violations(phone, COLOURS) == []


def test_what_cannot_be_asked_is_said_and_asked_again(phone: Tab, built: Site, served: str) -> None:
    opened(phone, f"{served}forward/")
    phone.route("**/chat/**", lambda route: route.abort())
    assert paste(phone, built.now["MPC-2026-0001.en"]) == "unavailable"
    phone.unroute("**/chat/**")
    phone.route("**/chat/**", lambda route: route.fulfill(status=503))
    assert paste(phone, built.now["MPC-2026-0001.en"]) == "unavailable"
    phone.unroute("**/chat/**")
    assert paste(phone, built.now["MPC-2026-0001.en"]) == "current"


def test_a_keyboard_is_enough(phone: Tab, built: Site, served: str) -> None:
    opened(phone, f"{served}forward/")
    phone.locator("#cv-forward-text").focus()
    phone.keyboard.insert_text(built.now["MPC-2026-0001.en"])
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    phone.locator("#cv-forward-result[data-state=current]").wait_for()
    assert phone.evaluate("document.activeElement.id") == "cv-forward-verdict"
    assert phone.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    bottom = "document.getElementById('cv-forward-result').getBoundingClientRect().bottom"
    assert 0 < phone.evaluate(bottom) <= 844, "all of the answer is to be seen"
    phone.keyboard.press("Tab")
    phone.keyboard.press("Enter")
    phone.wait_for_url(f"{served}advisories/MPC-2026-0001/")
    opened(phone, f"{served}forward/")
    assert phone.input_value("#cv-forward-text") == ""
    phone.locator("#cv-forward-text").focus()
    phone.keyboard.type("nothing")
    phone.keyboard.press("Control+Enter")
    phone.locator("#cv-forward-result[data-state=foreign]").wait_for()
    phone.click("#cv-forward [type=reset]")
    assert phone.evaluate("[document.activeElement.id, document.activeElement.value]") == ["cv-forward-text", ""]
    assert phone.locator("#cv-forward-result").is_hidden()


def test_hostile_text_stays_text_whether_pasted_or_published(phone: Tab, built: Site, served: str) -> None:
    ran: list[str] = []
    phone.expose_function("pwn", lambda number: ran.append(str(number)))
    phone.on("dialog", lambda dialog: dialog.dismiss())
    opened(phone, f"{served}forward/")
    before, text = phone.url, built.now["MPC-2026-0001.en"]
    for payload in (*PAYLOADS[:8], " ".join(PAYLOADS), "".join(PAYLOADS).replace(" ", "/")):
        assert paste(phone, f"{payload} MPC-2026-0001 {payload} and more") == "altered"
        paste(phone, f"{payload}\n{text}\n{payload}")
        paste(phone, text.replace("Stop.", payload))
    known = json.loads((built.folder / "chat/check/MPC-2026-0001.json").read_bytes())
    known |= {
        "chat": {"en": " ".join(PAYLOADS)},
        "successor": "javascript:pwn(99)",
        "links": {"en": "javascript:pwn(98)"},
    }
    phone.route("**/chat/check/*.json", lambda route: route.fulfill(json=known))
    assert paste(phone, "MPC-2026-0001") == "named"
    made = phone.evaluate(
        "[...new Set([...document.querySelectorAll('#cv-forward-result *')].map(one => one.localName))]"
    )
    assert set(made) <= {"a", "del", "div", "h2", "h3", "ins", "li", "p", "span", "ul"}
    links = phone.evaluate(
        "[...document.querySelectorAll('#cv-forward-result a')].map(one => one.getAttribute('href'))"
    )
    assert set(links) == {"../advisories/", "../advisories/MPC-2026-0001/"}
    assert phone.url == before
    assert ran == []


@pytest.mark.parametrize("root", ["", "hi/"])
def test_without_a_script_the_page_says_what_to_do(browser: Browser, served: str, root: str) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844})
    tab = context.new_page()
    tab.goto(f"{served}{root}")
    tab.click(".cv-home__forward a")
    assert tab.url == f"{served}{root}forward/"
    assert "1930" in tab.inner_text(".cv-without-script")
    assert tab.locator("article a[href='tel:1930']").is_visible()
    assert tab.locator("#cv-forward").is_hidden()
    context.close()


def test_without_the_page_s_script_nothing_typed_is_sent_either(phone: Tab, served: str) -> None:
    recorder = Recorder(phone.context)
    phone.route("**/forward-page.js", lambda route: route.abort())
    phone.goto(f"{served}forward/")
    assert phone.locator(".cv-check__old").is_visible()
    phone.fill("#cv-forward-text", "secret words")
    phone.click(".cv-check__submit")
    phone.wait_for_url(f"{served}forward/?")
    assert not [one for one in recorder.sent() if "secret" in one]
