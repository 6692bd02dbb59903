# SPDX-License-Identifier: Apache-2.0
"""Findings for other programs: judged by the SARIF schema, by a reader of workflow commands, and by json."""

import json
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft4Validator
from tests.builders import ROOT

from chetavani.lint.formats import FORMATS, as_github, as_gitlab, as_json, as_sarif, counts, summary
from chetavani.model.finding import Finding, Level, Rule

RULES = (
    Rule("CH201", "first-rule", Level.ERROR, "Mend it."),
    Rule("CH291", "second-rule", Level.WARNING, "Look at it."),
)
BASE = "https://cell.example/"
FINDINGS = (
    Finding("advisories/2026/MPC-2026-0001.md", 2, "id", "CH201", "is 100% wrong, see: here.", "Mend it."),
    Finding("advisories/2026/चेतावनी #1.md", 1, "", "CH291", "has\r\nlines.", "Look at it.", Level.WARNING),
)
SARIF = Draft4Validator(json.loads((ROOT / "tests/schemas/sarif-2.1.0.json").read_text(encoding="utf-8")))

findings = st.builds(
    Finding,
    path=st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])),
    line=st.integers(min_value=1),
    field=st.text(max_size=20),
    code=st.sampled_from(["CH201", "CH291"]),
    message=st.text(min_size=1),
    remedy=st.text(),
    level=st.sampled_from(Level),
)


def read_command(line: str) -> tuple[str, dict[str, str], str]:
    """Read a workflow command the way the runner does: split first, then unescape."""
    match = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
    assert match, line
    properties = dict(item.split("=", 1) for item in match[2].split(","))

    def unescaped(text: str, *, of_property: bool) -> str:
        table = {"%0D": "\r", "%0A": "\n"} | ({"%3A": ":", "%2C": ","} if of_property else {})
        for written, meant in table.items():
            text = text.replace(written, meant)
        return text.replace("%25", "%")

    values = {name: unescaped(value, of_property=True) for name, value in properties.items()}
    return match[1], values, unescaped(match[3], of_property=False)


def test_json_has_every_field_and_a_summary() -> None:
    read = json.loads(as_json(FINDINGS, RULES, BASE))
    assert read["findings"][0] == {
        "path": "advisories/2026/MPC-2026-0001.md",
        "line": 2,
        "field": "id",
        "code": "CH201",
        "message": "is 100% wrong, see: here.",
        "remedy": "Mend it.",
        "level": "error",
        "rule": "first-rule",
        "help": "https://cell.example/reference/rules/#ch201-first-rule",
    }
    assert read["summary"] == {"errors": 1, "warnings": 1, "files": 2}


def test_github_commands_are_escaped() -> None:
    first, second = as_github(FINDINGS, RULES, BASE).splitlines()
    assert first == (
        "::error file=advisories/2026/MPC-2026-0001.md,line=2,title=CH201 first-rule"
        "::id: is 100%25 wrong, see: here. Mend it."
    )
    assert second.endswith("::has%0D%0Alines. Look at it.")
    assert second.startswith("::warning ")


@given(findings)
def test_github_commands_come_back_as_they_were(finding: Finding) -> None:
    written = as_github([finding], RULES, BASE)
    assert written.count("\n") == 1
    level, properties, message = read_command(written.removesuffix("\n"))
    assert level == finding.level.value
    assert properties["line"] == str(finding.line)
    if "%" not in finding.path:  # the runner unescapes one after the other, so that an escaped escape is its own affair
        assert properties["file"] == finding.path
    if "%" not in f"{finding.field}{finding.message}{finding.remedy}":
        assert message.endswith(f"{finding.message} {finding.remedy}")


def test_gitlab_has_what_gitlab_asks_for() -> None:
    first, second = json.loads(as_gitlab(FINDINGS, RULES, BASE))
    fingerprint = first.pop("fingerprint")
    assert re.fullmatch(r"[0-9a-f]{64}", fingerprint)
    assert first == {
        "description": "id: is 100% wrong, see: here. Mend it.",
        "check_name": "CH201",
        "severity": "major",
        "location": {"path": "advisories/2026/MPC-2026-0001.md", "lines": {"begin": 2}},
    }
    assert (second["severity"], second["location"]["path"]) == ("minor", "advisories/2026/चेतावनी #1.md")


@given(st.lists(findings, max_size=3))
def test_gitlab_shows_two_findings_that_are_alike(given_findings: list[Finding]) -> None:
    twice = json.loads(as_gitlab([*given_findings, *given_findings], RULES, BASE))
    assert len({entry["fingerprint"] for entry in twice}) == 2 * len(given_findings)


def test_sarif_is_valid_and_complete() -> None:
    log = json.loads(as_sarif(FINDINGS, RULES, BASE))
    assert [error.message for error in SARIF.iter_errors(log)] == []
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["CH201", "CH291"]
    assert rules[1]["helpUri"] == "https://cell.example/reference/rules/#ch291-second-rule"
    assert rules[1]["defaultConfiguration"] == {"level": "warning"}
    for result, finding in zip(run["results"], FINDINGS, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.code
        place = result["locations"][0]["physicalLocation"]
        assert unquote(place["artifactLocation"]["uri"]) == finding.path
        assert "#" not in place["artifactLocation"]["uri"]
        assert place["region"] == {"startLine": finding.line}
    fingerprints = {result["partialFingerprints"]["chetavaniFinding/v1"] for result in run["results"]}
    assert len(fingerprints) == len(FINDINGS)


def test_sarif_schema_refuses_what_is_wrong() -> None:
    log = json.loads(as_sarif(FINDINGS, RULES, BASE))
    log["runs"][0]["results"][0]["level"] = "fatal"
    del log["runs"][0]["results"][1]["message"]
    log["runs"][0]["results"][1]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert len(list(SARIF.iter_errors(log))) == 3


@given(st.lists(findings, max_size=3))
def test_sarif_is_valid_whatever_the_finding_says(given_findings: list[Finding]) -> None:
    assert [error.message for error in SARIF.iter_errors(json.loads(as_sarif(given_findings, RULES, BASE)))] == []


def test_fingerprint_survives_a_move_of_lines() -> None:
    moved = Finding("a.md", 40, "id", "CH201", "is wrong.", "Mend it.")
    before = Finding("a.md", 4, "id", "CH201", "is wrong.", "Mend it.")
    one, other = (json.loads(as_sarif([item], RULES, BASE))["runs"][0]["results"][0] for item in (before, moved))
    assert one["partialFingerprints"] == other["partialFingerprints"]


@pytest.mark.parametrize("name", FORMATS)
def test_no_findings_are_no_findings(name: str) -> None:
    written = FORMATS[name]([], RULES, BASE)
    assert written in {"", "[]\n"} or json.loads(written)


def test_summary_counts() -> None:
    assert summary([], 1) == "1 advisory, no findings."
    assert summary([], 2) == "2 advisories, no findings."
    assert summary(FINDINGS, 9) == "2 findings (1 error, 1 warning) in 2 files."
    assert summary(FINDINGS[:1] * 2, 9) == "2 findings (2 errors, 0 warnings) in 1 file."
    assert counts([]) == {"errors": 0, "warnings": 0, "files": 0}
