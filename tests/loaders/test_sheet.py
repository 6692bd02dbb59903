# SPDX-License-Identifier: Apache-2.0
"""Sheets from whoever wrote them: every mistake has its line and column, and no bytes make the reader stop."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.builders import AS_OF, repository, source

from chetavani.edition import open_edition
from chetavani.loaders.sheet import COLUMNS, LONGEST, NO_KEY, SHOWN, SheetReader, Wrong, header_of
from chetavani.model.finding import Finding, Level
from chetavani.model.listing import Terms

HEADER = b"type,value,role,last_seen,cleared,reason\n"
GOOD = b"phone,+447700900001,caller,2026-05-20,,\n"
_TERMS = Terms("MPC-2026-0001", 0, None, 0, "")


class _Lenient:
    """Finds nothing wrong."""

    def value(self, kind: str, value: str) -> Wrong:
        """Return nothing."""
        del kind, value
        return ()

    def terms(self, kind: str, action: str, evidence: str, since: int, end: int) -> Wrong:
        """Return nothing."""
        del kind, action, evidence, since, end
        return ()


def _reader(columns: Sequence[str] = ("type", "value", "role", "last_seen", "cleared", "reason")) -> SheetReader:
    return SheetReader("a.csv", tuple(columns), _TERMS, _Lenient())


def _found(line: bytes) -> list[tuple[int, str, str]]:
    read = _reader().read(GOOD + line)
    assert len(read.rows) == 1
    return [(one.line, one.field, one.code) for one in read.findings]


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        (b"phone,+447700900002,caller\n", "", "CH116"),
        (b"phone,+447700900002,caller,2026-05-20,,,\n", "", "CH116"),
        (b"\n", "", "CH116"),
        (b"  \n", "", "CH116"),
        (b'phone,"+447700900002,caller,2026-05-20,,\n', "", "CH116"),
        (b'phone,"+44"7700900002,caller,2026-05-20,,\n', "", "CH116"),
        (b"phone,+447700900002,caller,2026-05-20,,\r\n", "", "CH116"),
        (b"phone,+447700900002,caller,\r2026-05-20,,\n", "", "CH116"),
        (b"x" * (LONGEST + 1) + b"\n", "", "CH116"),
        (b"phone,\x00,caller,2026-05-20,,\n", "", "CH105"),
        (b"phone,+44\xff7700900002,caller,2026-05-20,,\n", "", "CH104"),
        ("phone,+447700900002,caller,2026-05-20,,\n".encode("utf-16-le"), "", "CH105"),
        (b"phone,=1+1,caller,2026-05-20,,\n", "value", "CH117"),
        (b"=cmd,+447700900002,caller,2026-05-20,,\n", "type", "CH117"),
        (b"phone,+447700900002,@SUM(A1),2026-05-20,,\n", "role", "CH117"),
        (b"phone,+447700900002,caller,2026-05-20,2026-05-21T00:00:00Z,-1+1\n", "reason", "CH117"),
        (b"phone,,caller,2026-05-20,,\n", "value", "CH110"),
        (b",+447700900002,caller,2026-05-20,,\n", "type", "CH110"),
        (b"phone,+447700900002,caller,2026-05-20,2026-05-21T00:00:00Z,\n", "reason", "CH110"),
        (b"phone,+447700900002,caller,2026-02-30,,\n", "last_seen", "CH111"),
        (b"fone,+447700900002,caller,2026-05-20,,\n", "type", "CH111"),
        (b"phone,12,caller,2026-05-20,,\n", "value", "CH111"),
        (b"phone,+447700900002,boss,2026-05-20,,\n", "role", "CH111"),
        ("phone,+447700900002,caller,2026-05-20,2026-05-21T00:00:00Z,a\u202eb\n".encode(), "reason", "CH105"),
    ],
)
def test_every_mistake_has_its_line_and_column(line: bytes, field: str, code: str) -> None:
    assert (1, field, code) in _found(line)


@pytest.mark.parametrize(
    "line",
    [
        b'"phone","+447700900002","caller","2026-05-20","",""\n',
        b'phone,+447700900002,caller,2026-05-20,2026-05-21T00:00:00Z,"nobody\'s, it seems"\n',
        b"phone,00 44 7700 900002,caller,2026-05-20,,",
    ],
)
def test_what_is_sound_is_a_row(line: bytes) -> None:
    read = _reader().read(GOOD + line)
    assert (len(read.rows), read.lines, read.findings) == (2, 2, ())
    assert read.rows[1][1:4] == ("phone", "+447700900002", "MPC-2026-0001")


def test_columns_may_be_in_any_order() -> None:
    columns = ("role", "reason", "value", "type")
    read = _reader(columns).read(b"caller,,+447700900001,phone\n")
    assert [row[1:3] for row in read.rows] == [("phone", "+447700900001")]


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        (b"type,value,role\n", []),
        (",".join(COLUMNS).encode(), []),
        (b"type,value\n", [("role", "CH115")]),
        (b"type,value,role,role\n", [("role", "CH115")]),
        (b"type,value,role,colour\n", [("colour", "CH115")]),
        (b"type,value,role\r\n", [("", "CH116")]),
        (b"\xef\xbb\xbftype,value,role\n", [("", "CH104")]),
        (b"\xff\xfet\x00y\x00", [("", "CH115")]),
        (b'type,"value,role\n', [("", "CH115")]),
        (b"", [("type", "CH115"), ("value", "CH115"), ("role", "CH115")]),
    ],
)
def test_the_header_is_held_to_the_columns(line: bytes, fields: list[tuple[str, str]]) -> None:
    assert [(one.field, one.code) for one in header_of(line, "a.csv")[1]] == fields


def test_of_very_many_findings_few_are_shown_and_the_others_counted() -> None:
    read = _reader().read(b"phone,12,caller,2026-05-20,,\n" * 1000 + b"\n" * 3)
    codes = [one.code for one in read.findings]
    assert (codes.count("CH111"), codes.count("CH116")) == (SHOWN, 3)
    assert read.more == {"CH111": 1000 - SHOWN}


@given(st.binary(max_size=300), st.integers(0, 3))
def test_whatever_the_bytes_they_give_rows_or_findings(content: bytes, sound: int) -> None:
    read = _reader().read(GOOD * sound + content)
    lines = (GOOD * sound + content).removesuffix(b"\n").count(b"\n") + 1 if sound or content else 0
    assert read.lines == lines
    assert len(read.rows) == len(read.keys) - read.keys.count(NO_KEY) >= sound
    assert len(read.keys) == lines
    assert all(0 <= one.line < lines for one in read.findings)
    assert len(read.rows) == lines or read.findings


def _edition(root: Path, sheet: bytes) -> tuple[list[Finding], int]:
    (root / "advisories/2026/MPC-2026-0001.indicators.csv").write_bytes(sheet)
    edition = open_edition(root, AS_OF)
    found = [one for one in edition.findings if one.path.endswith(".csv")]
    return found, len(list(edition.library.listings.entries()))


@pytest.mark.parametrize(
    "wrong",
    [
        b"=1+1,,,,,\n", b"phone,\x00,caller,,,\n", b"x" * 10_000_000 + b"\n", b"phone,\xe0\xa4,caller,,,\n",
        b'phone,"+447700900002,caller,,,\n', GOOD.replace(b"\n", b"\r\n"), GOOD, b"phone\n" * 50_000,
    ],
    ids=["formula", "nul", "10 MB line", "encodings", "quotes", "crlf", "twice", "many"],
)  # fmt: skip
def test_nothing_is_half_listed(wrong: bytes, tmp_path: Path) -> None:
    root = repository(tmp_path, {"advisories/2026/MPC-2026-0001.md": source(1)}, documents=False)
    assert _edition(root, HEADER + GOOD) == ([], 1)
    found, listed = _edition(root, HEADER + GOOD + wrong)
    assert listed == 0
    assert next(one.line for one in found if one.level is Level.ERROR) == 3
    assert len(found) <= 2 * SHOWN + 1
    counted = [one.message for one in found if one.message.startswith("and ")]
    assert counted == (
        [f"and {50_000 - SHOWN:d} more like this, up to this line."] if wrong.startswith(b"phone\n") else []
    )


def test_what_comes_twice_has_its_line_among_lines_that_are_wrong(tmp_path: Path) -> None:
    root = repository(tmp_path, {"advisories/2026/MPC-2026-0001.md": source(1)}, documents=False)
    wrong = b"phone,12,caller,,,\n"
    found, _ = _edition(root, HEADER + wrong + b"\n" + GOOD + wrong + GOOD + wrong)
    assert [one.line for one in found if one.code != "CH276"] == [2, 3, 5, 7]
    assert [(one.line, one.message) for one in found if one.code == "CH276"] == [(6, "is the same as line 4.")]
