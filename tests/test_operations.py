# SPDX-License-Identifier: Apache-2.0
"""The pages for operators: every command that they tell exists, and so does every test that the threat model names."""

import re
from pathlib import Path

import pytest
from tests.builders import ROOT
from tests.command_lines import in_document, objection

PAGES = sorted((ROOT / "docs/operations").glob("*.md"))
THREATS = (ROOT / "docs/operations/threat-model.md").read_text(encoding="utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", THREATS)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_that_an_operator_is_told_exists(page: Path) -> None:
    assert [said for line in in_document(page) if (said := objection(line))] == []


def test_the_rehearsal_goes_the_whole_way() -> None:
    told = {line.words[0] for line in in_document(ROOT / "docs/operations/rehearsal.md")}
    assert {
        "new", "lint", "serve", "assign-ids", "approve", "approvals", "keys", "build", "verify", "release", "publish",
        "rollback",
    } <= told  # fmt: skip


def test_the_threat_model_names_many_tests() -> None:
    assert len(NAMED) > 60
    assert THREATS.count("`tests/") == len(re.findall(r"`tests/[\w/]+\.py::\w+`", THREATS))


@pytest.mark.parametrize("file", sorted({file for file, _ in NAMED}))
def test_every_test_that_is_named_exists(file: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    assert [name for at, name in NAMED if at == file and f"\ndef {name}(" not in text] == []


def test_every_attacker_leaves_something() -> None:
    sections = THREATS.split("\n## ")[2:]
    assert len(sections) >= 10
    quiet = {section.splitlines()[0] for section in sections if "**Remains:**" not in section}
    assert quiet == {"A mishap while publishing"}
