# SPDX-License-Identifier: Apache-2.0
"""The windows, found without looking at every change, are those that looking at every change finds."""

import time
from datetime import datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import AS_OF, advisory, library
from tests.outputs.feed_world import our_settings, slices_of

from chetavani.config import Feeds
from chetavani.model.advisory import Advisory
from chetavani.model.card import card_of, years_of
from chetavani.model.library import Library
from chetavani.model.vocab import Status
from chetavani.outputs.feed_items import windows
from chetavani.outputs.feed_slices import feed_slices

Told = tuple[str, str]
NAMES = tuple(one.name for one in feed_slices(our_settings()))
ZONE = our_settings().zone
MONTH = AS_OF.astimezone(ZONE).replace(day=1, hour=0, minute=0, second=0)
HOURS = st.integers(min_value=0, max_value=2_000)


def _when(hours: int) -> str:
    return (AS_OF - timedelta(hours=hours)).isoformat()


@st.composite
def advisories(draw: st.DrawFn) -> list[Advisory]:
    """Return advisories of 2026 whose times often coincide, some revised, withdrawn or replaced."""
    count = draw(st.integers(min_value=0, max_value=12))
    return [_drawn(draw, number, count) for number in range(1, count + 1)]


def _drawn(draw: st.DrawFn, number: int, count: int) -> Advisory:
    hours = sorted(draw(st.lists(HOURS, min_size=1, max_size=4, unique=True)), reverse=True)
    changes: dict[str, Any] = {
        "published": _when(hours[0]),
        "revisions": [{"date": _when(one), "summary": "More."} for one in hours[1:]],
        "sectors": draw(st.sampled_from([["wallet"], ["courier"], ["wallet", "courier"]])),
        "severity": draw(st.sampled_from(["low", "high"])),
        "tlp": draw(st.sampled_from(["CLEAR", "CLEAR", "CLEAR", "GREEN"])),
        "status": draw(st.sampled_from(["published", "published", "withdrawn", "superseded"])),
    }
    if changes["status"] == "withdrawn":
        changes["reason"] = "It was wrong."
    if changes["status"] == "superseded":
        changes["superseded_by"] = f"MPC-2026-{draw(st.integers(min_value=1, max_value=count)):04d}"
    return advisory(number, **changes)


def expected(told: Library, feeds: Feeds, name: str) -> tuple[list[Told], list[Told]]:
    """Return id and suffix of what is in the windows of a slice, from the words of the feeds' reference."""
    new: list[tuple[datetime, str, int, str]] = []
    changes: list[tuple[datetime, str, int, str]] = []
    for one in (told.advisory(advisory_id) for advisory_id in sorted(told.cards)):
        card = told.cards[one.id]
        if not card.is_public or name not in slices_of(card):
            continue
        new.append((one.issued, one.id, 0, ""))
        changes.append((one.issued, one.id, 1, "1"))
        withdrawn = one.status is Status.WITHDRAWN
        for number, revision in enumerate(one.revisions[:-1] if withdrawn else one.revisions, start=2):
            changes.append((revision.date, one.id, number, str(number)))
        if withdrawn:
            changes.append((one.updated, one.id, 99, "withdrawn"))
        if one.status is Status.SUPERSEDED:
            successor = told.cards[one.superseded_by or ""]
            by = told.advisory(successor.id).issued if successor.is_public else one.updated
            changes.append((max(one.updated, by), one.id, 99, "superseded"))
    since = AS_OF - timedelta(days=feeds.days)
    return _window(new, feeds, min(since, MONTH)), _window(changes, feeds, since)


def _window(found: list[tuple[datetime, str, int, str]], feeds: Feeds, since: datetime) -> list[Told]:
    ordered = sorted(found, key=lambda one: (-one[0].timestamp(), one[1], -one[2]))
    recent = sum(one[0] >= since for one in found)
    return [(one[1], one[3]) for one in ordered[: max(feeds.entries, recent)]]


@given(advisories(), st.integers(min_value=1, max_value=4), st.integers(min_value=0, max_value=40))
@settings(max_examples=150, deadline=None)
def test_the_windows_are_what_the_reference_says(given_ones: list[Advisory], entries: int, days: int) -> None:
    told, feeds = library(*given_ones), Feeds(entries=entries, days=days)
    found = windows(told, NAMES, feeds, ZONE)
    assert list(found) == list(NAMES)
    for name in NAMES:
        flavours = (found[name].new, found[name].changes)
        assert tuple([(one.card.id, one.suffix) for one in items] for items in flavours) == expected(told, feeds, name)


def test_an_item_in_many_slices_is_one_object() -> None:
    found = windows(library(advisory(1)), NAMES, Feeds(), ZONE)
    assert found["all"].new[0] is found["sector-courier"].new[0] is found["lang-en"].new[0]


def test_planning_costs_little_for_each_of_very_many_advisories() -> None:
    pattern = card_of(advisory(1, published="2016-01-05T11:00:00+05:30"))
    cards = [
        pattern._replace(id=f"MPC-{2006 + n // 5_000}-{n:05d}", published=(pattern.published or 0) + n)
        for n in range(100_000)
    ]
    told = Library.over(years_of(cards), AS_OF, lambda _: advisory(1))
    before = time.process_time()
    found = windows(told, NAMES, Feeds(), ZONE)
    spent = time.process_time() - before
    assert len(found["all"].new) == 50
    assert found["all"].new[0].card is cards[-1]
    assert spent < 1, "most slices are empty here, so every card is looked at; ten microseconds each are far too much"
