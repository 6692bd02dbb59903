# SPDX-License-Identifier: Apache-2.0
"""The feeds page, the OPML list and the sitemap: all that there is, and nothing that there is not."""

from urllib.parse import urlsplit

import pytest
from lxml import etree
from tests.builders import advisory, library
from tests.outputs.feed_world import artifacts, context, our_settings, revision
from tests.outputs.page_world import page, planned, resolved, text, tree

from chetavani.model.library import Library
from chetavani.model.page import Article
from chetavani.outputs import sitemap
from chetavani.outputs.base import Artifact, BuildContext, artifacts_of
from chetavani.outputs.opml import OPML_PATH, Opml
from chetavani.outputs.sitemap import Sitemap

S = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
BASE = our_settings().base_url


def document(artifact: Artifact) -> etree._Element:
    made = artifact.render()
    assert isinstance(made, bytes)
    return etree.fromstring(made)


def feed_paths(of: Library) -> set[str]:
    return {artifact.path for artifact in artifacts(of)}


@pytest.mark.parametrize("root", ["", "hi/"])
def test_the_feeds_page_links_every_feed_and_offers_its_full_address(told: Library, root: str) -> None:
    content = tree(page(told, f"{root}feeds/"))
    linked = [resolved(str(href), f"{root}feeds/index.html") for href in content.xpath("//table//a/@href")]
    assert sorted(linked) == sorted(feed_paths(told))
    copied = {str(address) for address in content.xpath("//button/@data-cv-link")}
    assert copied == {BASE + path for path in feed_paths(told)}
    recommended = "lang-hi" if root else "all"
    assert f"{BASE}feeds/{recommended}.atom" in text(content)


def test_the_feeds_page_is_the_same_whatever_advisories_there_are(told: Library) -> None:
    keys = [planned(of)["feeds/index.html"].key for of in (told, library())]
    assert keys[0] == keys[1]


def test_the_subscription_list_has_every_slice_once(told: Library) -> None:
    (artifact,) = artifacts_of(Opml().plan(told, context(told)))
    assert artifact.path == OPML_PATH
    root = document(artifact)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert "demonstration, not an official publication" in str(root.findtext("head/title"))
    feeds = root.findall("body/outline/outline")
    assert all(one.get("type") == "rss" and one.get("text") for one in feeds)
    addresses = [str(one.get("xmlUrl")).removeprefix(BASE) for one in feeds]
    wanted = {path for path in feed_paths(told) if path.endswith(".atom") and ".changes." not in path}
    assert sorted(addresses) == sorted(wanted)


def given(of: Library) -> BuildContext:
    made = context(of)
    articles = (
        Article("guide/verify/", "en", "How to check"),
        Article("hi/guide/verify/", "hi", "कैसे जाँचें"),
        Article("adr/0001/", "en", "A decision"),
    )
    return BuildContext(made.settings, made.as_of, made.renderer, made.wording, articles)


def sitemaps(of: Library) -> dict[str, Artifact]:
    return {artifact.path: artifact for artifact in artifacts_of(Sitemap().plan(of, given(of)))}


def places(of: Library) -> dict[str, etree._Element]:
    """Return the entries of all sitemaps by address relative to the root."""
    found: dict[str, etree._Element] = {}
    for path, artifact in sitemaps(of).items():
        if path.startswith("sitemap/"):
            found |= {
                str(one.findtext("s:loc", namespaces=S)).removeprefix(BASE): one
                for one in document(artifact).findall("s:url", S)
            }
    return found


def test_robots_leads_to_the_index_and_the_index_to_every_file(told: Library) -> None:
    made = sitemaps(told)
    robots = made["robots.txt"].render()
    assert isinstance(robots, bytes)
    assert f"Sitemap: {BASE}sitemap.xml" in robots.decode()
    listed = [str(one.text).removeprefix(BASE) for one in document(made["sitemap.xml"]).iterfind(".//s:loc", S)]
    assert listed == [path for path in made if path.startswith("sitemap/")]
    assert listed == ["sitemap/site.xml", "sitemap/2026-0000.xml"]


def test_the_sitemap_has_every_page_and_article(told: Library) -> None:
    pages = {path.removesuffix("index.html") for path in planned(told)}
    forms = {"check/", "hi/check/", "forward/", "hi/forward/"}
    assert set(places(told)) == pages | forms | {"guide/verify/", "hi/guide/verify/", "adr/0001/"}


def test_the_languages_of_a_place_name_each_other(told: Library) -> None:
    found = places(told)
    for address in ("advisories/MPC-2026-0001/", "hi/advisories/MPC-2026-0001/"):
        links = {one.get("hreflang"): one.get("href") for one in found[address].findall("x:link", S)}
        assert links == {
            "en": f"{BASE}advisories/MPC-2026-0001/",
            "hi": f"{BASE}hi/advisories/MPC-2026-0001/",
            "x-default": f"{BASE}advisories/MPC-2026-0001/",
        }
    assert found["advisories/MPC-2026-0001/"].findtext("s:lastmod", namespaces=S) == "2026-05-09T04:30:00+00:00"
    replaced = found["advisories/MPC-2026-0003/"].findtext("s:lastmod", namespaces=S)
    assert replaced == "2026-05-20T05:30:00+00:00"  # when the newer one was published
    assert not found["adr/0001/"].findall("x:link", S)
    assert all(urlsplit(str(one.findtext("s:loc", namespaces=S))).scheme == "https" for one in found.values())


def test_a_file_has_the_ids_of_a_thousand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "IDS_A_FILE", 2)
    made = sitemaps(library(*(advisory(number) for number in range(1, 6))))
    parts = [path for path in made if path.startswith("sitemap/2026")]
    assert parts == ["sitemap/2026-0000.xml", "sitemap/2026-0002.xml", "sitemap/2026-0004.xml"]
    assert [len(document(made[path]).findall("s:url", S)) for path in parts] == [2, 4, 4]


def test_ids_of_any_length_share_no_file() -> None:
    of = library(*(advisory(number) for number in (1, 999, 1000, 10_000, 10_001, 1001)))
    made = [path for path in sitemaps(of) if path.startswith("sitemap/2026")]
    assert made == ["sitemap/2026-0000.xml", "sitemap/2026-1000.xml", "sitemap/2026-10000.xml"]


def test_one_change_changes_its_file_and_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "IDS_A_FILE", 2)
    before = sitemaps(library(*(advisory(number) for number in range(1, 6))))
    changed = advisory(3, revisions=[revision(9, "More.")])
    for now, file in ((library(*(advisory(number) for number in range(1, 7))), "2026-0006"),
                      (library(changed, *(advisory(number) for number in (1, 2, 4, 5))), "2026-0002")):  # fmt: skip
        after = sitemaps(now)
        differ = {path for path in after if path not in before or before[path].key != after[path].key}
        assert differ == {f"sitemap/{file}.xml", "sitemap.xml"}
