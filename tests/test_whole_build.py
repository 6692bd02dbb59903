# SPDX-License-Identifier: Apache-2.0
"""Whole builds through the command line: reproducible, atomic, the same whoever starts them."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.builders import ROOT, commit, repository, small_tree, source

from chetavani.writer import MANIFEST

KILLS = 50
BUILD = (sys.executable, str(ROOT / "build.py"), "--quiet")


def build(root: Path, output: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [*BUILD, "--root", str(root), "--output", str(output), *options],
        env={**os.environ, **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


def manifest(output: Path) -> dict[str, str]:
    files = json.loads((output / MANIFEST).read_bytes())["files"]
    return {item["path"]: item["sha256"] for item in files}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = repository(tmp_path_factory.mktemp("repository") / "tree")
    commit(folder)
    return folder


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    output = tmp_path_factory.mktemp("built") / "site"
    build(root, output)
    return output


def test_the_manifest_is_the_whole_site(site: Path) -> None:
    there = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()} - {MANIFEST}
    assert set(manifest(site)) == there
    assert {"index.html", "hi/index.html", "feeds/all.atom", "advisories/MPC-2026-0001/index.html"} <= there
    about = json.loads((site / MANIFEST).read_bytes())
    assert about["demonstration"] is True
    assert "not an official publication" in about["notice"]


def test_another_folder_zone_and_locale_gives_the_same_bytes(root: Path, site: Path, tmp_path: Path) -> None:
    clone = tmp_path / "elsewhere/a clone"
    subprocess.run(["git", "clone", "-q", str(root), str(clone)], check=True)
    output = tmp_path / "out"
    build(clone, output, "--jobs", "3", TZ="Pacific/Kiritimati", LC_ALL="C", LANG="C", PYTHONHASHSEED="7")
    assert (output / MANIFEST).read_bytes() == (site / MANIFEST).read_bytes()


def test_after_an_expiry_only_what_shows_it_changes(root: Path, site: Path, tmp_path: Path) -> None:
    before = tmp_path / "before"
    build(root, before, "--as-of", "2026-06-30T23:59:59+05:30")
    assert manifest(before) == manifest(site)
    after = tmp_path / "after"
    build(root, after, "--as-of", "2026-07-01T00:00:00+05:30")
    old, new = manifest(before), manifest(after)
    assert old.keys() - _index(old) == new.keys() - _index(new)
    changed = {path for path in old.keys() & new.keys() if old[path] != new[path]}
    pages = {path for path in changed if path.endswith("index.html")}
    assert {"advisories/MPC-2026-0003/index.html", "hi/advisories/MPC-2026-0003/index.html"} <= pages
    assert not any("MPC-2026-0001" in path for path in changed)
    text = (after / "advisories/MPC-2026-0003/index.html").read_text(encoding="utf-8")
    assert "expired" in text.lower()
    untouched = {path for path in old if path.startswith(("assets/", "guide/", "404"))}
    assert not changed & untouched


def _index(paths: dict[str, str]) -> set[str]:
    """Return the files of the search index, whose names are hashes of what is in them."""
    return {path for path in paths if path.startswith("pagefind/")}


def test_mkdocs_alone_gives_the_same_site(root: Path, site: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(root), str(clone)], check=True)
    command = [sys.executable, "-m", "mkdocs", "-q", "build", "--strict", "--site-dir", str(tmp_path / "out")]
    subprocess.run(command, cwd=clone, check=True, capture_output=True)
    assert manifest(tmp_path / "out") == manifest(site)
    for path in manifest(site):
        assert (tmp_path / "out" / path).read_bytes() == (site / path).read_bytes(), path


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("advisories/2026/MPC-2026-0001.md", source(1, severity="huge"), 1),
        ("chetavani.toml", "nonsense", 2),
        ("mkdocs.yml", "plugins: [", 2),
    ],
)
def test_a_build_that_fails_leaves_the_old_site(
    root: Path, site: Path, tmp_path: Path, name: str, text: str, code: int
) -> None:
    tree, output = tmp_path / "tree", tmp_path / "site"
    shutil.copytree(root, tree)
    build(tree, output)
    (tree / name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        [*BUILD, "--root", str(tree), "--output", str(output)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, "Traceback" in done.stderr) == (code, False)
    assert name in done.stderr
    assert manifest(output) == manifest(site)


def test_strict_stops_at_warnings(tmp_path: Path) -> None:
    root = repository(tmp_path / "tree", {"advisories/2026/MPC-2026-0001.md": source(1)})  # no Hindi: a warning
    command = [*BUILD, "--root", str(root), "--output", str(tmp_path / "site")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0
    assert subprocess.run([*command, "--strict"], capture_output=True, check=False).returncode == 1


@pytest.mark.timeout(900)
@pytest.mark.xdist_group("kill")
def test_a_site_is_whole_whenever_its_build_is_killed(root: Path, site: Path, tmp_path: Path) -> None:
    """Kill builds at random moments, from their first second to their switch, and look at the site each time."""
    tree, output = tmp_path / "tree", tmp_path / "site"
    shutil.copytree(root, tree)
    build(tree, output)
    started = time.monotonic()
    build(tree, tmp_path / "timed")
    length = time.monotonic() - started
    moments = random.Random(20261124)  # noqa: S311
    killed = 0
    for number in range(3 * KILLS):  # a build that is done before its moment does not count
        text = source(2, title=f"A title of build {number}", severity="low")
        (tree / "advisories/2026/MPC-2026-0002.md").write_text(text, encoding="utf-8")
        process = subprocess.Popen(
            [*BUILD, "--root", str(tree), "--output", str(output), "--jobs", "2"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        time.sleep(moments.uniform(0.2, 1.0) * length)
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            killed += 1
        process.wait()
        _expect_whole(output)
        if killed == KILLS:
            break
    assert killed == KILLS
    build(tree, output)  # what was killed would have been a sound build
    assert manifest(output) != manifest(site)
    for name, text in small_tree().items():
        (tree / name).write_text(text, encoding="utf-8")
    build(tree, output)
    assert manifest(output) == manifest(site)
    assert not list(output.parent.glob(".site.builds/staging-*"))


def _expect_whole(output: Path) -> None:
    """Check that every file of the manifest is there with its bytes, and nothing else is."""
    folder = output.resolve()
    paths = [path for path in folder.rglob("*") if path.is_file()]
    there = {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}
    del there[MANIFEST]
    assert there == manifest(output)


def test_a_repository_with_templates_of_its_own(root: Path, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    shutil.copytree(root, tree)
    words = tree / "templates/wording/en.toml"
    words.parent.mkdir(parents=True)
    words.write_text('published = "First said"\n', encoding="utf-8")
    build(tree, tmp_path / "site")
    page = (tmp_path / "site/advisories/MPC-2026-0001/index.html").read_text(encoding="utf-8")
    assert "First said" in page
