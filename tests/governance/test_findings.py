# SPDX-License-Identifier: Apache-2.0
"""Findings about approvals: in every command, as bad as the policy says, at little cost, and each with its heading."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.builders import AS_OF, ROOT, commit, repository
from tests.governance.cell import HINDI, ID, ORIGINAL, Cell, approvals, make_keys

from chetavani.cli import CANNOT_RUN, DONE, FINDINGS, run
from chetavani.edition import open_edition, open_stored
from chetavani.errors import ConfigError
from chetavani.governance import RULES, hearing, load_governance
from chetavani.governance.keys import Task, verify
from chetavani.governance.rules import Verdict
from chetavani.lint.formats import help_address
from chetavani.model.finding import Level, Rule
from chetavani.store import open_store

DOCUMENT = (ROOT / "docs/reference/approvals.md").read_text(encoding="utf-8")
AT = ["--as-of", AS_OF.isoformat()]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def cell(keys: Path, tmp_path: Path) -> Cell:
    return Cell(tmp_path, keys)


def test_every_rule_has_its_heading_and_no_other_is_left() -> None:
    assert re.findall(r"^### (.+)$", DOCUMENT, re.MULTILINE) == [f"{rule.code} {rule.name}" for rule in RULES]
    codes = [rule.code for rule in RULES]
    assert codes == sorted(set(codes))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_heading_says_level_and_remedy(rule: Rule) -> None:
    section = DOCUMENT.partition(f"\n### {rule.code} {rule.name}\n")[2].partition("\n##")[0]
    assert section.strip().startswith("Error." if rule.level is Level.ERROR else "Warning.")
    assert rule.remedy in section
    assert help_address(rule, "https://cell.example/").endswith(
        f"/reference/approvals/#{rule.code.lower()}-{rule.name}"
    )


def test_without_governance_nothing_is_asked(tmp_path: Path) -> None:
    assert approvals(open_edition(repository(tmp_path), AS_OF).findings) == []


def test_modes(cell: Cell) -> None:
    cell.sign("asha", key="stranger")
    assert {one.level for one in cell.findings()} == {Level.ERROR}
    codes = cell.codes()
    cell.rule("warn")
    assert cell.codes() == codes
    assert {one.level for one in cell.findings()} == {Level.WARNING}
    cell.rule("off")
    assert cell.codes() == []
    (cell.root / "governance/allowed_signers").unlink()
    assert cell.codes() == []


@pytest.mark.parametrize(
    ("more", "kind", "severity", "needed"),
    [
        ("", "fraud-warning", "low", 2),
        ("approvals = 1", "fraud-warning", "low", 1),
        ('[[needs]]\nkind = "software-upgrade"\nseverity = "low"\napprovals = 1', "software-upgrade", "low", 1),
        ('[[needs]]\nkind = "software-upgrade"\nseverity = "low"\napprovals = 1', "software-upgrade", "high", 2),
        ('[[needs]]\nseverity = "critical"\napprovals = 3\n[[needs]]\napprovals = 1', "fraud-warning", "critical", 3),
        ('[[needs]]\nseverity = "critical"\napprovals = 3\n[[needs]]\napprovals = 1', "fraud-warning", "high", 1),
    ],
)
def test_how_many_it_needs(cell: Cell, more: str, kind: str, severity: str, needed: int) -> None:
    cell.rule(more=more)
    rules = load_governance(cell.root)
    assert rules is not None
    assert rules.policy.needed(kind, severity) == needed


def test_drafts_need_none(cell: Cell) -> None:
    text = cell.text(ORIGINAL)
    for name in (ORIGINAL, HINDI, HINDI.replace(".hi.md", ".indicators.csv")):
        (cell.root / name).unlink()
    draft = "MPC-0000-0000-a-parcel"
    cell.put(f"advisories/drafts/{draft}.md", text.replace(ID, draft).replace("severity", "status: draft\nseverity"))
    assert cell.codes() == []


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda text: text.replace("enforce", "sometimes"), "mode"),
        (lambda text: text + "[[people]]\n", "people.5.name"),
        (lambda text: text.replace('"asha"', '"Asha V"'), "people.0.principal"),
        (lambda text: text.replace('"asha-2"', '"asha"'), "asha is there twice"),
        (lambda text: text.replace("mode", "colour = 1\nmode"), "colour"),
        (lambda text: text + "[", "cannot|Expected|Invalid"),
        (lambda text: text.replace('"write"', '"sing"'), "people.0.may"),
    ],
)
def test_a_policy_that_cannot_be_read_stops_everything(cell: Cell, spoil: Callable[[str], str], says: str) -> None:
    cell.put("governance/policy.toml", spoil(cell.text("governance/policy.toml")))
    with pytest.raises(ConfigError, match=says):
        cell.codes()
    assert run(["lint", "--root", str(cell.root)]) == CANNOT_RUN


@pytest.mark.parametrize("name", ["governance/policy.toml", "governance/allowed_signers"])
def test_taking_the_rules_away_does_not_switch_them_off(cell: Cell, name: str) -> None:
    cell.approve("asha", "ravi")
    (cell.root / name).unlink()
    with pytest.raises(ConfigError, match="no such file"):
        cell.codes()


def test_taking_all_of_governance_away_does_not_either(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    for path in (cell.root / "governance").iterdir():
        path.unlink()
    (cell.root / "governance").rmdir()
    with pytest.raises(ConfigError, match="approvals/ is there"):
        cell.codes()


def test_history_rewritten_changes_nothing(cell: Cell) -> None:
    cell.approve("asha", "ravi")
    commit(cell.root)
    assert cell.codes() == []
    shutil.rmtree(cell.root / ".git")
    commit(cell.root, "2026-06-02T12:00:00+00:00")  # one commit of all, as after a squash
    assert cell.codes() == []


def test_lint_shows_them_in_every_format(cell: Cell, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["lint", "--root", str(cell.root), "--format", "json", *AT]) == FINDINGS
    told = json.loads(capsys.readouterr().out)["findings"]
    assert [one["rule"] for one in told if one["code"] == "CH501"] == ["approval-missing"]
    for form in ("sarif", "github", "text"):
        assert run(["lint", "--root", str(cell.root), "--format", form, *AT]) == FINDINGS
        assert "CH501" in capsys.readouterr().out


def test_what_is_remembered_is_what_is_judged_anew(cell: Cell, tmp_path: Path) -> None:
    """Every change of a file that counts reaches a build that remembers."""
    cell.approve("asha", "ravi")
    statement = f"approvals/{ID}/2.ravi.txt"
    good = cell.text(statement)
    changes: list[Callable[[], None]] = [
        lambda: None,
        lambda: cell.put(statement, good.replace("2026-04", "2026-05")),
        lambda: cell.put(statement, good),
        lambda: cell.put(HINDI, cell.text(HINDI) + "\n"),
        lambda: cell.approve("ravi"),
        lambda: cell.approve("meena"),
        lambda: cell.rule(meena="until = 2026-01-01"),
        lambda: cell.rule("warn"),
        lambda: cell.sign_for("asha"),
        (cell.root / statement).unlink,
        (cell.root / ORIGINAL).unlink,
        lambda: cell.put("governance/revoked_keys", (cell.keys / "asha.pub").read_text("utf-8")),
        lambda: cell.rule("off"),
        cell.rule,
    ]
    with open_store(tmp_path / "store.sqlite3") as store:
        for change in changes:
            change()
            for as_of in (AS_OF, AS_OF.replace(year=2025), AS_OF):
                kept = open_stored(cell.root, as_of, store)
                assert kept.findings == open_edition(cell.root, as_of).findings
                assert open_stored(cell.root, as_of, store, only={"2026"}).findings == kept.findings


def test_a_signature_is_verified_once(cell: Cell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counting(tasks: list[Task]) -> list[tuple[str, Verdict]]:
        asked.extend(task.principal for task in tasks)
        return verify(tasks)

    monkeypatch.setattr(hearing, "verify", counting)
    cell.approve("asha", "ravi")
    with open_store(tmp_path / "store.sqlite3") as store:
        open_stored(cell.root, AS_OF, store)
        assert asked == ["asha", "ravi"]
        for _ in range(2):
            open_stored(cell.root, AS_OF, store)
        cell.put(HINDI, cell.text(HINDI) + "\n")  # judged anew, but the signatures are the same
        cell.rule("warn")
        open_stored(cell.root, AS_OF, store)
        assert asked == ["asha", "ravi"]
        cell.approve("meena")
        open_stored(cell.root, AS_OF, store)
        assert asked == ["asha", "ravi", "meena"]
        cell.sign_for("asha", "ravi", "meena", ravi='valid-before="20260101"')
        assert "CH509" in [one.code for one in open_stored(cell.root, AS_OF, store).findings]
        assert asked == ["asha", "ravi", "meena", "ravi"]


def test_build_and_verify_stop_at_what_is_not_approved(
    cell: Cell, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    repository(cell.root, {})
    site = tmp_path / "site"
    options = ["--root", str(cell.root), *AT]
    assert run(["build", "--output", str(site), *options]) == FINDINGS
    assert not site.exists()
    assert "CH501" in capsys.readouterr().err
    assert run(["build", "--output", str(site), "--unapproved", "--without-search", *options]) == DONE
    assert "CH501" in capsys.readouterr().err
    assert run(["verify", str(site), *options]) == FINDINGS
    assert "CH501" in capsys.readouterr().out
    cell.approve("asha", "ravi")
    assert run(["build", "--output", str(site), "--without-search", *options]) == DONE
    assert run(["verify", str(site), *options]) in {DONE, FINDINGS}  # the guides that it links to are not there
    assert "CH5" not in capsys.readouterr().out
