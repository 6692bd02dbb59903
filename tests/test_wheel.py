# SPDX-License-Identifier: Apache-2.0
"""The package as others install it: complete, and able to build a repository that has no templates of its own."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.builders import ROOT, repository


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder into which a freshly built wheel is unpacked."""
    made, unpacked = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("unpacked")
    command = [sys.executable, "-P", "-m", "hatchling", "build", "-t", "wheel", "-d", str(made)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (archive,) = made.glob("*.whl")
    with zipfile.ZipFile(archive) as content:
        content.extractall(unpacked)
    return unpacked


def test_every_module_template_and_list_is_in_it(wheel: Path) -> None:
    there = {path.relative_to(wheel / "chetavani").as_posix() for path in (wheel / "chetavani").rglob("*")}
    sources = {path.relative_to(ROOT / "src/chetavani") for path in (ROOT / "src/chetavani").rglob("*.*")}
    wanted = {path.as_posix() for path in sources if "__pycache__" not in path.parts}
    templates = {path.relative_to(ROOT).as_posix() for path in (ROOT / "templates").rglob("*") if path.is_file()}
    assert wanted | templates <= there
    assert {path.name for path in wheel.iterdir()} == {"chetavani", "chetavani-0.1.0.dist-info"}


def test_it_builds_a_site_without_the_checkout(wheel: Path, tmp_path: Path) -> None:
    root = repository(tmp_path / "cell")
    code = "import chetavani.cli, sys; sys.exit(chetavani.cli.run(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", code, "build", "--root", str(root)],
        env={**os.environ, "PYTHONPATH": str(wheel)}, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "3 advisories" in done.stdout
    assert (root / "site/advisories/MPC-2026-0001/index.html").is_file()
