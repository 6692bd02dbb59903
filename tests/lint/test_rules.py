# SPDX-License-Identifier: Apache-2.0
"""Every rule has a case that shows it, a heading in the documentation, and nothing to say about a clean tree."""

import re
from pathlib import Path

import pytest
from tests.builders import ROOT
from tests.lint.cases import AS_OF, CASES, EXPECTED, judge, lay_out

from chetavani.edition import open_edition
from chetavani.lint import RULES
from chetavani.lint.formats import help_address
from chetavani.loaders.codes import LOAD_RULES
from chetavani.model.finding import Level, Rule

EVERY_RULE = (*LOAD_RULES, *(lint_rule.rule for lint_rule in RULES))
CASE_FOLDERS = sorted(path for path in CASES.iterdir() if path.name.startswith("CH"))
DOCUMENT = (ROOT / "docs/reference/rules.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASE_FOLDERS, ids=lambda path: path.name)
def test_case_gives_the_findings_it_is_for(case: Path, tmp_path: Path, *, update: bool) -> None:
    findings = judge(case, tmp_path / "tree")
    got = "".join(f"{finding.text()}\n" for finding in findings)
    if update:
        (case / EXPECTED).write_text(got, encoding="utf-8")
    assert got == (case / EXPECTED).read_text(encoding="utf-8")
    assert case.name.split("-")[0] in {finding.code for finding in findings}
    assert all(finding.message.endswith(".") and finding.remedy.endswith(".") for finding in findings)


def test_clean_tree_gives_none(tmp_path: Path) -> None:
    assert judge(CASES / "clean", tmp_path / "tree") == ()


def test_every_rule_has_its_case_and_no_other_is_left() -> None:
    assert [path.name for path in CASE_FOLDERS] == sorted(f"{rule.code}-{rule.name}" for rule in EVERY_RULE)


def test_every_rule_has_its_heading_and_no_other_is_left() -> None:
    headings = re.findall(r"^### (.+)$", DOCUMENT, re.MULTILINE)
    assert headings == [f"{rule.code} {rule.name}" for rule in EVERY_RULE]


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.code)
def test_heading_says_level_and_remedy(rule: Rule) -> None:
    section = DOCUMENT.partition(f"\n### {rule.code} {rule.name}\n")[2].partition("\n##")[0]
    level = "Error." if rule.level is Level.ERROR else "Warning."
    assert section.strip().startswith(level)
    assert rule.remedy in section
    assert len(section.split()) > len(rule.remedy.split()) + 8


def test_codes_and_names_are_unique_and_in_order() -> None:
    codes = [rule.code for rule in EVERY_RULE]
    assert codes == sorted(set(codes))
    assert len({rule.name for rule in EVERY_RULE}) == len(codes)


def test_help_address_is_the_anchor_that_the_site_gives_the_heading() -> None:
    rule = EVERY_RULE[0]
    address = help_address(rule, "https://cell.example/")
    assert address == f"https://cell.example/reference/rules/#{rule.code.lower()}-{rule.name}"


def test_what_a_draft_lacks_is_a_warning(tmp_path: Path) -> None:
    """The rules that say so in the registry, and in the documentation, and only they, are eased in drafts."""
    eased = {lint_rule.rule.code for lint_rule in RULES if lint_rule.drafts_may}
    assert eased == set(re.findall(r"CH\d+", DOCUMENT.partition("What a draft still lacks")[2].partition("\n\n")[0]))
    root = lay_out(CASES / "CH223-empty-section", tmp_path / "tree")
    path = root / "advisories/2026/MPC-2026-0001.md"
    draft = (
        path.read_text(encoding="utf-8")
        .replace("MPC-2026-0001", "MPC-0000-0000-fee")
        .replace("published\n", "draft\n", 1)
    )
    path.unlink()
    (path.parent / "MPC-0000-0000-fee.md").write_text(draft, encoding="utf-8")
    assert [(finding.code, finding.level) for finding in open_edition(root, AS_OF).findings] == [
        ("CH223", Level.WARNING)
    ]
