# SPDX-License-Identifier: Apache-2.0
"""Listings: who is listed, until when, who is cleared, and whose word counts if there are several."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import AS_OF, advisory, library

from chetavani.model.advisory import Advisory
from chetavani.model.card import instant
from chetavani.model.listing import Entry, Listing, ListingsInMemory, listings_of, merged

UPI: dict[str, Any] = {"type": "upi", "value": "fee.desk@example", "role": "payee", "first_seen": "2026-03-01"}
CLEARED: dict[str, Any] = {"cleared": "2026-05-01T10:00:00+05:30", "reason": "The account is a genuine shop's."}
WITHDRAWN: dict[str, Any] = {
    "status": "withdrawn", "reason": "It was genuine.",
    "revisions": [{"date": "2026-05-02T10:00:00+05:30", "summary": "Withdrawn."}],
}  # fmt: skip


def telling(number: int = 1, given: dict[str, Any] | None = None, **changes: Any) -> Advisory:  # noqa: ANN401
    """Return an advisory with one indicator, changed by ``given``."""
    return advisory(number, indicators=[UPI | (given or {})], **changes)


def entries(*told: Advisory, as_of: datetime = AS_OF) -> list[Entry]:
    return list(library(*told, as_of=as_of).listings.entries())


def only(*told: Advisory, as_of: datetime = AS_OF) -> Entry:
    (entry,) = entries(*told, as_of=as_of)
    return entry


def test_the_surer_the_evidence_the_sterner_the_action_unless_the_author_says() -> None:
    asked = {kind: only(telling(1, {"evidence": kind})).action for kind in ("reported", "several-reports", "confirmed")}
    assert asked == {"reported": "warn", "several-reports": "hold", "confirmed": "block"}
    assert only(telling(1, {"evidence": "confirmed", "action": "warn"})).action == "warn"


def test_the_sternest_word_counts_and_everybody_who_said_so_is_named() -> None:
    one = only(
        telling(1, {"evidence": "reported", "last_seen": "2026-03-05"}), telling(2, {"evidence": "several-reports"})
    )
    assert (one.action, one.evidence, one.advisory) == ("hold", "several-reports", "MPC-2026-0002")
    assert one.advisories == ("MPC-2026-0001", "MPC-2026-0002")
    assert (one.first_seen, one.last_seen) == ("2026-03-01", "2026-03-05")


def test_an_action_ends_when_whoever_asked_for_it_says_so() -> None:
    soon, late = "2026-06-10T00:00:00+05:30", "2026-08-01T00:00:00+05:30"
    stern, mild = {"action": "block", "expires": soon}, {"action": "warn", "expires": late}
    one = only(telling(1, stern), telling(2, mild))
    assert (one.action, one.until) == ("block", instant(datetime.fromisoformat(soon)))
    after = only(telling(1, stern), telling(2, mild), as_of=datetime(2026, 6, 11, tzinfo=UTC))
    assert (after.action, after.until) == ("warn", instant(datetime.fromisoformat(late)))


def test_it_holds_until_its_own_end_or_that_of_the_advisory() -> None:
    end = "2026-06-10T00:00:00+05:30"
    late = datetime(2026, 6, 10, tzinfo=UTC)
    for told in (telling(1, {"expires": end}), telling(1, {"expires": "2027-01-01T00:00:00+05:30"}, expires=end)):
        assert only(told).until == instant(datetime.fromisoformat(end))
        assert entries(told, as_of=late) == []


def test_without_an_end_it_holds_for_the_lifetime_of_its_type_from_when_it_was_last_seen() -> None:
    told = telling(1, {"last_seen": "2026-03-20"})
    assert only(told).until == instant(datetime(2026, 9, 16, tzinfo=UTC))


@pytest.mark.parametrize("changes", [{"tlp": "GREEN"}, {"status": "draft"}, {"status": "superseded",
                                     "superseded_by": "MPC-2026-0002"}])  # fmt: skip
def test_what_is_not_public_or_was_replaced_lists_nothing(changes: dict[str, Any]) -> None:
    assert entries(telling(1, **changes)) == []


def test_a_cleared_indicator_is_listed_nowhere_and_everybody_can_read_why() -> None:
    one = only(telling(1, CLEARED), telling(2))
    assert (one.action, one.reason, one.advisory) == ("", CLEARED["reason"], "MPC-2026-0001")
    assert one.cleared == instant(datetime.fromisoformat(CLEARED["cleared"]))


def test_before_it_was_cleared_it_was_listed() -> None:
    assert only(telling(1, CLEARED), as_of=datetime(2026, 4, 1, tzinfo=UTC)).action == "warn"


def test_what_is_seen_again_after_it_was_cleared_is_listed_again() -> None:
    assert only(telling(1, CLEARED), telling(2, {"last_seen": "2026-05-20"})).advisory == "MPC-2026-0002"


def test_a_withdrawn_advisory_clears_what_nobody_else_lists() -> None:
    assert only(telling(1, **WITHDRAWN)).reason == "It was genuine."
    kept = only(telling(1, **WITHDRAWN), telling(2))
    assert (kept.action, kept.advisories) == ("warn", ("MPC-2026-0002",))


def test_a_withdrawn_advisory_lists_nothing_even_before_its_last_revision() -> None:
    early = datetime(2026, 4, 1, tzinfo=UTC)
    assert entries(telling(1, **WITHDRAWN), as_of=early) == []
    assert only(telling(1, **WITHDRAWN), telling(2), as_of=early).advisories == ("MPC-2026-0002",)


def test_a_withdrawn_advisory_lists_nothing_that_is_to_be_cleared_later() -> None:
    later = CLEARED | {"cleared": "2026-07-01T10:00:00+05:30"}
    assert entries(telling(1, later, **WITHDRAWN)) == []


def test_what_cannot_be_read_is_left_out() -> None:
    assert [one.value for one in entries(telling(1, {"value": " [.] "}), telling(2))] == [UPI["value"]]


def _said(number: int, since: int, until: int, cleared: int, asked: str) -> Listing:
    return Listing("a" * 64, "upi", "x@example", f"MPC-2026-{number:04d}", asked, "reported", "payee", "", "", since,
                   until, "", cleared, "why" if cleared else "")  # fmt: skip


SAID = st.builds(
    _said, st.integers(1, 4), st.integers(1, 9), st.integers(1, 20), st.integers(0, 15),
    st.sampled_from(["", "warn", "hold", "block"]),
)  # fmt: skip


@given(st.lists(SAID, min_size=1, max_size=5), st.integers(0, 20))
def test_the_order_of_what_is_said_makes_no_difference(said: list[Listing], at: int) -> None:
    one = merged(said, at)
    assert merged(said[::-1], at) == one
    if one is not None and not one.cleared:
        assert one.until > at
        assert one.advisory in one.advisories
    if one is None:
        assert all(each.until <= at or 0 < each.cleared <= at or not each.action for each in said)


def test_drawers_hold_all_entries_in_the_order_of_the_hashes() -> None:
    told = advisory(1, indicators=[UPI | {"value": f"fee.{number}@example"} for number in range(60)])
    held = ListingsInMemory(listings_of(told), instant(AS_OF))
    assert held.count == 60
    hashes = [entry.hash for digits in held.drawers for entry in held.entries(digits)]
    assert hashes == sorted(hashes) == [entry.hash for entry in held.entries()]
