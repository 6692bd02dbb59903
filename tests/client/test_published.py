# SPDX-License-Identifier: Apache-2.0
"""What a library publishes is what the clients say: every value of the vectors, over the site and from the lists."""

import json
import re
from pathlib import Path

import pytest
from tests.builders import AS_OF
from tests.client.lookup_world import Site, serving
from tests.client.node import Node
from tests.judges.test_vectors import HASHED
from tests.outputs.listing_world import cleared, library_of, listing
from tests.outputs.roll_world import rolled
from tests.outputs.test_lookup import site as looked_up

from chetavani.client import Checker
from chetavani.client.answer import sternness
from chetavani.model.library import Library
from chetavani.outputs.indicators import IndicatorLists

pytestmark = pytest.mark.xdist_group("published")

Pair = tuple[str, str]
_NOW = AS_OF.timestamp()
_VALUES = sorted({(kind, value) for kind, value in HASHED})
_ACTIONS = ("warn", "hold", "block")
_STERN = ("unknown", "expired", "cleared", "unavailable", *_ACTIONS)


def told() -> dict[Pair, tuple[str, str]]:
    """Return state and action of every value: of four one is cleared, one is not listed, the others are listed."""
    states: dict[Pair, tuple[str, str]] = {}
    for number, pair in enumerate(_VALUES):
        match number % 4:
            case 0:
                states[pair] = ("unknown", "")
            case 1:
                states[pair] = ("cleared", "")
            case _:
                states[pair] = ("listed", _ACTIONS[number % 3])
    return states


@pytest.fixture(scope="module")
def library() -> Library:
    """A library that says all this."""
    said = []
    for (kind, value), (state, action) in told().items():
        if state == "cleared":
            said.append(cleared(kind, value))
        elif state == "listed":
            said.append(listing(kind, value, action=action))
    return library_of(said)


def itself(kind: str) -> bool:
    """Whether nothing but the value is asked for."""
    return kind not in {"url", "domain", "email"}


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def test_over_the_site(library: Library, node: Node, tmp_path: Path) -> None:
    with serving(written(tmp_path, looked_up(library))) as site:
        checker = Checker(site.address, now=lambda: _NOW)
        python = [checker.check(*pair) for pair in _VALUES]
        learnt(site)
        node.ask("clock", seconds=_NOW)
        node.ask("open", base=site.address, timeout=60_000)
        javascript = node.ask("checks", pairs=_VALUES)
        learnt(site)
    said = told()
    for pair, one, other in zip(_VALUES, python, javascript, strict=True):
        matched = (other["matched"]["type"], other["matched"]["value"])
        assert (one.state, one.action, one.advisory, one.until, one.type, one.value) == (
            other["state"], other["action"] or "", other["advisory"] or "", other["until"] or "", *matched,
        )  # fmt: skip
        assert (one.state, one.action) == said.get(matched, ("unknown", ""))
        assert matched == pair or (
            not itself(pair[0]) and sternness(one) > _STERN.index(said[pair][1] or said[pair][0])
        )


def learnt(site: Site) -> None:
    """Assert that the server has learnt prefixes of the announced length and nothing else."""
    digits = json.loads((site.folder / "lookup/v1/meta.json").read_bytes())["prefix_digits"]
    assert {path for path in site.paths() if not re.fullmatch(rf"meta\.json|[0-9a-f]{{{digits}}}\.json", path)} == set()


def test_from_the_lists(library: Library, tmp_path: Path) -> None:
    folder = written(tmp_path, rolled(IndicatorLists(), library)) / "indicators"
    checker = Checker(offline=folder / "all.jsonl", folder=tmp_path / "kept", now=lambda: _NOW)
    for pair, state in told().items():
        answer = checker.check(*pair)
        if itself(pair[0]):
            assert (answer.state, answer.action) == state
        assert answer.why == ""
