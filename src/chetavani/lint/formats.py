# SPDX-License-Identifier: Apache-2.0
"""Findings for other programs: JSON, GitHub workflow commands, GitLab code quality, SARIF 2.1.0. Pure functions."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote

from chetavani.model.finding import Finding, Level, Rule

SARIF_VERSION = "2.1.0"
_SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_PAGES = {"CH4": "gate", "CH5": "approvals"}  # by how codes begin; the others are those of lint
_COMMAND = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_SEVERITIES = {Level.ERROR: "major", Level.WARNING: "minor"}
_PROPERTY = {**_COMMAND, ":": "%3A", ",": "%2C"}

Renderer = Callable[[Sequence[Finding], Sequence[Rule], str], str]


def help_address(rule: Rule, base_url: str) -> str:
    """Return the address of a rule's heading in the published documentation."""
    page = _PAGES.get(rule.code[:3], "rules")
    return f"{base_url}reference/{page}/#{rule.code.lower()}-{rule.name}"


def counts(findings: Sequence[Finding]) -> Mapping[str, int]:
    """Return how many errors, warnings and files with either there are."""
    levels = Counter(finding.level for finding in findings)
    files = len({finding.path for finding in findings})
    return {"errors": levels[Level.ERROR], "warnings": levels[Level.WARNING], "files": files}


def summary(findings: Sequence[Finding], advisories: int) -> str:
    """Return one line that says how the judgement ended. ``advisories`` counts what was judged."""
    if not findings:
        return f"{_plural(advisories, 'advisory', 'advisories')}, no findings."
    number = counts(findings)
    errors, warnings = _plural(number["errors"], "error"), _plural(number["warnings"], "warning")
    return f"{_plural(len(findings), 'finding')} ({errors}, {warnings}) in {_plural(number['files'], 'file')}."


def _plural(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


def as_json(findings: Sequence[Finding], rules: Sequence[Rule], base_url: str) -> str:
    """Return a JSON object: ``findings``, each with every field and its rule's name and help, and ``summary``."""
    known = {rule.code: rule for rule in rules}
    entries = [
        {**finding._asdict(), "rule": known[finding.code].name, "help": help_address(known[finding.code], base_url)}
        for finding in findings
    ]
    return _dump({"findings": entries, "summary": counts(findings)})


def as_github(findings: Sequence[Finding], rules: Sequence[Rule], base_url: str) -> str:  # noqa: ARG001 - one signature
    """Return one workflow command a finding, which GitHub shows at the line of a pull request."""
    names = {rule.code: rule.name for rule in rules}
    return "".join(_command(finding, names[finding.code]) for finding in findings)


def _command(finding: Finding, name: str) -> str:
    title = _escape(f"{finding.code} {name}", _PROPERTY)
    place = f"file={_escape(finding.path, _PROPERTY)},line={finding.line},title={title}"
    field = f"{finding.field}: " if finding.field else ""
    return f"::{finding.level.value} {place}::{_escape(f'{field}{finding.message} {finding.remedy}', _COMMAND)}\n"


def _escape(text: str, table: Mapping[str, str]) -> str:
    return "".join(table.get(character, character) for character in text)


def as_gitlab(findings: Sequence[Finding], rules: Sequence[Rule], base_url: str) -> str:  # noqa: ARG001 - one signature
    """Return a code quality report, which GitLab shows at the lines of a merge request.

    The fields are those that GitLab's documentation of ``artifacts:reports:codequality`` asks for. Of entries with
    the same fingerprint GitLab shows one, so findings that are alike are numbered.
    """
    seen: Counter[str] = Counter()
    return _dump([_quality(finding, seen) for finding in findings])


def _quality(finding: Finding, seen: Counter[str]) -> dict[str, object]:
    identity = _identity(finding)
    seen[identity] += 1
    field = f"{finding.field}: " if finding.field else ""
    return {
        "description": f"{field}{finding.message} {finding.remedy}",
        "check_name": finding.code,
        "fingerprint": hashlib.sha256(f"{identity}\n{seen[identity]}".encode()).hexdigest(),
        "severity": _SEVERITIES[finding.level],
        "location": {"path": finding.path, "lines": {"begin": finding.line}},
    }


def _identity(finding: Finding) -> str:
    """Return what stays the same of a finding when lines move."""
    return f"{finding.path}\n{finding.code}\n{finding.field}\n{finding.message}"


def as_sarif(findings: Sequence[Finding], rules: Sequence[Rule], base_url: str) -> str:
    """Return a SARIF 2.1.0 log (OASIS) with one run: every rule that there is, and a result for each finding."""
    index = {rule.code: number for number, rule in enumerate(rules)}
    driver = {
        "name": "chetavani lint",
        "informationUri": base_url,
        "rules": [_sarif_rule(rule, base_url) for rule in rules],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding, index[finding.code]) for finding in findings],
    }
    return _dump({"$schema": _SARIF_SCHEMA, "version": SARIF_VERSION, "runs": [run]})


def _sarif_rule(rule: Rule, base_url: str) -> dict[str, object]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.name.replace("-", " ").capitalize() + "."},
        "help": {"text": rule.remedy},
        "helpUri": help_address(rule, base_url),
        "defaultConfiguration": {"level": rule.level.value},
    }


def _sarif_result(finding: Finding, rule_index: int) -> dict[str, object]:
    field = f"{finding.field}: " if finding.field else ""
    location = {
        "artifactLocation": {"uri": quote(finding.path), "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": finding.line},
    }
    return {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": finding.level.value,
        "message": {"text": f"{field}{finding.message} {finding.remedy}"},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"chetavaniFinding/v1": hashlib.sha256(_identity(finding).encode()).hexdigest()},
    }


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Renderer] = {"json": as_json, "github": as_github, "gitlab": as_gitlab, "sarif": as_sarif}
