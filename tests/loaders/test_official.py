# SPDX-License-Identifier: Apache-2.0
"""The list of official places: well formed, without a place where anybody can publish, and extended by a repository."""

from pathlib import Path

import idna
import phonenumbers
import pytest
from tests.builders import ROOT

from chetavani.errors import ConfigError
from chetavani.lint.hosts import Official
from chetavani.loaders.official import LIST_NAME, SHARED_NAME, VALUES_NAME, load_official
from chetavani.model.indicator import IndicatorType, canonical
from chetavani.model.indicator.hosts import is_public_suffix

EVERYTHING = load_official(ROOT / "docs")  # a folder without a list of its own
SHIPPED = frozenset(entry for entry in EVERYTHING if ":" not in entry)
SORTS = ("shortener", "host")


def test_entries_are_domains_hosts_and_numbers() -> None:
    for entry in SHIPPED:
        if entry.startswith("+"):
            assert phonenumbers.is_possible_number(phonenumbers.parse(entry)), entry
        else:
            assert idna.encode(entry.removeprefix("=")).decode() == entry.removeprefix("="), entry


def test_no_entry_is_written_twice() -> None:
    text = (ROOT / "src/chetavani/data" / LIST_NAME).read_text(encoding="utf-8")
    entries = [line.partition("#")[0].strip() for line in text.splitlines()]
    entries = [entry for entry in entries if entry]
    assert len(entries) == len(set(entries)) == len(SHIPPED)
    assert len(entries) > 150


def test_other_values_are_canonical_and_of_every_line() -> None:
    named = {entry.partition(":")[::2] for entry in EVERYTHING - SHIPPED}
    values = [(kind, value) for kind, value in named if kind not in SORTS]
    assert all(canonical(IndicatorType(kind), value) == value for kind, value in values)
    assert len(values) == len(lines(VALUES_NAME)) > 20


def test_shared_hosts_are_hosts_each_of_one_sort() -> None:
    hosts = [entry.partition(":")[2] for entry in EVERYTHING if entry.partition(":")[0] in SORTS]
    assert all(canonical(IndicatorType.DOMAIN, host) == host for host in hosts)
    assert len(hosts) == len(set(hosts)) == len(lines(SHARED_NAME)) > 80
    assert not any(is_public_suffix(host) for host in hosts)  # those are refused, whatever stands here


def lines(name: str) -> list[str]:
    text = (ROOT / "src/chetavani/data" / name).read_text(encoding="utf-8")
    return [entry for line in text.splitlines() if (entry := line.partition("#")[0].strip())]


def test_suffixes_in_the_list_are_those_that_one_body_alone_gives_out() -> None:
    suffixes = {entry for entry in SHIPPED if not entry.startswith("+") and is_public_suffix(entry.removeprefix("="))}
    assert {"gov.in", "sbi"} <= suffixes <= {"gov.in", "nic.in", "mil.in", "res.in", "bank.in", "fin.in", "sbi"}


@pytest.mark.parametrize(
    "host",
    [
        "bit.ly", "t.me", "wa.me", "sites.google.com", "docs.google.com", "forms.gle", "drive.google.com", "github.io",
        "raw.githubusercontent.com", "blogspot.com", "evil.web.app", "rbi.org.in.evil.example", "xrbi.org.in", "co.in",
    ],
)  # fmt: skip
def test_places_where_anybody_can_publish_are_not_official(host: str) -> None:
    assert not Official(SHIPPED).covers(host)


@pytest.mark.parametrize(
    "host", ["rbi.org.in", "www.rbi.org.in", "cybercrime.gov.in", "onlinesbi.sbi", "www.google.com"]
)
def test_institutions_are(host: str) -> None:
    assert Official(SHIPPED).covers(host)


def test_a_list_that_cannot_be_read_stops_with_its_place(tmp_path: Path) -> None:
    (tmp_path / LIST_NAME).write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match=LIST_NAME):
        load_official(tmp_path)
    (tmp_path / LIST_NAME).write_text("member.example\n\n+91 1800\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=f"{LIST_NAME}:3"):
        load_official(tmp_path)
