# SPDX-License-Identifier: Apache-2.0
"""A page is rendered again exactly when something on it has changed: equal keys and equal bytes go together."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from tests.builders import AS_OF, advisory, library
from tests.outputs.edit_world import digested
from tests.outputs.feed_world import hindi, revision
from tests.outputs.page_world import PAGES, planned

from chetavani.model.library import Library
from chetavani.outputs.base import Artifact
from chetavani.outputs.opml import Opml
from chetavani.outputs.sitemap import Sitemap

ALL = (*PAGES, Opml(), Sitemap())
ACTION = {"who": ["courier"], "what": "block", "by": "2026-06-10T18:00:00+05:30", "text": "Block."}
WORLD: dict[int, dict[str, Any]] = {
    1: {"related": ["MPC-2026-0002"], "translations": [hindi(1)], "actions": [ACTION]},
    2: {},
    3: {"status": "superseded", "superseded_by": "MPC-2026-0002"},
    4: {"severity": "low", "expires": "2026-06-20T00:00:00+05:30", "fraud_types": ["lottery"]},
}
LATER = datetime(2026, 6, 15, tzinfo=UTC)
MUCH_LATER = datetime(2026, 6, 25, tzinfo=UTC)


def world(changes: dict[int, dict[str, Any]] | None = None, as_of: datetime = AS_OF) -> Library:
    """Return the library of this module with ``changes`` to the fields of some advisories."""
    changes = changes or {}
    told = (advisory(number, **WORLD.get(number, {}) | changes.get(number, {})) for number in {**WORLD, **changes})
    return digested(told, as_of)


def plan(of: Library) -> dict[str, Artifact]:
    return planned(of, outputs=ALL)


def changed(before: dict[str, Artifact], after: dict[str, Artifact]) -> set[str]:
    """Return the paths that are new or gone, or whose key differs."""
    keys = [{path: one.key for path, one in side.items()} for side in (before, after)]
    return {path for path in {**before, **after} if keys[0].get(path) != keys[1].get(path)}


def own(number: int) -> set[str]:
    """Return the paths of an advisory's pages."""
    return {f"{root}advisories/MPC-2026-{number:04d}/index.html" for root in ("", "hi/")}


def pages(paths: set[str]) -> set[str]:
    """Return those of ``paths`` that are advisories' pages."""
    return {path for path in paths if "advisories/MPC-" in path}


def other_body() -> Library:
    return world({2: {"body": "Another body.\n"}})


def other_title() -> Library:
    return world({2: {"title": "Another title altogether"}})


def one_more() -> Library:
    return world({5: {}})


def withdrawn() -> Library:
    return world({2: {"status": "withdrawn", "reason": "Wrong."}})


def revised() -> Library:
    return world({1: {"revisions": [revision(9, "More.")]}})


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (other_body, {2}),
        (other_title, {1, 2, 3}),
        (one_more, {5}),
        (withdrawn, {1, 2, 3}),
        (revised, {1}),
        (lambda: world(as_of=LATER), {1}),
        (lambda: world(as_of=MUCH_LATER), {1, 4}),
    ],
)
def test_the_pages_of_the_advisories_concerned_change(make: Callable[[], Library], expected: set[int]) -> None:
    paths = pages(changed(plan(world()), plan(make())))
    assert paths == set().union(*(own(number) for number in expected))


@pytest.mark.parametrize(
    "make",
    [
        other_body,
        other_title,
        one_more,
        withdrawn,
        revised,
        lambda: world(as_of=LATER),
        lambda: world(as_of=MUCH_LATER),
    ],
)
def test_equal_keys_mean_equal_bytes_and_the_other_way_round(make: Callable[[], Library]) -> None:
    before, after = plan(world()), plan(make())
    assert all(artifact.key for artifact in after.values())
    for path in before.keys() & after.keys():
        same = before[path].key == after[path].key
        assert same is (before[path].render() == after[path].render()), path


def test_a_change_of_the_body_leaves_lists_and_home_as_they_are() -> None:
    assert changed(plan(world()), plan(other_body())) == own(2)


def test_without_a_digest_of_its_files_a_page_is_always_rendered() -> None:
    of = library(advisory(1))
    keys = {one.key for path, one in planned(of).items() if "advisories/MPC-" in path}
    assert keys == {""}
