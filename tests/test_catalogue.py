# SPDX-License-Identifier: Apache-2.0
"""The catalogue out of a store: whatever happens to files, its findings are those of reading everything at once."""

import os
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from tests.builders import AS_OF, repository, source, translation

from chetavani.edition import Edition, open_edition, open_stored
from chetavani.errors import ChetavaniError
from chetavani.store import open_store

_FOLDER = "advisories/2026"


def _elsewhere(root: Path) -> None:
    """Move all advisories out of the repository, and leave a link to them."""
    (root / "advisories").rename(root.parent / "moved")
    (root / "advisories").symlink_to("../moved")


def _link_inside(root: Path) -> None:
    path = root / _FOLDER / "MPC-2026-0002.md"
    path.rename(root / "shared.md")
    path.symlink_to("../../shared.md")


def _link_outside(root: Path) -> None:
    """Let the link that ``_link_inside`` made lead out of the repository, to the same bytes."""
    path = root / _FOLDER / "MPC-2026-0002.md"
    shutil.copyfile(path, root.parent / "outside.md")
    path.unlink()
    path.symlink_to("../../../outside.md")


def _pipe(root: Path) -> None:
    (root / _FOLDER / "MPC-2026-0003.md").unlink()
    os.mkfifo(root / _FOLDER / "MPC-2026-0003.md")


def _duplicate(root: Path) -> None:
    (root / "advisories/2027").mkdir()
    shutil.copyfile(root / _FOLDER / "MPC-2026-0001.md", root / "advisories/2027/MPC-2026-0001.md")


def _same_title(root: Path) -> None:
    (root / _FOLDER / "MPC-2026-0004.md").write_text(source(4, title="Festival shops that never deliver"), "utf-8")


def _orphan(root: Path) -> None:
    (root / _FOLDER / "MPC-2026-0009.hi.md").write_text(translation(9), "utf-8")


def _ahead(root: Path) -> None:
    (root / _FOLDER / "MPC-2026-0005.md").write_text(source(5, published="2026-06-09T11:00:00+05:30"), "utf-8")


def _dated(root: Path) -> None:
    seen = {"type": "domain", "role": "lure", "last_seen": "2026-03-01"}
    listed = [
        {**seen, "value": "pay.example", "expires": "2026-05-01T00:00:00Z"},
        {**seen, "value": "fee.example", "review_by": "2026-07-01"},
    ]
    (root / _FOLDER / "MPC-2026-0006.md").write_text(source(6, indicators=listed), "utf-8")


def _nothing_left(root: Path) -> None:
    shutil.rmtree(root / "advisories")


def _other_names(root: Path) -> None:
    for name in ("notes.md", "MPC-2026-0001.fr.md", ".MPC-2026-0001.md.swp", "README.md"):
        (root / _FOLDER / name).write_text("x", "utf-8")


Change = Callable[[Path], None]
_CHANGES: tuple[tuple[Change, ...], ...] = (
    (_elsewhere,), (_link_inside, _link_outside), (_pipe,), (_duplicate,), (_same_title,), (_orphan,), (_ahead,),
    (_dated,), (_nothing_left,), (_other_names, _orphan, _same_title), (_ahead, _duplicate, _nothing_left),
)  # fmt: skip


def _state(edition: Edition) -> tuple[object, ...]:
    return edition.findings, [year.digest for year in edition.library.years], edition.library.as_of


@pytest.mark.parametrize("changes", _CHANGES, ids=lambda changes: " ".join(one.__name__.strip("_") for one in changes))
@pytest.mark.parametrize("jobs", [1, 2])
def test_it_is_as_if_everything_were_read_at_once(tmp_path: Path, changes: tuple[Change, ...], jobs: int) -> None:
    root = repository(tmp_path / "tree", documents=False)
    with open_store(tmp_path / "store.sqlite3") as store:
        open_stored(root, AS_OF, store, jobs)
        for change in changes:
            change(root)
            for _ in range(2):
                assert _state(open_stored(root, AS_OF, store, jobs)) == _state(open_edition(root, AS_OF))
    shutil.rmtree(root)
    repository(root, documents=False)
    with open_store(tmp_path / "store.sqlite3") as store:
        assert _state(open_stored(root, AS_OF, store, jobs)) == _state(open_edition(root, AS_OF))


def test_what_is_interrupted_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "tree", documents=False)
    store_path = tmp_path / "store.sqlite3"
    with monkeypatch.context() as patch:

        def fail(*_: object) -> None:
            raise ChetavaniError("a test", "stops here.", "")

        patch.setattr("chetavani.catalogue._YearBook.write", fail)
        with pytest.raises(ChetavaniError), open_store(store_path) as store:
            open_stored(root, AS_OF, store)
    with open_store(store_path) as store:
        assert store.count("unit") == 0
        assert _state(open_stored(root, AS_OF, store)) == _state(open_edition(root, AS_OF))


def test_only_the_folders_that_are_named_are_looked_at(tmp_path: Path) -> None:
    root = repository(tmp_path / "tree", documents=False)
    with open_store(tmp_path / "store.sqlite3") as store:
        before = open_stored(root, AS_OF, store)
        _duplicate(root)
        (root / "advisories/2025").mkdir(exist_ok=True)
        (root / "advisories/2025/MPC-2025-0009.md").write_text(source(9, id="MPC-2025-0009"), "utf-8")
        assert _state(open_stored(root, AS_OF, store, only={"2026"})) == _state(before)
        seen = open_stored(root, AS_OF, store, only={"2025", "2030"})
        assert seen.library.card("MPC-2025-0009") is not None
        assert "advisories/2027/MPC-2026-0001.md" not in {finding.path for finding in seen.findings}
        assert _state(open_stored(root, AS_OF, store)) == _state(open_edition(root, AS_OF))
        shutil.rmtree(root / "advisories/2027")
        assert _state(open_stored(root, AS_OF, store, only={"2027"})) == _state(open_edition(root, AS_OF))


def test_what_time_brings_costs_no_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "tree", documents=False)
    _dated(root)
    zone = "+05:30"  # in which the days are those of the publisher
    told = {
        f"2026-04-30T23:59:59{zone}": [], f"2026-05-01T05:30:00{zone}": ["CH311"],
        f"2026-07-01T23:59:00{zone}": ["CH311"], f"2026-07-02T00:00:00{zone}": ["CH311", "CH312"],
        f"2027-03-01T06:00:00{zone}": ["CH311"],  # a year after it was seen, the other holds no longer
    }  # fmt: skip
    with open_store(tmp_path / "store.sqlite3") as store:
        open_stored(root, AS_OF, store)
        monkeypatch.delattr("chetavani.reading.load_unit")
        for as_of, expected in told.items():
            found = open_stored(root, datetime.fromisoformat(as_of), store).findings
            ours = [one.code for one in found if one.path.endswith("0006.md")]
            assert [code for code in ours if code in {"CH311", "CH312"}] == expected, as_of
