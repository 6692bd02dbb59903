# SPDX-License-Identifier: Apache-2.0
"""What feeds say to programs: what to take back, where the other forms of an advisory are, which hub tells more."""

import json
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from lxml import etree, html
from pydantic import ValidationError
from tests.builders import advisory, library
from tests.outputs.feed_world import archives, context, feed, full_library, hindi, our_settings, revision
from tests.outputs.test_feeds_hostile import LINES
from tests.outputs.test_feeds_keys import changed, shards

from chetavani.config import Feeds, Settings
from chetavani.model.advisory import Advisory
from chetavani.model.library import Library
from chetavani.model.page import Page
from chetavani.outputs import OUTPUTS
from chetavani.outputs.base import BuildContext, artifacts_of
from chetavani.outputs.feeds_page import FeedsPages

TAG = "tag:chetavani.example,2025-01-01:"
NAMES = {"a": "http://www.w3.org/2005/Atom", "at": "http://purl.org/atompub/tombstones/1.0"}
BASE = our_settings().base_url


def withdrawn(number: int = 2, day: int = 11, reason: str = "It was wrong.", **changes: Any) -> Advisory:  # noqa: ANN401
    """Return an advisory that was withdrawn on a day of May 2026."""
    return advisory(number, status="withdrawn", reason=reason, revisions=[revision(day, "Withdrawn.")], **changes)


def tombstones(document: bytes) -> list[tuple[str, str, str]]:
    """Return ref, when and comment of what an Atom or a JSON feed takes back, without what all ids have in common."""
    if document.startswith(b"{"):
        found = json.loads(document)["_chetavani"]["tombstones"]
        return [(one["ref"].removeprefix(TAG), one["when"], one["comment"]) for one in found]
    return [
        (one.get("ref", "").removeprefix(TAG), one.get("when", ""), one.findtext("at:comment", "", NAMES))
        for one in etree.fromstring(document).findall("at:deleted-entry", NAMES)
    ]


@pytest.mark.parametrize("form", ["atom", "json"])
def test_what_was_withdrawn_is_taken_back_and_stays_to_be_read(form: str) -> None:
    told = library(advisory(1), withdrawn(translations=[hindi(2)]))
    when = "2026-05-11T04:30:00+00:00"
    begin = "Withdrawn. Do not act on this advisory; undo what was done because of it."
    document = feed(told, f"all.{form}")
    assert tombstones(document) == [("MPC-2026-0002", when, f"{begin} It was wrong.")]
    assert b"[Withdrawn] Parcel call number 2" in document
    ((ref, _, comment),) = tombstones(feed(told, f"lang-hi.{form}"))
    assert ref == "MPC-2026-0002.hi"
    assert comment == "वापस ली गई। इस चेतावनी पर कार्रवाई न करें; इसके कारण जो किया गया हो उसे पलट दें। It was wrong."
    assert tombstones(feed(told, f"all.changes.{form}")) == []
    assert tombstones(feed(told, f"sector-telecom.{form}")) == []


def test_the_tombstone_is_as_new_as_the_entry_that_it_takes_back() -> None:
    root = etree.fromstring(feed(library(withdrawn()), "all.atom"))
    (entry,) = root.findall("a:entry", NAMES)
    (gone,) = root.findall("at:deleted-entry", NAMES)
    assert gone.get("ref") == entry.findtext("a:id", "", NAMES)
    assert gone.get("when") == entry.findtext("a:updated", "", NAMES)


@pytest.mark.parametrize("form", ["atom", "json"])
def test_a_withdrawal_is_told_though_its_advisory_has_left_the_feed(form: str) -> None:
    newer = [advisory(number, published="2026-04-10T11:00:00+05:30") for number in range(3, 60)]
    told = library(*newer, withdrawn(published="2026-01-02T11:00:00+05:30"))
    document = feed(told, f"all.{form}")
    assert b"[Withdrawn]" not in document
    assert [ref for ref, _, _ in tombstones(document)] == ["MPC-2026-0002"]
    assert tombstones(feed(library(*newer), f"all.{form}")) == []


@given(reason=LINES)
@settings(max_examples=40, deadline=None)
def test_any_reason_survives_in_a_tombstone(reason: str) -> None:
    told = library(withdrawn(reason=reason))
    for document in (feed(told, "all.atom"), feed(told, "all.json"), *archives(told).values()):
        ((_, _, comment),) = tombstones(document)
        assert comment == f"Withdrawn. Do not act on this advisory; undo what was done because of it. {reason}"


def test_a_withdrawal_renders_the_feeds_that_take_it_back() -> None:
    old: dict[str, Any] = {"published": "2026-01-02T11:00:00+05:30", "sectors": ["wallet"], "fraud_types": ["refund"]}
    newer = [advisory(number, published="2026-04-10T11:00:00+05:30") for number in range(3, 60)]
    standing = advisory(2, **old)
    before = shards(*newer, standing)
    assert "feeds/all" in changed(before, shards(*newer, withdrawn(**old)))
    assert changed(shards(*newer, withdrawn(**old)), shards(*newer, withdrawn(reason="It was old.", **old))) >= {
        "feeds/all", "feeds/sector-wallet",
    }  # fmt: skip


def linked(document: bytes) -> dict[str, set[tuple[str, str, str]]]:
    """Return, by id, name, media type and address of the forms that a feed links of each advisory."""
    if document.startswith(b"{"):
        return {
            item["id"].removeprefix(TAG): {
                (one["label"], one["type"], one["url"]) for one in item["_chetavani"]["forms"]
            }
            for item in json.loads(document)["items"]
        }
    return {
        entry.id.removeprefix(TAG): {
            (link.title, link.type, link.href) for link in entry.links if link.rel == "related" and "title" in link
        }
        for entry in feedparser.parse(document).entries
    }


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_an_item_links_every_form_that_there_is_of_its_advisory_and_no_other(form: str) -> None:
    told = full_library()
    given_context = context(told)
    made = {
        BASE + one.path
        for output in OUTPUTS
        if hasattr(output, "form")
        for one in artifacts_of(output.plan(told, given_context))
    }
    found = linked(feed(told, f"all.{form}"))
    assert len(found) == 50
    for card in told.public[:50]:
        wanted = {
            (one.label, one.media_type, BASE + one.path_of(card)) for one in given_context.forms if one.wanted(card)
        }
        assert found[card.id] == wanted
        assert {address for _, _, address in wanted} <= made
    assert len({frozenset(label for label, _, _ in forms) for forms in found.values()}) > 1


def test_a_link_to_a_form_is_not_taken_for_the_page(told: Library, told_context: BuildContext) -> None:
    for form in ("atom", "rss"):
        for name, root in (("lang-en", ""), ("lang-hi", "hi/")):
            for entry in feedparser.parse(feed(told, f"{name}.{form}", told_context)).entries:
                number = entry.id.removeprefix(TAG).removesuffix(".hi")
                assert entry.link == f"{BASE}{root}advisories/{number}/"
                assert "enclosures" not in entry or not entry.enclosures


def test_every_entry_has_one_alternate_link(told: Library, told_context: BuildContext) -> None:
    for entry in etree.fromstring(feed(told, "lang-hi.atom", told_context)).findall("a:entry", NAMES):
        assert len(entry.findall("a:link[@rel='alternate']", NAMES)) == 1


HUBS = ("https://hub.example/", "https://push.example/hub?a=1&b=2")


def with_hubs(*hubs: str) -> Settings:
    """Return our settings with these hubs."""
    return our_settings().model_copy(update={"feeds": Feeds(hubs=hubs)})


@pytest.mark.parametrize("flavour", ["", ".changes"])
def test_feeds_name_their_hubs_and_themselves_once(flavour: str) -> None:
    told = library(advisory(1))
    given_context = context(told, with_hubs(*HUBS))
    for form in ("atom", "rss"):
        links = feedparser.parse(feed(told, f"all{flavour}.{form}", given_context)).feed.links
        assert [one.href for one in links if one.rel == "hub"] == list(HUBS)
        assert [one.href for one in links if one.rel == "self"] == [f"{BASE}feeds/all{flavour}.{form}"]
    document = json.loads(feed(told, f"all{flavour}.json", given_context))
    assert document["hubs"] == [{"type": "WebSub", "url": hub} for hub in HUBS]
    assert document["feed_url"] == f"{BASE}feeds/all{flavour}.json"


def test_the_feeds_page_names_the_hubs() -> None:
    told = library()
    for hubs in (HUBS, ()):
        for artifact in FeedsPages().plan(told, context(told, with_hubs(*hubs))):
            page = artifact.render()
            assert isinstance(page, Page)
            assert [str(one.text) for one in html.fromstring(page.content).xpath("//li/code")] == list(hubs)


def test_without_hubs_there_is_no_word_of_one_and_archives_have_none() -> None:
    told = library(advisory(1))
    for form in ("atom", "rss", "json"):
        assert b"hub" not in feed(told, f"all.{form}").replace(b"github", b"")
    found = archives(told, context(told, with_hubs(*HUBS)))
    assert found
    assert not any(b"hub.example" in content for content in found.values())


@pytest.mark.parametrize(
    "hub",
    [
        "http://hub.example/",
        "hub.example",
        "https://hub.example/a b",
        "https://",
        "https://hub.example/#x",
        "javascript:x",
    ],
)
def test_a_hub_that_is_no_https_address_is_refused(hub: str) -> None:
    with pytest.raises(ValidationError, match="https:// address of a WebSub hub"):
        Feeds(hubs=(hub,))
