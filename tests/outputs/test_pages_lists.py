# SPDX-License-Identifier: Apache-2.0
"""Lists and the front page: what is on them, in which order, and how one gets on from there."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from lxml import html
from tests.builders import advisory, library
from tests.outputs.edit_world import World, worlds
from tests.outputs.feed_world import hindi
from tests.outputs.page_world import made, one, page, planned, resolved, text, tree, with_class

from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.model.page import Page
from chetavani.outputs import OUTPUTS, list_parts
from chetavani.outputs.lists import ListPages

KIND = "advisories/kind/fraud-warning/"
MANY = library(
    *(advisory(number) for number in range(1, 161)),
    *(
        advisory(number, id=f"MPC-2025-{number:04d}", published=f"2025-05-{number:02d}T11:00:00+05:30")
        for number in range(1, 31)
    ),
)


def titles(content: html.HtmlElement, section: str = "") -> list[str]:
    """Return the titles of the entries on a page, or in one section of it."""
    within = f'//section[@aria-labelledby="{section}"]' if section else ""
    return [text(element) for element in content.xpath(within + with_class("cv-entry__title"))]


def numbers(content: html.HtmlElement, section: str = "") -> list[int]:
    """Return the numbers of the advisories on a page, or in one section of it."""
    within = f'//section[@aria-labelledby="{section}"]' if section else ""
    found = content.xpath(within + with_class("cv-entry") + '//span[@class="cv-id"]')
    return [int(text(element).rpartition("-")[2]) for element in found]


def ids(content: html.HtmlElement) -> list[str]:
    """Return the ids of the advisories on a page."""
    return [text(element) for element in content.xpath(with_class("cv-entry") + '//span[@class="cv-id"]')]


def with_deadline(number: int, by: str, **changes: Any) -> Advisory:  # noqa: ANN401
    action = {"who": ["courier"], "what": "block", "by": by, "text": "Block."}
    return advisory(number, actions=[action], **changes)


def test_a_list_of_less_than_150_is_one_page() -> None:
    of = library(*(advisory(number) for number in range(1, 150)))
    paths = [path for path in planned(of) if path.startswith("advisories/kind/")]
    assert paths == ["advisories/kind/fraud-warning/index.html"]
    content = tree(page(of, "advisories/kind/fraud-warning/"))
    assert len(numbers(content)) == 149
    assert not content.xpath('//a[@rel="next"] | //section[@aria-labelledby="years"]')


def test_a_long_list_shows_the_newest_and_leads_to_its_archive() -> None:
    paths = [path for path in planned(MANY) if path.startswith("advisories/kind/")]
    archive = [f"{KIND}{tail}index.html" for tail in ("2025/", "2026/", "2026/1/")]
    assert sorted(paths) == sorted([f"{KIND}index.html", *archive])
    front = tree(page(MANY, KIND))
    assert len(numbers(front)) == 60
    assert "The newest 60 of 190 advisories" in text(front)
    years = one(front, '//section[@aria-labelledby="years"]')
    assert [text(link) for link in years.xpath(".//a")] == ["2026 160", "2025 30"]
    linked = [resolved(str(href), f"{KIND}index.html") for href in years.xpath(".//@href")]
    assert linked == [f"{KIND}2026/index.html", f"{KIND}2025/index.html"]


def test_whoever_goes_on_from_the_front_reads_everything_once() -> None:
    for start in ("advisories/", KIND, f"hi/{KIND}"):
        read, path = [], f"{start}index.html"
        while path:
            content = tree(made(planned(MANY)[path]))
            read += ids(content)
            onward = content.xpath('//a[@rel="next"]/@href')
            path = resolved(str(onward[0]), path) if onward else ""
        assert read == [card.id for card in MANY.public]


def test_the_pages_of_an_archive_link_to_each_other_in_head_and_content() -> None:
    chain = [f"hi/{KIND}2026/", f"hi/{KIND}2026/1/", f"hi/{KIND}2025/"]
    for number, path in enumerate(chain):
        shown = page(MANY, path)
        around = {"prev": chain[number - 1 : number], "next": chain[number + 1 : number + 2]}
        for rel, there in around.items():
            assert [link.href for link in shown.links if link.rel == rel] == there
            linked = [str(href) for href in tree(shown).xpath(f'//a[@rel="{rel}"]/@href')]
            assert [resolved(href, f"{path}index.html") for href in linked] == [f"{one}index.html" for one in there]
        crumbs = one(tree(shown), with_class("cv-crumbs")).xpath(".//@href")
        back = [f"hi/advisories/{step}index.html" for step in ("", "kind/fraud-warning/")]
        assert [resolved(str(href), f"{path}index.html") for href in crumbs[:2]] == back
        assert shown.alternates == {"en": path.removeprefix("hi/"), "hi": path}


def test_an_archive_says_which_days_it_is_of() -> None:
    own, part = page(MANY, f"{KIND}2026/"), page(MANY, f"{KIND}2026/1/")
    assert (own.title, part.title) == (
        "Kind: Fraud warning, 2026",
        "Kind: Fraud warning, 1 March 2026 – 17 March 2026",
    )
    earlier = one(tree(own), '//section[@aria-labelledby="earlier"]')
    assert text(earlier) == "Earlier in 2026 1 March 2026 – 17 March 2026"
    assert "The newest 60 of 160 advisories" in text(tree(own))
    assert not tree(part).xpath(with_class("cv-count") + " | " + with_class("cv-feedrow"))


def test_all_advisories_have_the_lists_of_the_years_as_their_archive() -> None:
    paths = {path for path in planned(MANY, outputs=[ListPages()]) if path.count("/") < 4}
    assert {f"advisories/year/{tail}index.html" for tail in ("2025/", "2026/")} <= paths
    assert not [path for path in planned(MANY) if "/year/2026/2026/" in path]
    assert page(MANY, "advisories/year/2026/1/").title == "All advisories, 1 March 2026 – 17 March 2026"


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds)
def test_a_new_advisory_changes_only_the_pages_that_show_it(world: World) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, size in (("PART", 2), ("LEAST", 1), ("WHOLE", 3)):
            patch.setattr(list_parts, name, size)
        later = world.add(2026, 364, fraud_types=["lottery"], sectors=["public"])
        (new,) = later.told.keys() - world.told.keys()
        before, now = (_lists(one.library()) for one in (world, later))
    for path in before.keys() & now.keys():
        shown = new in ids(tree(now[path]))
        same = before[path].content == now[path].content
        first_part = now[path].links != before[path].links  # the part before it is no longer the year's own page
        assert same or shown or first_part, path
        assert not (same and shown), path


def _lists(of: Library) -> dict[str, Page]:
    return {path: made(artifact) for path, artifact in planned(of, outputs=[ListPages()]).items()}


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


def test_all_advisories_leads_to_every_other_list_and_only_its_front_does(told: Library) -> None:
    content = tree(page(told, "advisories/"))
    facets = ["Kind", "Fraud type", "Sector", "Severity", "Software"]
    assert [text(part) for part in content.xpath("//summary")] == facets
    links = {resolved(str(href), "advisories/index.html") for href in content.xpath("//section//ul//a/@href")}
    fronts = {path for path in planned(told, outputs=[ListPages()]) if not path.startswith("hi/")}
    assert links == fronts - {"advisories/index.html"}
    assert not tree(page(MANY, "advisories/year/2026/")).xpath("//summary")


def test_a_list_without_a_feed_of_its_own_says_so(told: Library) -> None:
    said = "This list has no feed of its own"
    lists = ("", "kind/fraud-warning/", "severity/high/", "severity/low/", "year/2026/", "software/example-gateway/")
    without = [name for name in lists if said in text(tree(page(told, f"advisories/{name}")))]
    assert without == ["severity/low/", "year/2026/", "software/example-gateway/"]


def test_entries_come_before_feeds_and_facets(told: Library) -> None:
    content = tree(page(told, "advisories/"))
    order = [str(name) for name in content.xpath("//ul/@class | //section/@aria-labelledby")]
    assert order.index("cv-entries") < order.index("years") < order.index("browse") < order.index("feeds")


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
    known |= set(planned(told, outputs=OUTPUTS))
    for path, artifact in everything.items():
        content = tree(made(artifact))
        authors = {str(href) for href in content.xpath(with_class("cv-body") + "//@href")}  # lint checks those
        for href in {str(href) for href in content.xpath("//@href | //@action")} - authors:
            target = resolved(href, path)
            assert ":" in href or target in known or target.startswith("feeds/"), (path, href)
            if href.startswith("#"):
                assert content.xpath(f'//*[@id="{href[1:]}"]'), (path, href)
