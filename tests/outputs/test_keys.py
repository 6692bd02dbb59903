# SPDX-License-Identifier: Apache-2.0
"""The promise on which incremental builds rest: the same key, the same bytes; of every artifact and every shard.

Whatever is done to a library, and to the as-of time, a shard or artifact that keeps its key would come out as before.
"""

import os
import pickle
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, given, settings
from tests.outputs.edit_world import World, edited, edits, make_small, worlds
from tests.outputs.feed_world import context
from tests.outputs.roll_world import unrolled

from chetavani.model.library import Library
from chetavani.model.page import Page
from chetavani.outputs import OUTPUTS
from chetavani.outputs.base import Artifact, BuildContext, Output, Rolled, Shard, Silence

ROLLING = [output for output in OUTPUTS if isinstance(output, Rolled)]
_EXAMPLES = int(os.environ.get("CHETAVANI_EXAMPLES", "10"))  # of each output; more in a long run
_SLOW = settings(max_examples=_EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@dataclass
class Planned:
    """What a plan comes to: what each artifact and shard is, under its key."""

    made: dict[str, tuple[str, object]] = field(default_factory=dict)

    @property
    def paths(self) -> list[str]:
        """Return where each artifact goes."""
        return [name for name in self.made if not name.startswith(("shard ", "piece "))]

    def add(self, parts: Iterable[Artifact | Shard]) -> Iterator[tuple[str, bytes | Page]]:
        """Take in ``parts``; yield the path and content of each of their artifacts."""
        for part in parts:
            if isinstance(part, Shard):
                whole = list(self.add(part.parts()))
                self._keep(f"shard {part.name}", part.key, whole)
                yield from whole
            else:
                content = part.render()
                self._keep(f"{part.place} {part.path}", part.key, content)
                yield part.path, content

    def roll(self, output: Output, library: Library) -> None:
        """Take in the pieces of the rolls of ``output``, under the keys of the drawers that they are made of."""
        for roll in output.rolls(context(library)) if isinstance(output, Rolled) else ():
            for digits, key in library.listings.drawers.items():
                entries = list(library.listings.entries(digits))
                self._keep(f"piece {roll.path} {digits}", key, (roll.piece(entries), roll.counts(entries)))

    def _keep(self, name: str, key: str, content: object) -> None:
        assert name not in self.made, f"{name} is planned twice"
        assert key, f"{name} has no key"
        self.made[name] = (key, content)


def planned(world: World, output: Output) -> Planned:
    """Return everything that ``output`` makes of ``world``."""
    library = world.library()
    found = Planned()
    for _ in found.add(output.plan(library, context(library))):
        pass
    found.roll(output, library)
    return found


@pytest.fixture(autouse=True, scope="module")
def small() -> Iterator[None]:
    """Parts so small that a library of a dozen has several of each."""
    with pytest.MonkeyPatch.context() as patch:
        make_small(patch)
        yield


def unfaithful(before: Planned, now: Planned) -> list[str]:
    """Return what has the same key before and after, but not the same content."""
    return [
        name
        for name, (key, content) in before.made.items()
        if name in now.made and now.made[name][0] == key and now.made[name][1] != content
    ]


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
@_SLOW
@given(worlds, edits)
def test_the_same_key_means_the_same_bytes(output: Output, world: World, edits: list[tuple[str, int, int]]) -> None:
    before = planned(world, output)
    for edit in edits:
        world = edited(world, edit)
        now = planned(world, output)
        assert unfaithful(before, now) == []
        before = now


class Forgetful:
    """An output whose keys forget the title that it shows."""

    name = "forgetful"
    told = Silence("It is here for its keys.")

    def plan(self, library: Library, context: BuildContext) -> Iterator[Artifact]:
        """Return a file with the title of each advisory."""
        assert context.as_of == library.as_of
        for card in library.public:
            yield Artifact(card.id, "text/plain", library.advisory(card.id).title.encode, card.id)


def test_a_key_that_forgets_something_is_noticed() -> None:
    world = World({}).add(2026, 1, title="One title of it").add(2026, 2)
    changed = edited(world, ("title", 0, 7))
    assert unfaithful(planned(world, Forgetful()), planned(changed, Forgetful())) == ["site MPC-2026-0091"]
    assert unfaithful(planned(world, Forgetful()), planned(world, Forgetful())) == []


def test_no_two_outputs_claim_one_address() -> None:
    """Facets' values, years, parts and ids are all steps of addresses below ``advisories/``."""
    world = World({})
    for day in range(4):
        world = world.add(2026, day, software=[{"vendor": "टाटा", "product": "2026", "affected": "< 2", "fixed": "2"}])
    library = world.library()
    rolls = [roll for output in OUTPUTS if isinstance(output, Rolled) for roll in output.rolls(context(library))]
    paths = [path for output in OUTPUTS for path in planned(world, output).paths] + [
        f"site {one.path}" for one in rolls
    ]
    folders = {path.rpartition("/")[0] for path in paths}
    assert len(paths) == len(set(paths))
    assert not [path for path in paths if path in folders]
    archives = ("software/2026", "software/2026/2026", "year/2026", "year/2026/1", "kind/fraud-warning/2026/1")
    assert {f"site advisories/{one}/index.html" for one in archives} <= set(paths)


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_a_plan_can_be_sent_to_another_process(output: Output) -> None:
    world = World({}).add(2025, 1).add(2026, 2, related=["MPC-2025-0091"])
    library = world.library()
    sent = pickle.loads(pickle.dumps(tuple(output.plan(library, context(library)))))  # noqa: S301  # our own bytes
    here, there = Planned(), Planned()
    assert list(there.add(sent)) == list(here.add(output.plan(library, context(library))))
    assert there.made == here.made


@pytest.mark.parametrize("output", ROLLING, ids=lambda output: output.name)
def test_rolls_can_be_sent_to_another_process(output: Rolled) -> None:
    library = edited(World({}).add(2026, 1), ("indicate", 0, 2)).library()
    rolls = list(output.rolls(context(library)))
    sent = pickle.loads(pickle.dumps(rolls))  # noqa: S301  # our own bytes
    made = [unrolled(one, library.listings) for one in rolls]
    assert [unrolled(one, library.listings) for one in sent] == made
    assert len(set(made)) > 5
