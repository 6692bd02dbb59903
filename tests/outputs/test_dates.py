# SPDX-License-Identifier: Apache-2.0
"""Dates as people read them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chetavani.outputs.dates import day_text, machine_text, moment_text

IST = ZoneInfo("Asia/Kolkata")
MORNING = datetime(2026, 3, 2, 5, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "2 March 2026, 11:00 IST"), ("hi", "2 मार्च 2026, 11:00 बजे (IST)")],
)
def test_a_moment_is_told_in_the_publishers_zone(language: str, expected: str) -> None:
    assert moment_text(MORNING, IST, language) == expected


@pytest.mark.parametrize(
    ("zone", "name"),
    [("Asia/Kathmandu", "UTC+05:45"), ("Europe/London", "GMT"), ("UTC", "UTC"), ("America/Sao_Paulo", "UTC-03:00")],
)
def test_a_zone_without_a_name_is_told_by_its_offset(zone: str, name: str) -> None:
    assert moment_text(MORNING, ZoneInfo(zone), "en").endswith(f" {name}")


def test_a_day_may_be_another_one_in_the_publishers_zone() -> None:
    night = datetime(2026, 12, 31, 20, tzinfo=UTC)
    assert moment_text(night, IST, "en") == "1 January 2027, 01:30 IST"
    assert day_text(night.date(), "hi") == "31 दिसंबर 2026"


@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_the_text_says_when_it_is_in_india(moment: datetime) -> None:
    told = datetime.strptime(moment_text(moment, IST, "en"), "%d %B %Y, %H:%M IST").replace(tzinfo=IST)
    assert timedelta() <= moment.astimezone(UTC) - told < timedelta(minutes=1)


@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.timezones()))  # noqa: DTZ001
def test_the_machine_text_is_the_same_moment(moment: datetime) -> None:
    told = machine_text(moment, IST)
    assert told.endswith("+05:30")
    assert datetime.fromisoformat(told) == moment.astimezone(UTC).replace(microsecond=0)
