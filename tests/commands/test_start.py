# SPDX-License-Identifier: Apache-2.0
"""How a command starts: only what it needs is loaded, by the real interpreter in a process of its own."""

import subprocess
import sys

import pytest

from chetavani.cli import DONE, run
from chetavani.commands import COMMANDS

NEEDLESS = {
    "http.server", "jinja2", "material", "mkdocs", "playwright", "pygments", "rich", "ruamel", "tldextract",
    "watchfiles",
}  # fmt: skip
"""What a build can do without until it finds something to render, to report or to ask the theme engine."""

_START = "import sys, chetavani.cli; chetavani.cli.parser([{name!r}]); print(*sorted(sys.modules))"


def loaded(name: str) -> set[str]:
    """Return the modules that are loaded when the command's arguments can be parsed."""
    command = [sys.executable, "-c", _START.format(name=name)]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize("name", ["build", "compress"])
def test_a_command_for_servers_starts_with_what_it_needs(name: str) -> None:
    modules = loaded(name)
    assert f"chetavani.commands.{name}" in modules
    assert modules & NEEDLESS == set()


def test_no_command_loads_another() -> None:
    others = {f"chetavani.commands.{name.replace('-', '_')}" for name in COMMANDS} - {"chetavani.commands.show"}
    modules = loaded("show")
    assert "rich.markdown" in modules  # the test can see what is loaded
    assert modules & others == set()


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == DONE
    shown = capsys.readouterr().out
    assert {name for name in COMMANDS if f" {name} " not in shown} == set()


def test_a_misspelt_command_is_understood(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["biuld"]) != DONE
    assert "build" in capsys.readouterr().err
