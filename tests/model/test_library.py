# SPDX-License-Identifier: Apache-2.0
"""The library: cards in one order, advisories on demand."""

import pytest
from tests.builders import AS_OF, advisory, library

from chetavani.model.advisory import Advisory
from chetavani.model.card import card_of, years_of
from chetavani.model.library import Library


def test_years_follow_each_other_newest_first() -> None:
    told = [
        advisory(1, id="MPC-2025-0001", published="2025-02-01T11:00:00+05:30"),
        advisory(1), advisory(2), advisory(3, tlp="AMBER"),
    ]  # fmt: skip
    shelf = library(*told)
    assert [card.id for card in shelf.public] == ["MPC-2026-0002", "MPC-2026-0001", "MPC-2025-0001"]
    assert list(shelf.newest_first()) == list(shelf.public)
    assert len(shelf) == 4


def test_advisories_are_fetched_when_they_are_asked_for() -> None:
    asked: list[str] = []
    told = {one.id: one for one in (advisory(1), advisory(2))}

    def fetch(advisory_id: str) -> Advisory:
        asked.append(advisory_id)
        return told[advisory_id]

    shelf = Library.over(years_of(card_of(one) for one in told.values()), AS_OF, fetch)
    assert [card.id for card in shelf.public] == ["MPC-2026-0002", "MPC-2026-0001"]
    assert shelf.successions == {}
    assert asked == []
    assert shelf.advisory("MPC-2026-0001") == told["MPC-2026-0001"]
    assert asked == ["MPC-2026-0001"]


def test_an_unknown_id_has_no_card_and_no_advisory() -> None:
    shelf = library(advisory(1))
    assert shelf.card("MPC-2026-0009") is None
    with pytest.raises(KeyError):
        shelf.advisory("MPC-2026-0009")


def test_whom_an_advisory_replaces_is_told_if_anybody_may_see_it() -> None:
    ended = {"status": "superseded", "superseded_by": "MPC-2026-0009"}
    shelf = library(advisory(1, **ended), advisory(2, **ended), advisory(3, **ended, tlp="AMBER"), advisory(9))
    assert [card.id for card in shelf.successions["MPC-2026-0009"]] == ["MPC-2026-0002", "MPC-2026-0001"]
