# SPDX-License-Identifier: Apache-2.0
"""Every page is valid HTML, leads only to what there is, and fetches nothing from another host."""

import gzip
import re
import shutil
from pathlib import Path

import pytest
from tests.builders import ROOT
from tests.judges.page_judges import broken_links, disordered_headings, foreign_references, html_errors, pages

from chetavani.config import load_settings

pytestmark = pytest.mark.xdist_group("html")

_BASE = load_settings(ROOT).base_url
_HEAVIEST = 12_000  # bytes of an advisory's page, compressed


@pytest.fixture(params=["every_state", "our_site"])
def site(request: pytest.FixtureRequest) -> Path:
    """The folder of a site: of every state, and of this repository."""
    folder: Path = request.getfixturevalue(request.param)
    return folder


def test_every_page_is_valid_html(site: Path) -> None:
    assert len(pages(site)) > 200
    assert html_errors(site) == []


def test_every_link_within_the_site_leads_somewhere(site: Path) -> None:
    assert broken_links(site, _BASE) == []


def test_nothing_is_fetched_from_another_host(site: Path) -> None:
    assert foreign_references(site) == []


def test_an_advisory_is_a_light_page_in_both_languages(site: Path) -> None:
    weights = {
        path.relative_to(site).as_posix(): len(gzip.compress(path.read_bytes(), 9))
        for path in (*site.glob("advisories/*-*-*/index.html"), *site.glob("hi/advisories/*-*-*/index.html"))
    }
    assert {path.partition("/")[0] for path in weights} == {"advisories", "hi"}
    assert {path: weight for path, weight in weights.items() if weight > _HEAVIEST} == {}


def test_what_all_pages_share_is_addressed_by_its_content(site: Path) -> None:
    shared = {
        (page.parent / reference).resolve().relative_to(site.resolve()).as_posix()
        for page in site.glob("advisories/*-*-*/index.html")
        for reference in re.findall(
            r'<(?:script|link)[^>]* (?:src|href)="([^":]+\.(?:js|css|svg))"', page.read_text("utf-8")
        )
    }
    assert len(shared) >= 8
    assert [path for path in shared if not re.search(r"[./][0-9a-f]{8,}[./]", path)] == []
    assert [path for path in shared if not (site / path).is_file()] == []


def test_every_page_has_one_first_heading_and_skips_no_level(site: Path) -> None:
    assert disordered_headings(site) == []


@pytest.fixture
def spoilt(tmp_path: Path, small: Path) -> Path:
    """A small site of which a page may be spoilt."""
    return shutil.copytree(small, tmp_path / "spoilt")


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a site of one page with a style sheet, a script and a feed. Nobody may change it."""
    folder = tmp_path_factory.mktemp("small")
    for name, text in _SMALL.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


_SMALL = {
    "index.html": """<!doctype html><html lang="en"><head><title>A page</title>
        <link rel="stylesheet" href="a/one.css"><link rel="canonical" href="https://chetavani.example/">
        <script src="a/one.js"></script></head><body><h1>One</h1><p><a href="a/#two">two</a> <a href="./?q=1">again</a>
        <a href="https://elsewhere.example/no">away</a></p></body></html>""",
    "a/index.html": '<!doctype html><html lang="en"><title>B</title><h1>B</h1><h2 id="two"><a href="..">up</a></h2>',
    "a/one.css": "p { background: url('data:image/svg+xml,<svg xmlns=\"http://www.w3.org/2000/svg\"/>') }",
    "a/one.js": "const about = 'one'; // https://chetavani.example/",
}


def test_a_sound_site_has_no_fault(small: Path) -> None:
    assert html_errors(small) == broken_links(small, _BASE) == foreign_references(small) == []
    assert disordered_headings(small) == []


def test_the_html_checker_sees_planted_faults(spoilt: Path) -> None:
    sound = (spoilt / "a/index.html").read_text(encoding="utf-8")
    faults = ["<img src='a/one.css'>", "<p><div></div></p>", "<p id='two'></p>", "<input list='none'>", "<b><i></b>"]
    for number, fault in enumerate(faults):
        (spoilt / f"{number}.html").write_text(sound + fault, encoding="utf-8")
    assert {re.sub(r".*/|:.*", "", error.partition(": ")[0][5:]) for error in html_errors(spoilt)} == {
        f"{number}.html" for number in range(len(faults))
    }


@pytest.mark.parametrize(
    "fault",
    [
        "<a href='../b/'>b</a>", "<a href='#three'>x</a>", "<a href='../#two'>x</a>", "<img alt='' src='gone.png'>",
        "<a href='https://chetavani.example/b/'>x</a>", "<a href='/b'>x</a>", "<form action='search/'></form>",
        "<a href='..%2Fb/'>x</a>", "<button data-cv-link='https://chetavani.example/feeds/no.atom'>x</button>",
    ],
)  # fmt: skip
def test_the_link_checker_sees_a_planted_fault(spoilt: Path, fault: str) -> None:
    _plant(spoilt / "a/index.html", fault)
    assert len(broken_links(spoilt, _BASE)) == 1


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("a/index.html", "<img alt='' src='https://elsewhere.example/a.png'>"),
        ("a/index.html", "<img alt='' src=' //elsewhere.example/a.png'>"),
        ("a/index.html", "<link rel='preconnect' href='https://elsewhere.example'>"),
        ("a/index.html", "<p style='background: URL( https://elsewhere.example/a.png )'>x</p>"),
        ("a/index.html", "<style>@import 'https://elsewhere.example/a.css';</style>"),
        ("a/index.html", "<form action='https://elsewhere.example/'></form>"),
        ("a/index.html", "<svg><use href='https://elsewhere.example/a.svg#b'/></svg>"),
        ("a/one.css", "@import url(//elsewhere.example/a.css);"),
        ("a/one.js", "fetch('https://elsewhere.example/count')"),
    ],
)
def test_the_recorder_of_foreign_references_sees_a_planted_fault(spoilt: Path, name: str, fault: str) -> None:
    _plant(spoilt / name, fault)
    assert len(foreign_references(spoilt)) == 1


@pytest.mark.parametrize("fault", ["<h1>again</h1>", "<h4>deep</h4>"])
def test_a_heading_out_of_order_is_seen(spoilt: Path, fault: str) -> None:
    _plant(spoilt / "a/index.html", fault)
    assert disordered_headings(spoilt) == ["a/index.html"]


def _plant(path: Path, fault: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + fault, encoding="utf-8")
