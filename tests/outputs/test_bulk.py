# SPDX-License-Identifier: Apache-2.0
"""Everything at once: what others' programs read out of each file is what the API says of every advisory."""

import csv
import gzip
import hashlib
import io
import json
import os
import re
import sqlite3
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as how
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from tests.builders import ROOT, advisory, library
from tests.outputs.edit_world import World, edited, edits, worlds
from tests.outputs.feed_world import context, full_library, hindi, render, revision
from tests.outputs.gather_world import joinable

from chetavani.model.library import Library
from chetavani.outputs.api import JsonApi
from chetavani.outputs.base import BuildContext, Told, artifacts_of
from chetavani.outputs.bulk import BulkFiles, schema
from chetavani.outputs.bulk.places import DATABASE, DOCUMENTS, LINES, SHEET, ZIP
from chetavani.outputs.bulk.sheet import columns

database = sys.modules["chetavani.outputs.bulk.database"]  # whose name in the package is a function's
_SLOW = how(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
_FORMULA = "=+-@"


def documents(of: Library) -> dict[str, bytes]:
    """Return the documents of the API by their paths, in the order of these."""
    made = artifacts_of(JsonApi().plan(of, context(of)))
    return {one.path: render(one) for one in sorted(made, key=lambda one: one.path) if one.path.startswith(DOCUMENTS)}


def files(of: Library) -> dict[str, bytes]:
    """Return every file that is gathered, by its path."""
    found = documents(of)
    return {one.path: one.join(joinable(one, found)) for one in BulkFiles().gather(context(of))}


@cache
def full() -> dict[str, bytes]:
    """Return the files of a library in which everything occurs."""
    return files(full_library())


def zipped(content: bytes) -> dict[str, bytes]:
    """Return the files in a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        return {one.filename: found.read(one) for one in found.infolist()}


def table(content: bytes) -> list[dict[str, str]]:
    """Return the rows of a CSV file as Python reads them."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))


def cells(content: bytes) -> Iterator[str]:
    """Yield every cell of a CSV file."""
    for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True):
        yield from row


def asked(content: bytes, query: str, *values: object) -> list[tuple[Any, ...]]:
    """Return what a query finds in a database."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(content)
        return connection.execute(query, values).fetchall()


def shell(path: Path, *commands: str) -> str:
    """Return what SQLite's own command says."""
    return subprocess.run(["sqlite3", str(path), *commands], capture_output=True, text=True, check=True).stdout


def assert_the_same_everywhere(of: Library) -> None:
    """Check that each file has every public advisory, once, and says what its document says."""
    found = {content: json.loads(content) for content in documents(of).values()}
    made = files(of)
    assert zipped(made[ZIP]) == {f"advisories/{one['id']}.json": content for content, one in found.items()}
    assert gzip.decompress(made[LINES]).splitlines(keepends=True) == list(found)
    stands = [(one["id"], one["standing"]) for one in found.values()]
    assert [(row["id"], row["standing"]) for row in table(made[SHEET])] == stands
    assert asked(made[DATABASE], "SELECT id, standing FROM advisories ORDER BY id") == stands
    assert asked(made[DATABASE], "PRAGMA integrity_check") == [("ok",)]
    assert asked(made[DATABASE], "PRAGMA foreign_key_check") == []
    assert asked(made[DATABASE], "INSERT INTO search (search, rank) VALUES ('integrity-check', 1)") == []
    for field, count in (("actions", "actions"), ("software", "software"), ("references", "sources")):
        there = asked(made[DATABASE], f"SELECT count(*) FROM {count}")  # noqa: S608 - our own names
        assert there == [(sum(len(one[field]) for one in found.values()),)]
    values = [one["value"] for told in found.values() for one in told["indicators"]]
    assert [value for (value,) in asked(made[DATABASE], "SELECT value FROM indicators WHERE current")] == values


def test_each_file_has_every_public_advisory() -> None:
    assert_the_same_everywhere(full_library())
    assert len(table(full()[SHEET])) == 56
    assert not any(b"Secret of the community" in content for content in full().values())


def test_so_it_is_without_any() -> None:
    assert_the_same_everywhere(library())


@_SLOW
@given(worlds, edits)
def test_whatever_the_library_is(world: World, edits: list[tuple[str, int, int]]) -> None:
    for edit in edits:
        world = edited(world, edit)
    assert_the_same_everywhere(world.library())


def test_a_row_is_the_same_whether_the_document_was_just_written_or_is_read() -> None:
    of = full_library()
    for artifact in artifacts_of(JsonApi().plan(of, context(of))):
        if artifact.path.startswith(DOCUMENTS):
            for gathering in BulkFiles().gather(context(of)):
                content = render(artifact)
                assert gathering.excerpt.make(content) == gathering.excerpt.make(bytes(bytearray(content)))


def test_every_line_is_as_the_schema_of_the_api_says() -> None:
    of = full_library()
    made = {one.path: one for one in artifacts_of(JsonApi().plan(of, context(of)))}
    judge = Draft202012Validator(
        json.loads(render(made["api/v1/schema/advisory.json"])), format_checker=FormatChecker()
    )
    lines = [json.loads(line) for line in gzip.decompress(full()[LINES]).splitlines()]
    assert [error.message for line in lines for error in judge.iter_errors(line)] == []
    assert list(judge.iter_errors({**lines[0], "published": "yesterday"}))


def test_the_database_as_its_own_command_sees_it(tmp_path: Path) -> None:
    path = tmp_path / "chetavani.sqlite"
    path.write_bytes(full()[DATABASE])
    assert shell(path, "PRAGMA integrity_check", "PRAGMA foreign_key_check") == "ok\n"
    assert shell(path, "PRAGMA application_id", "PRAGMA user_version") == f"{0x43485456}\n1\n"
    query = "SELECT text FROM actions JOIN advisories ON id = advisory WHERE kind = 'fraud-warning'"
    assert shell(path, query) == "Block & report.\n"
    torn = bytearray(full()[DATABASE])
    torn[4096 * 3 : 4096 * 4] = b"\x05" * 4096
    path.write_bytes(torn)
    with pytest.raises((subprocess.CalledProcessError, AssertionError)):
        assert shell(path, "PRAGMA integrity_check") == "ok\n"


@pytest.mark.parametrize(
    ("words", "count"),
    [("पार्सल", 3), ("पैसे", 3), ("पैस", 0), ("पैस*", 3), ('"पार्सल के नाम"', 3), ("parcel", 56), ("ठग", 3), ("1930", 55)],
)
def test_words_of_both_languages_are_found_whole(words: str, count: int) -> None:
    query = "SELECT count(DISTINCT advisory) FROM search JOIN texts ON texts.id = search.rowid WHERE search MATCH ?"
    assert asked(full()[DATABASE], query, words) == [(count,)]


def test_what_a_person_would_ask() -> None:
    made = full()[DATABASE]
    assert asked(made, "SELECT value FROM indicators WHERE current AND type = 'phone'") == [("+447700900417",)]
    assert asked(made, "SELECT cve, product FROM cves JOIN software USING (advisory)") == [
        ("CVE-2021-44228", "Gateway")
    ]
    assert asked(made, "SELECT count(*) FROM current_advisories") == [(53,)]
    assert asked(
        made, "SELECT advisory FROM related JOIN advisories ON id = other WHERE superseded_by IS NOT NULL"
    ) == [("MPC-2026-0001",)]
    assert asked(made, "SELECT number, summary FROM revisions WHERE advisory = 'MPC-2026-0001' ORDER BY 1")[0] == (
        1,
        None,
    )
    assert dict(asked(made, "SELECT name, value FROM about"))["demonstration"].startswith("yes")


def test_datasette_finds_out_how_to_search() -> None:
    query = (
        "SELECT name FROM sqlite_master WHERE rootpage = 0 AND sql LIKE '%VIRTUAL TABLE%USING FTS%content=\"texts\"%'"
    )
    assert asked(full()[DATABASE], query) == [("search",)]


def test_a_cleared_indicator_is_there_and_not_current() -> None:
    phone = {"type": "phone", "value": "+447700900417", "role": "caller", "expires": "2099-01-01T00:00:00Z"}
    clearance = {"cleared": "2026-05-25T10:00:00Z", "reason": "It is another's now."}
    made = files(library(advisory(1, indicators=[phone, {**phone, "value": "+447700900418", **clearance}])))[DATABASE]
    query = "SELECT value, current, action, until, cleared, reason FROM indicators ORDER BY value"
    assert asked(made, query) == [
        ("+447700900417", 1, "warn", "2099-01-01T00:00:00Z", None, None),
        ("+447700900418", 0, None, "2099-01-01T00:00:00Z", "2026-05-25T10:00:00Z", "It is another's now."),
    ]
    assert asked(made, "SELECT value, action FROM current_indicators") == [("+447700900417", "warn")]


def test_an_indicator_that_has_lapsed_is_not_current() -> None:
    phone = {"type": "phone", "value": "+447700900417", "role": "caller", "expires": "2020-01-01T00:00:00+05:30"}
    made = files(library(advisory(1, indicators=[phone])))[DATABASE]
    assert asked(made, "SELECT count(*) FROM indicators") == [(1,)]
    assert asked(made, "SELECT count(*) FROM current_indicators") == [(0,)]


def test_one_that_is_too_large_for_one_piece_is_made_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    real, places = database._joined, []

    def joined(told: BuildContext, hundreds: Iterable[tuple[str, bytes]], place: str) -> bytes:
        places.append(place)
        if len(places) == 1:
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error
        made: bytes = real(told, hundreds, place)
        return made

    monkeypatch.setattr(database, "_joined", joined)
    assert files(full_library())[DATABASE] == full()[DATABASE]
    assert places[1] == ":memory:"


def test_the_header_says_nothing_of_the_library_that_wrote_it() -> None:
    made = full()[DATABASE]
    assert (made[:16], made[16:18], made[24:28]) == (b"SQLite format 3\0", b"\x10\0", made[92:96])
    assert int.from_bytes(made[96:100], "big") == 3_035_000


_TEXT = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1)
_STARTS = st.sampled_from(("", "=", "+", "-", "@", "＝", "＋", "'", "''=", "﹣", "−", "ी"))


@how(deadline=None)
@given(_STARTS, _TEXT)
@example("=", 'cmd|"/c calc"!A1 ,; "" ]]> 🙂')
def test_any_text_survives(start: str, text: str) -> None:
    text = start + text
    of = library(advisory(1, title=text, summary=text, body=text + "\n\n" + text, aliases=[text], contact=text))
    one = of.advisory("MPC-2026-0001")
    made = files(of)
    (row,) = table(made[SHEET])
    assert row["title_en"].removeprefix("'") == one.title or row["title_en"] == one.title
    assert (row["title_en"] == one.title) == (not row["title_en"].startswith("'"))
    told = (one.title, one.summary, one.body, one.contact)
    query = "SELECT title, summary, body, contact FROM texts JOIN advisories ON advisories.id = advisory"
    assert asked(made[DATABASE], query) == [told]
    assert asked(made[DATABASE], "SELECT alias FROM aliases") == [(one.aliases[0],)]
    assert json.loads(gzip.decompress(made[LINES]))["texts"]["en"]["body"]["markdown"] == one.body
    assert_no_formula(made[SHEET])


def assert_no_formula(content: bytes) -> None:
    """Check that no cell is a formula, in whatever form and after whatever a spreadsheet takes away before it."""
    for cell in cells(content):
        plain = unicodedata.normalize("NFKC", cell).lstrip().lstrip("".join(map(chr, (0xFEFF, 0x200B))))
        assert not plain.startswith((*_FORMULA, "\u2212")), cell
        assert not re.search(r"[\r\n\t]", cell), cell


def test_no_cell_is_a_formula_and_a_fault_is_noticed() -> None:
    assert_no_formula(full()[SHEET])
    for bad in (b'"x","=1+1"\r\n', '"＝1+1"\r\n'.encode(), b'" @SUM(A1)"\r\n', b'"a\nb"\r\n'):
        with pytest.raises(AssertionError):
            assert_no_formula(bad)


def test_the_table_as_others_import_it(tmp_path: Path) -> None:
    path = tmp_path / "advisories.csv"
    path.write_bytes(full()[SHEET])
    command = f".import --csv {path} sheet"
    told = shell(
        Path(":memory:"), command, "SELECT count(*), sum(standing = 'withdrawn'), max(length(title_hi)) FROM sheet"
    )
    assert told == "56|1|40\n"
    assert full()[SHEET].startswith(b'\xef\xbb\xbf"id","url",')
    assert full()[SHEET].count(b"\r\n") == full()[SHEET].count(b"\n") == 57


_SCRIPT = """
import hashlib, time
from tests.outputs.test_bulk import files, full_library
time.tzset()
print({path: hashlib.sha256(content).hexdigest() for path, content in files(full_library()).items()})
"""


@pytest.mark.parametrize("zone", ["Asia/Kolkata", "America/St_Johns"])
def test_another_process_in_another_zone_makes_the_same_bytes(zone: str) -> None:
    surroundings = os.environ | {"TZ": zone, "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    command = [sys.executable, "-c", _SCRIPT]
    done = subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str({path: hashlib.sha256(one).hexdigest() for path, one in full().items()})


def test_the_order_in_which_advisories_are_read_does_not_matter() -> None:
    told = [full_library().advisory(card.id) for card in full_library().cards.values()]
    assert files(library(*reversed(told))) == full()


def _ended() -> Library:
    phone = {"type": "phone", "value": "+447700900417", "role": "caller"}
    return library(
        advisory(1, indicators=[phone]),
        advisory(2, indicators=[phone], status="withdrawn", reason='Wrong, "very".', revisions=[revision(2, "Gone.")]),
        advisory(3, indicators=[phone], status="superseded", superseded_by="MPC-2026-0001", translations=[hindi(3)]),
        advisory(4, indicators=[phone], expires="2026-04-01T00:00:00+05:30"),
    )


def failing(of: Library, made: dict[str, bytes], number: int) -> dict[str, bool]:
    """Return for each file that speaks of an advisory whether it fails to say what it must."""
    card = of.cards[f"MPC-2026-{number:04d}"]
    told = list(BulkFiles().told(of, context(of), card))
    return {one.path: _fails(one, made[one.path]) for one in told}


def _fails(one: Told, content: bytes) -> bool:
    part = one.part(content)
    return any(text not in part for text in one.says) or any(text in part for text in one.never)


@pytest.mark.parametrize("number", [2, 3, 4])
def test_every_file_tells_what_has_ended(number: int) -> None:
    of = _ended()
    assert failing(of, files(of), number) == dict.fromkeys((ZIP, LINES, SHEET, DATABASE), False)
    still = library(
        *(advisory(n, indicators=[{"type": "phone", "value": "+447700900417", "role": "caller"}]) for n in range(1, 5))
    )
    assert failing(of, files(still), number) == dict.fromkeys((ZIP, LINES, SHEET, DATABASE), True)


def test_of_one_that_stands_there_is_nothing_to_tell() -> None:
    of = _ended()
    assert failing(of, files(of), 1) == {}


def test_a_file_that_is_none_or_lacks_it_is_noticed() -> None:
    of = _ended()
    without = files(library(advisory(1)))
    for one in BulkFiles().told(of, context(of), of.cards["MPC-2026-0002"]):
        for content in (b"", b"nothing of ours" * 100, without[one.path]):
            with pytest.raises((ValueError, LookupError)):
                one.part(content)


_PAGE = (ROOT / "docs/reference/bulk.md").read_text(encoding="utf-8")


def test_the_page_names_every_table_and_column() -> None:
    tables = _PAGE.partition("## The database")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", tables, re.MULTILINE))
    for name in schema.TABLES:
        assert re.findall(r"`(\w+)`", rows[name]) == schema.columns_of(name)
    assert all(f"`{view}`" in _PAGE for view in schema.VIEWS)
    spreadsheet = _PAGE.partition("## The spreadsheet")[2].partition("\n## ")[0]
    named = re.findall(r"`(\w+)`", "".join(line.split("|")[1] for line in spreadsheet.splitlines() if line[:1] == "|"))
    assert sorted(named) == sorted(columns(("en", "hi")))


def test_the_recipes_of_the_page_find_something(tmp_path: Path) -> None:
    flaw = {"vendor": "Example", "product": "Gateway", "affected": "< 2", "fixed": "2", "cve": ["CVE-2026-10001"]}
    upi = {"type": "upi", "value": "fee.desk@example", "role": "payee", "expires": "2099-01-01T00:00:00Z"}
    hindi_text = hindi(1) | {"title": "बिजली काटने की धमकी"}
    of = library(advisory(1, software=[flaw], indicators=[upi], translations=[hindi_text]))
    path = tmp_path / "chetavani.sqlite"
    path.write_bytes(files(of)[DATABASE])
    queries = re.findall(r'^sqlite3[^"]*"([^"]+)"$', _PAGE, re.MULTILINE)
    assert [shell(path, query) for query in queries] == [
        "बिजली काटने की धमकी|https://chetavani.example/hi/advisories/MPC-2026-0001/\n",
        "fee.desk@example|MPC-2026-0001\n",
        "Example|Gateway|< 2|2|MPC-2026-0001\n",
    ]
