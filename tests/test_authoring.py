# SPDX-License-Identifier: Apache-2.0
"""Drafts and their numbers."""

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import commit, repository, small_tree, source

from chetavani.authoring import GUARD, Draft, assign, plan_assignments, slug, write_draft
from chetavani.edition import Edition, open_edition
from chetavani.errors import AuthoringError
from chetavani.model.finding import Level
from chetavani.model.ids import parse_id
from chetavani.model.vocab import Kind, Status
from chetavani.templating import template_roots

MOMENT = datetime(2026, 6, 1, 12, tzinfo=UTC)


def edition(root: Path) -> Edition:
    return open_edition(root, MOMENT)


def draft(root: Path, title: str, kind: Kind = Kind.FRAUD_WARNING) -> list[Path]:
    given_draft = Draft(kind, title, sectors=("courier",), fraud_types=("courier-parcel",), languages=("en", "hi"))
    return write_draft(edition(root), template_roots(root), given_draft, MOMENT)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "tree")


@given(st.text())
def test_every_title_has_a_slug_that_makes_an_id(title: str) -> None:
    assert parse_id(f"MPC-0000-0000-{slug(title)}") is not None


@pytest.mark.parametrize("kind", list(Kind))
def test_a_new_draft_loads_without_a_mistake(root: Path, kind: Kind) -> None:
    paths = draft(root, 'Call about a "parcel": pay now # please', kind)
    assert [path.name for path in paths] == [
        "MPC-0000-0000-call-about-a-parcel-pay-now-please.md",
        "MPC-0000-0000-call-about-a-parcel-pay-now-please.hi.md",
    ]
    made = edition(root)
    found = [item for item in made.findings if item.path.startswith("advisories/drafts") and item.code < "CH2"]
    assert found == []
    advisory = made.library.advisory(paths[0].stem)
    assert advisory.title == 'Call about a "parcel": pay now # please'
    assert advisory.kind is kind
    assert advisory.is_draft
    assert advisory.id not in {card.id for card in made.library.public}


def test_a_new_draft_shows_how_an_indicator_is_written(root: Path) -> None:
    path = draft(root, "Call about a parcel")[0]
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r"(?m)^# (?=indicators|  )", "", text), encoding="utf-8")
    made = edition(root)
    assert [item for item in made.findings if item.path.startswith("advisories/drafts") and item.code < "CH2"] == []
    (one,) = made.library.advisory(path.stem).indicators
    assert (one.type, one.value, one.role, one.evidence, one.action) == (
        "upi", "name@handle", "payee", "reported", "warn"
    )  # fmt: skip
    assert one.review_by is not None
    assert "# indicators" not in draft(root, "Upgrade the gateway", Kind.SOFTWARE_UPGRADE)[0].read_text(
        encoding="utf-8"
    )


def test_a_draft_that_is_there_is_not_overwritten(root: Path) -> None:
    (path, _) = draft(root, "One title")
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(AuthoringError, match="is there already"):
        draft(root, "One title")
    assert path.read_text(encoding="utf-8") == "mine"


def test_drafts_get_the_next_numbers_and_every_mention_follows(root: Path) -> None:
    first, _ = draft(root, "First")
    draft(root, "First and more")
    text = first.read_text(encoding="utf-8") + "\nSee [the other](../MPC-0000-0000-first-and-more/).\n"
    first.write_text(text, encoding="utf-8")
    made = edition(root)
    plan = plan_assignments(made, (), MOMENT)
    assert [(item.draft, item.assigned) for item in plan] == [
        ("MPC-0000-0000-first", "MPC-2026-0004"),
        ("MPC-0000-0000-first-and-more", "MPC-2026-0005"),
    ]
    assign(made, plan, MOMENT)
    after = edition(root)
    published = after.library.advisory("MPC-2026-0004")
    assert published.status is Status.PUBLISHED
    assert published.issued == MOMENT
    assert "(../MPC-2026-0005/)" in published.body
    assert published.translations
    assert not list((root / "advisories/drafts").iterdir())
    assert [item for item in after.findings if item.level is Level.ERROR and item.code < "CH2"] == []


def test_a_named_time_of_publication_is_kept_and_decides_the_year(root: Path) -> None:
    text = source(1, id="MPC-0000-0000-late", status="draft", published="2025-12-31T23:30:00+05:30")
    path = root / "advisories/drafts/MPC-0000-0000-late.md"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    made = edition(root)
    plan = plan_assignments(made, ["MPC-0000-0000-late"], MOMENT)
    assert [item.assigned for item in plan] == ["MPC-2025-0001"]
    assign(made, plan, MOMENT)
    assert "published: '2025-12-31T23:30:00+05:30'" in (root / "advisories/2025/MPC-2025-0001.md").read_text("utf-8")


def test_an_unknown_draft_is_named(root: Path) -> None:
    with pytest.raises(AuthoringError, match="MPC-0000-0000-x"):
        plan_assignments(edition(root), ["MPC-0000-0000-x"], MOMENT)


def test_two_assignments_at_once_conflict_in_git(root: Path) -> None:
    commit(root)

    def git(*arguments: str) -> subprocess.CompletedProcess[str]:
        who = ("-c", "user.name=Test", "-c", "user.email=test@chetavani.example")
        return subprocess.run(["git", *who, *arguments], cwd=root, capture_output=True, text=True, check=False)

    for branch in ("one", "two"):
        git("checkout", "-q", "-b", branch, "HEAD" if branch == "one" else "one~1")
        draft(root, f"Title of {branch}")
        made = edition(root)
        assign(made, plan_assignments(made, (), MOMENT), MOMENT)
        git("add", "-A")
        git("commit", "-q", "-m", branch)
    merged = git("merge", "one")
    assert merged.returncode != 0
    assert f"advisories/{GUARD}" in merged.stdout
    assert set(small_tree()) <= {path.relative_to(root).as_posix() for path in root.rglob("*.md")}
