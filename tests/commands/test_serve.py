# SPDX-License-Identifier: Apache-2.0
"""``chetavani serve`` as a process: what it writes, and how it ends."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.builders import repository, source

from chetavani.commands.serve import _folders
from chetavani.preview.board import Board
from chetavani.preview.server import address_of, open_server

_COMMAND = (sys.executable, "-P", "-c", "from chetavani.cli import main; main()", "serve", "--port", "0")
_PATIENCE = 60


def snapshot(folder: Path) -> dict[str, int]:
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*")}


@contextmanager
def serving(root: Path, scratch: Path, *options: str) -> Iterator[tuple["subprocess.Popen[str]", Path]]:
    """Run the preview of ``root`` with ``scratch`` for temporary files; give the process and its log."""
    scratch.mkdir()
    log = scratch.with_suffix(".log")
    environment = {**os.environ, "TMPDIR": str(scratch), "PYTHONUNBUFFERED": "1"}
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            [*_COMMAND, "--root", str(root), *options], stdout=out, stderr=subprocess.STDOUT, text=True,
            env=environment, start_new_session=True,
        )  # fmt: skip
        try:
            yield process, log
        finally:
            process.kill()
            process.wait()


def said(process: "subprocess.Popen[str]", log: Path, pattern: str) -> str:
    """Wait until the log has ``pattern``; return what it has."""
    deadline = time.monotonic() + _PATIENCE
    while not (found := re.search(pattern, log.read_text(encoding="utf-8"))):
        assert process.poll() is None, log.read_text(encoding="utf-8")
        assert time.monotonic() < deadline, log.read_text(encoding="utf-8")
        time.sleep(0.05)
    return found[0]


def previews(scratch: Path) -> list[str]:
    return [path.name for path in scratch.iterdir() if path.name.startswith("chetavani-")]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_it_ends_cleanly_and_leaves_nothing(tmp_path: Path, ending: signal.Signals) -> None:
    root = repository(tmp_path / "cell")
    before = snapshot(root)
    with serving(root, tmp_path / "scratch") as (process, log):
        address = said(process, log, r"http://127\.0\.0\.1:\d+/")
        with urllib.request.urlopen(f"{address}advisories/MPC-2026-0001/", timeout=10) as page:  # noqa: S310
            assert b"Parcel call number 1" in page.read()
        assert len(previews(tmp_path / "scratch")) == 1
        os.killpg(process.pid, ending)
        assert process.wait(_PATIENCE) == 0
        assert "Traceback" not in log.read_text(encoding="utf-8")
    assert previews(tmp_path / "scratch") == []
    assert snapshot(root) == before


def test_ctrl_c_in_the_first_build_leaves_nothing(tmp_path: Path) -> None:
    root = repository(tmp_path / "cell")
    with serving(root, tmp_path / "scratch") as (process, log):
        deadline = time.monotonic() + _PATIENCE
        while not previews(tmp_path / "scratch") and time.monotonic() < deadline:
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(_PATIENCE) == 0
        assert log.read_text(encoding="utf-8") == ""
    assert previews(tmp_path / "scratch") == []


def test_the_terminal_tells_what_is_wrong_and_that_it_is_mended(tmp_path: Path) -> None:
    root = repository(tmp_path / "cell")
    path = root / "advisories/2026/MPC-2026-0002.md"
    with serving(root, tmp_path / "scratch") as (process, log):
        said(process, log, r"http://127\.0\.0\.1:\d+/")
        path.write_text(source(2, severity="dreadful"), encoding="utf-8")
        said(process, log, r"MPC-2026-0002\.md:\d+: error CH111 severity: 'dreadful' .*\n(.*\n)*.*last good pages stay")
        path.write_text(source(2, severity="low"), encoding="utf-8")
        said(process, log, r"last good pages stay(.*\n)+built 3 advisories in")


def test_a_taken_port_is_said_before_anything_is_built(tmp_path: Path) -> None:
    root = repository(tmp_path / "cell")
    with (
        open_server(tmp_path, Board(), "127.0.0.1", 0) as taken,
        serving(root, tmp_path / "scratch", "--port", address_of(taken).rpartition(":")[2].strip("/")) as (
            process,
            log,
        ),
    ):
        assert process.wait(_PATIENCE) == 2
        assert "Name another --port" in log.read_text(encoding="utf-8")
    assert previews(tmp_path / "scratch") == []


@pytest.mark.parametrize(
    ("saved", "folders"),
    [
        (["advisories/2026/MPC-2026-0001.md"], {"2026"}),
        (["advisories/2026/a.md", "advisories/drafts/new/b.md", "advisories/c.md"], {"2026", "drafts/new", ""}),
        (["advisories/2026/a.md", "docs/index.md"], None),
        (["advisories"], None),
        (["mkdocs.yml"], None),
        ([], None),
    ],
)
def test_a_save_of_advisories_needs_no_look_at_other_folders(saved: list[str], folders: set[str] | None) -> None:
    root = Path("/cell")
    assert _folders(root / "advisories", frozenset(root / path for path in saved)) == folders
