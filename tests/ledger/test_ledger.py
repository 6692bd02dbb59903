# SPDX-License-Identifier: Apache-2.0
"""The ledger: whatever is edited and whenever it is asked for, it holds what the advisories and their sheets say."""

import csv
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import AS_OF, repository, source

from chetavani.edition import open_edition, open_stored
from chetavani.ledger import sheets
from chetavani.ledger.edits import Changed, Edits
from chetavani.model.advisory import Advisory, Indicator
from chetavani.model.finding import Level
from chetavani.model.library import Library
from chetavani.model.listing import Listing, ListingsInMemory, listing_of, listings_of, terms_of
from chetavani.store import open_store

HEADER = "type,value,role,action,last_seen,expires,evidence,cleared,reason"
_DAYS = ("2026-05-01", "2026-05-20", "")
_ENDS = ("", "2026-06-10T00:00:00Z", "2026-07-01T00:00:00Z")
_CLEARED = ((",", ""), (",", ""), ("2026-05-25T00:00:00Z", "Nobody's."), ("2026-06-20T00:00:00Z", "A mistake."))
TIMES = tuple(datetime(2026, month, day, tzinfo=UTC) for month, day in ((5, 22), (6, 1), (6, 15), (6, 25), (9, 1)))


def line(number: int, how: int) -> str:
    """Return a line of a sheet about one of a few values, in one of several ways."""
    action = ("", "warn", "block")[how % 3]
    cleared, reason = (("", ""), ("", ""), *_CLEARED[2:])[how % 4]
    kinds = (
        f"phone,+447700900{number:03d},caller", f"upi,fee.{number}@example,payee", f"domain,fee-{number}.example,lure",
    )  # fmt: skip
    return f"{kinds[number % 3]},{action},{_DAYS[how % 3]},{_ENDS[how % 3]},reported,{cleared},{reason}"


def independently(root: Path, library: Library) -> ListingsInMemory:
    """Return what holds, by reading the sheets in the plainest way."""
    said: list[Listing] = []
    for card in library.cards.values():
        advisory = library.advisory(card.id)
        said += [*listings_of(advisory), *_rows(root, advisory)]
    return ListingsInMemory(said, library.at)


def _rows(root: Path, advisory: Advisory) -> Iterator[Listing]:
    if advisory.sheet is None or terms_of(advisory) is None:
        return
    with (root / advisory.sheet.path).open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(file):
            given = {name: cell for name, cell in cells.items() if cell}
            yield listing_of(advisory, Indicator.model_validate(given))


class Sheets:
    """A repository of two advisories with sheets, and the store that follows it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.lines: dict[int, dict[int, int]] = {1: {}, 2: {}}
        self.more: dict[int, dict[str, Any]] = {1: {}, 2: {}}
        self.as_of = AS_OF
        self.root = repository(home / "tree", {}, documents=False)

    def write(self) -> None:
        """Let the files be what is told."""
        folder = self.root / "advisories/2026"
        folder.mkdir(parents=True, exist_ok=True)
        for number, told in self.lines.items():
            text = source(number, **self.more[number])
            (folder / f"MPC-2026-{number:04d}.md").write_text(text, encoding="utf-8")
            sheet = folder / f"MPC-2026-{number:04d}.indicators.csv"
            if told:
                sheet.write_text("\n".join([HEADER, *(line(*one) for one in told.items())]) + "\n", encoding="utf-8")
            else:
                sheet.unlink(missing_ok=True)

    def check(self) -> None:
        """Bring the store up to date, and compare it with what was made anew and with what was read plainly."""
        self.write()
        anew = open_edition(self.root, self.as_of)
        with open_store(self.home / "store.sqlite3") as store:
            kept = open_stored(self.root, self.as_of, store)
            listings = kept.library.listings
            got = list(listings.entries())
            assert kept.findings == anew.findings
            assert got == list(anew.library.listings.entries())
            expected = independently(self.root, anew.library)
            assert got == list(expected.entries())
            assert (listings.count, listings.held, listings.newest) == (expected.count, expected.held, expected.newest)
            assert expected.drawers.keys() <= listings.drawers.keys()
            for digits in ("a", "0f", *list(listings.drawers)[:3]):
                assert list(listings.entries(digits)) == list(expected.entries(digits))


_NUMBERS, _WAYS, _SIDES = st.integers(0, 40), st.integers(0, 11), st.sampled_from((1, 2))
_EDITS = st.one_of(
    st.tuples(st.just("put"), _SIDES, st.lists(st.tuples(_NUMBERS, _WAYS), min_size=1, max_size=12)),
    st.tuples(st.just("drop"), _SIDES, st.sets(_NUMBERS, max_size=30)),
    st.tuples(st.just("end"), _SIDES, st.sampled_from(("withdrawn", "superseded", "published", "AMBER", "expires"))),
    st.tuples(st.just("own"), _SIDES, _NUMBERS),
    st.tuples(st.just("time"), _SIDES, st.sampled_from(TIMES)),
)


@given(st.lists(_EDITS, min_size=1, max_size=8))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_kept_is_what_is_said_whatever_was_edited(edits: list[tuple[str, int, object]]) -> None:
    home = Path(tempfile.mkdtemp(prefix="chetavani-ledger-"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "_BLOCK", 300)
        world = Sheets(home)
        world.check()
        for edit in edits:
            _edit(world, *edit)
            world.check()
    shutil.rmtree(home)


def _edit(world: Sheets, name: str, side: int, value: object) -> None:
    match name, value:
        case "put", list(found):
            world.lines[side] |= dict(found)
        case "drop", set(found):
            world.lines[side] = {number: how for number, how in world.lines[side].items() if number not in found}
        case "end", str(how):
            world.more[side] = _ends(how, side)
        case "own", int(number):
            own = {"type": "phone", "value": f"+447700901{number:03d}", "role": "caller", "last_seen": "2026-05-21"}
            world.more[side]["indicators"] = [own]
        case _, datetime():
            world.as_of = value


def _ends(how: str, side: int) -> dict[str, object]:
    revised = {"revisions": [{"date": "2026-05-24T10:00:00Z", "summary": "It has ended."}]}
    found: dict[str, dict[str, object]] = {
        "withdrawn": {"status": "withdrawn", "reason": "It was genuine.", **revised},
        "superseded": {"status": "superseded", "superseded_by": f"MPC-2026-{3 - side:04d}", **revised},
        "published": {},
        "AMBER": {"tlp": "AMBER"},
        "expires": {"expires": "2026-06-05T00:00:00Z"},
    }
    return found[how]


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sheets:
    monkeypatch.setattr(sheets, "_BLOCK", 2000)
    world = Sheets(tmp_path)
    world.lines[1] = dict.fromkeys(range(600), 1)
    world.check()
    return world


def _counted(world: Sheets, monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    """Return how many blocks are read when the store is brought up to date, and how many drawers are written."""
    read: list[sheets.Task] = []
    changed: list[Changed] = []
    of_block, applied = sheets.BlockReader.__call__, Edits.applied

    def reading(reader: sheets.BlockReader, task: sheets.Task) -> sheets.Taken:
        read.append(task)
        return of_block(reader, task)

    def applying(edits: Edits, *args: Any) -> list[Changed]:  # noqa: ANN401
        changed.extend(found := applied(edits, *args))
        return found

    with monkeypatch.context() as patch:
        patch.setattr(sheets.BlockReader, "__call__", reading)
        patch.setattr(Edits, "applied", applying)
        world.write()
        with open_store(world.home / "store.sqlite3") as store:
            open_stored(world.root, world.as_of, store)
    world.check()
    return len(read), len(changed)


def test_lines_at_the_end_cost_the_last_block_and_their_drawers(world: Sheets, monkeypatch: pytest.MonkeyPatch) -> None:
    world.lines[1] |= dict.fromkeys(range(600, 610), 1)
    blocks, drawers = _counted(world, monkeypatch)
    assert blocks <= 2
    assert 8 <= drawers <= 10


@pytest.mark.parametrize("at", [0, 300, 599])
def test_a_line_that_is_edited_costs_its_block_and_its_drawer(
    world: Sheets, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.lines[1][at] = 5
    assert _counted(world, monkeypatch) == (1, 1)


@pytest.mark.parametrize("at", [0, 300, 599])
def test_a_line_that_goes_costs_its_block_and_its_drawer(
    world: Sheets, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    del world.lines[1][at]
    blocks, drawers = _counted(world, monkeypatch)
    assert (blocks <= 2, drawers) == (True, 1)


def test_a_title_or_another_time_at_which_nothing_ends_costs_nothing(
    world: Sheets, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.more[1] = {"title": "Parcel calls that ask for another fee"}
    assert _counted(world, monkeypatch) == (0, 0)
    world.as_of += timedelta(minutes=1)
    assert _counted(world, monkeypatch) == (0, 0)


def test_a_sheet_with_a_mistake_is_not_listed_and_comes_back(world: Sheets) -> None:
    path = world.root / "advisories/2026/MPC-2026-0001.indicators.csv"
    text = path.read_text(encoding="utf-8")
    for wrong in (text + "phone,nothing,caller,,,,,,\n", text + line(5, 1) + "\n", text.replace("fee.4@", "fee.7@")):
        path.write_text(wrong, encoding="utf-8")
        with open_store(world.home / "store.sqlite3") as store:
            kept = open_stored(world.root, world.as_of, store)
        anew = open_edition(world.root, world.as_of)
        assert kept.findings == anew.findings
        errors = [one for one in kept.findings if one.level is Level.ERROR]
        assert [one.path for one in errors] == ["advisories/2026/MPC-2026-0001.indicators.csv"]
        assert list(kept.library.listings.entries()) == []
    world.check()
    path.write_text(text, encoding="utf-8")
    world.check()
