# SPDX-License-Identifier: Apache-2.0
"""The command line: exit codes, messages, and never a traceback."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from tests.builders import ROOT, repository, source

from chetavani.cli import CANNOT_RUN, DONE, FINDINGS, run
from chetavani.commands import every_command


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "tree")


@pytest.mark.parametrize("name", every_command())
def test_help_shows_what_for_and_how(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*name.split(), "--help"]) == DONE
    shown = capsys.readouterr().out
    assert f"chetavani {name}" in shown
    assert "Examples" in shown


@pytest.mark.parametrize(
    "arguments",
    [
        ["build", "--root", "{tmp}/missing"], ["build", "--as-of", "noon"], ["build", "--jobs", "0"],
        ["build", "--colour"], ["dance"], ["show", "MPC-2026-0999", "--root", "{tmp}/tree"], ["show"],
        ["lint", "--root", "{tmp}/missing"],
        ["new", "--root", "{tmp}/tree", "--kind", "poem"], ["new", "--root", "{tmp}/tree"],
        ["new", "--root", "{tmp}/tree", "--kind", "fraud-warning", "--title", "x", "--severity", "low",
         "--fraud-type", "magic", "--sector", "public"],
        ["assign-ids", "MPC-0000-0000-none", "--root", "{tmp}/tree"], ["serve", "--root", "{tmp}/missing"],
    ],
)  # fmt: skip
def test_what_cannot_run_says_so_and_leaves_with_2(
    root: Path, arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [argument.replace("{tmp}", str(root.parent)) for argument in arguments]
    assert run(filled) == CANNOT_RUN
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said


def test_a_group_names_its_commands_and_a_misspelt_one_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["indicators", "--help"]) == DONE
    shown = capsys.readouterr().out
    own = [name.partition(" ")[2] for name in every_command() if name.startswith("indicators ")]
    assert len(own) > 2
    assert [name for name in own if f" {name} " not in shown] == []
    assert run(["indicators", "dance"]) == CANNOT_RUN
    assert "dance" in capsys.readouterr().err
    assert run(["--help"]) == DONE
    assert " indicators " in capsys.readouterr().out


def test_show_tells_the_standing_and_shows_no_live_indicator(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    indicator = {"type": "url", "value": "https://pay.example/x", "role": "lure"}
    path = root / "advisories/2026/MPC-2026-0003.md"
    path.write_text(source(3, indicators=[indicator], expires="2026-07-01T00:00:00+05:30"), encoding="utf-8")
    arguments = ["show", "MPC-2026-0003", "--root", str(root), "--as-of", "2026-08-01T00:00:00Z"]
    assert run(arguments) == DONE
    shown = capsys.readouterr().out
    assert "standing expired" in shown
    assert "hxxps://pay[.]example/x" in shown
    assert "https://pay.example" not in shown


def test_show_in_hindi(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["show", "MPC-2026-0001", "--language", "hi", "--root", str(root)]) == DONE
    assert "क्या हो रहा है" in capsys.readouterr().out


def test_new_then_assign_then_build_is_the_officers_path(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--root", str(root)]
    draft = ["new", "--kind", "fraud-warning", "--title", "Fake refunds for cancelled trains", "--severity", "high"]
    assert run([*draft, "--fraud-type", "refund", "--sector", "travel", "--no-hindi", *options]) == DONE
    path = root / "advisories/drafts/MPC-0000-0000-fake-refunds-for-cancelled-trains.md"
    assert run(["assign-ids", *options]) == FINDINGS  # what the template asks for is not written yet
    assert "CH306" in capsys.readouterr().err
    path.write_text(
        re.sub(r"\[\[.*?\]\]", "Somebody has written this by now.", path.read_text("utf-8")), encoding="utf-8"
    )
    assert run(["assign-ids", "--published", "2026-05-20T10:00:00+05:30", *options]) == DONE
    assert "MPC-2026-0004" in capsys.readouterr().out
    assert run(["show", "MPC-2026-0004", *options]) == DONE


def test_a_draft_with_errors_gets_no_number(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / "advisories/drafts/MPC-0000-0000-broken.md"
    path.parent.mkdir(parents=True)
    path.write_text(source(1, id="MPC-0000-0000-broken", status="draft", severity="huge"), encoding="utf-8")
    assert run(["assign-ids", "--root", str(root)]) == FINDINGS
    assert path.is_file()
    assert "CH111" in capsys.readouterr().err


def test_completion_is_offered() -> None:
    command = [sys.executable, "-c", "from chetavani.cli import main; main()", "--show-completion", "bash"]
    asked = ["bash", "-c", f"{shlex.join(command)}; exit $?"]  # it asks which shell has started it
    shown = subprocess.run(asked, capture_output=True, text=True, check=False, cwd=ROOT)
    assert "complete" in shown.stdout, shown.stderr


def test_build_py_is_the_build_command() -> None:
    shown = subprocess.run([sys.executable, ROOT / "build.py", "--help"], capture_output=True, text=True, check=True)
    assert "chetavani build" in shown.stdout


def test_build_py_without_the_package_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-I", "-S", str(ROOT / "build.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode != 0
    assert "make site" in done.stderr
    assert "Traceback" not in done.stderr
