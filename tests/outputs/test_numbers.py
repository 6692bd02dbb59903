# SPDX-License-Identifier: Apache-2.0
"""The page of numbers: what is counted, what is drawn of it, and when it is made anew."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.builders import AS_OF, advisory, library
from tests.outputs.feed_world import context, our_settings, sourced
from tests.outputs.page_world import made, one, planned, text, tree

from chetavani.model.library import Library
from chetavani.model.vocab import Status
from chetavani.outputs.base import Shard
from chetavani.outputs.numbers import NumbersPages
from chetavani.outputs.numbers.chart import WIDTH, draw
from chetavani.outputs.numbers.counts import FRAUDS, MONTHS, Counts, Row, count

MONTH = 2026 * 12 + 5  # June 2026, in which AS_OF is
PATHS = ("numbers/index.html", "hi/numbers/index.html")


def listed(value: str, seen: str | None = None, kind: str = "upi") -> dict[str, str]:
    return {"type": kind, "value": value, "role": "payee"} | ({"first_seen": seen} if seen else {})


def world() -> Library:
    """Return advisories of several months, one of them withdrawn, one a draft, one older than any chart."""
    wrong = {"status": "withdrawn", "reason": "Wrong."}
    return sourced(
        advisory(1, published="2026-03-31T23:00:00+00:00", indicators=[listed("aa@example"), listed("bb@example")]),
        advisory(2, published="2026-05-02T11:00:00+05:30", severity="low",
                 indicators=[listed("aa@example", "2026-01-05"), listed("+447700900123", "2026-05-01", "phone")]),
        advisory(3, published="2026-05-03T11:00:00+05:30", indicators=[listed("cc@example")], **wrong),
        advisory(4, id="MPC-2022-0004", published="2022-05-03T11:00:00+05:30", indicators=[listed("dd@example")]),
        advisory(5, id="MPC-0000-0000-new", status="draft", indicators=[listed("ee@example")]),
    )  # fmt: skip


def row(counts: Counts, term: str) -> dict[int, int]:
    """Return the counts of a row that are not 0, by the month with which their period begins."""
    (found,) = (one for one in counts.rows if one.term == term)
    return {start: number for start, number in zip(counts.starts, found.counts, strict=True) if number}


def test_an_indicator_counts_once_when_it_was_first_seen_else_published() -> None:
    numbers = count(world(), our_settings())
    assert numbers.indicators.starts == tuple(range(MONTH - 11, MONTH + 1))
    # the end of March in UTC is April in India
    assert row(numbers.indicators, "upi") == {MONTH - 5: 1, MONTH - 2: 1}
    assert row(numbers.indicators, "phone") == {MONTH - 1: 1}
    assert [one.term for one in numbers.indicators.rows] == ["upi", "phone"]


def test_advisories_count_by_quarter_and_those_withdrawn_nowhere() -> None:
    numbers = count(world(), our_settings())
    assert numbers.frauds.starts[-1] == MONTH - 2
    assert row(numbers.frauds, "courier-parcel") == {MONTH - 2: 2}
    assert {one.term: one.total for one in numbers.severities.rows} == {"critical": 0, "high": 1, "medium": 0, "low": 1}
    assert numbers.advisories == 3
    assert numbers.listed == world().listings.count == 3


def test_the_most_frequent_frauds_are_shown_and_the_vocabulary_decides_ties() -> None:
    kinds = ["lottery", "refund", "jobs-fake", "otp-theft"]
    given = [
        advisory(number, fraud_types=[kind], published="2026-05-02T11:00:00+05:30")
        for number, kind in enumerate(["refund", "lottery", "refund"], 1)
    ]
    rows = count(library(*given), our_settings()).frauds.rows
    assert [(one.term, one.total) for one in rows] == [("refund", 2), ("lottery", 1)]
    assert len(rows) <= FRAUDS < len(kinds) * 3


@pytest.mark.parametrize("path", PATHS)
def test_each_chart_is_described_and_has_its_table(path: str) -> None:
    of = world()
    content = tree(made(planned(of, context(of), [NumbersPages()])[path]))
    sections = content.xpath("//section")
    assert len(sections) == 3
    for section in sections:
        svg = one(section, ".//svg")
        names = svg.get("aria-labelledby").split()
        assert [text(one(svg, f'.//*[@id="{name}"]')) for name in names] == [
            text(one(section, "./h2")), text(one(svg, "./desc")),
        ]  # fmt: skip
        shown = [text(cell) for cell in svg.xpath('.//text[@class="cv-chart__name"]')]
        rows = [[text(cell) for cell in line.xpath("./td")] for line in section.xpath(".//tbody/tr")]
        assert shown == [cell for line in rows for cell in (line[0], line[-1])]
        assert all(sum(map(int, line[1:-1])) == int(line[-1]) for line in rows)
        assert len(svg.xpath(".//rect")) == sum(cell != "0" for line in rows for cell in line[1:-1])


@pytest.mark.parametrize("path", PATHS)
def test_drawings_are_xml(path: str) -> None:
    of = world()
    content = made(planned(of, context(of), [NumbersPages()])[path]).content
    drawings = [f"<svg{part.partition('</svg>')[0]}</svg>" for part in content.split("<svg")[1:]]
    assert len(drawings) == 3
    for drawing in drawings:
        assert etree.fromstring(drawing).get("viewBox").startswith(f"0 0 {WIDTH} ")


def test_nothing_published_is_no_fault() -> None:
    of = library()
    content = tree(made(planned(of, context(of), [NumbersPages()])["numbers/index.html"]))
    assert [len(section.xpath(".//svg")) for section in content.xpath("//section")] == [0, 0, 1]


_COUNTS = st.lists(st.integers(0, 10**6), min_size=MONTHS, max_size=MONTHS).map(tuple)


@given(st.lists(_COUNTS, max_size=12))
def test_everything_is_drawn_within_the_drawing_and_in_proportion(rows: list[tuple[int, ...]]) -> None:
    counts = Counts(tuple(range(MONTH, MONTH + MONTHS)), tuple(Row(str(n), one) for n, one in enumerate(rows)))
    chart = draw(counts, lambda term: term, str)
    highest = max((number for one in rows for number in one), default=0)
    for strip, numbers in zip(chart.strips, rows, strict=True):
        assert strip.peak.text == str(max(numbers))
        assert strip.total.text == str(sum(numbers))
        assert strip.name.y < strip.peak.y
        shown = [number for number in numbers if number]
        for bar, number in zip(strip.bars, shown, strict=True):
            assert 0 <= bar.x < bar.x + bar.width <= WIDTH
            assert strip.name.y <= bar.y <= strip.base
            assert bar.height == pytest.approx(max(number / highest * 33, 1.5), abs=0.01)
    assert all(mark.y <= chart.height for mark in chart.axis)


def keys(of: Library) -> tuple[str, list[str]]:
    """Return the key of the shard and those of its pages."""
    given = context(of)
    (shard,) = NumbersPages().plan(of, given)
    assert isinstance(shard, Shard)
    return shard.key, [artifact.key for artifact in planned(of, given, [NumbersPages()]).values()]


def test_pages_are_made_anew_when_a_number_changes_and_for_nothing_else() -> None:
    told = [world().advisory(card) for card in world().cards]
    before = keys(sourced(*told))
    reworded = [one.model_copy(update={"title": "Another title"}) if one.year == 2026 else one for one in told]
    assert keys(sourced(*reworded))[0] != before[0]
    assert keys(sourced(*reworded))[1] == before[1]
    older = [one.model_copy(update={"title": "Another title"}) if one.year == 2022 else one for one in told]
    assert keys(sourced(*older)) == before
    gone = [one.model_copy(update={"status": Status.WITHDRAWN}) if one.year == 2022 else one for one in told]
    assert keys(sourced(*gone))[0] != before[0]
    more = advisory(6, published="2026-05-09T11:00:00+05:30")
    assert keys(sourced(*told, more))[1] != before[1]
    later = sourced(*told, as_of=datetime(2026, 6, 30, 18, 30, tzinfo=UTC))  # July has begun in India
    assert keys(later)[0] != before[0]
    assert keys(sourced(*told, as_of=AS_OF.replace(hour=13))) == before
