# SPDX-License-Identifier: Apache-2.0
"""Search in a browser, over a whole build below a sub-path: what people type, and what they are shown for it."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, expect
from playwright.sync_api import Page as Tab
from tests.builders import AS_OF, BODY, commit, published, repository, source, translation
from tests.sites import SiteHandler, serving

from chetavani.edition import open_edition
from chetavani.model.library import Library
from chetavani.model.vocab import ROLES
from chetavani.pipeline import Request, build

pytestmark = pytest.mark.xdist_group("browser")

_RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
_POLICY = (
    "default-src 'self'; img-src 'self' data:; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'"
)
_UPGRADE = "\n".join(
    f"## {heading}\n\nThe gateway before 1.4 lets anybody in; 1.4 mends it. A parcel of updates is out.\n"
    for heading in ("Affected versions", "Fixed versions", "How to upgrade", "Workaround")
)
_PHONE = {"color_scheme": "dark", "viewport": {"width": 390, "height": 800}}


def _tree() -> dict[str, str]:
    role = ROLES.ids()[0]
    values = [("upi", "refund.desk-9@example"), ("phone", "+447700900123"), ("domain", "kyc-update.example")]
    indicators = [{"type": kind, "value": value, "role": role} for kind, value in values]
    software = [
        {"vendor": "Example", "product": "Gateway", "affected": "< 1.4", "fixed": "1.4", "cve": ["CVE-2021-44228"]}
    ]
    texts = {
        1: source(1, indicators=indicators),
        2: source(2, title="Bills that threaten to cut the power tonight", severity="critical", sectors=["banking"],
                  fraud_types=["utility-bill"],
                  summary="Messages threaten to cut the power unless a bill is paid tonight."),
        3: source(3, title="Festival shops that never deliver", expires="2026-05-01T00:00:00+05:30",
                  related=["MPC-2026-0002"], body=BODY + "\nMPC-2026-0002, MPC-2026-0002 and again MPC-2026-0002.\n"),
        4: source(4, title="Warning that was wrong", status="withdrawn", reason="It was wrong.", severity="low",
                  revisions=[{"date": "2026-04-01T11:00:00+05:30", "summary": "Withdrawn."}]),
        5: source(5, kind="software-upgrade", title="Upgrade the gateway", fraud_types=[], sectors=["payment"],
                  software=software, body=_UPGRADE, published="2026-05-20T11:00:00+05:30"),
        **{number: source(number, title=f"Lottery letter of lot {number}", severity="low") for number in range(10, 35)},
    }  # fmt: skip
    hindi = {
        1: translation(1),
        2: translation(
            2, title="आज रात बिजली काटने की धमकी वाले नक़ली बिल", summary="बिजली काटने की धमकी, और गिरफ़्तारी का डर।"
        ),
    }
    files = {f"advisories/2026/MPC-2026-{number:04d}.md": text for number, text in texts.items()}
    return files | {f"advisories/2026/MPC-2026-{number:04d}.hi.md": text for number, text in hindi.items()}


class _Strict(SiteHandler):
    """Serves with the policy under which search must work."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", _POLICY)
        super().end_headers()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = repository(tmp_path_factory.mktemp("search") / "tree", _tree())
    commit(folder)
    return folder


@pytest.fixture(scope="module")
def told(root: Path) -> Library:
    """The library that the site is made of."""
    return open_edition(root, AS_OF).library


@pytest.fixture(scope="module")
def address(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Build the site and serve it below a path of its own."""
    folder = tmp_path_factory.mktemp("served")
    build(Request(root, folder / "alerts", AS_OF))
    with serving(folder, _Strict) as address:
        yield f"{address}alerts/"


@pytest.fixture(scope="module")
def profile(browser: Browser) -> Iterator[BrowserContext]:
    """A profile that keeps, as a reader's does, what it has loaded once."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture
def tab(browser: Browser, profile: BrowserContext, address: str, request: pytest.FixtureRequest) -> Iterator[Tab]:
    """A tab in which nothing fails and nothing leaves the site; indirect parameters give it a profile of its own."""
    own = browser.new_context(**request.param) if hasattr(request, "param") else None
    tab = (own or profile).new_page()
    errors: list[str] = []
    tab.on("pageerror", lambda error: errors.append(str(error)))
    tab.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    tab.on("request", lambda sent: errors.append(sent.url) if not sent.url.startswith((address, "data:")) else None)
    tab.on("response", lambda got: errors.append(got.url) if got.status >= HTTPStatus.BAD_REQUEST else None)
    yield tab
    tab.close()
    if own:
        own.close()
    assert errors == []


def ask(tab: Tab, address: str, query: str = "", language: str = "", **chosen: str) -> list[str]:
    """Open the search page with this in its address; return the paths of the results in the site."""
    given = ({"q": query} if query else {}) | chosen
    tab.goto(f"{address}{language}search/{'?' if given else ''}{urlencode(given, quote_via=quote)}")
    settle(tab)
    return results(tab, address)


def settle(tab: Tab) -> None:
    """Wait until the search page has answered."""
    tab.locator("#cv-finder-results[aria-busy=false]").wait_for(state="attached")


def results(tab: Tab, address: str) -> list[str]:
    base = urlsplit(address).path
    links = tab.eval_on_selector_all("#cv-finder-results h3 a", "all => all.map(one => one.getAttribute('href'))")
    return [link.removeprefix(base) for link in links]


def page_of(number: int, language: str = "") -> str:
    return f"{language}advisories/MPC-2026-{number:04d}/"


def counts(tab: Tab) -> dict[str, int]:
    """Return what the facets' options say, as ``facet=value`` to number."""
    options = tab.eval_on_selector_all(
        "[data-cv-facet] option[value]:not([value=''])",
        "all => all.map(one => [`${one.parentNode.name}=${one.value}`, one.textContent])",
    )
    return {name: int(label.rpartition("(")[2].rstrip(")")) for name, label in options}


@pytest.mark.parametrize(("query", "language", "first"), [
    ("power bills", "", page_of(2)),
    ("बिजली", "hi/", page_of(2, "hi/")),
    ("first hour", "", "guide/first-hour/"),
    ("Example Gateway", "", page_of(5)),
    ("MPC-2026-0002", "", page_of(2)),
    ("mpc 2026 2", "", page_of(2)),
    ("mpc-2026-0002", "hi/", page_of(2, "hi/")),
    ("CVE-2021-44228", "", page_of(5)),
    ("2021-44228", "", page_of(5)),
    ("cve 2021 44228", "hi/", page_of(5, "hi/")),
    ("refund.desk-9@example", "", page_of(1)),
    ("refund.desk-9[at]example", "", page_of(1)),
    ("+44 7700 900123", "hi/", page_of(1, "hi/")),
    ("07700-900123", "", page_of(1)),
    ("https://www.kyc-update.example/login?now", "", page_of(1)),
    ("kyc-update[.]example", "", page_of(1)),
])  # fmt: skip
def test_the_first_result(tab: Tab, address: str, query: str, language: str, first: str) -> None:
    assert ask(tab, address, query, language)[0] == first


@pytest.mark.parametrize(
    "query", ["नकली बिल", "नक़ली बिल", "गिरफ्तारी", "गिरफ़्तारी", "गिरफ़्तारी".replace("\u095e", "\u092b\u093c")]
)
def test_hindi_is_found_however_it_is_spelled(tab: Tab, address: str, query: str) -> None:
    assert ask(tab, address, query, "hi/") == [page_of(2, "hi/")]


@pytest.mark.parametrize(
    "query",
    ["xqzvwk", "powxyz", "क्षज्ञटठ", "MPC-2026-0999", "+44 7700 900999", "refund.desk-8@example", "kyc-update.test"],
)
def test_what_nobody_wrote_is_not_found_and_it_says_what_to_do(tab: Tab, address: str, query: str) -> None:
    assert ask(tab, address, query) == []
    assert tab.inner_text("#cv-finder-status") == f"Nothing found for “{query}”."
    assert "1930" in tab.inner_text("#cv-finder-help")
    assert tab.locator("#cv-finder-help a").get_attribute("href") == "../advisories/"


def test_a_word_too_many_is_left_out_and_said(tab: Tab, address: str) -> None:
    assert ask(tab, address, "power xqzvwk")[0] == page_of(2)
    assert "Found for: power" in tab.inner_text("#cv-finder-status")


@pytest.mark.parametrize(("query", "language"), [
    ("Is the power to be cut, as they threaten?", ""), ("क्या बिजली के बिल की यह धमकी है?", "hi/"),
])  # fmt: skip
def test_common_words_are_not_looked_for(tab: Tab, address: str, query: str, language: str) -> None:
    assert ask(tab, address, query, language)[0] == page_of(2, language)
    marked = tab.locator("#cv-finder-results li").first.locator("mark").all_inner_texts()
    assert marked
    assert not {"the", "to", "की", "के"} & {word.lower() for word in marked}


def test_nothing_but_common_words_finds_nothing(tab: Tab, address: str) -> None:
    assert ask(tab, address, "that is") == []


def test_hindi_on_an_english_page_leads_to_hindi_pages_and_the_other_way_round(tab: Tab, address: str) -> None:
    assert ask(tab, address, "बिजली")[0] == page_of(2, "hi/")
    assert "another language" in tab.inner_text("#cv-finder-status")
    assert tab.locator("#cv-finder-results li").first.get_attribute("lang") == "hi"
    assert ask(tab, address, "threaten tonight", "hi/") == [page_of(2, "hi/")]


def test_nothing_is_found_twice(tab: Tab, address: str, told: Library) -> None:
    for language in ("", "hi/"):
        ask(tab, address, language=language)
        while tab.locator("#cv-finder-more").is_visible():
            before = tab.locator("#cv-finder-results li").count()
            tab.locator("#cv-finder-more").click()
            tab.locator("#cv-finder-results li").nth(before).wait_for()
        found = results(tab, address)
        assert len(set(found)) == len(found) == len(published(told)) + 1
        assert found[:-1] == [page_of(int(one.id[-4:]), language) for one in published(told)]


@pytest.mark.parametrize("language", ["", "hi/"])
def test_the_counts_of_the_facets_are_those_of_the_library(
    tab: Tab, address: str, told: Library, language: str
) -> None:
    ask(tab, address, language=language)
    said = counts(tab)
    own = "hi" if language else "en"
    for one in {advisory.kind for advisory in published(told)}:
        assert said[f"kind={one}"] == sum(advisory.kind is one for advisory in published(told))
    for severity in {advisory.severity for advisory in published(told)}:
        assert said[f"severity={severity}"] == sum(one.severity is severity for one in published(told))
    for standing in {told.standing(advisory) for advisory in published(told)}:
        assert said[f"status={standing}"] == sum(told.standing(one) is standing for one in published(told))
    for sector in {sector for advisory in published(told) for sector in advisory.sectors}:
        assert said[f"sector={sector}"] == sum(sector in one.sectors for one in published(told))
    for code in ("en", "hi"):
        assert said[f"language={code}"] == sum(code in one.texts for one in published(told)) + (code == own)
    assert said["kind=article"] == 1


def test_a_facet_narrows_and_the_address_can_be_shared(tab: Tab, address: str, told: Library) -> None:
    ask(tab, address)
    tab.select_option("#cv-facet-severity", "critical")
    tab.wait_for_url(re.compile(r"\?severity=critical$"))
    expect(tab.locator("#cv-finder-results li")).to_have_count(1)
    assert tab.inner_text("#cv-finder-status") == "1 result"
    lows = sum(one.severity == "low" for one in published(told))
    assert counts(tab)["severity=low"] == lows, "the other values of a chosen facet keep their counts"
    assert counts(tab)["kind=software-upgrade"] == 0
    assert tab.locator("#cv-facet-kind option[value='software-upgrade']").is_disabled()
    assert ask(tab, address, severity="critical") == [page_of(2)]
    assert tab.input_value("#cv-facet-severity") == "critical"
    assert tab.locator(".cv-finder__facets").get_attribute("open") is not None
    assert tab.evaluate("document.querySelector('a.cv-language').search") == "?severity=critical"
    tab.locator("button[type=reset]").click()
    tab.locator("#cv-finder-results li").nth(1).wait_for()


def test_newest_first(tab: Tab, address: str) -> None:
    best = ask(tab, address, "parcel", severity="high")
    newest = ask(tab, address, "parcel", severity="high", sort="newest")
    assert newest == [page_of(5), page_of(3), page_of(1)]
    assert sorted(best) == sorted(newest)


def test_what_no_longer_holds_is_marked(tab: Tab, address: str) -> None:
    ask(tab, address, "warning wrong")
    assert "Withdrawn" in tab.inner_text("#cv-finder-results li .cv-standing--withdrawn")
    ask(tab, address, "festival")
    assert tab.locator("#cv-finder-results li").first.locator(".cv-standing--expired").is_visible()


def test_the_panel_is_there_as_one_types_and_goes_by_keyboard(tab: Tab, address: str) -> None:
    tab.goto(f"{address}{page_of(3)}")
    tab.keyboard.press("Tab")
    tab.locator("#cv-search-query").focus()
    tab.keyboard.type("power bills")
    first = tab.locator(".cv-search__link").first
    first.wait_for(state="visible")
    assert "Results found" in tab.inner_text(".cv-search__status")
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.className") == "cv-search__link"
    tab.keyboard.press("Escape")
    assert not first.is_visible()
    assert tab.evaluate("document.activeElement.id") == "cv-search-query"
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"/alerts/search/\?q=power\+bills$"))
    settle(tab)
    assert results(tab, address)[0] == page_of(2)


def test_a_result_of_the_panel_leads_to_its_page(tab: Tab, address: str) -> None:
    tab.goto(f"{address}hi/{page_of(3)}")
    tab.fill("#cv-search-query", "बिजली")
    tab.locator(".cv-search__link").first.click()
    tab.wait_for_url(f"{address}{page_of(2, 'hi/')}")
    assert "बिजली" in tab.inner_text("h1")


def test_the_panel_says_when_there_is_nothing(tab: Tab, address: str) -> None:
    tab.goto(address)
    tab.fill("#cv-search-query", "xqzvwk")
    expect(tab.locator(".cv-search__status")).to_have_text("Nothing found")
    assert tab.locator(".cv-search__link").count() == 0


def test_nothing_of_search_is_loaded_before_somebody_searches(browser: Browser, address: str) -> None:
    context = browser.new_context()
    tab = context.new_page()
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url.removeprefix(address)))
    tab.goto(address, wait_until="networkidle")
    assert not [url for url in sent if "pagefind" in url or "search-" in url]
    tab.fill("#cv-search-query", "parcel")
    tab.locator(".cv-search__link").first.wait_for()
    assert any(url.startswith("pagefind/en/engine/wasm") for url in sent)
    assert not any(url.startswith("pagefind/hi/") for url in sent)
    context.close()


def test_typed_markup_stays_text(tab: Tab, address: str) -> None:
    assert ask(tab, address, "<img src=x onerror=alert(1)>xqzvwk") == []
    assert tab.locator("#cv-finder-status img").count() == 0


@pytest.mark.parametrize("tab", [{"viewport": {"width": 1280, "height": 800}}, _PHONE], indirect=True)
@pytest.mark.parametrize("language", ["", "hi/"])
def test_axe_finds_nothing(tab: Tab, address: str, language: str) -> None:
    ask(tab, address, "parcel" if not language else "पार्सल", language, severity="high")
    assert_clean(tab)
    tab.goto(f"{address}{page_of(1, language)}")
    tab.evaluate("document.querySelector('#cv-search-query').focus()")
    tab.fill("#cv-search-query", "fee")
    tab.locator(".cv-search__status").wait_for(state="visible")
    assert_clean(tab)


def assert_clean(tab: Tab) -> None:
    violations = Axe().run(tab, options=_RULES).response["violations"]
    assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in violations] == []
    width = tab.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]


@pytest.mark.parametrize(
    ("tab", "fields"), [({"viewport": {"width": 1280, "height": 800}}, 2), (_PHONE, 1)], indirect=["tab"]
)
def test_on_a_phone_the_search_page_has_one_field(tab: Tab, address: str, fields: int) -> None:
    ask(tab, address, "parcel")
    assert tab.locator("input[type=search]:visible").count() == fields


def test_counts_are_loaded_when_they_are_seen(tab: Tab, address: str) -> None:
    tab.set_viewport_size({"width": 390, "height": 800})
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url))
    ask(tab, address, "letter")
    assert not [url for url in sent if "facets.json" in url]
    tab.locator(".cv-finder__facets summary").click()
    expect(tab.locator("#cv-facet-severity option[value=critical]")).to_have_text(re.compile(r"\(0\)$"))
    assert counts(tab)["severity=low"] == 25


@pytest.mark.parametrize("tab", [{"java_script_enabled": False}], indirect=True)
def test_without_a_script_the_page_says_so_and_leads_on(tab: Tab, address: str) -> None:
    tab.goto(f"{address}search/?q=parcel")
    assert tab.get_by_text("Search needs JavaScript").is_visible()
    assert not tab.locator("#cv-finder").is_visible()
    tab.get_by_role("link", name="All advisories").first.click()
    tab.wait_for_url(f"{address}advisories/")
