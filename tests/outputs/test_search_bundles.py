# SPDX-License-Identifier: Apache-2.0
"""Bundles: every advisory in one of them, small where it is written now, the same where nothing has changed."""

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import AS_OF, advisory

from chetavani.model.advisory import Advisory
from chetavani.model.card import Card, card_of, year_of
from chetavani.model.library import Library
from chetavani.model.page import Article
from chetavani.outputs.search_bundles import LARGEST, NEWEST, Bundle, bundles, source_key

_ARTICLE = Article("guide/first-hour/", "en", "The first hour", "When money has just gone.", "Call 1930 at once.")
_CARD = card_of(advisory(1))


def card(year: int, number: int, digest: str = "first") -> Card:
    published = int(datetime(year, 3, 1, tzinfo=UTC).timestamp()) * 1_000_000
    return _CARD._replace(id=f"MPC-{year}-{number:04d}", published=published, digest=f"{digest} {year} {number}")


def never(advisory_id: str) -> Advisory:
    message = f"{advisory_id} was asked for, and planning needs cards alone"
    raise AssertionError(message)


def library(cards: Iterable[Card]) -> Library:
    found: dict[int, list[Card]] = {}
    for one in cards:
        found.setdefault(one.year, []).append(one)
    return Library.over([year_of(number, of) for number, of in found.items()], AS_OF, never)


def cards(**counts: int) -> list[Card]:
    """Return as many cards of each year as told: ``y2024=3``."""
    return [card(int(year[1:]), number) for year, count in counts.items() for number in range(1, count + 1)]


def names(of: Library) -> dict[str, int]:
    return {bundle.name: len(bundle.cards) for bundle in bundles(of)}


def keys(of: Library) -> dict[str, str]:
    return {bundle.name: source_key(bundle, [_ARTICLE], "en") for bundle in bundles(of)}


@pytest.mark.parametrize(("counts", "expected"), [
    ({"y2026": 66}, {"2026.1": 66}),
    ({"y2025": 30, "y2026": 66}, {"2025-2026.1": 96}),
    ({"y2024": 300, "y2025": 700, "y2026": 1}, {"2026.1": 1, "2024-2025": 1000}),
    ({"y2024": 301, "y2025": 700, "y2026": 1}, {"2026.1": 1, "2025": 700, "2024": 301}),
    ({"y2025": 1490, "y2026": 251}, {"2026.251": 1, "2026.1": 250, "2025": 1490}),
    ({"y2025": 1510, "y2026": 10}, {"2026.1": 10, "2025.756": 755, "2025.1": 755}),
    ({"y2026": 1300}, {"2026.1251": 50, "2026.1001": 250, "2026.1": 1000}),
])  # fmt: skip
def test_years_are_cut_and_packed(counts: dict[str, int], expected: dict[str, int]) -> None:
    assert names(library(cards(**counts))) == expected


def test_without_advisories_there_is_a_bundle_for_the_articles() -> None:
    (only,) = bundles(library([]))
    assert (only.cards, only.articles([_ARTICLE], "en"), only.articles([_ARTICLE], "hi")) == ((), (_ARTICLE,), ())


@settings(deadline=None, max_examples=40)
@given(st.dictionaries(st.integers(2001, 2012), st.integers(1, 2600), min_size=1, max_size=6))
def test_every_advisory_is_in_one_bundle_and_none_is_too_large(counts: dict[int, int]) -> None:
    of = library(cards(**{f"y{year}": count for year, count in counts.items()}))
    cut = bundles(of)
    held = [card.id for bundle in cut for card in bundle.cards]
    assert sorted(held) == sorted(of.cards)
    assert len({bundle.name for bundle in cut}) == len(cut)
    assert max(len(bundle.cards) for bundle in cut) < 1.5 * LARGEST
    assert len(cut[0].cards) <= NEWEST or len(of) > NEWEST
    assert [bundle.with_articles for bundle in cut] == [True] + [False] * (len(cut) - 1)
    for newer, older in pairwise(cut):
        assert min(one.number for one in newer.years) >= max(one.number for one in older.years)


def _changed(before: Library, after: Library) -> set[str]:
    old, new = keys(before), keys(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def test_a_new_advisory_changes_the_newest_bundle_alone() -> None:
    held = cards(y2024=900, y2025=980, y2026=420)
    assert _changed(library(held), library([*held, card(2026, 421)])) == {"2026.251"}


def test_an_old_advisory_that_is_edited_changes_its_bundle_alone() -> None:
    held = cards(y2024=900, y2025=980, y2026=420)
    edited = [card(2025, 5, "second") if one.id == "MPC-2025-0005" else one for one in held]
    assert _changed(library(held), library(edited)) == {"2025"}


def test_the_partition_does_not_depend_on_how_the_library_came_to_be() -> None:
    held = cards(y2024=900, y2026=420)
    assert keys(library(held)) == keys(library(reversed(held)))


def test_an_article_changes_the_newest_bundle_for_its_readers_alone() -> None:
    newest, oldest = bundles(library(cards(y2024=900, y2026=420)))[
        :: len(names(library(cards(y2024=900, y2026=420)))) - 1
    ]

    def differ(bundle: Bundle, language: str) -> bool:
        return source_key(bundle, [_ARTICLE], language) != source_key(bundle, [], language)

    assert differ(newest, "en")
    assert not differ(newest, "hi")
    assert not differ(oldest, "en")


def test_a_key_of_advisories_without_files_stands_for_nothing() -> None:
    (only,) = bundles(library([card(2026, 1)._replace(digest="")]))
    assert source_key(only, [], "en") == ""
