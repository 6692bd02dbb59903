# SPDX-License-Identifier: Apache-2.0
"""Writing a site: whole or not at all, with a manifest of every file."""

import hashlib
import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chetavani.errors import OutputError, WriteError
from chetavani.writer import MANIFEST, Entry, FolderWriter, checked_path, manifest_bytes, open_stage


def publish(output: Path, files: dict[str, str]) -> bool:
    with open_stage(output) as stage:
        writer = stage.writer()
        return stage.switch([writer.write(path, text.encode()) for path, text in files.items()], {"publisher": "x"})


def site(output: Path) -> dict[str, str]:
    return {
        path.relative_to(output).as_posix(): path.read_text(encoding="utf-8")
        for path in output.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def test_the_manifest_lists_every_file(tmp_path: Path) -> None:
    output = tmp_path / "site"
    assert publish(output, {"b/c.html": "two", "a.html": "one"})
    manifest = json.loads((output / MANIFEST).read_bytes())
    assert [item["path"] for item in manifest["files"]] == ["a.html", "b/c.html"]
    for item in manifest["files"]:
        content = (output / item["path"]).read_bytes()
        assert item == {"path": item["path"], "sha256": hashlib.sha256(content).hexdigest(), "size": len(content)}


def test_a_second_build_replaces_the_first_at_once(tmp_path: Path) -> None:
    output = tmp_path / "site"
    publish(output, {"a": "1", "gone": "x"})
    inside = os.open(output, os.O_RDONLY)  # a reader who is in the old site stays in it, whole
    publish(output, {"a": "2"})
    assert site(output) == {"a": "2"}
    assert sorted(entry.name for entry in os.scandir(inside)) == ["a", "gone", MANIFEST]
    os.close(inside)


def test_unchanged_files_keep_inode_and_time(tmp_path: Path) -> None:
    output = tmp_path / "site"
    publish(output, {"same": "1", "other": "1"})
    before = (output / "same").stat()
    assert publish(output, {"same": "1", "other": "2"})
    after = (output / "same").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert (output / "other").read_text(encoding="utf-8") == "2"


def test_the_same_build_again_changes_nothing(tmp_path: Path) -> None:
    output = tmp_path / "site"
    publish(output, {"a": "1"})
    target = output.readlink()
    assert not publish(output, {"a": "1"})
    assert output.readlink() == target


def test_a_damaged_site_is_mended_by_the_same_build(tmp_path: Path) -> None:
    output = tmp_path / "site"
    files = {"a": "1", "b": "2"}
    publish(output, files)
    (output / "a").unlink()
    (output / "b").write_text("tampered", encoding="utf-8")
    assert publish(output, files)
    assert site(output) == files


def test_a_failure_leaves_the_old_site_and_no_remains(tmp_path: Path) -> None:
    output = tmp_path / "site"
    publish(output, {"a": "1"})

    def fail() -> None:
        with open_stage(output) as stage:
            stage.writer().write("a", b"2")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert site(output) == {"a": "1"}
    assert not list((tmp_path / ".site.builds").glob("staging-*"))


def test_remains_of_a_killed_build_are_cleared(tmp_path: Path) -> None:
    output = tmp_path / "site"
    publish(output, {"a": "1"})
    (tmp_path / ".site.builds/staging-99/x").mkdir(parents=True)
    (tmp_path / ".site.builds/staging-link").symlink_to("nowhere")
    publish(output, {"a": "2"})
    assert not list((tmp_path / ".site.builds").glob("staging-*"))


def test_only_the_newest_builds_are_kept(tmp_path: Path) -> None:
    output = tmp_path / "site"
    for number in range(5):
        publish(output, {"a": str(number)})
    assert len([path for path in (tmp_path / ".site.builds").iterdir() if path.is_dir()]) == 2


def test_a_second_builder_is_kept_out(tmp_path: Path) -> None:
    output = tmp_path / "site"
    with open_stage(output), pytest.raises(WriteError, match="another build"), open_stage(output):
        pytest.fail("two builds at once")


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_somebody_elses_place_is_refused(tmp_path: Path, kind: str) -> None:
    output = tmp_path / "site"
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
def test_an_empty_folder_or_a_site_of_mkdocs_is_replaced(tmp_path: Path, made: str) -> None:
    output = tmp_path / "site"
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


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a\\b", "a/./b"])
def test_paths_outside_the_site_are_refused(path: str) -> None:
    with pytest.raises(OutputError):
        checked_path(path)


@given(
    st.lists(st.builds(Entry, st.text(min_size=1), st.just("0" * 64), st.integers(0, 9)), unique_by=lambda e: e.path)
)
def test_the_manifest_does_not_depend_on_the_order_of_work(entries: list[Entry]) -> None:
    assert manifest_bytes(entries, {}) == manifest_bytes(reversed(entries), {})


def test_keep_takes_a_file_over_only_if_it_is_there_as_it_was(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    entry = FolderWriter(old).write("x/a", b"1")
    assert FolderWriter(new, old).keep(entry)
    assert (new / "x/a").read_bytes() == b"1"
    (old / "x/a").unlink()
    assert not FolderWriter(tmp_path / "third", old).keep(entry)
    assert not FolderWriter(tmp_path / "fourth").keep(entry)
