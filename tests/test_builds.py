# SPDX-License-Identifier: Apache-2.0
"""The builds folder: readers see one whole tree or another; nobody else's folder is touched."""

import os
from pathlib import Path

import pytest

from chetavani.builds import Builds, State, open_builds
from chetavani.errors import WriteError
from chetavani.manifest import MANIFEST, manifest_bytes
from chetavani.writer import FolderWriter, StageWriter, entry_of


def manifest(files: dict[str, str]) -> bytes:
    return manifest_bytes((entry_of(path, text.encode()) for path, text in files.items()), {})


def publish(output: Path, files: dict[str, str]) -> State:
    """Put a whole new tree in place, and its twin beside it."""
    with open_builds(output) as builds:
        tree = builds.new_tree()
        for path, text in files.items():
            FolderWriter(tree, builds.live).write(path, text.encode())
        state = builds.finish(tree, manifest(files))
        builds.point_at(tree)
        builds.clear(state)
        return builds.twin(state, sorted(files), 1)


def change(output: Path, state: State, files: dict[str, str], gone: tuple[str, ...] = ()) -> State:
    """Bring the site up to date with new or other files."""
    with open_builds(output) as builds:
        writer = StageWriter(builds.stage)
        staged = {path: writer.write(path, text.encode()).staged for path, text in files.items()}
        state = builds.update(state, staged, gone, manifest(files))
        builds.point_at(builds.folder / state.tree)
        return state


def site(output: Path) -> dict[str, str]:
    return {
        path.relative_to(output).as_posix(): path.read_text(encoding="utf-8")
        for path in output.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "site"


def test_two_trees_take_turns(output: Path) -> None:
    state = publish(output, {"a": "1", "x/gone": "1", "x/y/other": "1"})
    before = (output / "a").stat()
    state = change(output, state, {"x/y/other": "2", "new/b": "2"}, ("x/gone",))
    assert site(output) == {"a": "1", "x/y/other": "2", "new/b": "2"}
    state = change(output, state, {"c": "3"}, ("x/y/other",))
    assert site(output) == {"a": "1", "new/b": "2", "c": "3"}
    assert not (output / "x").exists()
    state = change(output, state, {"x": "a file where a folder was"}, ("new/b",))
    assert site(output) == {"a": "1", "c": "3", "x": "a file where a folder was"}
    state = change(output, state, {"x/again": "a folder"}, ("x",))
    assert site(output) == {"a": "1", "c": "3", "x/again": "a folder"}
    after = (output / "a").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_reader_who_is_in_the_old_site_stays_in_it_whole(output: Path) -> None:
    state = publish(output, {"a": "1", "gone": "x"})
    inside = os.open(output, os.O_RDONLY)
    change(output, state, {"a": "2"}, ("gone",))
    assert site(output) == {"a": "2"}
    assert sorted(entry.name for entry in os.scandir(inside)) == ["a", "gone", MANIFEST]
    os.close(inside)


def test_a_build_that_died_before_its_switch_is_switched_to(output: Path) -> None:
    first = publish(output, {"a": "1"})
    second = change(output, first, {"a": "2"})
    with open_builds(output) as builds:
        builds.point_at(builds.folder / first.tree)
        assert site(output) == {"a": "1"}
        settled = builds.settle(second)
    assert settled is not None
    assert settled[0] == second
    assert site(output) == {"a": "2"}


def test_there_is_nothing_to_go_by_without_the_tree_or_with_another_manifest(output: Path) -> None:
    state = publish(output, {"a": "1"})
    with open_builds(output) as builds:
        assert builds.settle(None) is None
        (output / MANIFEST).write_bytes(b"{}")
        assert builds.settle(state) is None
        (output / MANIFEST).unlink()
        assert builds.settle(state) is None


def test_remains_of_a_killed_build_are_cleared(output: Path) -> None:
    publish(output, {"a": "1"})
    folder = output.parent / ".site.builds"
    (folder / "staging-99/x").mkdir(parents=True)
    (folder / "staging-link").symlink_to("nowhere")
    (folder / "tree-9").mkdir()
    publish(output, {"a": "2"})
    assert not list(folder.glob("staging-*"))
    assert len(list(folder.glob("tree-*"))) == 2


def test_a_second_builder_is_kept_out(output: Path) -> None:
    with open_builds(output), pytest.raises(WriteError, match="another build"), open_builds(output):
        pytest.fail("two builds at once")


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_somebody_elses_place_is_refused(tmp_path: Path, output: Path, kind: str) -> None:
    (tmp_path / "precious").mkdir()
    (tmp_path / "precious/work.txt").write_text("mine", encoding="utf-8")
    if kind == "file":
        output.write_text("mine", encoding="utf-8")
    elif kind == "folder":
        (tmp_path / "precious").rename(output)
    else:
        output.symlink_to("precious")
    with pytest.raises(WriteError, match="--output"):
        publish(output, {"a": "1"})
    kept = output if kind == "file" else output / "work.txt"
    assert kept.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("made", ["empty", "mkdocs"])
def test_an_empty_folder_or_a_site_of_mkdocs_is_replaced(output: Path, made: str) -> None:
    output.mkdir()
    if made == "mkdocs":
        (output / MANIFEST).write_text("{}", encoding="utf-8")
        (output / "old.html").write_text("old", encoding="utf-8")
    publish(output, {"a": "1"})
    assert site(output) == {"a": "1"}


def test_a_disk_that_refuses_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(WriteError, match="cannot be written"):
        publish(tmp_path / "file/site", {"a": "1"})


def test_a_failure_leaves_the_old_site_and_no_remains(output: Path) -> None:
    publish(output, {"a": "1"})

    def fail(builds: Builds) -> None:
        StageWriter(builds.stage).write("a", b"2")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), open_builds(output) as builds:
        fail(builds)
    assert site(output) == {"a": "1"}
    assert not list((output.parent / ".site.builds").glob("staging-*"))
