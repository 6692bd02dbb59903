# SPDX-License-Identifier: Apache-2.0
"""Writing files: below a folder or into a stage, only what has changed, and nowhere else."""

import hashlib
import pickle
from pathlib import Path

import pytest

from chetavani.errors import OutputError, WriteError
from chetavani.writer import Entry, FolderWriter, StageWriter, Written, checked_path, entry_of


def test_an_entry_says_what_is_in_a_file() -> None:
    assert entry_of("a", b"two") == Entry("a", hashlib.sha256(b"two").hexdigest(), 3)


def test_a_file_with_the_bytes_it_had_is_linked_not_written(tmp_path: Path) -> None:
    FolderWriter(tmp_path / "old").write("x/same", b"1")
    FolderWriter(tmp_path / "old").write("x/other", b"1")
    writer = FolderWriter(tmp_path / "new", tmp_path / "old")
    assert writer.write("x/same", b"1") == Written(entry_of("x/same", b"1"), "")
    assert writer.write("x/other", b"2") == Written(entry_of("x/other", b"2"), "x/other")
    assert writer.write("x/new", b"") == Written(entry_of("x/new", b""), "x/new")
    assert (tmp_path / "new/x/same").samefile(tmp_path / "old/x/same")
    assert (tmp_path / "old/x/other").read_bytes() == b"1"


def test_a_stage_takes_only_what_is_not_there(tmp_path: Path) -> None:
    writer = StageWriter(tmp_path)
    assert writer.write("a/b", b"1", entry_of("a/b", b"1").sha256).staged == ""
    first, second = writer.write("a/b", b"2", entry_of("a/b", b"1").sha256), writer.write("a/c", b"3")
    assert len({first.staged, second.staged, ""}) == 3
    assert (tmp_path / first.staged).read_bytes() == b"2"
    assert (tmp_path / second.staged).read_bytes() == b"3"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("kind", [FolderWriter, StageWriter])
def test_a_writer_can_be_sent_to_a_worker(tmp_path: Path, kind: type[FolderWriter | StageWriter]) -> None:
    sent = pickle.loads(pickle.dumps(kind(tmp_path)))  # noqa: S301 - our own
    assert sent.write("a", b"1").entry == entry_of("a", b"1")


def test_a_disk_that_refuses_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(WriteError, match="cannot be written"):
        FolderWriter(tmp_path / "file/site").write("a", b"1")
    with pytest.raises(WriteError, match="cannot be written"):
        StageWriter(tmp_path / "file").write("a", b"1")


@pytest.mark.parametrize("path", ["", "/etc/passwd", "../x", "a/../../x", "a//b", "./a", "a\\b", "a/./b"])
def test_paths_outside_the_site_are_refused(tmp_path: Path, path: str) -> None:
    with pytest.raises(OutputError):
        checked_path(path)
    with pytest.raises(OutputError):
        FolderWriter(tmp_path).write(path, b"1")
