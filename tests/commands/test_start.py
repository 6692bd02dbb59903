# SPDX-License-Identifier: Apache-2.0
"""How a command starts: only what it needs is loaded, by the real interpreter in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.builders import ROOT, repository, small_tree
from tests.sites import AS_OF

from chetavani.cli import DONE, run
from chetavani.commands import COMMANDS

NEEDLESS = {
    "http.server", "idna", "jinja2", "material", "mkdocs", "phonenumbers", "playwright", "pygments", "rich", "ruamel",
    "tldextract", "watchfiles", "yaml",
}  # fmt: skip
"""What a build can do without until it finds something to read, to render, to report or to ask the theme engine."""

_LOADED = "import sys; print(*sorted(sys.modules))"


def loaded(program: str) -> set[str]:
    """Return the modules that are loaded after a program of Python."""
    command = [sys.executable, "-c", f"{program}; {_LOADED}"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.split())


def started(name: str) -> set[str]:
    """Return the modules that are loaded when the command's arguments can be parsed."""
    return loaded(f"import chetavani.cli; chetavani.cli.parser([{name!r}])")


@pytest.mark.parametrize("name", ["build", "compress"])
def test_a_command_for_servers_starts_with_what_it_needs(name: str) -> None:
    modules = started(name)
    assert f"chetavani.commands.{name}" in modules
    assert modules & NEEDLESS == set()


def test_a_build_without_changes_needs_no_more(tmp_path: Path) -> None:
    files = {path: text for path, text in small_tree().items() if "MPC-2026-0001" in path}  # nothing to report
    root = repository(tmp_path / "tree", files)
    for path in root.rglob("*.md"):
        os.utime(path, (1_700_000_000, 1_700_000_000))  # a file of this very second is read once more
    arguments = ["build", "--quiet", "--root", str(root), "--output", str(tmp_path / "site"), "--as-of", AS_OF]
    program = f"from chetavani.cli import run; assert run({arguments!r}) == 0"
    assert {"mkdocs", "jinja2", "yaml"} <= loaded(program)
    assert loaded(program) & (NEEDLESS - {"jinja2"}) == set()


def test_no_command_loads_another() -> None:
    others = {f"chetavani.commands.{name.replace('-', '_')}" for name in COMMANDS} - {"chetavani.commands.show"}
    modules = started("show")
    assert "rich.markdown" in modules  # the test can see what is loaded
    assert modules & others == set()


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == DONE
    shown = capsys.readouterr().out
    assert {name for name in COMMANDS if f" {name} " not in shown} == set()


def test_a_misspelt_command_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["biuld"]) != DONE
    assert "build" in capsys.readouterr().err
