# SPDX-License-Identifier: Apache-2.0
"""Cards and years: all that planning knows of advisories, and every time at which anything in a year changes."""

import pickle
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import AS_OF, advisory, library

from chetavani.model.card import card_of, instant, moment, year_of, years_of
from chetavani.model.vocab import Standing

_ZONES = st.timedeltas(timedelta(hours=-14), timedelta(hours=14)).map(
    lambda given: timezone(timedelta(minutes=given // timedelta(minutes=1)))
)
_TIMES = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=_ZONES)  # noqa: DTZ001
END, LATER = "2026-07-01T00:00:00+05:30", "2026-08-01T00:00:00+05:30"


@given(_TIMES, _TIMES)
def test_instants_are_exact_and_in_the_order_of_time(one: datetime, other: datetime) -> None:
    assert moment(instant(one)) == one
    assert (instant(one) < instant(other)) == (one < other)


def test_a_card_says_what_its_advisory_says() -> None:
    told = advisory(
        1, revisions=[{"date": "2026-05-02T10:00:00+05:30", "summary": "More."}], expires=END,
        related=["MPC-2026-0002"], translations=[{"language": "hi", "title": "नाम", "summary": "सार", "body": "पाठ"}],
    )  # fmt: skip
    card = card_of(told, "digest")
    assert (card.id, card.digest, card.kind, card.severity) == (told.id, "digest", "fraud-warning", "high")
    assert card.published is not None
    assert moment(card.published) == told.published
    assert (moment(card.updated), card.revision, card.year) == (told.updated, 2, 2026)
    assert card.languages == ("en", "hi")
    assert card.related == ("MPC-2026-0002",)
    assert (card.is_public, card.is_urgent, card.is_draft) == (True, True, False)
    assert pickle.loads(pickle.dumps(card)) == card  # noqa: S301 - our own


def test_a_card_knows_the_indicators_and_how_many_have_stopped_to_hold() -> None:
    phone = {"type": "phone", "value": "+447700900417", "role": "caller"}
    told = advisory(
        1,
        indicators=[
            {**phone, "expires": END},
            {**phone, "last_seen": "2026-07-01"},
            {**phone, "type": "upi", "value": "a@b", "expires": LATER},
        ],
    )
    card = card_of(told)
    assert card.title == told.title
    assert card.indicators == (("phone", "+447700900417"), ("phone", "+447700900417"), ("upi", "a@b"))
    end = instant(datetime.fromisoformat(END))
    later = instant(datetime.fromisoformat(LATER))
    assert [card.lapsed(at) for at in (end - 1, end, later)] == [0, 1, 2]
    assert card.lapses[1] == instant(datetime.fromisoformat("2026-09-29T00:00:00Z"))  # the lifetime of phone numbers
    year = year_of(2026, [card])
    assert [year.lapsed(at) for at in (end - 1, end, later)] == [0, 1, 2]


def test_what_is_cleared_stops_to_hold_then() -> None:
    phone = {"type": "phone", "value": "+447700900417", "role": "caller", "expires": LATER}
    clearance = {"cleared": END, "reason": "It is another's now."}
    assert card_of(advisory(1, indicators=[{**phone, **clearance}])).lapses == (
        instant(datetime.fromisoformat(END)),
    )  # fmt: skip
    assert card_of(advisory(1, indicators=[{**phone, **clearance}])).latest >= instant(datetime.fromisoformat(END))
    draft = {"id": "MPC-0000-0000-fee", "status": "draft", "published": None}
    assert card_of(advisory(1, indicators=[phone], **draft)).lapses == (None,)


@pytest.mark.parametrize(
    ("changes", "differs"),
    [({"title": "Another title"}, True), ({"summary": "Another summary."}, True), ({"body": "Another."}, False)],
)
def test_a_face_is_what_other_pages_show(changes: dict[str, Any], *, differs: bool) -> None:
    assert (card_of(advisory(1)).face("en") != card_of(advisory(1, **changes)).face("en")) is differs


def test_a_reader_without_a_text_is_shown_the_original() -> None:
    card = card_of(advisory(1))
    assert card.face("hi") == card.face("en") == ("en", card.faces[0])


@pytest.mark.parametrize(
    ("changes", "public"),
    [
        ({}, True), ({"tlp": "GREEN"}, False), ({"id": "MPC-0000-0000-x", "status": "draft"}, False),
        ({"status": "withdrawn", "reason": "Wrong."}, True), ({"status": "draft"}, False),
    ],
)  # fmt: skip
def test_who_may_see_it(changes: dict[str, Any], *, public: bool) -> None:
    assert card_of(advisory(1, **changes)).is_public is public


def test_a_year_tells_what_it_names_outside_and_who_replaces_whom() -> None:
    cards = [
        card_of(advisory(1, related=["MPC-2026-0002", "MPC-2025-0001"])),
        card_of(advisory(2, status="superseded", superseded_by="MPC-2027-0001")),
    ]
    year = year_of(2026, cards[::-1])
    assert [card.id for card in year.cards] == ["MPC-2026-0001", "MPC-2026-0002"]
    assert [card.id for card in year.public] == ["MPC-2026-0002", "MPC-2026-0001"]
    assert year.foreign == ("MPC-2025-0001", "MPC-2027-0001")
    assert year.succeeded == (("MPC-2026-0002", "MPC-2027-0001"),)


def test_drafts_are_a_year_of_their_own() -> None:
    draft = advisory(1, id="MPC-0000-0000-words", status="draft", published=None)
    years = years_of([card_of(draft), card_of(advisory(2)), card_of(advisory(3, id="MPC-2024-0003"))])
    assert [year.number for year in years] == [0, 2024, 2026]
    assert years[0].public == ()


def test_the_digest_of_a_year_follows_every_card() -> None:
    def digest(*numbers: int, last: str = "x") -> str:
        return year_of(2026, [card_of(advisory(number), "x" if number > 1 else last) for number in numbers]).digest

    assert len({digest(1), digest(2), digest(1, 2), digest(1, 2, last="y")}) == 4
    assert digest(1, 2) == digest(2, 1)


@pytest.mark.parametrize("seconds", [-1, 0, 1])
@pytest.mark.parametrize("at", [END, LATER])
def test_a_phase_changes_exactly_when_something_stands_differently(at: str, seconds: int) -> None:
    action = {"who": ["courier"], "what": "block", "by": LATER, "text": "Block them."}
    told = [advisory(1, expires=END), advisory(2, actions=[action])]
    year = year_of(2026, [card_of(one) for one in told])
    when, before = (
        datetime.fromisoformat(at) + timedelta(seconds=seconds),
        datetime.fromisoformat(at) - timedelta(days=1),
    )

    def stands(as_of: datetime) -> tuple[object, ...]:
        shelf = library(*told, as_of=as_of)
        overdue = [shelf.is_overdue(one, action) for one in told for action in one.actions]
        return (*(shelf.standing(one) for one in told), *overdue)

    assert (year.phase(instant(when)) != year.phase(instant(before))) == (stands(when) != stands(before))


def test_the_newest_time_that_it_speaks_of() -> None:
    seen = {"type": "phone", "value": "+447700900417", "role": "caller", "last_seen": "2026-05-03"}
    assert card_of(advisory(1)).latest == instant(datetime(2026, 3, 2, 5, 30, tzinfo=UTC))
    assert moment(card_of(advisory(1, indicators=[seen])).latest).date().isoformat() == "2026-05-03"
    assert (
        library(advisory(1, expires="2026-05-01T00:00:00Z"), as_of=AS_OF).standing(
            card_of(advisory(1, expires="2026-05-01T00:00:00Z"))
        )
        is Standing.EXPIRED
    )
