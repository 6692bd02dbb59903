# SPDX-License-Identifier: Apache-2.0
"""Keys of hundreds: which advisory replaces another counts, not only that the other is replaced."""

import pytest
from tests.outputs.edit_world import World
from tests.outputs.test_keys import planned, unfaithful

from chetavani.outputs.api import JsonApi

_THERE = World({}).add(2024, 1).add(2025, 1).add(2025, 2).add(2025, 3)


def _replaced(world: World, number: int, by: str) -> World:
    return world.change(number, status="superseded", superseded_by=by)


@pytest.mark.parametrize("number", [0, 3], ids=["of another year", "of the same hundred"])
@pytest.mark.parametrize("related", [[], ["MPC-2024-0091", "MPC-2025-0093"]], ids=["alone", "named as well"])
def test_another_successor_is_another_key(number: int, related: list[str]) -> None:
    there = _THERE.change(1, related=related).change(2, related=related)
    before, now = (planned(_replaced(there, number, f"MPC-2025-009{new}"), JsonApi()) for new in (1, 2))
    assert unfaithful(before, now) == []
    both = {f"site api/v1/advisories/MPC-2025-009{new}.json" for new in (1, 2)}
    assert both <= {name for name, made in before.made.items() if now.made[name] != made}
