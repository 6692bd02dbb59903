# SPDX-License-Identifier: Apache-2.0
"""Search results: the tables and texts that the browser shows are those of the library, page by page."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from tests.builders import AS_OF, advisory, library
from tests.outputs.feed_world import context, full_library, sourced

from chetavani.model.library import Library
from chetavani.model.page import Article
from chetavani.outputs.base import BuildContext, Shard, artifacts_of
from chetavani.outputs.search_bundles import bundles
from chetavani.outputs.search_records import SearchRecords
from chetavani.outputs.search_results import SHOWN, SearchResults

_ARTICLES = (
    Article("about/", "en", "About", "Who warns."),
    Article("guide/first-hour/", "en", "The first hour", "When money has just gone."),
)


def given(of: Library) -> BuildContext:
    return replace(context(of), articles=_ARTICLES)


def files(of: Library) -> dict[str, Any]:
    """Return what is in the files, by path below the language's folder, the language first."""
    found = {}
    for artifact in artifacts_of(SearchResults().plan(of, given(of))):
        made = artifact.render()
        assert isinstance(made, bytes)
        found[artifact.path.removeprefix("pagefind/")] = json.loads(made)
    return found


def ids_of(pages: dict[str, Any]) -> list[str]:
    ids = []
    for start, digits, steps in pages["ids"]:
        number = 0
        for step in steps:
            number += step
            ids.append(f"{start}-{number:0{digits}d}")
    return ids


def times_of(pages: dict[str, Any]) -> list[int]:
    return [pages["unit"] * sum(pages["at"][: row + 1]) for row in range(len(pages["at"]))]


@pytest.mark.parametrize("language", ["en", "hi"])
def test_tables_and_facets_are_those_of_the_library(language: str) -> None:
    of = full_library()
    made = files(of)
    found = []
    for bundle in bundles(of):
        pages, facets = (made[f"{language}/{bundle.name}/{name}.json"] for name in ("pages", "facets"))
        ids = ids_of(pages)
        assert ids == sorted(card.id for card in bundle.cards)
        assert times_of(pages) == [of.cards[one].issued // 1_000_000 for one in ids]
        for name, (values, rows) in facets.items():
            told = [{values[ord(letter) - ord("A")] for letter in row} for row in rows.split(" ")]
            assert told == [expected(of, one, name) for one in ids]
        found += ids
    assert sorted(found) == sorted(card.id for card in of.public)


def expected(of: Library, advisory_id: str, facet: str) -> set[str]:
    card = of.cards[advisory_id]
    values: dict[str, set[str]] = {
        "kind": {card.kind}, "fraud-type": set(card.fraud_types), "sector": set(card.sectors),
        "severity": {card.severity}, "year": {str(card.year)}, "language": set(card.languages),
        "status": {of.standing(card).value},
    }  # fmt: skip
    return values[facet]


def test_a_page_is_shown_by_its_number_among_the_sorted_addresses() -> None:
    of = library(*(advisory(number) for number in range(1, SHOWN + 4)))
    made = files(of)
    pages = made["en/2026.1/pages.json"]
    assert (pages["first"], pages["articles"]) == (1, ["about/", "guide/first-hour/"])
    shown = [made[f"en/2026.1/shown/{number}.json"] for number in range(2)]
    assert [len(some) for some in shown] == [SHOWN, len(of) + 2 - SHOWN]
    first, second, *_, last = [one for some in shown for one in some]
    assert first == ["About", "Who warns.", "article"]
    assert last == ["The first hour", "When money has just gone.", "article"]
    told = of.advisory("MPC-2026-0001")
    assert second == [
        told.text("en").title, told.text("en").summary, "fraud-warning", "high", "current", "2 March 2026", "en",
    ]  # fmt: skip
    assert made["hi/2026.1/shown/0.json"][0][5:] == ["2 मार्च 2026", "en"]


def test_the_list_leads_from_the_newest_bundle_to_the_oldest() -> None:
    many = [advisory(1, id=f"MPC-{year}-{number:04d}", published=f"{year}-03-01T11:00:00+05:30")
            for year in (2024, 2026) for number in range(1, 252)]  # fmt: skip
    made = files(library(*many))
    listed = made["hi/bundles.json"]
    assert [one["name"] for one in listed["bundles"]] == ["2026.251", "2026.1", "2024"]
    assert [one["years"] for one in listed["bundles"]] == [[2026, 2026], [2026, 2026], [2024, 2024]]
    assert (listed["root"], listed["labels"]["kind"]["article"]) == ("hi/", "जानकारी")
    assert {"the", "है"} <= set(listed["common"])
    assert all(f"hi/{one['name']}/pages.json" in made for one in listed["bundles"])


def keys(of: Library, output: SearchRecords | SearchResults) -> dict[str, str]:
    planned = output.plan(of, given(of))
    return {one.name if isinstance(one, Shard) else one.path: one.key for one in planned}


def test_what_time_changes_changes_results_and_no_record() -> None:
    def at(as_of: datetime) -> Library:
        return sourced(advisory(1, expires="2026-06-03T00:00:00+05:30"), advisory(2), as_of=as_of)

    early, late = at(AS_OF), at(AS_OF + timedelta(days=9))
    assert keys(early, SearchRecords()) == keys(late, SearchRecords())
    assert not set(keys(early, SearchResults()).values()) & set(keys(late, SearchResults()).values())
    assert keys(early, SearchResults()) == keys(at(AS_OF + timedelta(hours=1)), SearchResults())


def test_a_title_that_changes_changes_the_file_that_shows_it_alone() -> None:
    def shown(title: str) -> dict[str, str]:
        of = sourced(*(advisory(number, title=title if number == 2 else f"Title {number}") for number in range(1, 40)))
        return {one.path: one.key for one in artifacts_of(SearchResults().plan(of, given(of))) if "/shown/" in one.path}

    before, after = shown("One"), shown("Another")
    assert {path for path in before if before[path] != after[path]} == {
        "pagefind/en/2026.1/shown/0.json", "pagefind/hi/2026.1/shown/0.json",
    }  # fmt: skip
