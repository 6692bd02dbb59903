# SPDX-License-Identifier: Apache-2.0
"""What makes a slice of feeds be rendered again, and that the rest is left alone."""

import pickle
from typing import Any

from tests.builders import advisory, library
from tests.outputs.feed_world import artifacts, context, full_library, hindi, render, revision, sourced

from chetavani.model.advisory import Advisory
from chetavani.outputs.base import artifacts_of
from chetavani.outputs.feeds import Feeds

EVERYWHERE = {"feeds/all", "feeds/severity-high", "feeds/kind-fraud-warning", "feeds/lang-en"}
MINE = {"feeds/sector-wallet", "feeds/fraud-type-refund"}


def shards(*advisories: Advisory) -> dict[str, str]:
    """Return the shards' keys by their names."""
    told = sourced(*advisories)
    return {one.name: one.key for one in Feeds().plan(told, context(told))}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    """Return the names under which the keys differ."""
    assert before.keys() == after.keys()
    assert all(before.values())
    assert all(after.values())
    return {name for name in before if before[name] != after[name]}


def one(**changes: Any) -> Advisory:  # noqa: ANN401
    """Return the advisory that changes in these tests."""
    return advisory(2, sectors=["wallet"], fraud_types=["refund"], **changes)


def test_the_same_library_has_the_same_keys() -> None:
    assert shards(advisory(1), one()) == shards(advisory(1), one())


def test_a_change_renders_the_slices_that_carry_it_and_no_other() -> None:
    before = shards(advisory(1), one())
    for edit in (
        {"title": "Another title"},
        {"body": "Another body."},
        {"status": "withdrawn", "reason": "It was wrong."},
        {"revisions": [revision(9, "More.")]},
        {"expires": "2026-05-01T00:00:00+05:30"},
    ):
        assert changed(before, shards(advisory(1), one(**edit))) == EVERYWHERE | MINE
    assert changed(before, shards(advisory(1), one(translations=[hindi(2)]))) == EVERYWHERE | MINE | {"feeds/lang-hi"}


def test_a_slice_that_gets_its_first_advisory_has_a_list_from_then_on() -> None:
    new = advisory(3, sectors=["courier"], fraud_types=["lottery"])
    found = changed(shards(advisory(1), one()), shards(advisory(1), one(), new))
    assert "feeds/fraud-type-lottery" in found
    assert not found & MINE


def test_what_an_item_shows_of_another_advisory_is_in_its_key() -> None:
    other = advisory(1, sectors=["telecom"], fraud_types=["sim-swap"])
    named = one(related=["MPC-2026-0001"])
    before = shards(other, named)
    for edit in ({"title": "Another title"}, {"tlp": "GREEN"}, {"status": "withdrawn", "reason": "It was wrong."}):
        edited = advisory(1, sectors=["telecom"], fraud_types=["sim-swap"], **edit)
        assert changed(before, shards(edited, named)) >= MINE
        assert not changed(shards(other, one()), shards(edited, one())) & MINE
    longer = advisory(1, sectors=["telecom"], fraud_types=["sim-swap"], body="Another body.")
    assert not changed(before, shards(longer, named)) & MINE


def test_a_replacement_moves_the_change_of_what_it_replaces() -> None:
    old = one(status="superseded", superseded_by="MPC-2026-0001", revisions=[revision(2, "Replaced.")])
    later = advisory(1, published="2026-05-20T11:00:00+05:30")
    assert changed(shards(advisory(1), old), shards(later, old)) >= MINE


def test_an_advisory_without_a_digest_is_always_rendered() -> None:
    told = library(advisory(1))
    keys = {made.path: made.key for made in artifacts(told)}
    assert keys["feeds/all.atom"] == ""
    assert keys["feeds/fraud-type-lottery.atom"]
    assert next(iter(Feeds().plan(told, context(told)))).key == ""


def test_only_the_flavour_that_changed_is_rendered() -> None:
    old = [advisory(n, published=f"2026-01-05T11:00:{n % 60:02d}+05:30") for n in range(1, 60)]
    before = sourced(*old)
    after = sourced(advisory(1, published="2026-01-05T11:00:01+05:30", revisions=[revision(9, "More.")]), *old[1:])
    found = {made.path: made.key for made in artifacts(before)}
    edited = {made.path for made in artifacts(after) if made.key != found[made.path]}
    assert {"feeds/all.changes.atom", "feeds/all.changes.rss", "feeds/all.changes.json"} <= edited
    assert not {path for path in edited if ".changes." not in path}


def test_a_shard_renders_the_same_in_another_process() -> None:
    told = full_library()
    given = context(told)
    for shard in list(Feeds().plan(told, given))[:2]:
        sent = pickle.loads(pickle.dumps(shard.parts))  # noqa: S301  # our own bytes
        assert [render(made) for made in artifacts_of(sent())] == [render(made) for made in artifacts_of(shard.parts())]
