# SPDX-License-Identifier: Apache-2.0
"""Saves: what an editor does to a file, seen as one save; what is no save is not seen."""

import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, SimpleQueue

import pytest
from tests.builders import repository

from chetavani.preview.saves import Saves

ADVISORY = "advisories/2026/MPC-2026-0001.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "cell")


@pytest.fixture
def heard(root: Path) -> Iterator[Callable[[], set[str]]]:
    """Follow the repository; give a function that waits for a save and returns its files."""
    told: SimpleQueue[frozenset[Path]] = SimpleQueue()
    stop = threading.Event()
    threads = Saves(root, told.put, stop).start()
    assert [told.get(timeout=10), told.get(timeout=10)] == [frozenset(), frozenset()]  # both have begun

    def wait() -> set[str]:
        found: set[str] = set()
        while True:
            try:
                found |= {path.relative_to(root).as_posix() for path in told.get(timeout=0.5 if found else 10)}
            except Empty:
                return found

    yield wait
    stop.set()
    for thread in threads:
        thread.join(5)
        assert not thread.is_alive()


def write(path: Path) -> None:
    path.write_text("new", encoding="utf-8")


def replaced(path: Path) -> None:
    """Save as many editors do: a new file in place of the old."""
    beside = path.with_name(f".{path.name}.tmp")
    write(beside)
    beside.replace(path)


@pytest.mark.parametrize("save", [write, replaced])
@pytest.mark.parametrize("name", [ADVISORY, "chetavani.toml", "mkdocs.yml", "docs/guide/first-hour.md"])
def test_a_save_is_heard_every_time(
    root: Path, heard: Callable[[], set[str]], name: str, save: Callable[[Path], None]
) -> None:
    for _ in range(2):
        save(root / name)
        assert heard() == {name}


def test_new_folders_are_followed(root: Path, heard: Callable[[], set[str]]) -> None:
    (root / "advisories/drafts").mkdir()
    heard()
    write(root / "advisories/drafts/MPC-0000-0000-parcel.md")
    assert heard() == {"advisories/drafts/MPC-0000-0000-parcel.md"}
    (root / "templates").mkdir()  # a repository may get templates of its own at any time
    write(root / "templates/home.html.jinja")
    write(root / ADVISORY)
    assert ADVISORY in heard()
    write(root / "templates/home.html.jinja")
    assert heard() == {"templates/home.html.jinja"}


def test_what_a_new_folder_holds_before_it_is_watched_is_heard_of(root: Path, heard: Callable[[], set[str]]) -> None:
    beside = root.parent / "drafts"
    (beside / "deep").mkdir(parents=True)
    for name in ("MPC-0000-0000-parcel.md", "deep/MPC-0000-0000-loan.md", ".scratch.md"):
        write(beside / name)
    beside.rename(root / "advisories/drafts")
    assert heard() >= {"advisories/drafts/MPC-0000-0000-parcel.md", "advisories/drafts/deep/MPC-0000-0000-loan.md"}
    (root / "advisories/drafts/.scratch.md").unlink()
    write(root / ADVISORY)
    assert heard() == {ADVISORY}


def test_a_folder_put_in_place_of_another_is_followed(root: Path, heard: Callable[[], set[str]]) -> None:
    shutil.copytree(root / "advisories", root.parent / "copy")
    shutil.rmtree(root / "advisories")
    (root.parent / "copy").rename(root / "advisories")
    threading.Event().wait(1)
    write(root / ADVISORY)
    assert ADVISORY in heard()


def test_scratch_files_and_builds_are_no_saves(root: Path, heard: Callable[[], set[str]]) -> None:
    for name in (
        "advisories/.x.swp", "advisories/2026/4913", "advisories/2026/.#x.md", "advisories/2026/#x.md#",
        "advisories/2026/x.md~", "docs/x.tmp", "notes.txt",
    ):  # fmt: skip
        write(root / name)
    (root / "site").mkdir()
    write(root / "site/index.html")
    write(root / ADVISORY)
    assert heard() == {ADVISORY}
