# SPDX-License-Identifier: Apache-2.0
"""The documentation holds to what there is: commands, options, outputs, settings."""

import re
from pathlib import Path

import pytest
import typer.main
from pydantic import BaseModel
from tests.builders import ROOT

from chetavani.cli import parser
from chetavani.commands import every_command, load_command
from chetavani.config import Settings
from chetavani.outputs import OUTPUTS

REFERENCE = ROOT / "docs/reference"


def headings(path: Path) -> set[str]:
    return set(re.findall(r"^## (.+?)(?: \{#.*\})?$", path.read_text(encoding="utf-8"), re.MULTILINE))


def section(path: Path, heading: str) -> str:
    return path.read_text(encoding="utf-8").partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def test_every_command_has_its_heading_and_no_other_is_left() -> None:
    assert headings(REFERENCE / "commands.md") == set(every_command())


@pytest.mark.parametrize("name", every_command())
def test_every_option_is_explained(name: str) -> None:
    command = typer.main.get_command(parser([name]))
    for word in name.split():
        command = command.commands[word]  # type: ignore[attr-defined]
    text = section(REFERENCE / "commands.md", name)
    options = {option for parameter in command.params for option in parameter.opts if option.startswith("--")}
    assert {option for option in options - {"--root", "--help"} if f"`{option}`" not in text} == set()
    assert f"chetavani {name}" in text


@pytest.mark.parametrize("name", every_command())
def test_every_command_shows_examples(name: str) -> None:
    assert "Examples:" in (load_command(name).__doc__ or "")


def test_every_output_has_its_heading_and_no_other_is_left() -> None:
    assert headings(REFERENCE / "outputs.md") == {output.name for output in OUTPUTS}


def named(field: str, annotation: object) -> list[str]:
    """Return the names of a setting, or of all in a section."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [f"{field}.{name}" for name in annotation.model_fields]
    return [field]


def test_every_setting_is_explained() -> None:
    text = (REFERENCE / "settings.md").read_text(encoding="utf-8")
    names = {name for field, given in Settings.model_fields.items() for name in named(field, given.annotation)}
    assert {"publisher.prefix", "listing.appeal", "demonstration"} <= names
    assert {name for name in names if f"`{name}" not in text} == set()


def test_every_reference_page_is_in_the_navigation() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [path.relative_to(ROOT / "docs").as_posix() for path in (ROOT / "docs").rglob("*.md")]
    assert [page for page in pages if page not in navigation] == []


def test_the_readme_names_the_two_commands_and_both_work_from_the_makefile() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("site", "test", "serve"):
        assert f"make {target}" in readme
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)
