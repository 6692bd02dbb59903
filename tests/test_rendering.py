# SPDX-License-Identifier: Apache-2.0
"""Rendering a plan: the same bytes over any number of processes, and nothing rendered that need not be."""

from pathlib import Path

import pytest

from chetavani.errors import OutputError, TemplateError
from chetavani.model.page import Layout, Page
from chetavani.outputs.base import Artifact
from chetavani.rendering import Job, Made, refuse_collisions, render_all
from chetavani.writer import FolderWriter


def artifact(path: str, text: str = "x", key: str = "") -> Artifact:
    return Artifact(path, "text/plain", text.encode, key)


def no_pour(_page: Page, _path: str) -> bytes:
    raise AssertionError


def ignore(_count: int) -> None:
    return None


def test_any_number_of_processes_makes_the_same_files(tmp_path: Path) -> None:
    plan = [artifact(f"{number % 7}/{number}.txt", f"content {number}") for number in range(500)]
    counted: list[int] = []
    one = render_all(Job(plan, no_pour, FolderWriter(tmp_path / "one")), 1, ignore)
    many = render_all(Job(plan, no_pour, FolderWriter(tmp_path / "many")), 3, counted.append)
    assert sorted(item.entry for item in one) == sorted(item.entry for item in many)
    assert sum(counted) == len(plan)
    for item in one:
        assert (tmp_path / "one" / item.entry.path).read_bytes() == (tmp_path / "many" / item.entry.path).read_bytes()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_comes_out_of_a_worker_whole(tmp_path: Path, jobs: int) -> None:
    def fail() -> bytes:
        raise TemplateError("templates/a.html:3", "does not render.", "Mend it.")

    plan = [*(artifact(f"{number}.txt") for number in range(100)), Artifact("bad", "text/plain", fail)]
    with pytest.raises(TemplateError) as caught:
        render_all(Job(plan, no_pour, FolderWriter(tmp_path)), jobs, ignore)
    assert (caught.value.place, caught.value.remedy) == ("templates/a.html:3", "Mend it.")


def test_pages_are_poured(tmp_path: Path) -> None:
    page = Page(Layout.PLAIN, "en", "Title", "", "<p>text</p>", {})
    plan = [Artifact("a/index.html", "text/html", lambda: page)]
    job = Job(plan, lambda made, path: f"{path}: {made.title}".encode(), FolderWriter(tmp_path))
    render_all(job, 1, ignore)
    assert (tmp_path / "a/index.html").read_bytes() == b"a/index.html: Title"


def test_what_has_the_same_key_is_kept_unrendered(tmp_path: Path) -> None:
    first = render_all(Job([artifact("a", "1", "k1")], no_pour, FolderWriter(tmp_path / "1")), 1, ignore)
    known = {item.entry.path: item for item in first}

    def again(text: str, key: str, name: str) -> tuple[bytes, Made]:
        writer = FolderWriter(tmp_path / name, tmp_path / "1")
        (made,) = render_all(Job([artifact("a", text, key)], no_pour, writer, known), 1, ignore)
        return (tmp_path / name / "a").read_bytes(), made

    assert again("2", "k1", "2") == (b"1", first[0])
    assert again("2", "k2", "3")[0] == b"2"
    assert again("2", "", "4")[0] == b"2"


@pytest.mark.parametrize("paths", [("a", "a"), ("a", "a/b"), ("x/y/z", "x"), ("../a",)])
def test_collisions_are_refused(paths: tuple[str, ...]) -> None:
    with pytest.raises(OutputError):
        refuse_collisions([artifact(path) for path in paths])


def test_a_page_of_the_knowledge_base_is_not_overwritten() -> None:
    with pytest.raises(OutputError, match="docs/"):
        refuse_collisions([artifact("advisories/index.html")], ["advisories/index.html"])


def test_neighbours_are_no_collision() -> None:
    refuse_collisions([artifact("a/b"), artifact("a/c"), artifact("a.b"), artifact("ab")])
    assert Job([], no_pour, FolderWriter(Path())).render(()) == []
