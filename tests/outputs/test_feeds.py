# SPDX-License-Identifier: Apache-2.0
"""What is in which feed, under which id, in which order, and what a change of the library changes."""

import json
from datetime import timedelta
from itertools import product
from typing import Any

import feedparser
import pytest
from lxml import etree
from pydantic import ValidationError
from tests.builders import AS_OF, advisory, library
from tests.outputs.feed_world import FORMATS, artifacts, context, feed, hindi, our_settings, render, revision, slices_of

from chetavani.config import Publisher
from chetavani.model.library import Library
from chetavani.model.vocab import FRAUD_TYPES, KINDS, SECTORS
from chetavani.outputs.base import BuildContext
from chetavani.outputs.feed_slices import feed_slices

TAG = "tag:chetavani.example,2025-01-01:"
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def ids(document: bytes) -> list[str]:
    """Return the ids of a feed's items without what all have in common."""
    if document.startswith(b"{"):
        return [item["id"].removeprefix(TAG) for item in json.loads(document)["items"]]
    return [entry.id.removeprefix(TAG) for entry in feedparser.parse(document).entries]


def items(document: bytes) -> dict[str, dict[str, Any]]:
    """Return the items of a JSON feed by id."""
    return {item["id"].removeprefix(TAG): item for item in json.loads(document)["items"]}


def test_every_term_has_feeds_in_every_format_and_flavour(told: Library, told_context: BuildContext) -> None:
    names = ["all", "severity-high", "lang-en", "lang-hi"]
    names += [f"kind-{term.id}" for term in KINDS]
    names += [f"sector-{term.id}" for term in SECTORS]
    names += [f"fraud-type-{term.id}" for term in FRAUD_TYPES]
    wanted = {f"feeds/{name}{tail}.{form}" for name, tail, form in product(names, ("", ".changes"), FORMATS)}
    assert {artifact.path for artifact in artifacts(told, told_context)} == wanted


def test_a_slice_without_advisories_has_a_feed_that_links_to_the_list_of_all() -> None:
    document = json.loads(feed(library(), "sector-utility.json"))
    assert document["items"] == []
    assert document["home_page_url"] == "https://chetavani.example/advisories/"
    atom = feedparser.parse(feed(library(), "sector-utility.atom"))
    assert atom.feed.updated == "1970-01-01T00:00:00+00:00"


def test_slices_carry_what_concerns_them(told: Library) -> None:
    names = {card.id: slices_of(card) for card in told.newest_first()}
    carried = {name: {one for one in names if name in names[one]} for name in ("all", "sector-payment", "lang-hi")}
    assert len(carried["all"]) == 56
    assert carried["sector-payment"] == {"MPC-2026-0006"}
    assert carried["lang-hi"] == {"MPC-2026-0001", "MPC-2026-0002", "MPC-2026-0004"}
    assert "severity-high" in names["MPC-2026-0001"]
    assert "severity-high" not in names["MPC-2026-0005"]
    slices = {one.name: one for one in feed_slices(our_settings())}
    assert {name for found in names.values() for name in found} <= set(slices)
    assert slices["lang-hi"].language == "hi"
    assert slices["sector-courier"].labels == {"en": "Courier and delivery", "hi": "कूरियर और डिलीवरी"}


@pytest.mark.parametrize("form", FORMATS)
def test_what_is_not_public_is_in_no_feed(told: Library, told_context: BuildContext, form: str) -> None:
    planned = [render(one) for one in artifacts(told, told_context) if one.path.endswith(f".{form}")]
    assert len(planned) == 128
    assert not any(b"Secret of the community" in text or b"MPC-2026-0007" in text for text in planned)
    assert not any(b"Still a draft" in text for text in planned)


def test_an_unpublished_replacement_is_not_named() -> None:
    hidden = advisory(2, tlp="GREEN", title="For members only")
    told = library(advisory(1, status="superseded", superseded_by="MPC-2026-0002"), hidden)
    for form in FORMATS:
        document = feed(told, f"all.changes.{form}")
        assert ids(document) == ["MPC-2026-0001/superseded", "MPC-2026-0001/1"]
        assert b"MPC-2026-0002" not in document


@pytest.mark.parametrize("form", FORMATS)
def test_a_revision_keeps_the_id_in_new_and_adds_one_in_changes(form: str) -> None:
    before = library(advisory(1, revisions=[revision(2, "First.")]))
    after = library(advisory(1, revisions=[revision(2, "First."), revision(9, "Second.")]))
    assert ids(feed(before, f"all.{form}")) == ids(feed(after, f"all.{form}")) == ["MPC-2026-0001"]
    assert ids(feed(before, f"all.changes.{form}")) == ["MPC-2026-0001/2", "MPC-2026-0001/1"]
    assert ids(feed(after, f"all.changes.{form}")) == ["MPC-2026-0001/3", "MPC-2026-0001/2", "MPC-2026-0001/1"]


def test_times_in_new_are_those_of_the_advisory_and_in_changes_those_of_the_change() -> None:
    told = library(advisory(1, revisions=[revision(2, "First.")]))
    (new,) = items(feed(told, "all.json")).values()
    assert (new["date_published"], new["date_modified"]) == ("2026-03-02T05:30:00+00:00", "2026-05-02T04:30:00+00:00")
    changes = items(feed(told, "all.changes.json"))
    assert changes["MPC-2026-0001/1"]["date_published"] == "2026-03-02T05:30:00+00:00"
    assert changes["MPC-2026-0001/2"]["date_published"] == "2026-05-02T04:30:00+00:00"
    atom = feedparser.parse(feed(told, "all.atom"))
    assert atom.feed.updated == atom.entries[0].updated == "2026-05-02T04:30:00+00:00"
    rss = feedparser.parse(feed(told, "all.rss"))
    assert rss.entries[0].published == "Mon, 02 Mar 2026 05:30:00 +0000"
    assert rss.entries[0].updated == "2026-05-02T04:30:00+00:00"
    assert rss.feed.updated == "Sat, 02 May 2026 04:30:00 +0000"


@pytest.mark.parametrize("form", FORMATS)
def test_a_change_of_standing_is_marked_and_told(told: Library, told_context: BuildContext, form: str) -> None:
    changes = ids(feed(told, f"all.changes.{form}", told_context))
    assert "MPC-2026-0002/withdrawn" in changes
    assert "MPC-2026-0003/superseded" in changes
    text = feed(told, f"all.changes.{form}", told_context).decode()
    assert "[Withdrawn] Parcel call number 2" in text
    assert "[Superseded] Parcel call number 3" in text
    assert "[Expired] Parcel call number 5" in feed(told, f"all.{form}", told_context).decode()
    assert "[वापस ली गई] पार्सल" in feed(told, f"lang-hi.{form}", told_context).decode()


def test_a_withdrawal_is_told_once() -> None:
    revisions = [revision(2, "Added a number."), revision(11, "Withdrawn, because it was wrong.")]
    standing = advisory(1, revisions=revisions)
    withdrawn = advisory(1, revisions=revisions, status="withdrawn", reason="It was wrong.")
    for form in FORMATS:
        assert ids(feed(library(standing), f"all.changes.{form}"))[0] == "MPC-2026-0001/3"
        told = feed(library(withdrawn), f"all.changes.{form}")
        assert ids(told) == ["MPC-2026-0001/withdrawn", "MPC-2026-0001/2", "MPC-2026-0001/1"]
    told_item = items(feed(library(withdrawn), "all.changes.json"))["MPC-2026-0001/withdrawn"]
    assert told_item["date_published"] == "2026-05-11T04:30:00+00:00"
    assert told_item["_chetavani"]["change"] == {"what": "withdrawn", "revision": None}
    assert "It was wrong." in told_item["summary"]
    assert "Withdrawn, because it was wrong." in told_item["content_html"]


def test_a_replaced_advisory_changed_when_its_replacement_came(told: Library, told_context: BuildContext) -> None:
    changes = items(feed(told, "all.changes.json", told_context))
    assert changes["MPC-2026-0003/superseded"]["date_published"] == "2026-05-20T05:30:00+00:00"
    assert changes["MPC-2026-0003/superseded"]["_chetavani"]["superseded_by"] == "MPC-2026-0004"
    assert "MPC-2026-0004" in changes["MPC-2026-0003/superseded"]["summary"]
    expired = items(feed(library(advisory(5, expires="2026-04-30T00:00:00+05:30")), "all.json"))["MPC-2026-0005"]
    assert expired["date_modified"] == "2026-04-29T18:30:00+00:00"


def test_the_window_is_the_newest_entries_and_never_less_than_the_days() -> None:
    old = [advisory(number, published="2026-01-05T11:00:00+05:30") for number in range(1, 71)]
    assert len(ids(feed(library(*old), "all.json"))) == 50
    fresh = [advisory(number, published="2026-05-20T11:00:00+05:30") for number in range(1, 71)]
    assert len(ids(feed(library(*fresh), "all.json"))) == 70
    edge = advisory(1, published=(AS_OF - timedelta(days=30)).isoformat())
    beyond = advisory(2, published=(AS_OF - timedelta(days=30, seconds=1)).isoformat())
    newer = [advisory(number, published="2026-05-20T11:00:00+05:30") for number in range(3, 60)]
    assert ids(feed(library(edge, beyond, *newer), "all.json"))[-1] == "MPC-2026-0001"


def test_order_is_newest_first_then_by_id() -> None:
    same = [advisory(number, published="2026-05-20T11:00:00+05:30") for number in (3, 1, 2)]
    newest = advisory(9, published="2026-05-21T11:00:00+05:30")
    told = library(*same, newest)
    for form in FORMATS:
        assert ids(feed(told, f"all.{form}")) == ["MPC-2026-0009", "MPC-2026-0001", "MPC-2026-0002", "MPC-2026-0003"]


def test_ids_survive_a_move_to_another_host() -> None:
    told = library(advisory(1, translations=[hindi(1)]))
    settings = our_settings()
    moved = settings.model_copy(
        update={"publisher": settings.publisher.model_copy(update={"base_url": "https://new.example/"})}
    )
    for name in ("all.atom", "lang-hi.changes.rss", "all.json"):
        assert ids(feed(told, name)) == ids(feed(told, name, context(told, moved)))
    assert b"chetavani.example/" not in feed(told, "all.atom", context(told, moved))


def test_without_an_authority_ids_begin_with_the_host() -> None:
    settings = our_settings()
    plain = settings.publisher.model_copy(update={"tag_authority": "", "base_url": "http://127.0.0.1:8000/warn/"})
    told = library(advisory(1))
    document = feed(told, "all.json", context(told, settings.model_copy(update={"publisher": plain})))
    assert json.loads(document)["items"][0]["id"] == "tag:127.0.0.1,2026-01-01:MPC-2026-0001"


def test_a_translation_has_an_id_of_its_own_and_says_when_it_is_behind() -> None:
    told = library(advisory(1, translations=[hindi(1)], revisions=[revision(2, "First.")]))
    entry = items(feed(told, "lang-hi.json"))["MPC-2026-0001.hi"]
    assert entry["language"] == "hi"
    assert entry["url"] == "https://chetavani.example/hi/advisories/MPC-2026-0001/"
    assert "यह अनुवाद संशोधन 1 का है" in entry["content_html"]
    assert '<span lang="en">First.</span>' in entry["content_html"]
    assert ids(feed(told, "lang-en.json")) == ["MPC-2026-0001"]


def test_atom_links_keep_their_attributes(told: Library, told_context: BuildContext) -> None:
    root = etree.fromstring(feed(told, "lang-hi.atom", told_context))
    links = [dict(link.attrib) for link in root.findall("a:link", ATOM)]
    assert links[0] == {
        "href": "https://chetavani.example/feeds/lang-hi.atom", "rel": "self", "type": "application/atom+xml",
    }  # fmt: skip
    assert [(link["rel"], link["hreflang"]) for link in links[1:3]] == [("alternate", "hi"), ("related", "en")]
    for entry in root.findall("a:entry", ATOM):
        found = [dict(link.attrib) for link in entry.findall("a:link", ATOM) if link.get("hreflang")]
        assert [(link["rel"], link["hreflang"]) for link in found] == [("alternate", "hi"), ("related", "en")]
        assert {link["type"] for link in found} == {"text/html"}


def test_rss_has_one_link_a_typed_self_link_and_the_description_first(
    told: Library, told_context: BuildContext
) -> None:
    channel = etree.fromstring(feed(told, "sector-courier.rss", told_context))[0]
    assert [one.text for one in channel.findall("link")] == ["https://chetavani.example/advisories/sector/courier/"]
    (own,) = channel.findall("a:link", ATOM)
    assert dict(own.attrib) == {
        "href": "https://chetavani.example/feeds/sector-courier.rss", "rel": "self", "type": "application/rss+xml",
    }  # fmt: skip
    for item in channel.findall("item"):
        names = [etree.QName(child).localname for child in item]
        assert names.index("description") < names.index("encoded")
        assert item.find("guid").get("isPermaLink") == "false"


def test_categories_have_a_scheme_under_which_the_lists_stand(told: Library, told_context: BuildContext) -> None:
    root = etree.fromstring(feed(told, "sector-payment.atom", told_context))
    found = [
        tuple(one.attrib[key] for key in ("scheme", "term", "label")) for one in root.iterfind(".//a:category", ATOM)
    ]
    base = "https://chetavani.example/advisories/"
    assert found == [
        (f"{base}kind/", "software-upgrade", "Software upgrade"),
        (f"{base}severity/", "high", "High"),
        (f"{base}standing/", "current", "Current"),
        (f"{base}sector/", "payment", "Payment apps and gateways"),
    ]


def test_the_json_extension_says_what_is_asked(told: Library, told_context: BuildContext) -> None:
    record = items(feed(told, "all.changes.json", told_context))["MPC-2026-0001/3"]["_chetavani"]
    assert record["actions"] == [
        {"who": ["courier"], "what": "block", "by": "2026-05-10T12:30:00+00:00", "text": "Block & report."}
    ]
    assert record["change"] == {"what": "revision", "revision": 3}
    assert (record["id"], record["revision"], record["standing"]) == ("MPC-2026-0001", 3, "current")
    assert record["demonstration"] is True


def test_content_is_whole_and_defanged(told: Library, told_context: BuildContext) -> None:
    entry = items(feed(told, "all.changes.json", told_context))["MPC-2026-0001/3"]
    content = entry["content_html"]
    assert "hxxps://pay[.]evil[.]example/a?b=c" in content
    assert "pay.evil.example" not in content
    for part in ("What is asked", "What is happening", "Indicators", "References", "Revision history", "Related"):
        assert part in content
    assert entry["summary"].startswith("Revision 3, 9 May 2026, 10:00 IST: Added the second wave & its <signs>.")
    upgrade = items(feed(told, "kind-software-upgrade.json", told_context))["MPC-2026-0006"]["content_html"]
    assert "&gt;= 1.0, &lt; 1.4" in upgrade
    assert "CVE-2021-44228" in upgrade


@pytest.mark.parametrize("form", FORMATS)
def test_a_demonstration_says_so_and_a_real_publisher_does_not(form: str) -> None:
    told = library(advisory(1))
    real = our_settings().model_copy(update={"demonstration": False})
    assert feedparser.parse(feed(told, "all.atom")).feed.title.startswith("[Demonstration] ")
    assert feed(told, f"all.{form}").decode().count("Demonstration: this is not an official publication.") >= 2
    assert b"Demonstration:" not in feed(told, f"all.{form}", context(told, real))


@pytest.mark.parametrize(
    "authority",
    [
        "chetavani.example",
        "chetavani.example,yesterday",
        "https://chetavani.example/,2026",
        "chetavani.example,2026-01-01:x",
        "चेतावनी.example,2026",
    ],
)
def test_an_authority_that_makes_no_tag_is_refused(authority: str) -> None:
    given = our_settings().publisher.model_dump() | {"tag_authority": authority}
    with pytest.raises(ValidationError, match="RFC 4151"):
        Publisher.model_validate(given)
