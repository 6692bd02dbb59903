# SPDX-License-Identifier: Apache-2.0
"""Lists and the front page: what is on them, in which order, and how one gets on from there."""

from typing import Any

import pytest
from lxml import html
from tests.builders import advisory, library
from tests.outputs.feed_world import hindi
from tests.outputs.page_world import made, one, page, planned, resolved, text, tree, with_class

from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.outputs.lists import ListPages

HUNDRED_AND_ONE = library(*(advisory(number) for number in range(1, 102)))


def titles(content: html.HtmlElement, section: str = "") -> list[str]:
    """Return the titles of the entries on a page, or in one section of it."""
    within = f'//section[@aria-labelledby="{section}"]' if section else ""
    return [text(element) for element in content.xpath(within + with_class("cv-entry__title"))]


def numbers(content: html.HtmlElement, section: str = "") -> list[int]:
    """Return the numbers of the advisories on a page, or in one section of it."""
    within = f'//section[@aria-labelledby="{section}"]' if section else ""
    found = content.xpath(within + with_class("cv-entry") + '//span[@class="cv-id"]')
    return [int(text(element).rpartition("-")[2]) for element in found]


def with_deadline(number: int, by: str, **changes: Any) -> Advisory:  # noqa: ANN401
    action = {"who": ["courier"], "what": "block", "by": by, "text": "Block."}
    return advisory(number, actions=[action], **changes)


def test_a_hundred_to_a_page() -> None:
    paths = [path for path in planned(HUNDRED_AND_ONE) if path.startswith("advisories/kind/")]
    assert paths == ["advisories/kind/fraud-warning/index.html", "advisories/kind/fraud-warning/page/2/index.html"]
    first, second = (page(HUNDRED_AND_ONE, path.removesuffix("index.html")) for path in paths)
    assert len(numbers(tree(first))) == 100
    assert len(numbers(tree(second))) == 1
    assert sorted(numbers(tree(first)) + numbers(tree(second))) == list(range(1, 102))
    assert "101 advisories · page 1 of 2" in text(tree(first))
    assert second.title == "Kind: Fraud warning, page 2 of 2"


def test_a_hundred_fit_on_one_page() -> None:
    of = library(*(advisory(number) for number in range(1, 101)))
    assert "advisories/page/2/index.html" not in planned(of)
    assert not tree(page(of, "advisories/")).xpath('//a[@rel="next"]')


def test_the_pages_of_a_list_link_to_each_other_in_head_and_content() -> None:
    first, second = page(HUNDRED_AND_ONE, "hi/advisories/"), page(HUNDRED_AND_ONE, "hi/advisories/page/2/")
    assert [link.href for link in first.links if link.rel == "next"] == ["hi/advisories/page/2/"]
    assert [link.href for link in second.links if link.rel == "prev"] == ["hi/advisories/"]
    assert not [link for link in first.links if link.rel == "prev"]
    back = one(tree(second), '//a[@rel="prev"]').get("href")
    assert resolved(back, "hi/advisories/page/2/index.html") == "hi/advisories/index.html"
    onward = one(tree(first), '//a[@rel="next"]').get("href")
    assert resolved(onward, "hi/advisories/index.html") == "hi/advisories/page/2/index.html"
    assert second.alternates == {"en": "advisories/page/2/", "hi": "hi/advisories/page/2/"}


@pytest.mark.parametrize(
    ("path", "feed"),
    [
        ("advisories/", "all"),
        ("hi/advisories/", "all"),
        ("advisories/kind/fraud-warning/", "kind-fraud-warning"),
        ("advisories/fraud-type/courier-parcel/", "fraud-type-courier-parcel"),
        ("advisories/sector/courier/", "sector-courier"),
        ("advisories/severity/high/", "severity-high"),
        ("advisories/severity/low/", "all"),
        ("advisories/year/2026/", "all"),
    ],
)
def test_every_list_links_its_feeds(told: Library, path: str, feed: str) -> None:
    shown = page(told, path)
    head = [(link.href, link.type) for link in shown.links if link.rel == "alternate"]
    assert head == [
        (f"feeds/{feed}.atom", "application/atom+xml"),
        (f"feeds/{feed}.rss", "application/rss+xml"),
        (f"feeds/{feed}.json", "application/feed+json"),
    ]
    row = one(tree(shown), with_class("cv-feedrow"))
    linked = [resolved(str(href), f"{path}index.html") for href in row.xpath(".//dd/a/@href")]
    assert linked == [f"feeds/{feed}{tail}.{form}" for tail in ("", ".changes") for form in ("atom", "rss", "json")]


def test_what_no_longer_holds_is_marked(told: Library) -> None:
    content = tree(page(told, "advisories/"))
    marks = {
        text(one(entry, './/span[@class="cv-id"]')): text(entry.xpath("./p")[0])
        for entry in content.xpath(with_class("cv-entry--past"))
    }
    assert {key: value.partition(" ")[0] for key, value in marks.items()} == {
        "MPC-2026-0002": "Withdrawn",
        "MPC-2026-0003": "Superseded",
        "MPC-2026-0005": "Expired",
    }


def test_all_advisories_offers_every_facet_and_only_the_first_page_does(told: Library) -> None:
    content = tree(page(told, "advisories/"))
    assert [text(part) for part in content.xpath("//nav//summary")] == [
        "Kind", "Fraud type", "Sector", "Severity", "Year", "Software",
    ]  # fmt: skip
    links = {resolved(str(href), "advisories/index.html") for href in content.xpath("//nav//a/@href")}
    first_pages = {path for path in planned(told, outputs=[ListPages()]) if not path.startswith("hi/")}
    assert links == {path for path in first_pages if "/page/" not in path} - {"advisories/index.html"}
    assert not tree(page(HUNDRED_AND_ONE, "advisories/page/2/")).xpath("//summary")


def test_a_hindi_list_shows_hindi_titles_and_marks_the_others() -> None:
    content = tree(page(library(advisory(1, translations=[hindi(1)]), advisory(2)), "hi/advisories/"))
    assert titles(content) == ["Parcel call number 2 that asks for a fee", "पार्सल के नाम पर शुल्क माँगने वाली कॉल 1"]
    assert [link.get("lang") for link in content.xpath(with_class("cv-entry__title") + "/a")] == ["en", None]
    assert [text(mark) for mark in content.xpath(with_class("cv-badge--plain"))] == ["अंग्रेज़ी में"]


def test_an_empty_library_has_its_pages() -> None:
    assert "There is no advisory yet." in text(tree(page(library(), "advisories/")))
    assert "Call 1930 now" in text(tree(page(library(), "")))


def test_urgent_now_is_the_next_deadline_first_then_the_newest() -> None:
    of = library(
        with_deadline(1, "2026-06-20T18:00:00+05:30"),
        with_deadline(2, "2026-06-05T18:00:00+05:30", severity="critical"),
        with_deadline(3, "2026-05-01T18:00:00+05:30"),
        advisory(4, severity="critical"),
        advisory(5, severity="medium"),
        advisory(6, status="withdrawn", reason="Wrong."),
        advisory(7, expires="2026-05-01T00:00:00+05:30"),
    )
    content = tree(page(of, ""))
    assert numbers(content, "urgent") == [2, 1, 4, 3]
    assert numbers(content, "newest") == [7, 6, 5]
    due = [text(part) for part in content.xpath(with_class("cv-due"))]
    assert due == ["Act by 5 June 2026, 18:00 IST", "Act by 20 June 2026, 18:00 IST"]


@pytest.mark.parametrize("root", ["", "hi/"])
def test_the_front_page_begins_with_help(told: Library, root: str) -> None:
    content = tree(page(told, root))
    first = content.xpath("./*")[:2]
    assert first[0].tag == "h1"
    call, portal, guide = first[1].xpath(".//a/@href")
    assert (call, portal) == ("tel:1930", "https://cybercrime.gov.in/")
    assert resolved(guide, f"{root}index.html") == f"{root}guide/first-hour/index.html"
    form = one(content, "//form")
    assert (form.get("method"), form.xpath(".//input/@name")) == ("get", ["q"])
    assert resolved(form.get("action"), f"{root}index.html") == f"{root}search/index.html"


def test_every_link_leads_to_a_page_that_there_is(told: Library) -> None:
    everything = planned(told)
    guides = {"first-hour", "verify", "report", "for-nodal-officers", "feed-guide"}
    known = {f"{root}guide/{name}/index.html" for root in ("", "hi/") for name in guides}
    known |= {f"{root}search/index.html" for root in ("", "hi/")} | set(everything)
    for path, artifact in everything.items():
        content = tree(made(artifact))
        authors = {str(href) for href in content.xpath(with_class("cv-body") + "//@href")}  # lint checks those
        for href in {str(href) for href in content.xpath("//@href | //@action")} - authors:
            target = resolved(href, path)
            assert ":" in href or target in known or target.startswith("feeds/"), (path, href)
            if href.startswith("#"):
                assert content.xpath(f'//*[@id="{href[1:]}"]'), (path, href)
