# SPDX-License-Identifier: Apache-2.0
"""Reading a file: links are followed only within the repository, wherever on the way to the file they are."""

import os
from pathlib import Path

import pytest

from chetavani.loaders.codes import Collector
from chetavani.loaders.source import read_source


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository with a file, beside a folder with another."""
    for folder in ("root/advisories/2026", "outside"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "a.md").write_text(folder, encoding="utf-8")
    return tmp_path / "root"


def read(root: Path, name: str) -> tuple[str | None, list[str]]:
    collector = Collector(name)
    got = read_source(root, root / name, collector)
    return got[1] if got else None, [finding.code for finding in collector.findings]


def test_files_and_links_inside_are_read(root: Path) -> None:
    (root / "advisories/b.md").symlink_to("2026/a.md")
    (root / "advisories/2025").symlink_to("2026")
    for name in ("advisories/2026/a.md", "advisories/b.md", "advisories/2025/a.md"):
        assert read(root, name) == ("root/advisories/2026", [])


def test_links_that_lead_outside_are_refused(root: Path) -> None:
    (root / "advisories/b.md").symlink_to("../../outside/a.md")
    assert read(root, "advisories/b.md") == (None, ["CH103"])
    (root / "advisories/2025").symlink_to("../../outside")
    text, codes = read(root, "advisories/2025/a.md")
    assert text is None
    assert codes in (["CH101"], ["CH103"])


def test_a_repository_may_itself_be_a_link(root: Path) -> None:
    link = root.parent / "link"
    link.symlink_to(root)
    assert read(link, "advisories/2026/a.md") == ("root/advisories/2026", [])
    (root / "advisories/b.md").symlink_to("2026/a.md")
    assert read(link, "advisories/b.md") == ("root/advisories/2026", [])


def test_what_is_no_file_is_reported_and_never_waited_for(root: Path) -> None:
    os.mkfifo(root / "advisories/pipe.md")
    for name in ("advisories/pipe.md", "advisories/2026", "advisories/none.md"):
        assert read(root, name) == (None, ["CH101"])
