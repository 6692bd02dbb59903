# SPDX-License-Identifier: Apache-2.0
"""The pipeline: what has not changed is not read, parsed, rendered or written, however the workers are started."""

import os
from pathlib import Path
from typing import Any

import pytest
from tests.builders import ARTICLE, AS_OF, repository, source
from tests.changing import Changing, contents, files

from chetavani import base_cache, reading, workers
from chetavani.errors import OutputError, TemplateError
from chetavani.loaders import library
from chetavani.pipeline import Report, Request, build
from chetavani.templating import template_roots
from chetavani.theme.shell import Base


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "tree")


def run(root: Path, name: str = "site", **options: Any) -> Report:  # noqa: ANN401
    return build(Request(root, root.parent / name, AS_OF, **options))


def test_a_build_that_failed_half_way_leaves_nothing_to_trust(root: Path) -> None:
    run(root)
    template = root / "templates/feeds.html.jinja"
    template.parent.mkdir()
    template.write_text("{{ nothing }}", encoding="utf-8")
    with pytest.raises(TemplateError):
        run(root)
    template.unlink()
    template.parent.rmdir()
    assert not run(root).changed
    run(root, "clean")
    assert contents(root.parent / "site") == contents(root.parent / "clean")


def test_the_theme_engine_runs_only_for_its_own_inputs(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(root)

    def fail(*_: object) -> Base:
        raise AssertionError

    monkeypatch.setattr(base_cache, "build_base", fail)
    (root / "advisories/2026/MPC-2026-0002.md").write_text(source(2, severity="low"), encoding="utf-8")
    assert run(root).changed
    for name, text in (("docs/guide/first-hour.md", ARTICLE + "\nMore.\n"), ("mkdocs.yml", "site_name: x\n")):
        before = (root / name).read_bytes()
        (root / name).write_text(text, encoding="utf-8")
        with pytest.raises(AssertionError):
            run(root)
        (root / name).write_bytes(before)
    assert not run(root).changed


def test_what_has_not_changed_is_neither_opened_nor_parsed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (root / "advisories").rglob("*.md"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    run(root)
    monkeypatch.setattr("chetavani.catalogue._UNSETTLED", -(10**18))  # as if the files were older than two seconds
    run(root)
    run(root)
    opened: list[str] = []
    read: list[str] = []
    plain_read, plain_load = Path.read_bytes, library.load_unit

    def read_bytes(path: Path) -> bytes:
        opened.append(str(path))
        return plain_read(path)

    def load_unit(root: Path, unit: Any, languages: Any) -> Any:  # noqa: ANN401
        read.append(unit.name)
        return plain_load(root, unit, languages)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    monkeypatch.setattr(reading, "load_unit", load_unit)
    assert not run(root).changed
    assert [path for path in opened if "/advisories/2026/MPC" in path and path.endswith(".md")] == []
    (root / "advisories/2026/MPC-2026-0002.md").write_text(source(2, severity="low"), encoding="utf-8")
    os.utime(root / "advisories/2026/MPC-2026-0001.md")
    assert run(root).changed
    assert read == ["2026/MPC-2026-0002"]


@pytest.mark.parametrize("lost", [False, True], ids=["the store is there", "the store is lost"])
def test_unchanged_files_keep_inode_and_time(root: Path, *, lost: bool) -> None:
    run(root)
    before = files(root.parent / "site")
    comment = root / "templates/home.html.jinja"
    comment.parent.mkdir()
    text = (template_roots(root)[-1] / "home.html.jinja").read_text(encoding="utf-8")
    comment.write_text(text + "{#- a comment changes no byte of any page -#}", encoding="utf-8")
    (root / "advisories/2026/MPC-2026-0002.md").write_text(source(2, severity="low"), encoding="utf-8")
    if lost:
        (root.parent / ".site.builds/store.sqlite3").unlink()
    report = run(root)
    now = files(root.parent / "site")
    same = {path for path in before.keys() & now.keys() if before[path].content == now[path].content}
    assert {path for path in same if before[path] != now[path]} == set()
    assert len(same) > 200
    assert report.written == len(now) - len(same) - 1  # the manifest is not counted


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_any_number_of_workers_however_started_gives_the_same_bytes(
    root: Path, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    run(root, "one", jobs=1)
    monkeypatch.setattr(workers, "start_method", lambda: method)
    run(root, "two", jobs=2)
    assert contents(root.parent / "one") == contents(root.parent / "two")


def test_time_moves_both_ways(tmp_path: Path) -> None:
    world = Changing(tmp_path)
    world.update()
    before = contents(world.site)
    world.as_of = world.as_of.replace(month=8)
    world.update()
    assert contents(world.site) != before
    world.as_of = AS_OF
    world.update()
    assert contents(world.site) == before


def test_a_page_in_docs_at_the_place_of_an_output_is_refused(root: Path) -> None:
    run(root)
    before = contents(root.parent / "site")
    (root / "docs/robots.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"robots\.txt"):
        run(root)
    assert contents(root.parent / "site") == before


def test_warnings_about_docs_are_told_by_every_build(root: Path) -> None:
    path = root / "docs/guide/first-hour.md"
    path.write_text(path.read_text(encoding="utf-8") + "\n[dead](missing.md)\n", encoding="utf-8")
    for _ in range(2):
        assert any("missing.md" in warning for warning in run(root).warnings)


def test_without_search_the_index_is_left_and_made_up_for(root: Path) -> None:
    def index() -> dict[str, bytes]:
        return {path: made for path, made in contents(root.parent / "site").items() if ".pf_" in path}

    run(root)
    before = index()
    assert before
    (root / "advisories/2026/MPC-2026-0002.md").write_text(source(2, title="A word unheard of"), encoding="utf-8")
    assert run(root, search=False).changed
    assert index() == before
    assert run(root).changed
    assert index() != before
