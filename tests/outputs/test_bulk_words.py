# SPDX-License-Identifier: Apache-2.0
"""The index of words that is put together of many is the one that SQLite makes of all texts at once."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as how
from hypothesis import strategies as st
from tests.builders import advisory, library
from tests.outputs.feed_world import hindi
from tests.outputs.test_bulk import files

from chetavani.outputs.bulk.places import DATABASE

_CHECK = "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)"
_FOUND = "SELECT rowid, round(rank, 9) FROM search WHERE search MATCH ? ORDER BY rank, rowid"
_WORDS = ("शुल्क", "parcel", "fee OR wave", '"asks for a fee"', "ठग*", "title: wave", "absent", "NEAR(call fee)")


@contextmanager
def opened(content: bytes) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(content)
    yield connection
    connection.close()


def of_hundreds(numbers: list[int], **changes: object) -> bytes:
    """Return the database of advisories of these numbers, every other one with a Hindi text."""
    made = (
        advisory(
            number, **changes, id=f"MPC-{2020 + number % 3}-{number:04d}", translations=[hindi(number)] * (number % 2)
        )
        for number in numbers
    )
    return files(library(*made))[DATABASE]


@how(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(1, 999), unique=True, max_size=12))
@example(list(range(95, 130)))
@example([])
def test_it_finds_what_an_index_of_all_finds(numbers: list[int]) -> None:
    with opened(of_hundreds(numbers)) as connection:
        connection.execute(_CHECK)
        before = [connection.execute(_FOUND, (words,)).fetchall() for words in _WORDS]
        connection.execute("INSERT INTO search (search) VALUES ('rebuild')")
        assert [connection.execute(_FOUND, (words,)).fetchall() for words in _WORDS] == before
        assert not numbers or before[1]


def test_texts_without_a_word_are_no_hindrance() -> None:
    with opened(of_hundreds([2, 204, 6], title="!!!", summary="...", body="?")) as connection:
        connection.execute(_CHECK)
        assert connection.execute(_FOUND, ("parcel",)).fetchall() == []


def test_it_can_be_written_to_by_whoever_has_it() -> None:
    with opened(of_hundreds(list(range(1, 1000, 40)))) as connection:
        connection.execute("INSERT INTO search (search) VALUES ('optimize')")
        connection.execute(_CHECK)
        assert len(connection.execute(_FOUND, ("parcel",)).fetchall()) == 25
        assert connection.execute("SELECT count(DISTINCT segid) FROM search_idx").fetchone() == (1,)


@pytest.mark.parametrize(
    "fault",
    [
        "DELETE FROM search_data WHERE id > 1000 AND id < 1 << 38",
        "UPDATE texts SET title = 'other' WHERE id = (SELECT max(id) FROM texts)",
        "UPDATE search_data SET block = x'00' WHERE id = 1",
        "DELETE FROM texts WHERE language = 'hi'",
    ],
)
def test_its_check_notices_a_fault(fault: str) -> None:
    with opened(of_hundreds([1, 101, 201, 202])) as connection:
        connection.execute(fault)
        with pytest.raises(sqlite3.DatabaseError, match="malformed"):
            connection.execute(_CHECK)
