# SPDX-License-Identifier: Apache-2.0
"""Complaints, made up: what is found in them, what is proposed, and what must never be shown."""

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import repository, source

from chetavani.cli import CANNOT_RUN, DONE, run
from chetavani.complaint import Fate, Row, read_complaint
from chetavani.complaint.own import is_own, own_parts
from chetavani.edition import open_edition
from chetavani.model.indicator import IndicatorType

HERE = Path(__file__).parent
TEXTS = sorted(path.stem for path in (HERE / "texts").glob("*.txt"))
AS_OF = "2026-06-01T12:00:00Z"
PRIVATE = (
    "900456", "900457", "900458", "900459", "900460", "9004 56", "victim.one", "victim.two", "citizen@", "ABCPE1234F",
    "234567890124", "2345 6789 0124", "4111111111111111", "4111 1111", "00000000099",
)  # fmt: skip
"""Personal data in the texts, of which no output may have any."""


def listed(value: str, kind: str = "upi", **more: str) -> dict[str, str]:
    return {"type": kind, "value": value, "role": "payee", **more}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository that knows some of what the complaints name."""
    given: dict[int, dict[str, Any]] = {
        1: {"indicators": [listed("fee.desk@example", evidence="confirmed", last_seen="2026-05-01")]},
        2: {"indicators": [
            listed("task-earn.example", "domain", cleared="2026-05-01T10:00:00+05:30", reason="It was another site."),
            listed("+447700900125", "phone", last_seen="2026-01-02"),
        ]},
    }  # fmt: skip
    files = {f"advisories/2026/MPC-2026-{number:04d}.md": source(number, **more) for number, more in given.items()}
    return repository(tmp_path / "tree", files, documents=False)


def extract(root: Path, *arguments: str) -> int:
    return run(["indicators", "extract", *arguments, "--root", str(root), "--as-of", AS_OF])


@pytest.mark.parametrize("form", ["text", "yaml", "csv"])
@pytest.mark.parametrize("name", TEXTS)
def test_golden(
    name: str,
    form: str,
    root: Path,
    update: bool,  # noqa: FBT001
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    complaint = HERE / f"texts/{name}.txt"
    assert extract(root, str(complaint), "--format", form, "--seen", "2026-05-12") == DONE
    written = capsys.readouterr()
    shown = "".join(f"{line.rstrip()}\n" for line in written.out.splitlines())
    golden = HERE / f"golden/{name}.{'table' if form == 'text' else form}"
    if update:
        golden.write_text(shown, encoding="utf-8")
    assert shown == golden.read_text(encoding="utf-8")
    assert [secret for secret in PRIVATE if secret.casefold() in (written.out + written.err).casefold()] == []


def test_every_secret_is_in_a_text() -> None:
    everything = "".join((HERE / f"texts/{name}.txt").read_text("utf-8") for name in TEXTS)
    digits = "".join(str(int(one)) if one.isdigit() else one for one in everything)
    for secret in PRIVATE:
        assert secret.replace(" ", "").casefold() in re.sub(r"\s", "", digits).casefold(), secret


def test_lines_for_front_matter_and_for_a_sheet_are_what_an_advisory_takes(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    complaint = str(HERE / "texts/english.txt")
    assert extract(root, complaint, "--format", "yaml", "--seen", "2026-05-12") == DONE
    lines = capsys.readouterr().out
    text = source(7, published="2026-05-20T11:00:00+05:30").replace("severity:", f"{lines}severity:", 1)
    (root / "advisories/2026/MPC-2026-0007.md").write_text(text, encoding="utf-8")
    told = open_edition(root, lint=True)
    assert [one for one in told.findings if "0007" in one.path and one.field.startswith("indicators")] == []
    values = [(one.type.value, one.value) for one in told.library.advisory("MPC-2026-0007").indicators]
    assert len(values) == len(yaml.safe_load(lines)["indicators"]) == 7
    assert extract(root, complaint, "--format", "csv", "--seen", "2026-05-12") == DONE
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    # what was proposed is listed by now
    assert rows == []
    (root / "advisories/2026/MPC-2026-0007.md").unlink()
    assert extract(root, complaint, "--format", "csv", "--seen", "2026-05-12") == DONE
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [(row["type"], row["value"]) for row in rows] == values


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("my number is {}", True), ("My contact no: {}", True), ("call me at {} please", True),
        ("{} is my number", True), ("my wife's mobile is {}", True), ("complainant mobile - {}", True),
        ("मेरा नंबर {} है", True), ("मुझे {} पर कॉल करें", True), ("mera whatsapp number {} hai", True),
        ("yah {} mera hai", True), ("अपना मोबाइल {} दिया", True), ("ye number {} mera number hai", True),
        ("he called my number from {}", False), ("मुझे {} से कॉल आया", False), ("mujhe {} se call aaya", False),
        ("from my account to {}", False), ("मेरे खाते से {} पर भेजे", False), ("apne khate se {} ko bheje", False),
        ("mere number par {} se call aaya", False), ("the caller's number is {}", False), ("उसका नंबर {} है", False),
        ("my friend got a call from {}", False), ("told me to call {}", False),
    ],
)  # fmt: skip
def test_whose_it_is_is_told_by_the_words_around(text: str, own: bool) -> None:  # noqa: FBT001
    number = "+44 7700 900123"
    start = text.index("{}")
    assert is_own(text.format(number), start, start + len(number)) is own


def test_what_is_named_with_ones_own_is_too_and_a_form_has_a_section_for_it() -> None:
    text = "Complainant details:\nName: A\nMobile: +44 7700 900123\n\nSuspect:\nMobile: +44 7700 900124\n"
    assert [text[slice(*part)] for part in own_parts(text)] == [text.partition("\n\n")[0] + "\n"]
    rows = read_complaint(text + "My numbers are +44 7700 900125 and +44 7700 900126.", lambda *_: (), lambda _: {})
    assert [(row.fate, row.value[-2:]) for row in rows] == [
        (Fate.NEW, "24"), (Fate.PERSONAL, "23"), (Fate.PERSONAL, "25"), (Fate.PERSONAL, "26"),
    ]  # fmt: skip


def test_what_is_ones_own_once_is_so_everywhere() -> None:
    text = "They paid to +44 7700 900123. Sir, my number is 00447700900123."
    (row,) = read_complaint(text, lambda *_: (), lambda _: {})
    assert row == Row(Fate.PERSONAL, "phone", "…23", "of the complainant, not to be listed", 2)


_TYPED = st.sampled_from(["my number is", "मेरा नंबर", "call", "UPI", "Aadhaar", "\n", "account", "IFSC", "है", "@", "."])
_NUMBERS = st.text("0123456789०१२३४५६७८९ +-", min_size=8, max_size=20)


@given(st.lists(_TYPED | _NUMBERS | st.text(max_size=12), max_size=12).map(" ".join))
def test_any_text_gives_a_table_in_which_nothing_personal_is_whole(text: str) -> None:
    for row in read_complaint(text, lambda *_: (), lambda _: {}):
        assert row.times > 0
        if row.fate is Fate.PERSONAL:
            assert len(row.value) <= 3
        else:
            IndicatorType(row.type)


@pytest.mark.parametrize("wrong", ["nothing", "no text", "too large", "no day"])
def test_what_is_no_complaint_is_refused(wrong: str, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / "complaint.txt"
    if wrong != "nothing":
        path.write_bytes({"no text": b"\xff\xfe", "too large": b"a" * (1024 * 1024 + 1)}.get(wrong, b""))
    assert extract(root, str(path), *(["--seen", "yesterday"] if wrong == "no day" else [])) == CANNOT_RUN
    assert capsys.readouterr().err.strip()


def test_standard_input_is_read(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"upi://pay?pa=new.one@example")))
    assert extract(root, "-", "--format", "csv") == DONE
    assert "upi,new.one@example,payee,,,reported" in capsys.readouterr().out
