# SPDX-License-Identifier: Apache-2.0
"""The board: what a panel is told about its page, and how a browser waits."""

import threading
from pathlib import Path

import pytest

from chetavani.errors import ConfigError
from chetavani.model.finding import Finding, Level
from chetavani.preview.board import LISTED, Board, Note, Standing, everything, notes_of, told

ORIGINAL = "advisories/2026/MPC-2026-0001.md"
HINDI = "advisories/2026/MPC-2026-0001.hi.md"
OTHER = "advisories/2026/MPC-2026-0011.md"
DRAFT = "advisories/drafts/MPC-0000-0000-parcel.md"
PAGE = "/advisories/MPC-2026-0001/"


def note(path: str, level: Level = Level.WARNING, line: int = 3) -> Note:
    return Note.of(Finding(path, line, "title", "CH304", "is in capitals.", "Write a sentence.", level))


def places(standing: Standing, page: str) -> dict[str, list[str]]:
    lists: dict[str, list[dict[str, str]]] = told(standing, page)  # type: ignore[assignment]
    return {name: [one["path"] for one in lists[name]] for name in ("errors", "here", "saved")}


@pytest.mark.parametrize("page", [PAGE, f"{PAGE}index.html", f"/hi{PAGE}"])
def test_a_page_is_told_of_its_advisory_and_its_translation(page: str) -> None:
    standing = Standing(notes=(note(OTHER), note(ORIGINAL), note(HINDI)))
    assert places(standing, page) == {"errors": [], "here": [ORIGINAL, HINDI], "saved": []}
    assert told(standing, page)["others"] == 1


@pytest.mark.parametrize("page", ["/", "/advisories/", "/feeds/", "/guide/MPC-2026-0001/"])
def test_a_page_of_no_advisory_counts_them_all_as_elsewhere(page: str) -> None:
    assert told(Standing(notes=(note(ORIGINAL), note(OTHER))), page)["others"] == 2


def test_what_was_saved_comes_next_and_only_once() -> None:
    standing = Standing(notes=(note(ORIGINAL), note(OTHER)), saved=frozenset({ORIGINAL, OTHER}))
    assert places(standing, PAGE) == {"errors": [], "here": [ORIGINAL], "saved": [OTHER]}


def test_errors_that_stop_a_build_are_told_on_every_page_the_page_s_own_first() -> None:
    notes = (note(OTHER, Level.ERROR), note(ORIGINAL, Level.ERROR), note(HINDI))
    standing = Standing(notes=notes, stopped=True)
    assert places(standing, "/feeds/")["errors"] == [OTHER, ORIGINAL]
    assert places(standing, PAGE) == {"errors": [ORIGINAL, OTHER], "here": [HINDI], "saved": []}
    assert told(standing, PAGE)["stopped"] is True


def test_a_draft_that_was_saved_is_named() -> None:
    assert told(Standing(saved=frozenset({DRAFT, ORIGINAL, "docs/MPC-0000-0000-a.md"})), "/")["drafts"] == [DRAFT]


def test_lists_have_an_end_and_say_so() -> None:
    standing = Standing(notes=tuple(note(ORIGINAL, line=line) for line in range(1, LISTED + 8)))
    assert (len(places(standing, PAGE)["here"]), told(standing, PAGE)["others"]) == (LISTED, 7)
    listed = everything(standing)
    assert isinstance(listed["notes"], list)
    assert (len(listed["notes"]), listed["more"]) == (LISTED, 7)


def test_notes_come_once_errors_first() -> None:
    worse = Finding(OTHER, 9, "", "CH111", "is wrong.", "Mend it.")
    better = Finding(ORIGINAL, 1, "", "CH291", "has no text in hi.", "Write it.", Level.WARNING)
    error = ConfigError("mkdocs.yml", "cannot be read.", "Mend the file.")
    assert [one.text() for one in notes_of([better, worse, better], [error])] == [
        "mkdocs.yml: error cannot be read. Mend the file.",
        f"{OTHER}:9: error CH111 is wrong. Mend it.",
        f"{ORIGINAL}:1: warning CH291 has no text in hi. Write it.",
    ]


def test_who_waits_hears_of_the_next_change(tmp_path: Path) -> None:
    page = tmp_path / "a/index.html"
    page.parent.mkdir()
    page.write_text("one", encoding="utf-8")
    board = Board(tmp_path)
    first = board.wait("", "/a/")
    threading.Timer(0.2, lambda: board.put(pages=1)).start()
    second = board.wait(str(first["version"]), "/a/")
    assert second["version"] != first["version"]
    assert second["pages"] == first["pages"] == board.made("/a/")
    (tmp_path / "new").write_text("two", encoding="utf-8")
    (tmp_path / "new").replace(page)
    assert board.wait("", "/a/")["pages"] == board.made("/a/index.html") != first["pages"]
    assert board.made("/missing/") == board.made("/missing") != board.made("/a/")


def test_another_preview_on_the_same_port_is_another() -> None:
    assert Board().wait("", "/")["pages"] != Board().wait("", "/")["pages"]
