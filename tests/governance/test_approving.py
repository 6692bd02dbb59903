# SPDX-License-Identifier: Apache-2.0
"""Approving by command: what is shown, what is signed, what is refused, and what waits for whom."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.builders import AS_OF, commit, repository, source
from tests.governance.cell import HINDI, ID, ORIGINAL, SHEET, Cell, make_keys

from chetavani.approving.difference import visible
from chetavani.cli import CANNOT_RUN, DONE, FINDINGS, INTERRUPTED, run
from chetavani.edition import open_edition
from chetavani.governance.statement import FOLDER, parse
from chetavani.outputs.api.records import advisory_document
from chetavani.planning import context_of

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def cell(keys: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cell:
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    return Cell(tmp_path, keys)


def approve(cell: Cell, who: str, *options: str, advisory: str = ID) -> int:
    given = ["approve", advisory, "--root", str(cell.root), "--key", str(cell.keys / who), "--yes", *options]
    return run(given)


def published(cell: Cell, site: Path) -> str:
    """Make as much of a published site as is compared with."""
    edition = open_edition(cell.root, AS_OF, lint=False)
    card = edition.library.card(ID)
    assert card is not None
    folder = site / "api/v1/advisories"
    folder.mkdir(parents=True)
    (folder.parent / "index.json").write_text("{}", encoding="utf-8")
    document = advisory_document(edition.library, context_of(edition), card)
    (folder / f"{ID}.json").write_text(json.dumps(document), encoding="utf-8")
    return str(site)


def test_two_officers_approve_and_it_may_go_out(cell: Cell, capsys: Captured) -> None:
    assert run(["approvals", "--root", str(cell.root)]) == FINDINGS
    shown = capsys.readouterr().out
    assert "0 of 1 advisories are approved, 1 wait" in shown
    assert approve(cell, "asha") == DONE
    shown = capsys.readouterr().out
    assert "Approved by Asha Verma: 1 of 2." in shown
    assert "It waits for: Ravi Joshi, Meena Rao, Dev Sen." in shown
    assert approve(cell, "ravi") == DONE
    assert "It does not go out" not in capsys.readouterr().out
    assert cell.codes(datetime.now(UTC)) == []
    assert run(["approvals", "--root", str(cell.root)]) == DONE
    assert run(["approvals", "--root", str(cell.root), "--all"]) == DONE
    shown = capsys.readouterr().out
    assert "Asha" in shown
    assert "Ravi" in shown


def test_a_statement_is_what_it_says(cell: Cell) -> None:
    assert approve(cell, "asha", "--writer", "ravi") == DONE
    path = cell.root / FOLDER / ID / "2.asha.txt"
    statement = parse(path.read_bytes())
    assert (statement.signer, statement.writer, statement.revision) == ("asha", "ravi", 2)
    assert statement.files == cell.files()
    assert abs(statement.signed - datetime.now(UTC)) < timedelta(minutes=1)
    assert statement.signed.utcoffset() == timedelta(hours=5, minutes=30)
    lines = path.read_text("utf-8").partition("files:\n")[2]
    done = subprocess.run(["sha256sum", "--check", "--strict"], cwd=cell.root, input=lines, text=True, check=False)
    assert done.returncode == 0


def test_it_asks_before_it_signs(cell: Cell, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[bool] = []
    monkeypatch.setattr(
        "typer.confirm", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt) if not answers else 1
    )
    given = ["approve", ID, "--root", str(cell.root), "--key", str(cell.keys / "asha")]
    assert run(given) == INTERRUPTED
    assert not (cell.root / FOLDER).exists()
    answers.append(True)
    assert run(given) == DONE


def test_new_text_is_shown_whole(cell: Cell, capsys: Captured) -> None:
    approve(cell, "asha")
    shown = capsys.readouterr().out
    assert f"{ORIGINAL}: never approved before" in shown
    assert "+## क्या करें" in shown
    assert "++" not in shown
    assert "+phone,+447700900101,caller,2026-03-01" in shown


def test_what_has_changed_since_the_last_approval_is_shown(cell: Cell, capsys: Captured) -> None:
    for who in ("asha", "ravi"):
        approve(cell, who)
    commit(cell.root)
    newer = {"date": "2026-04-12T10:00:00+05:30", "summary": "More is known."}
    cell.put(ORIGINAL, source(1, **{**cell.told, "revisions": [*cell.told["revisions"], newer]}))
    cell.put(SHEET, cell.text(SHEET) + "phone,+447700900102,caller,2026-03-01\n")
    for who in ("asha", "ravi"):  # the second reads what the first has read
        capsys.readouterr()
        assert approve(cell, who) == DONE
        shown = capsys.readouterr().out
        assert f"{ORIGINAL}: changed since" in shown
        assert "summary: More is known." in shown
        assert f"{HINDI}: unchanged since" in shown
        assert "\n+phone,+447700900102" in shown
        assert "\n+phone,+447700900101" not in shown
    shutil.rmtree(cell.root / ".git")
    approve(cell, "meena")
    assert "git no longer has that text, so here is all of it" in capsys.readouterr().out


def test_against_the_published_site(cell: Cell, tmp_path: Path, capsys: Captured) -> None:
    site = published(cell, tmp_path / "site")
    assert approve(cell, "asha", "--against", site) == DONE
    shown = capsys.readouterr().out
    assert "as published, and as it would be" in shown
    assert "+title" not in shown
    cell.put(ORIGINAL, cell.text(ORIGINAL).replace("Callers in wave", "People in wave").replace("1930", "1931"))
    assert approve(cell, "asha", "--against", site) == DONE
    shown = capsys.readouterr().out
    assert "-texts.en.summary: Callers in wave" in shown
    assert "+texts.en.summary: People in wave" in shown
    assert "+texts.en.body.markdown:" in shown
    shutil.rmtree(Path(site, "api/v1/advisories"))
    assert approve(cell, "asha", "--against", site) == DONE
    assert "not published yet" in capsys.readouterr().out
    assert approve(cell, "asha", "--against", str(tmp_path)) == CANNOT_RUN
    assert "is no site of ours" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("who", "options", "advisory", "says"),
    [
        ("asha", (), "MPC-2026-0999", "there is no such advisory"),
        ("asha", ("--as", "nobody"), ID, "nobody is nobody in governance/policy.toml"),
        ("stranger", (), ID, "the key is nobody's"),
        ("stranger", ("--as", "asha"), ID, "the key that signed is none of Asha Verma"),
        ("missing", ("--as", "asha"), ID, "this key did not sign"),
        ("ravi", (), ID, "Ravi Joshi could do so only until 2026-04-09"),
        ("asha", ("--writer", "stranger"), ID, "--writer"),
    ],
)
def test_what_would_not_count_is_not_signed(
    cell: Cell, who: str, options: tuple[str, ...], advisory: str, says: str, capsys: Captured
) -> None:
    cell.rule(ravi="until = 2026-04-09")
    assert approve(cell, who, *options, advisory=advisory) == CANNOT_RUN
    assert says in capsys.readouterr().err
    assert not (cell.root / FOLDER).exists()


def test_a_key_that_has_expired_leaves_the_approval_that_was_there(cell: Cell, capsys: Captured) -> None:
    cell.approve("asha")
    before = {path.name: path.read_bytes() for path in (cell.root / FOLDER / ID).iterdir()}
    cell.sign_for("asha", asha='valid-before="20260501"')
    assert approve(cell, "asha") == CANNOT_RUN
    assert "had expired when it signed" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in (cell.root / FOLDER / ID).iterdir()} == before


def test_without_governance_it_says_how_to_begin(tmp_path: Path, capsys: Captured) -> None:
    root = repository(tmp_path / "tree")
    for command in (["approvals"], ["approve", ID]):
        assert run([*command, "--root", str(root)]) == CANNOT_RUN
        assert "docs/operations/approvals.md" in capsys.readouterr().err


def test_nothing_hides_from_who_reads() -> None:
    assert visible("pay \x1b[8mnot\u202e 1930\t₹५०") == "pay <U+001B>[8mnot<U+202E> 1930\t₹५०"


@pytest.fixture
def agent(cell: Cell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """An agent that has the keys of one person."""
    place = str(tmp_path / "agent")
    with subprocess.Popen(["ssh-agent", "-D", "-a", place], stdout=subprocess.DEVNULL) as process:
        monkeypatch.setenv("SSH_AUTH_SOCK", place)
        for _ in range(500):
            done = subprocess.run(["ssh-add", "-q", str(cell.keys / "meena")], capture_output=True, check=False)
            if done.returncode == 0:
                break
        yield
        process.terminate()


@pytest.mark.usefixtures("agent")
def test_the_agent_signs(cell: Cell, capsys: Captured) -> None:
    assert run(["approve", ID, "--root", str(cell.root), "--yes"]) == DONE
    assert "Approved by Meena Rao" in capsys.readouterr().out
    assert run(["approve", ID, "--root", str(cell.root), "--yes", "--as", "asha"]) == CANNOT_RUN
    assert "has no key of asha" in capsys.readouterr().err
    os.environ["SSH_AUTH_SOCK"] = "/nowhere"
    assert run(["approve", ID, "--root", str(cell.root), "--yes", "--as", "asha"]) == CANNOT_RUN
    assert "has no keys, or does not run" in capsys.readouterr().err
