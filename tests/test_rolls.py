# SPDX-License-Identifier: Apache-2.0
"""Rolls through whole builds: what is joined from pieces is what a clean build gives, and little of it is made anew."""

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

import pytest
from tests.builders import AS_OF
from tests.changing import TIMES, Changing, contents
from tests.stand_ins import make_cheap

from chetavani import pipeline, planning
from chetavani.edition import open_edition
from chetavani.model.library import Library
from chetavani.model.listing import Entry, ListingsInMemory, listings_of
from chetavani.outputs import OUTPUTS
from chetavani.outputs.base import Artifact, BuildContext, Roll, Shard, Silence, Tally

pytestmark = pytest.mark.xdist_group("rolls")

made: list[str] = []


def _piece(entries: Sequence[Entry]) -> bytes:
    made.extend(entry.value for entry in entries)
    return "".join(json.dumps(entry) + "\n" for entry in entries).encode()


def _head(tally: Tally) -> bytes:
    return json.dumps(tally).encode() + b"\n"


def _listed(entries: Sequence[Entry]) -> int:
    return sum(not entry.cleared for entry in entries)


class Lines:
    """An output with a roll of all entries, and one of those that are listed."""

    name = "lines"
    told = Silence("It is for tests.")

    def plan(self, library: Library, context: BuildContext) -> Iterable[Artifact | Shard]:
        """Return nothing."""
        del library, context
        return ()

    def rolls(self, context: BuildContext) -> Iterator[Roll]:
        """Yield both."""
        del context
        yield Roll("lines/all.txt", "text/plain", _piece, _head, b"end\n", _listed)
        yield Roll("lines/bare.txt", "text/plain", _piece)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Changing]:
    with pytest.MonkeyPatch.context() as patch:
        make_cheap(patch, tmp_path_factory.mktemp("bases"))
        for module in (planning, pipeline):
            patch.setattr(module, "OUTPUTS", (*OUTPUTS, Lines()))
        world = Changing(tmp_path_factory.mktemp("rolls"))
        world.update()
        world.keep()
        yield world


@pytest.fixture(autouse=True)
def _restored(world: Changing) -> None:
    world.restore()
    world.update()
    made.clear()


def _lists(world: Changing) -> tuple[str, str]:
    site = contents(world.site)
    return site["lines/all.txt"].decode(), site["lines/bare.txt"].decode()


def _list(world: Changing, key: str, *numbers: int, **more: str) -> None:
    base = {"type": "phone", "role": "caller", "last_seen": "2026-05-01"} | more
    world.told[key]["indicators"] = [{**base, "value": f"+447700900{number:03d}"} for number in numbers]
    world.write()


def test_a_roll_of_nothing_has_head_and_tail(world: Changing) -> None:
    assert _lists(world) == ("[0, 0, 1]\nend\n", "")


def test_only_drawers_that_change_are_read_again(world: Changing) -> None:
    _list(world, "MPC-2026-0001", *range(60))
    world.update()
    assert len(set(_lists(world)[1].splitlines())) == 60
    made.clear()
    _list(world, "MPC-2026-0001", *range(61))
    report = pipeline.build(world.request(world.site))
    assert report.changed
    assert 2 <= len(made) < 10
    assert _lists(world)[0].startswith("[61, ")
    made.clear()
    assert not pipeline.build(world.request(world.site)).changed
    assert made == []


def test_what_expires_leaves_as_of_then_and_is_back_before(world: Changing) -> None:
    _list(world, "MPC-2026-0001", *range(5))
    _list(world, "MPC-2026-0002", *range(3, 8), expires=(AS_OF + timedelta(days=1)).isoformat())
    for as_of, count in ((AS_OF, 8), (AS_OF + timedelta(days=1), 5), (TIMES[-1], 0), (AS_OF, 8)):
        world.as_of = as_of
        world.update()
        assert len(_lists(world)[1].splitlines()) == count


def test_the_ledger_holds_what_the_advisories_say(world: Changing) -> None:
    _list(world, "MPC-2026-0001", *range(9))
    _list(world, "MPC-2026-0002", *range(5, 12), cleared="2026-05-20T00:00:00Z", reason="Nobody's.")
    ended = {
        "status": "withdrawn",
        "reason": "Wrong.",
        "revisions": [{"date": "2026-05-21T10:00:00Z", "summary": "So."}],
    }
    world.told["MPC-2026-0002"] |= ended
    world.write()
    assert world.update() is not None
    library = open_edition(world.root, world.as_of, lint=False).library
    said = (one for card in library.newest_first() for one in listings_of(library.advisory(card.id)))
    expected = ListingsInMemory(said, library.at)
    assert _lists(world)[1] == "".join(json.dumps(entry) + "\n" for entry in expected.entries())
    assert _lists(world)[0].splitlines()[0] == json.dumps([expected.count, expected.newest, 1])


def test_a_roll_that_somebody_edited_is_made_again(world: Changing) -> None:
    _list(world, "MPC-2026-0001", *range(9))
    world.update()
    before = _lists(world)
    path = world.site / "lines/bare.txt"
    path.chmod(0o644)
    path.write_bytes(path.read_bytes().replace(b"7", b"8"))
    world.mend()
    assert _lists(world) == before
