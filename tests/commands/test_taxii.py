# SPDX-License-Identifier: Apache-2.0
"""TAXII 2.1: medallion, OASIS' own server, serves what the command writes, and OASIS' client reads all of it back."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from taxii2client.v21 import Collection, Server, as_pages
from tests.builders import ROOT, advisory
from tests.outputs.feed_world import full_library, revision, sourced
from tests.outputs.test_stix import rendered
from tests.outputs.test_stix_current import upis

from chetavani.cli import CANNOT_RUN, DONE, run
from chetavani.model.library import Library

_USER, _PASSWORD = "reader", "only for this test"
_CURRENT, _ADVISORIES = "Current indicators", "All advisories"
_PAGE = 7  # objects that the server gives at most
_PATIENCE = 30  # seconds
Objects = dict[str, dict[str, Any]]


def write_site(of: Library, folder: Path) -> Path:
    """Write the STIX files of a library as a built site has them; return the site."""
    for name, content in rendered(of).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def objects_in(*files: Path) -> Objects:
    """Return the objects in bundles, by id."""
    return {one["id"]: one for file in files for one in json.loads(file.read_bytes())["objects"]}


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def convert(site: Path, data: Path, port: int) -> None:
    """Run the command."""
    where = ["--root", str(ROOT), "--site", str(site), "--output", str(data)]
    assert run(["taxii", *where, "--address", f"http://127.0.0.1:{port}/", "--quiet"]) == DONE


@contextmanager
def served(data: Path, port: int) -> Iterator[Mapping[str, Collection]]:
    """Serve a data file with medallion; yield its collections, as a client finds them, by title."""
    backend = {"module": "medallion.backends.memory_backend", "module_class": "MemoryBackend", "filename": str(data)}
    configuration = {"backend": backend, "users": {_USER: _PASSWORD}, "taxii": {"max_page_size": _PAGE}}
    told = data.with_name("medallion.json")
    told.write_text(json.dumps(configuration), encoding="utf-8")
    command = [sys.executable, "-m", "medallion.scripts.run", "--port", str(port), str(told)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(port, server)
            found = Server(f"http://127.0.0.1:{port}/taxii2/", user=_USER, password=_PASSWORD)
            (root,) = found.api_roots
            yield {one.title: one for one in root.collections}
        finally:
            server.terminate()


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None
        time.sleep(0.05)
    pytest.fail("the server does not answer")


def read(collection: Collection, **filters: str) -> tuple[Objects, int]:
    """Return all objects of a collection, by id, and in how many pages they came."""
    pages = [page.get("objects", []) for page in as_pages(collection.get_objects, per_request=_PAGE, **filters)]
    found = [one for page in pages for one in page]
    assert len({one["id"] for one in found}) == len(found)
    return {one["id"]: one for one in found}, len(pages)


def world(*, withdrawn: bool = False) -> Library:
    """Return a library of everything, with indicators, in which one advisory may have been withdrawn."""
    of = full_library()
    end = {"status": "withdrawn", "reason": "Wrong.", "revisions": [revision(28, "Withdrawn.")]} if withdrawn else {}
    told = {card.id: of.advisory(card.id) for card in of.cards.values()}
    for number in (11, 12, 13):
        told[f"MPC-2026-{number:04d}"] = advisory(number, indicators=upis(number), **(end if number == 12 else {}))
    return sourced(*told.values())


def test_all_that_is_published_comes_back_through_the_server_page_by_page(tmp_path: Path) -> None:
    of = world()
    site, data, port = write_site(of, tmp_path / "site"), tmp_path / "taxii.json", free_port()
    convert(site, data, port)
    with served(data, port) as collections:
        current, pages = read(collections[_CURRENT])
        assert current == objects_in(site / "stix/current.json")
        assert pages == -(-len(current) // _PAGE) > 1
        everything, pages = read(collections[_ADVISORIES])
        assert everything == objects_in(*site.glob("stix/MPC-*.json"))
        assert pages == -(-len(everything) // _PAGE) > 1
        reports, _ = read(collections[_ADVISORIES], type="report")
        (one,) = collections[_ADVISORIES].get_object(next(iter(reports)))["objects"]
        assert one == reports[one["id"]]
        assert not any(one.can_write for one in collections.values())
    named = {one["external_references"][0]["external_id"]: one for one in reports.values()}
    assert named.keys() == {card.id for card in of.public}
    assert {one for one, report in named.items() if report.get("revoked")} == {"MPC-2026-0002", "MPC-2026-0003"}
    holding = [end for card in of.public if of.standing(card) == "current" for end in card.lapses]
    assert len(current) - 2 == sum(end is None or end > of.at for end in holding)  # the publisher, the marking
    assert {key for key in current if key.startswith("indicator--")} <= everything.keys()


def test_who_goes_on_from_where_it_was_is_told_of_a_withdrawal_and_of_nothing_else(tmp_path: Path) -> None:
    data, port = tmp_path / "taxii.json", free_port()
    convert(write_site(world(), tmp_path / "before"), data, port)
    before = json.loads(data.read_text(encoding="utf-8"))
    first = max(one["date_added"] for made in before["chetavani"]["collections"] for one in made["manifest"])
    site = write_site(world(withdrawn=True), tmp_path / "after")
    convert(site, data, port)
    with served(data, port) as collections:
        told, _ = read(collections[_ADVISORIES], added_after=first)
        current, _ = read(collections[_CURRENT])
    own = objects_in(site / "stix/MPC-2026-0012.json")
    assert told == {key: one for key, one in own.items() if one.get("revoked")}
    assert {one["type"] for one in told.values()} == {"indicator", "relationship", "report"}
    assert current == objects_in(site / "stix/current.json")
    assert not told.keys() & current.keys()


def test_a_fault_is_noticed(tmp_path: Path) -> None:
    site, data, port = write_site(world(), tmp_path / "site"), tmp_path / "taxii.json", free_port()
    convert(site, data, port)
    broken = json.loads(data.read_text(encoding="utf-8"))
    broken["chetavani"]["collections"][0]["manifest"].pop()
    data.write_text(json.dumps(broken), encoding="utf-8")
    with served(data, port) as collections:
        assert read(collections[_CURRENT])[0] != objects_in(site / "stix/current.json")
        with pytest.raises(requests.HTTPError):
            collections[_ADVISORIES].get_object("report--00000000-0000-4000-8000-000000000000")


@pytest.mark.parametrize("wrong", ["nothing", "no JSON", "a list", "an earlier file"])
def test_what_is_no_site_is_refused(wrong: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site, data = write_site(world(), tmp_path / "site"), tmp_path / "taxii.json"
    current = site / "stix/current.json"
    match wrong:
        case "nothing":
            current.unlink()
        case "no JSON":
            current.write_bytes(b"\xff{")
        case "a list":
            current.write_text("[]", encoding="utf-8")
        case _:
            data.write_text("{", encoding="utf-8")
    was = data.read_bytes() if data.exists() else b""
    arguments = ["taxii", "--root", str(ROOT), "--site", str(site), "--output", str(data)]
    assert run(arguments) == CANNOT_RUN
    assert str(data if wrong == "an earlier file" else current) in capsys.readouterr().err.replace("\n", "")
    assert (data.read_bytes() if data.exists() else b"") == was


def test_it_says_what_there_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    site = write_site(world(), tmp_path / "site")
    assert run(["taxii", "--root", str(ROOT), "--site", str(site), "--output", str(tmp_path / "taxii.json")]) == DONE
    shown = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in shown] == ["Current indicators", "All advisories"]
