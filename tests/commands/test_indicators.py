# SPDX-License-Identifier: Apache-2.0
"""The commands of the group ``indicators``: what they write is compared with golden files."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from tests.builders import repository, source

from chetavani.cli import CANNOT_RUN, DONE, run

GOLDEN = Path(__file__).parent / "golden"
AS_OF = "2026-06-01T12:00:00Z"


def one(value: str, kind: str = "upi", **more: str) -> dict[str, str]:
    return {"type": kind, "value": value, "role": "payee", **more}


def world() -> dict[str, str]:
    """Return advisories with indicators in every state, two of which list the same one."""
    given: dict[int, dict[str, Any]] = {
        1: {"indicators": [
            one("fee.desk@example", evidence="confirmed", last_seen="2026-05-20"),
            one("+447700900123", "phone", first_seen="2026-02-01", last_seen="2026-02-20"),
            one("https://pay.example/x?a=b", "url", evidence="several-reports", last_seen="2026-05-01"),
            one("shop@example", cleared="2026-05-02T10:00:00+05:30", reason="The shop is genuine."),
        ]},
        2: {"published": "2026-05-20T11:00:00+05:30", "indicators": [
            one("Fee.Desk@example", last_seen="2026-05-25", review_by="2026-06-04"),
            one("pay.example", "domain", expires="2026-06-10T00:00:00Z", review_by="2026-08-01"),
        ]},
        3: {"status": "withdrawn", "reason": "Wrong.", "indicators": [one("wrong.one@example")]},
    }  # fmt: skip
    files = {f"advisories/2026/MPC-2026-{number:04d}.md": source(number, **more) for number, more in given.items()}
    draft = source(4, id="MPC-0000-0000-new", status="draft", published=None, indicators=[one("draft.one@example")])
    return files | {"advisories/drafts/MPC-0000-0000-new.md": draft}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path / "tree", world(), documents=False)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("list.txt", ["list"]),
        ("list.csv", ["list", "--format", "csv"]),
        ("list-domain.json", ["list", "--format", "json", "--type", "domain", "--type", "url"]),
        ("list-block.txt", ["list", "--action", "block"]),
        ("list-advisory.txt", ["list", "--advisory", "MPC-2026-0002"]),
        ("list-cleared.json", ["list", "--state", "cleared", "--format", "json"]),
        ("list-ended.txt", ["list", "--state", "ended"]),
        ("stats.txt", ["stats"]),
        ("stats.json", ["stats", "--format", "json"]),
        ("expiring.txt", ["expiring"]),
        ("expiring-90.csv", ["expiring", "--within", "90", "--format", "csv"]),
    ],
)
def test_golden(
    name: str,
    arguments: list[str],
    root: Path,
    update: bool,  # noqa: FBT001
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert run(["indicators", *arguments, "--root", str(root), "--as-of", AS_OF]) == DONE
    shown = "".join(f"{line.rstrip()}\n" for line in capsys.readouterr().out.splitlines())
    if update:
        (GOLDEN / name).write_text(shown, encoding="utf-8")
    assert shown == (GOLDEN / name).read_text(encoding="utf-8")
    if name.endswith(".txt"):
        assert "pay.example" not in shown
        assert "@example" not in shown


def test_csv_and_json_say_the_same(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    written = []
    for form in ("csv", "json"):
        assert run(["indicators", "list", "--format", form, "--root", str(root), "--as-of", AS_OF]) == DONE
        written.append(capsys.readouterr().out)
    rows = [
        {name: cell.removeprefix("'") for name, cell in row.items()} for row in csv.DictReader(io.StringIO(written[0]))
    ]
    assert rows == json.loads(written[1])
    assert [row["value"] for row in rows].count("fee.desk@example") == 1  # two spellings are one


def delist(root: Path, *arguments: str) -> int:
    return run(["indicators", "delist", *arguments, "--root", str(root)])


def test_delisting_shows_what_it_writes_and_asks_before(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ["FEE.DESK[at]example", "--reason", "Copied wrongly.", "--date", "2026-05-30T10:00:00+05:30"]
    before = {path: path.read_bytes() for path in root.rglob("*.md")}
    monkeypatch.setattr("sys.stdin", io.StringIO("n\n"))
    assert delist(root, *given) not in {DONE, CANNOT_RUN}
    assert {path: path.read_bytes() for path in root.rglob("*.md")} == before
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    assert "these 2 files" in capsys.readouterr().err
    assert delist(root, *given) == DONE
    shown = capsys.readouterr().out
    assert "advisories/2026/MPC-2026-0001.md:" in shown
    assert "advisories/2026/MPC-2026-0002.md:" in shown
    assert shown.count("+ cleared: 2026-05-30T10:00:00+05:30") == shown.count("+ reason: Copied wrongly.") == 2
    assert "build" in shown
    assert "@example" not in shown
    assert run(["indicators", "list", "--root", str(root), "--as-of", AS_OF, "--format", "json"]) == DONE
    assert "fee.desk@example" not in capsys.readouterr().out
    assert run(["indicators", "list", "--state", "cleared", "--root", str(root), "--as-of", AS_OF]) == DONE
    assert "fee.desk[at]example" in capsys.readouterr().out
    assert delist(root, *given, "--yes") == DONE
    assert "nothing is to be done" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["nobody@example", "--reason", "x"],
        ["fee.desk@example"],
        ["fee.desk@example", "--reason", ""],
        ["fee.desk@example", "--reason", "two\nlines"],
        ["fee.desk@example", "--reason", "=SUM(A1)"],
        ["fee.desk@example", "--reason", "x", "--date", "yesterday"],
        ["fee.desk@example", "--reason", "x", "--type", "phone"],
    ],
)
def test_what_cannot_be_delisted_is_refused(
    arguments: list[str], root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in root.rglob("*.md")}
    assert delist(root, *arguments, "--yes") == CANNOT_RUN
    told = capsys.readouterr().err
    assert told.strip()
    assert "--as-of" not in told  # there is no such option here
    assert {path: path.read_bytes() for path in root.rglob("*.md")} == before
