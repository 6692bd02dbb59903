# SPDX-License-Identifier: Apache-2.0
"""Lint over many advisories: near-duplicate titles are found among thousands, and the work grows with their number."""

import random
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.builders import ROOT, advisory

from chetavani.config import load_settings
from chetavani.lint import check
from chetavani.lint.base import Inspection
from chetavani.model.advisory import Advisory
from chetavani.model.library import Library

SETTINGS = load_settings(ROOT)
AS_OF = datetime(2027, 1, 1, tzinfo=UTC)
NOUNS = (
    "parcel",
    "refund",
    "bill",
    "loan",
    "task",
    "shop",
    "number",
    "prize",
    "share",
    "account",
    "job",
    "rent",
    "hotel",
    "gift",
    "SIM",
    "dog",
    "ticket",
    "visa",
    "lottery",
)
VERBS = [
    "threatens",
    "promises",
    "asks",
    "demands",
    "offers",
    "hides",
    "copies",
    "rents",
    "sells",
    "steals",
    "blocks",
    "delays",
    "doubles",
    "shows",
    "sends",
]
WHO = (
    "caller",
    "agent",
    "officer",
    "broker",
    "stranger",
    "friend",
    "seller",
    "buyer",
    "courier",
    "banker",
    "doctor",
    "landlord",
    "recruiter",
    "clerk",
)


@dataclass(frozen=True)
class Source:
    """A source that knows no lines."""

    path: str
    body_line: int = 20
    salvaged: frozenset[str] = frozenset()

    def line_of(self, *_place: str | int) -> int:
        """Return line 1, whatever is asked for."""
        return 1


@dataclass(frozen=True)
class Entry:
    """An advisory that came from no file."""

    advisory: Advisory
    source: Source
    translations: dict[str, Source] = field(default_factory=dict)


def inspection(titles: list[str]) -> Inspection:
    advisories = [advisory(number, title=title) for number, title in enumerate(titles, 1)]
    entries = [Entry(item, Source(f"advisories/2026/{item.id}.md")) for item in advisories]
    return Inspection(Library(advisories, AS_OF), entries, SETTINGS, frozenset({"gov.in"}))


def titles(count: int) -> list[str]:
    dice = random.Random(7)  # noqa: S311 - the same titles every time
    made = (
        f"A {dice.choice(WHO)} who {dice.choice(VERBS)} a {dice.choice(NOUNS)} and {dice.choice(VERBS)} the "
        f"{dice.choice(NOUNS)} {dice.choice(WHO)} case {number}x{number % 89}"
        for number in range(count)
    )
    return list(made)


def test_near_duplicates_are_found_among_thousands() -> None:
    many = titles(2000)
    many[700] = "Electricity bill messages that threaten to cut the power tonight"
    many[1900] = "Electricity bill messages that threaten to cut power tonight!"
    many[1950] = many[3].upper()
    found = {finding.path[-7:-3]: finding.message for finding in check(inspection(many)) if finding.code == "CH207"}
    assert "MPC-2026-0701" in found["1901"]
    assert "MPC-2026-0004" in found["1951"]


def test_titles_that_differ_in_what_matters_are_left_alone() -> None:
    apart = [
        "Upgrade Apache Tomcat against request smuggling", "Upgrade Apache Struts against remote code execution",
        "Fake loan apps that copy your contacts", "Fake loan advertisements that copy a bank's name",
        "Refund calls that ask for a screen-sharing app", "Refund calls that ask for a UPI PIN",
    ]  # fmt: skip
    assert "CH207" not in {finding.code for finding in check(inspection(apart))}


def test_two_thousand_advisories_are_judged_in_seconds() -> None:
    given = inspection(titles(2000))
    begun = time.perf_counter()
    check(given)
    assert time.perf_counter() - begun < 8  # far above what it takes, far below what comparing all pairs would
