# SPDX-License-Identifier: Apache-2.0
"""Whole builds through the command line: reproducible, atomic, the same whoever starts them."""

import fcntl
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders import ROOT, commit, repository, small_tree, source, translation

from chetavani.manifest import MANIFEST

pytestmark = pytest.mark.xdist_group("whole builds")

KILLS = int(os.environ.get("CHETAVANI_KILLS", "6"))  # of each kind
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


def _plain(tree: Path) -> None:
    """Let the tree be as it was made."""
    shutil.rmtree(tree / "templates", ignore_errors=True)
    (tree / "advisories/2026/MPC-2026-0004.md").unlink(missing_ok=True)
    for name, text in small_tree().items():
        (tree / name).write_text(text, encoding="utf-8")


def _edited(tree: Path) -> None:
    """Change an advisory, add one and a translation: one more page, many lists and feeds."""
    _plain(tree)
    given = {"title": "Callers who ask for a code", "related": ["MPC-2026-0001"]}
    (tree / "advisories/2026/MPC-2026-0004.md").write_text(source(4, **given), encoding="utf-8")
    (tree / "advisories/2026/MPC-2026-0002.md").write_text(source(2, severity="low"), encoding="utf-8")
    (tree / "advisories/2026/MPC-2026-0001.hi.md").write_text(translation(1, title="नया नाम"), encoding="utf-8")


def _reworded(tree: Path) -> None:
    """Change a word that is on most pages: MkDocs runs, everything is rendered."""
    _plain(tree)
    (tree / "templates/wording").mkdir(parents=True)
    (tree / "templates/wording/en.toml").write_text('published = "First said"\n', encoding="utf-8")


_STATES = (_edited, _plain, _edited, _reworded)


@pytest.mark.timeout(3600)
@pytest.mark.xdist_group("kill")
@pytest.mark.parametrize("whom", ["all of its processes", "its first process alone"])
def test_a_site_is_whole_whenever_its_build_is_killed(root: Path, tmp_path: Path, whom: str) -> None:
    """Kill builds at random moments; the site is whole each time, and the next build is that of a clean one."""
    tree, output = tmp_path / "tree", tmp_path / "site"
    shutil.copytree(root, tree)
    expected = {}
    for change in set(_STATES):
        change(tree)
        build(tree, tmp_path / "clean", "--clean")
        expected[change] = (tmp_path / "clean" / MANIFEST).read_bytes()
    assert len(set(expected.values())) == len(expected)
    build(tree, output)
    lengths = {change: _timed(tree, output, change) for change in (*_STATES, *_STATES)}
    moments = random.Random(f"20261124 {whom}")  # noqa: S311
    killed = 0
    for number in range(4 * KILLS):  # a build that is done before its moment does not count
        change = _STATES[number % len(_STATES)]
        change(tree)
        killed += _killed(tree, output, moments.uniform(0.1, 1.0) * lengths[change], alone="alone" in whom)
        _expect_whole(output)
        build(tree, output, "--jobs", "2")
        assert (output / MANIFEST).read_bytes() == expected[change]
        _expect_whole(output)
        assert not list(output.parent.glob(".site.builds/staging-*"))
        if killed == KILLS:
            break
    assert killed == KILLS


def _timed(tree: Path, output: Path, change: Callable[[Path], None]) -> float:
    change(tree)
    started = time.monotonic()
    build(tree, output, "--jobs", "2")
    return time.monotonic() - started


def _killed(tree: Path, output: Path, moment: float, *, alone: bool) -> bool:
    """Start a build and kill it at a moment; return whether it was still running."""
    process = subprocess.Popen(
        [*BUILD, "--root", str(tree), "--output", str(output), "--jobs", "2"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        if alone:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    else:
        return False
    _wait_for_lock(output.parent / f".{output.name}.builds/lock")
    return True


def _wait_for_lock(lock: Path) -> None:
    """Wait until the workers of a dead build have noticed: at most some seconds."""
    with lock.open("w") as opened:
        for _ in range(100):
            try:
                fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                time.sleep(0.05)
            else:
                return
    pytest.fail("a dead build keeps its lock")


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
