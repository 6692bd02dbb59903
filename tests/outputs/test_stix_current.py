# SPDX-License-Identifier: Apache-2.0
"""The bundles of current indicators: those that hold now, as their own bundles have them, and no other; at any time."""

import json
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st
from tests.builders import AS_OF, advisory, library
from tests.outputs.edit_world import World, edited, edits, worlds
from tests.outputs.feed_world import context, revision, sourced
from tests.outputs.test_stix import bundles, complaints, files, of_type, rendered

from chetavani.model.library import Library
from chetavani.model.vocab import Standing
from chetavani.outputs.base import Shard, artifacts_of
from chetavani.outputs.stix import StixBundles
from chetavani.outputs.stix.objects import TLP_CLEAR

_ENDS = ("2026-05-20T00:00:00+05:30", "2026-06-20T00:00:00+05:30", None)


def listed(bundle: dict[str, Any]) -> set[tuple[str, str]]:
    """Return the advisory's id and the name of each indicator of a bundle."""
    return {(one["external_references"][0]["external_id"], one["name"]) for one in of_type(bundle, "indicator")}


def upis(number: int = 0) -> list[dict[str, object]]:
    """Return indicators: one that has lapsed at the as-of time, one that will, and one that holds half a year."""
    return [
        {"type": "upi", "value": f"fee{number}{at}@example", "role": "payee", "expires": end, "last_seen": "2026-05-01"}
        for at, end in enumerate(_ENDS)
    ]


def several(**changes: object) -> Library:
    """Return a library with an advisory in each state, in two years and beyond a thousand ids."""
    return sourced(
        advisory(1, indicators=upis(1), **changes),
        advisory(2, indicators=upis(2), status="withdrawn", reason="Wrong.", revisions=[revision(2, "Withdrawn.")]),
        advisory(3, indicators=upis(3), status="superseded", superseded_by="MPC-2026-0001"),
        advisory(4, indicators=upis(4), expires="2026-05-25T00:00:00+05:30"),
        advisory(5, indicators=upis(5), tlp="AMBER"),
        advisory(6, indicators=upis(6), id="MPC-2025-0006", published="2025-06-01T00:00:00+05:30"),
        advisory(7, indicators=upis(7), id="MPC-2026-1007"),
        advisory(8),
    )


def test_it_has_what_holds_now_and_nothing_else() -> None:
    made = files(several())
    for path in ("current", "current/2025-0000", "current/2026-0000", "current/2026-1000"):
        assert complaints(made[path]) == [], path
    held = {
        (one, f"UPI id: fee{number}{at}[at]example")
        for one, number in (("MPC-2026-0001", 1), ("MPC-2025-0006", 6), ("MPC-2026-1007", 7))
        for at in (1, 2)
    }
    assert {(one, name.replace("@", "[at]")) for one, name in listed(made["current"])} == held
    parts = [made[f"current/{name}"] for name in ("2025-0000", "2026-0000", "2026-1000")]
    assert [len(listed(one)) for one in parts] == [2, 2, 2]
    assert [one["id"] for part in parts for one in of_type(part, "indicator")] == [
        one["id"] for one in of_type(made["current"], "indicator")
    ]
    assert made["current/index"] == {
        "url": "https://chetavani.example/stix/current.json",
        "indicators": 6,
        "parts": [
            {"url": f"https://chetavani.example/stix/current/{name}.json", "indicators": 2}
            for name in ("2025-0000", "2026-0000", "2026-1000")
        ],
    }
    assert {one["type"] for one in made["current"]["objects"]} == {"identity", "marking-definition", "indicator"}
    assert all(one.get("object_marking_refs") == [TLP_CLEAR] for one in of_type(made["current"], "indicator"))


@pytest.mark.parametrize("fault", ["pattern", "valid_from", "labels"])
def test_a_fault_is_noticed(fault: str) -> None:
    made = files(several())["current"]
    of_type(made, "indicator")[0][fault] = "wrong"
    assert complaints(made)


@how(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(worlds, edits, st.integers(0, 14))
def test_whatever_the_library_is_the_one_bundle_is_that_of_all_others(
    world: World, edits: list[tuple[str, int, int]], number: int
) -> None:
    for edit in (*edits, *(("indicate", number + step, number) for step in range(4))):
        world = edited(world, edit)
    of = world.library()
    made = files(of)
    holding = {card.id: dict(zip(of.advisory(card.id).indicators, card.lapses, strict=True)) for card in of.public}
    expected = [
        one
        for advisory_id, bundle in sorted(bundles(of).items())
        if of.standing(of.cards[advisory_id]) is Standing.CURRENT
        for one, end in zip(of_type(bundle, "indicator"), holding[advisory_id].values(), strict=True)
        if end is None or end > of.at
    ]
    assert sorted(expected, key=lambda one: one["id"]) == sorted(
        of_type(made["current"], "indicator"), key=lambda one: one["id"]
    )
    assert len(expected) == made["current/index"]["indicators"]
    assert complaints(made["current"]) == []


def _shard(of: Library) -> Shard:
    *_, found = StixBundles().plan(of, context(of))
    assert isinstance(found, Shard)
    return found


def _keys(of: Library) -> dict[str, str]:
    return {one.path: one.key for one in artifacts_of(_shard(of).parts())}


def test_time_alone_takes_an_indicator_out() -> None:
    def at(days: int) -> Library:
        return sourced(advisory(1, indicators=upis()), as_of=AS_OF + timedelta(days=days))

    assert [len(of_type(files(at(days))["current"], "indicator")) for days in (-30, 0, 1, 30)] == [3, 2, 2, 1]
    assert _shard(at(0)).key == _shard(at(1)).key
    assert len({_shard(at(days)).key for days in (-30, 0, 30)}) == 3
    assert len({json.dumps(_keys(at(days))) for days in (-30, 0, 30)}) == 3


def test_an_edit_touches_one_small_bundle() -> None:
    before, after = _keys(several()), _keys(several(title="Another title of it"))
    assert {path for path in before if before[path] != after[path]} == {"stix/current/2026-0000.json"}


def test_where_nothing_holds_any_more_the_bundle_stays_and_is_valid() -> None:
    made = files(library(advisory(1)))
    assert [len(made[path]["objects"]) for path in ("current", "current/2026-0000")] == [2, 2]
    assert complaints(made["current"]) == []


def test_what_follows_the_publisher_in_a_small_bundle_is_its_excerpt() -> None:
    of = several()
    (one,) = StixBundles().gather(context(of))
    small = rendered(of)["stix/current/2026-0000.json"]
    assert small.endswith(one.excerpt.make(small) + b"]}\n")
    assert one.excerpt.make(rendered(of)["stix/current/index.json"]) == b""
