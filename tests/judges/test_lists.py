# SPDX-License-Identifier: Apache-2.0
"""The lists are loaded by the programs that they are made for, and these block what is listed and nothing else."""

import json
import sqlite3
import subprocess
from pathlib import Path

import pytest
from tests.judges.list_judges import (
    NO_SUCH_NAME,
    REFUSED,
    asked,
    blocked,
    dnsmasq,
    dnsmasq_complaints,
    upstream,
    zone_complaints,
)
from tests.outputs.listing_world import TYPES, cleared, library_of, listing
from tests.outputs.roll_world import rolled

from chetavani.outputs.indicators import IndicatorLists

pytestmark = pytest.mark.xdist_group("lists")

LONG = f"{'a' * 60}.{'b' * 60}.{'c' * 60}.dd.example"
BLOCKED = ("sbi-kyc.example", "xn--11b4d3a.example", "a_b.pay.test", LONG, "127-0-0-1.test")
CLEAN = (
    "bank.example",
    "kyc.example",
    "only-warned.example",
    "was-cleared.example",
    "kyc.sbi-kyc.test",
    "notsbi-kyc.example",
)
_OTHERS = (
    ("domain", "a.example CNAME ."), ("domain", "b.example/"), ("domain", "*"), ("domain", "c.example\\"),
    ("url", "https://link.example/pay?a=1"), ("upi", "=1+1@example"), ("phone", "+447700900417"),
    ("handle", 'telegram:"x'), ("sms-sender", "SBIBNK"), ("email", "o'neil,jr@example.test"),
)  # fmt: skip


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the lists of a library in which anything is listed that could spoil one."""
    said = [listing("domain", name) for name in BLOCKED]
    said += [listing(kind, value) for kind, value in _OTHERS]
    said += [listing("domain", "only-warned.example", action="warn"), cleared("domain", "was-cleared.example")]
    folder = tmp_path_factory.mktemp("lists")
    for path, content in rolled(IndicatorLists(), library_of(said)).items():
        (folder / path.rpartition("/")[2]).write_bytes(content)
    return folder


def test_bind_loads_the_zone(lists: Path) -> None:
    assert zone_complaints(lists / "domains.rpz") == []
    assert zone_complaints(lists / "domains.rpz", "fraud.rpz.some-large-company.example") == []


def test_bind_loads_a_zone_of_nothing(tmp_path: Path) -> None:
    (tmp_path / "zone").write_bytes(rolled(IndicatorLists(), library_of([]))["indicators/domains.rpz"])
    assert zone_complaints(tmp_path / "zone") == []


@pytest.mark.parametrize(
    "fault", ["c.example\\ CNAME .", f"{'a' * 64}.example CNAME .", "a..example CNAME .", "a.example CNAME . x"]
)
def test_bind_refuses_a_zone_with_a_fault(lists: Path, tmp_path: Path, fault: str) -> None:
    (tmp_path / "zone").write_text((lists / "domains.rpz").read_text(encoding="utf-8") + f"{fault}\n", encoding="utf-8")
    assert zone_complaints(tmp_path / "zone")


def test_dnsmasq_takes_its_file_and_not_one_with_a_fault(lists: Path, tmp_path: Path) -> None:
    assert dnsmasq_complaints(lists / "domains.dnsmasq.conf") == []
    text = (lists / "domains.dnsmasq.conf").read_text(encoding="utf-8")
    (tmp_path / "fault").write_text(f"{text}addres=/a.example/\n", encoding="utf-8")
    assert dnsmasq_complaints(tmp_path / "fault")


def test_dnsmasq_blocks_what_is_listed_and_asks_others_for_the_rest(lists: Path) -> None:
    with upstream() as (port, questions), dnsmasq(lists / "domains.dnsmasq.conf", port) as server:
        for name in (*BLOCKED, "www.sbi-kyc.example", "a.b.sbi-kyc.example"):
            assert asked(server, name) == (NO_SUCH_NAME, 0)
        assert questions == []
        for name in CLEAN:
            assert asked(server, name) == (REFUSED, 0)
            assert name.split(".")[0].encode() in questions[-1]


def test_a_blocker_blocks_what_is_listed_and_nothing_else(lists: Path) -> None:
    bad = [f"https://{name}/pay" for name in (*BLOCKED, "www.sbi-kyc.example", "a.b.sbi-kyc.example")]
    good = [f"https://{name}/pay?from=sbi-kyc.example" for name in CLEAN]
    assert blocked(lists / "domains.adblock.txt", [*bad, *good]) == [True] * len(bad) + [False] * len(good)


def test_a_resolver_reads_the_hosts_file(lists: Path) -> None:
    with upstream() as (port, _), dnsmasq(_hosts_configuration(lists), port) as server:
        assert {name: asked(server, name) for name in (*BLOCKED, "www.sbi-kyc.example")} == dict.fromkeys(
            (*BLOCKED, "www.sbi-kyc.example"), (0, 1)
        )
        assert {asked(server, name) for name in CLEAN} == {(REFUSED, 0)}


def _hosts_configuration(lists: Path) -> Path:
    path = lists / "hosts.conf"
    path.write_text(f"addn-hosts={lists / 'domains.hosts'}\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("name", ["all", "cleared"])
def test_sqlite_imports_the_table(lists: Path, tmp_path: Path, name: str) -> None:
    database = tmp_path / "database"
    command = ["sqlite3", str(database), "-cmd", ".mode csv", f".import '{lists / f'{name}.csv'}' listed"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""
    told = [json.loads(one) for one in (lists / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    connection = sqlite3.connect(database)
    try:
        rows = connection.execute("SELECT * FROM listed").fetchall()
    finally:
        connection.close()
    assert [row[1].removeprefix("'") for row in rows] == [one["value"] for one in told]
    assert [row[0] for row in rows] == [one["type"] for one in told]


def test_grep_finds_values(lists: Path) -> None:
    """As the documentation has it: a whole line is a value."""
    for kind in TYPES:
        path = lists / f"{kind}.txt"
        values = path.read_text(encoding="utf-8").splitlines()
        for value in values:
            assert subprocess.run(["grep", "-cxF", "--", value, path], capture_output=True, check=True).stdout == b"1\n"
