# SPDX-License-Identifier: Apache-2.0
"""``chetavani lint`` as people run it: what is shown, and the exit codes."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from jsonschema import Draft4Validator
from tests.builders import ROOT
from tests.lint.cases import CASES, lay_out

from chetavani.cli import run as run_command


@dataclass(frozen=True)
class Done:
    """What a run of the command left behind."""

    code: int
    out: str
    err: str


Lint = Callable[..., Done]


@pytest.fixture
def lint(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Lint:
    """Return a function that runs the command in a folder."""

    def run(folder: Path, *arguments: object, as_of: str = "2026-06-01T00:00:00Z") -> Done:
        monkeypatch.chdir(folder)
        code = run_command(["lint", *map(str, arguments), "--as-of", as_of])
        return Done(code, *capsys.readouterr())

    return run


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a repository with one error in the first advisory and one in the second."""
    root = lay_out(CASES / "CH253-refers-to-itself", tmp_path / "tree")
    assert (root / "advisories/2026/MPC-2026-0002.md").exists()
    return root


def test_clean_is_0(tmp_path: Path, lint: Lint) -> None:
    assert lint(lay_out(CASES / "clean", tmp_path / "tree")) == Done(0, "3 advisories, no findings.\n", "")


def test_findings_are_1(tree: Path, lint: Lint) -> None:
    done = lint(tree.parent, "--root", tree)
    lines = done.out.splitlines()
    assert done.code == 1
    assert lines[0].startswith("advisories/2026/MPC-2026-0001.md:19: error CH253 related[0]: is MPC-2026-0001")
    assert lines[-1] == "2 findings (2 errors, 0 warnings) in 2 files."
    assert len(lines) == 3


@pytest.mark.parametrize("path", ["advisories/2026/MPC-2026-0002.md", "advisories/../advisories/2026/MPC-2026-0002.md"])
def test_a_path_chooses_what_is_shown(tree: Path, path: str, lint: Lint) -> None:
    done = lint(tree, path)
    assert done.code == 1
    assert "MPC-2026-0001.md" not in done.out
    assert done.out.endswith("1 finding (1 error, 0 warnings) in 1 file.\n")


def test_a_clean_path_is_0_while_the_whole_tree_is_judged(tree: Path, lint: Lint) -> None:
    name = "advisories/2026/MPC-2026-0003.md"
    text = (CASES / "clean" / name).read_text(encoding="utf-8")
    (tree / name).write_text(
        text.replace("Refund agents who want your screen shared", "Refund callers"), encoding="utf-8"
    )
    assert lint(tree, name).code == 0
    assert lint(tree, "advisories").code == 1
    assert lint(tree, ".").code == 1
    shutil.copy(tree / "advisories/2026/MPC-2026-0001.md", tree / name)
    assert "CH205" in lint(tree, name).out  # found only by looking at the others


@pytest.mark.parametrize("arguments", [["no/such/file.md"], ["/"], ["--root", "nowhere"], ["--format", "xml"]])
def test_what_cannot_run_is_2(tree: Path, arguments: list[str], lint: Lint) -> None:
    done = lint(tree, *arguments)
    assert done.code == 2
    assert done.err
    assert done.out == ""


def test_as_of_decides_what_is_in_the_future(tmp_path: Path, lint: Lint) -> None:
    root = lay_out(CASES / "CH212-date-in-the-future", tmp_path / "tree")
    assert lint(root).code == 1
    assert lint(root, as_of="2027-03-01T00:00:00Z").code == 0
    wrong = lint(root, as_of="yesterday")
    assert wrong.code == 2
    assert "--as-of" in wrong.err


def test_json_github_and_sarif(tree: Path, lint: Lint) -> None:
    read = json.loads(lint(tree, "--format", "json").out)
    assert [finding["code"] for finding in read["findings"]] == ["CH253", "CH253"]
    commands = lint(tree, "--format", "github").out.splitlines()
    assert [command.partition(" ")[0] for command in commands] == ["::error", "::error"]
    log = json.loads(lint(tree, "--format", "sarif").out)
    schema = json.loads((ROOT / "tests/schemas/sarif-2.1.0.json").read_text(encoding="utf-8"))
    Draft4Validator(schema).validate(log)
    assert {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]} > {"CH101", "CH201", "CH305"}


def test_a_repository_adds_its_own_official_places(tmp_path: Path, lint: Lint) -> None:
    root = lay_out(CASES / "clean", tmp_path / "tree")
    path = root / "advisories/2026/MPC-2026-0003.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace("cybercrime.gov.in", "help.member.example"), encoding="utf-8"
    )
    assert "CH271" in lint(root).out
    (root / "official-domains.txt").write_text("# ours\nmember.example # a member\n", encoding="utf-8")
    assert lint(root).code == 0
    (root / "official-domains.txt").write_text("member.example\nHelp Desk\n", encoding="utf-8")
    done = lint(root)
    assert done.code == 2
    assert "official-domains.txt:2" in done.err
