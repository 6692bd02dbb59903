# SPDX-License-Identifier: Apache-2.0
"""A cleared indicator is none any more, in any format; each says since when and why, or says nothing of it."""

import csv
import io
import json
from typing import Any

import pytest
from tests.builders import advisory, library
from tests.outputs import test_api, test_bulk, test_cap, test_search_records
from tests.outputs.csaf_world import complaints as csaf_complaints
from tests.outputs.csaf_world import document
from tests.outputs.feed_world import context, feed
from tests.outputs.misp_world import acted_on, event, hashed, md5
from tests.outputs.test_stix import files as stix_files

from chetavani.model.library import Library
from chetavani.outputs.bulk.places import SHEET
from chetavani.outputs.search_keys import indicator_keys

HELD = {"type": "upi", "value": "fee.desk@example", "role": "payee", "last_seen": "2026-05-20"}
REASON = "The number was given to another person."
CLEARED = {
    "type": "phone", "value": "+447700900418", "role": "caller", "last_seen": "2026-05-20", "evidence": "confirmed",
    "cleared": "2026-05-25T10:00:00Z", "reason": REASON,
}  # fmt: skip


@pytest.fixture
def of() -> Library:
    return library(advisory(1, indicators=[HELD, CLEARED]))


def test_the_api_has_it_among_the_past_ones(of: Library) -> None:
    told: dict[str, Any] = test_api.documents(of)["advisories/MPC-2026-0001.json"]
    (held,), (gone,) = told["indicators"], told["past_indicators"]
    assert (held["value"], held["action"], held["until"], held["cleared"]) == (
        "fee.desk@example", "warn", "2026-11-16T00:00:00Z", None
    )  # fmt: skip
    assert (gone["value"], gone["action"], gone["cleared"], gone["reason"]) == (
        "+447700900418", None, "2026-05-25T10:00:00Z", REASON
    )  # fmt: skip
    test_api.assert_conforming(of)


def test_the_spreadsheet_leaves_it_out(of: Library) -> None:
    (row,) = csv.DictReader(io.StringIO(test_bulk.files(of)[SHEET].decode("utf-8-sig")))
    assert row["indicators"] == "upi fee.desk[at]example"


def test_csaf_notes_have_it_apart_and_say_what_is_asked(of: Library) -> None:
    made = document(of)
    assert csaf_complaints(made) <= {"6.2.3", "6.3.4", "6.3.9", "6.3.10"}
    notes = {note["title"]: note["text"] for note in made["document"]["notes"]}
    assert "UPI id: fee.desk[at]example (Receives the money; Reported; Warn before paying)" in notes["Indicators"]
    assert "+447700900418" not in notes["Indicators"]
    assert notes["Cleared"].endswith(f"Phone number: +447700900418 (cleared on 25 May 2026, 15:30 IST: {REASON})")


def test_feeds_have_it_apart_and_say_what_is_asked(of: Library) -> None:
    (item,) = json.loads(feed(of, "all.json"))["items"]
    table, _, rest = item["content_html"].partition("<h2>Cleared</h2>")
    assert "Warn before paying, until 16 November 2026" in table
    assert "+447700900418" not in table
    assert f"<code>+447700900418</code> (25 May 2026: <span>{REASON}</span>)" in rest


def test_nobody_finds_it_by_search(of: Library) -> None:
    words = {word for record in test_search_records.records(of).values() for word in test_search_records.words(record)}
    held, gone = of.advisory("MPC-2026-0001").indicators
    assert set(indicator_keys(held)) <= words
    assert words.isdisjoint(indicator_keys(gone))


def test_alerts_are_not_more_certain_by_it(of: Library) -> None:
    assert test_cap.said(test_cap.alert(of), "info/certainty") == ["Likely"]


def test_platforms_act_on_it_no_more(of: Library) -> None:
    (made,) = [one for one in stix_files(of)["current"]["objects"] if one["type"] == "indicator"]
    assert "fee.desk" in made["pattern"]
    assert acted_on(event(of)) == {"fee.desk@example"}
    assert {value for value, _ in hashed(of)} == {md5("fee.desk@example")}
    assert context(of).settings.appeal == "mailto:nodal-desk@chetavani.example"
