# SPDX-License-Identifier: Apache-2.0
"""What may be listed: nobody's good name and no whole place of others, judged value by value."""

import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymispwarninglists.api import WarningLists
from tests.builders import ROOT
from tldextract import TLDExtract

from chetavani.config import load_settings
from chetavani.lint import well_known
from chetavani.lint.listings import GOOD_PLACE, PUBLIC_SUFFIX, SHARED, WELL_KNOWN, Judge, term
from chetavani.loaders.official import load_official
from chetavani.model.indicator import IndicatorType, canonical, lifetime
from chetavani.model.indicator.hosts import is_public_suffix

SETTINGS = load_settings(ROOT)
JUDGE = Judge(load_official(ROOT), SETTINGS)
DAY = 86_400_000_000


def codes(kind: str, text: str, judge: Judge = JUDGE) -> list[str]:
    """Return the codes of what is wrong with a value, however it is spelt."""
    return [rule.code for rule, _ in judge(kind, canonical(IndicatorType(kind), text))]


@pytest.mark.parametrize(("kind", "value", "rule"), [
    ("domain", "google.com", GOOD_PLACE), ("domain", "WWW.Google.com.", GOOD_PLACE),
    ("domain", "pay.hdfcbank.com", GOOD_PLACE), ("domain", "wikipedia.org", WELL_KNOWN),
    ("domain", "online.deutsche-bank.de", WELL_KNOWN), ("url", "https://google.com/", GOOD_PLACE),
    ("url", "http://www.wikipedia.org", WELL_KNOWN), ("url", "https://cybercrime.gov.in/Webform/x", GOOD_PLACE),
    ("domain", "co.in", PUBLIC_SUFFIX), ("domain", "github.io", PUBLIC_SUFFIX),
    ("domain", "sites.google.com", SHARED), ("domain", "bit.ly", SHARED), ("url", "https://bit.ly", SHARED),
    ("domain", "linktr.ee", SHARED), ("ip", "8.8.8.8", WELL_KNOWN), ("ip", "17.1.2.3", WELL_KNOWN),
    ("ip", "2606:4700::1", SHARED), ("ip", "104.16.3.4", SHARED), ("phone", "+911800114949", GOOD_PLACE),
    ("upi", "upi://pay?pa=PMCARES@SBI&am=5", GOOD_PLACE), ("upi", "a.brk@validsbi", GOOD_PLACE),
    ("sms-sender", "VM-HDFCBK-S", GOOD_PLACE), ("email", "desk@rbi.org.in", GOOD_PLACE),
    ("android-package", "https://play.google.com/store/apps/details?id=com.phonepe.app", GOOD_PLACE),
    ("file-hash", "DA39A3EE5E6B4B0D3255BFEF95601890AFD80709", WELL_KNOWN),
])  # fmt: skip
def test_a_good_name_is_refused_and_a_shared_place_is_not_listed_whole(kind: str, value: str, rule: object) -> None:
    assert [one for one, _ in JUDGE(kind, canonical(IndicatorType(kind), value))] == [rule]


@pytest.mark.parametrize(("kind", "value"), [
    ("url", "https://sites.google.com/view/kyc"), ("url", "https://bit.ly/3abc"), ("url", "https://t.me/kyc_desk"),
    ("url", "https://www.facebook.com/kyc.desk"), ("url", "https://en.wikipedia.org/wiki/Kyc"),
    ("domain", "kyc-update.com"), ("domain", "sbi-kyc.in"), ("domain", "evil.github.io"),
    ("domain", "evil.blogspot.com"),
    ("email", "kyc.desk@gmail.com"), ("upi", "kyc.desk@oksbi"), ("upi", "valid@oksbi"), ("upi", "ab@valid"),
    ("phone", "+447700900123"), ("ip", "198.51.100.7"), ("ip", "2001:db8::7"), ("file-hash", "ab" * 32),
    ("android-package", "com.phonepe.app.evil"), ("sms-sender", "KYCDSK"), ("handle", "telegram:cyberdost"),
    ("wallet", "eth:0x" + "ab" * 20), ("bank-account", "00000000012@EXMP0000001"),
])  # fmt: skip
def test_what_is_somebodys_own_passes(kind: str, value: str) -> None:
    assert codes(kind, value) == []


def test_a_repository_says_what_is_official_and_what_may_be_listed_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "official-domains.txt").write_text(
        "upi:relief@example\nsms-sender:MEMBER\nhandle:telegram:member\n!wikipedia.org\n!8.8.8.8\n", encoding="utf-8"
    )
    judge = Judge(load_official(tmp_path), SETTINGS)
    listed = [("upi", "Relief@example"), ("sms-sender", "AD-MEMBER"), ("handle", "https://t.me/member")]
    assert [codes(kind, value, judge) for kind, value in listed] == [["CH273"]] * 3
    assert codes("upi", "relief@example") == []
    assert codes("domain", "wikipedia.org", judge) == codes("ip", "8.8.8.8", judge) == []
    assert codes("url", "https://wikipedia.org/", judge) == []


@pytest.mark.parametrize("kind", IndicatorType)
def test_an_end_may_lie_two_lifetimes_after_the_last_sight(kind: IndicatorType) -> None:
    twice = 2 * lifetime(kind).days * DAY
    assert [len(term(kind, 5 * DAY, 5 * DAY + twice + more)) for more in (0, 1)] == [0, 1]
    assert term(kind, 5 * DAY, 0) == ()


def test_what_is_asked_is_judged_by_the_evidence() -> None:
    assert [[rule.code for rule, _ in JUDGE("upi", "a@example", action, evidence)] for action, evidence in (
        ("block", "reported"), ("hold", "reported"), ("block", "several-reports"), ("", "reported"),
    )] == [["CH314"], [], [], []]  # fmt: skip


def test_the_lists_hold_what_their_library_finds() -> None:
    """The library reads every list that there is, which takes it seconds; we read those that we name."""
    names = {"Top 1000 website from Alexa": "alexa", "List of known IPv4 public DNS resolvers": "public-dns-v4"}
    theirs = WarningLists(lists=[well_known.document(name) for name in names.values()])
    assert set(theirs) == set(names)
    assert {one.removeprefix("www.") for one in theirs["Top 1000 website from Alexa"].list} <= well_known.good_hosts()
    assert all(one in well_known.good_addresses() for one in theirs["List of known IPv4 public DNS resolvers"].list)


@pytest.mark.parametrize("name", well_known.LISTS)
def test_every_list_is_there_and_in_the_documentation(name: str) -> None:
    assert isinstance(well_known.document(name)["list"], list)
    assert f"`{name}`" in (ROOT / "docs/reference/rules.md").read_text(encoding="utf-8")


_LABEL = st.sampled_from(
    ["co", "in", "com", "github", "io", "ck", "www", "kobe", "jp", "city", "evil", "uk", "s3", "amazonaws"]
)


@given(st.lists(_LABEL, min_size=1, max_size=4))
def test_public_suffixes_are_those_of_tldextract(labels: list[str]) -> None:
    host = ".".join(labels)
    parts = TLD(host, include_psl_private_domains=True)
    assert is_public_suffix(host) == (bool(parts.suffix) and not parts.domain)


TLD = TLDExtract(suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True)


def values(count: int) -> Iterable[tuple[str, str]]:
    for number in range(count):
        yield "phone", f"+44770090{number:05d}"
        yield "upi", f"kyc{number}@oksbi"
        yield "domain", f"kyc-{number}.sbi-update.com"
        yield "url", f"https://kyc-{number}.sbi-update.com/form?id={number}"


def test_a_hundred_thousand_values_are_judged_in_a_second() -> None:
    listed = list(values(25_000))
    JUDGE("domain", "kyc.sbi-update.com")  # the lists are read
    begun = time.process_time()
    assert not any(JUDGE(kind, value, "warn", "reported", DAY, 0) for kind, value in listed)
    assert time.process_time() - begun < 3  # far above what it takes, far below what reading anything would
