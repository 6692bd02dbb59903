# SPDX-License-Identifier: Apache-2.0
"""What the client for Python keeps on disk: asked for again with its ETag, believed for as long as the site says."""

import json
import os
from pathlib import Path

import pytest
from tests.client.lookup_world import META, NOW, Site, prefix_of, write_lookup

from chetavani.client import Checker, State

_VALUE = ("upi", "fee.desk@example")
_SHARD = f"{prefix_of(*_VALUE)}.json"


def checker(site: Site, folder: Path, seconds: float = 0) -> Checker:
    """Return a client of a new process, ``seconds`` after ``NOW``."""
    return Checker(site.address, folder, now=lambda: NOW + seconds)


def test_the_next_process_asks_for_nothing(site: Site, tmp_path: Path) -> None:
    assert checker(site, tmp_path / "kept").check(*_VALUE).state is State.LISTED
    assert site.paths() == ["meta.json", _SHARD]
    assert checker(site, tmp_path / "kept", META["max_age"] - 1).check(*_VALUE).state is State.LISTED
    assert site.paths() == []


def test_what_is_old_is_asked_for_by_its_mark(site: Site, tmp_path: Path) -> None:
    checker(site, tmp_path).check(*_VALUE)
    site.asked.clear()
    later = META["max_age"] + 1
    assert checker(site, tmp_path, later).check(*_VALUE).state is State.LISTED
    assert [(one.path, one.status) for one in site.asked] == [("meta.json", 304), (_SHARD, 304)]
    assert all(one.headers["If-None-Match"] for one in site.asked)
    site.asked.clear()
    assert checker(site, tmp_path, later + 1).check(*_VALUE).state is State.LISTED  # the 304 has renewed it
    assert site.asked == []


def test_a_clock_that_was_wrong_does_not_keep_files_for_ever(site: Site, tmp_path: Path) -> None:
    checker(site, tmp_path, 10**9).check(*_VALUE)
    site.asked.clear()
    checker(site, tmp_path).check(*_VALUE)
    assert [one.status for one in site.asked] == [304, 304]


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b"{}", b'{"content":1,"fetched":2,"marks":3}', b"\xff"])
def test_what_is_damaged_is_fetched_anew(site: Site, tmp_path: Path, damage: bytes) -> None:
    checker(site, tmp_path).check(*_VALUE)
    kept = [path for path in tmp_path.iterdir() if path.suffix == ".json"]
    assert len(kept) == 2
    for path in kept:
        path.write_bytes(damage)
    site.asked.clear()
    assert checker(site, tmp_path).check(*_VALUE).state is State.LISTED
    assert [one.status for one in site.asked] == [200, 200]


def test_nothing_of_what_was_asked_is_kept_but_shards(site: Site, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    checker(site, folder).check("phone", "+447700900417")
    told = "".join(f"{path.name} {path.read_text(encoding='utf-8')}" for path in folder.iterdir())
    assert "7700900417" not in told
    assert {path.suffix for path in folder.iterdir()} == {".json"}  # no half-written file is left


def test_a_folder_that_refuses_costs_a_request_and_no_more(site: Site, tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    assert checker(site, in_the_way).check(*_VALUE).state is State.LISTED


def test_prefixes_that_have_grown_are_noticed_by_the_next_process(site: Site, tmp_path: Path) -> None:
    checker(site, tmp_path).check("upi", "nobody@example")
    write_lookup(site.folder, digits=3)
    assert checker(site, tmp_path, 60).check(*_VALUE).state is State.LISTED


def test_the_folder_of_a_built_site_is_as_good(site: Site) -> None:
    for base in (site.folder, os.fspath(site.folder), f"{site.folder}/lookup/v1"):
        found = Checker(base, now=lambda: NOW)
        assert found.check(*_VALUE).state is State.LISTED
        assert (found.card("MPC-2026-0001") or {})["id"] == "MPC-2026-0001"
    assert site.asked == []
    assert Checker(site.folder / "nothing").check(*_VALUE).state is State.UNAVAILABLE


def test_a_text_is_looked_up_piece_by_piece(site: Site) -> None:
    text = "Pay fee.desk@example or call +44 7700 900417; see nobody@example."
    found = Checker(site.folder, now=lambda: NOW).check_text(text)
    assert [(one.type, one.value, one.state) for one in found] == [
        ("upi", "fee.desk@example", "listed"), ("phone", "+447700900417", "listed"),
        ("upi", "nobody@example", "unknown"),
    ]  # fmt: skip
    assert json.dumps(found[0])  # plain values


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (_SHARD, '"2027-02-01T00:00:00Z"', '"9999-12-31T23:59:59-12:00"'),
        (_SHARD, '"2027-02-01T00:00:00Z"', '"0001-01-01T00:00:00+12:00"'),
        ("meta.json", '"prefix_digits": 2', '"prefix_digits": 2.0'),
    ],
)
def test_numbers_that_python_stumbles_over_hold_nobody_up(site: Site, path: str, old: str, new: str) -> None:
    file = site.folder / "lookup/v1" / path
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    assert Checker(site.folder, now=lambda: NOW).check(*_VALUE).state is State.UNAVAILABLE
