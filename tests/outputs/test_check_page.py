# SPDX-License-Identifier: Apache-2.0
"""The check's page and list; and what its scripts say of addresses and messages, run by Node as a browser runs them."""

import json
import re
import subprocess
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.builders import ROOT, advisory, library
from tests.outputs.feed_world import context
from tests.outputs.page_world import made, one, planned, text, tree

from chetavani.loaders.official import load_official
from chetavani.outputs.base import BuildContext
from chetavani.outputs.check_page import OFFICIAL_PATH, SCRIPT_PATH, CheckPages, brands

_ASSETS = ROOT / "templates/theme/assets/chetavani"
_PAGES = ("check/index.html", "hi/check/index.html")
_LIBRARY = library(advisory(1))


def _context(*entries: str) -> BuildContext:
    plain = context(_LIBRARY)
    return BuildContext(
        plain.settings, plain.as_of, plain.renderer, plain.wording, official=frozenset(entries) or load_official(ROOT)
    )


@cache
def _files() -> dict[str, Any]:
    return dict(planned(_LIBRARY, _context(), [CheckPages()]))


@cache
def _official() -> str:
    content = _files()[OFFICIAL_PATH].render()
    assert isinstance(content, bytes)
    return content.decode()


def _asked(*calls: tuple[str, str]) -> list[Any]:
    """Return what the functions of the scripts answer, in order."""
    node = (ROOT / ".venv/bin/node", ROOT / "tests/outputs/check_judge.mjs", _ASSETS, _official())
    done = subprocess.run(node, input=json.dumps(calls).encode(), capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    answers: list[Any] = json.loads(done.stdout)
    return answers


@pytest.mark.parametrize("path", _PAGES)
def test_every_answer_of_the_script_has_its_words(path: str) -> None:
    content = made(_files()[path]).content
    script = (_ASSETS / "check-page.js").read_text(encoding="utf-8")
    states = set(re.findall(r"(\w+): \"", script.partition("const LEVEL = {")[2].partition("};")[0]))
    assert states == set(re.findall(r'<template id="cv-answer-(\w+)">', content))
    verdicts = one(tree(made(_files()[path])), '//h2[@id="cv-check-verdict"]').attrib
    levels = re.findall(r'"(\w+)"', script.partition("const LEVELS = [")[2].partition("]")[0])
    assert [level for level in (*levels, "none") if not verdicts.get(f"data-{level}")] == []


@pytest.mark.parametrize("path", _PAGES)
def test_nothing_typed_can_be_sent_by_the_form_and_no_script_is_in_the_page(path: str) -> None:
    content = tree(made(_files()[path]))
    assert content.xpath("//form//@name | //form/@action | //form/@method") == []
    assert content.xpath("//script | //style | //*/@style | //@*[starts-with(name(), 'on')]") == []
    assert "1930" in text(one(content, '//div[@class="cv-without-script"]'))
    assert "cybercrime.gov.in" in text(one(content, '//div[@class="cv-without-script"]'))


def test_a_place_more_changes_the_list_and_its_key() -> None:
    before, after = (
        planned(_LIBRARY, _context(*places), [CheckPages()]) for places in (("a.example",), ("b.example",))
    )
    changed = [path for path, artifact in before.items() if artifact.key != after[path].key]
    assert changed == [OFFICIAL_PATH]
    assert {shard.key for shard in CheckPages().plan(_LIBRARY, _context("a.example"))} != {
        shard.key for shard in CheckPages().plan(_LIBRARY, _context("b.example"))
    }


def test_the_list_says_whose_name_is_whose() -> None:
    places = [
        "sbi",
        "sbi.co.in",
        "axisbank.com",
        "=www.amazon.com",
        "amazon.in",
        "yesbank.in",
        "+911800114000",
        "sc.com",
    ]
    assert brands([*places, "=support.google.com", "=google.com"]) == {
        "amazon": "amazon.in", "axis": "axisbank.com", "axisbank": "axisbank.com", "google": "google.com",
        "sbi": "sbi.co.in", "yesbank": "yesbank.in",
    }  # fmt: skip
    told = json.loads(_official())
    assert list(told) == ["version", "domains", "hosts", "phones", "values", "brands", "shorteners"]
    assert [one for name in ("domains", "hosts", "shorteners") for one in told[name] if set(one) & set("=+!: ")] == []
    assert "upi:pmcares@sbi" in told["values"]
    assert not {"docs.google.com", "host:docs.google.com"} & {*told["values"], *told["domains"], *told["shorteners"]}
    assert "gov.in" in told["domains"]
    assert "www.google.com" in told["hosts"]
    assert "+911800114000" in told["phones"]
    assert "bit.ly" in told["shorteners"]


def test_the_script_of_the_client_is_the_published_client() -> None:
    assert _files()[SCRIPT_PATH].render() == (ROOT / "src/chetavani/data/lookup-client.mjs").read_bytes()


_ALIKE = {
    "sbi-kyc.example": "bait sbi.co.in", "kyc-sbi.in": "bait sbi.co.in", "sbikyc.example": "bait sbi.co.in",
    "paytm-kyc.com": "bait paytm.com", "hdfc-bank-kyc-update.example": "bait hdfcbank.com",
    "axisbank-rewards.example": "bait axisbank.com", "amaz0n-gift.example": "bait amazon.in",
    "hdfcbаnk.com": "spelling hdfcbank.com", "ѕbі.com": "spelling sbi.co.in", "sb1.example": "spelling sbi.co.in",
    "1cicibank.com": "spelling icicibank.com", "lcicibank.com": "spelling icicibank.com",
    "bankofbar0da.com": "spelling bankofbaroda.in", "rnyntra.com": "spelling myntra.com",
    "paytrn.com": "spelling paytm.com", "payttm.com": "spelling paytm.com", "filpkart.in": "spelling flipkart.com",
    "flipkar.example": "spelling flipkart.com", "flipkarts.example": "spelling flipkart.com",
    "flipcart.example": "spelling flipkart.com", "índusind.example": "spelling indusind.com",
    "hdfcbank.com.login.example": "front hdfcbank.com", "secure.icicibank.verify.example": "front icicibank.com",
    "sbi.pay.example": "front sbi.co.in", "incometax-gov-in.example": "front gov.in",
    "incometax.gov.in.refund.example": "front gov.in", "hdfcbank.net": "ending hdfcbank.com",
    "sbi.example": "ending sbi.co.in", "irctc.shop": "ending irctc.co.in", "gооdshop.example": "mixed ",
}  # fmt: skip
_HONEST = (
    "lob.example", "first-loan.example", "indianexpress.com", "google.co.in", "amazonaws.com", "amazon.com",
    "microsoftonline.com", "kotaksecurities.com", "wikipedia.org", "thehindu.com", "visakhapatnam.example", "a.b.c",
    "localhost", "yesterday.example", "bücher.example", "правда.example", "पैसा.भारत", "unionbankers.example",
    "parcel-release.example", "pay.google.com", "play.google.com", "shaadi.com", "203.0.113.7",
)  # fmt: skip


def test_what_only_looks_like_a_bank_is_told_and_what_does_not_is_left_alone() -> None:
    answers = _asked(*(("lookalike", host) for host in (*_ALIKE, *_HONEST)))
    told = dict(
        zip((*_ALIKE, *_HONEST), (found and f"{found['kind']} {found['address']}" for found in answers), strict=True)
    )
    assert told == _ALIKE | dict.fromkeys(_HONEST)


def test_no_official_place_is_ever_taken_for_a_likeness() -> None:
    told = json.loads(_official())
    hosts = [
        *told["domains"],
        *(f"www.{one}" for one in told["domains"]),
        *(f"kyc-login.{one}" for one in told["domains"]),
    ]
    hosts += told["hosts"]
    assert [
        host for host, found in zip(hosts, _asked(*(("lookalike", host) for host in hosts)), strict=True) if found
    ] == []
    assert all(_asked(*(("official", host) for host in hosts)))
    assert (
        _asked(("official", "gov.in.example"), ("official", "notgov.in"), ("official", "docs.google.com"))
        == [False] * 3
    )


_LABELS = st.text(st.characters(codec="utf-8", min_codepoint=1), min_size=1, max_size=12)


@settings(max_examples=5)
@given(st.lists(_LABELS, min_size=60, max_size=200))
def test_punycode_is_read_as_python_reads_it(labels: list[str]) -> None:
    foreign = [label for label in labels if not label.isascii()]
    coded = [f"xn--{label.encode('punycode').decode()}" for label in foreign]
    assert _asked(*(("unicode", one) for one in coded)) == foreign


def test_broken_punycode_comes_back_as_it_is() -> None:
    broken = ["xn--", "xn--99999999999999", "xn--a-\u00e9", "xn--!", "plain"]
    assert _asked(*(("unicode", one) for one in broken))[1:] == broken[1:]


_SAID = {
    "upi://mandate?pa=a@example&am=5": ["mandate"],
    "upi://collect?pa=a@example&am=5": ["collect"],
    "upi://pay?pa=a@example&am=500&tn=Refund": ["refund"],
    "UPI://PAY?pa=a@example&am=500&tn=Cash%20back": ["refund"],
    "intent://pay?pa=a@example&tn=cashback#Intent;scheme=upi;end": ["refund"],
    "upi://pay?pa=a@example&pn=Shop&am=20": [],
    "To get your refund approve the collect request and enter your UPI PIN": ["refund"],
    "Scan this QR to receive the payment of Rs 5000": ["refund"],
    "refund ke liye pin dale": ["refund"],
    "रिफ़ंड पाने के लिए रिक्वेस्ट स्वीकार करें और पिन डालें": ["refund"],
    "पैसे वापस पाने के लिए यह QR स्कैन करें": ["refund"],
    "Your refund of Rs 500 has been approved and will be credited in 3 days": [],
    "Never enter your UPI PIN to receive a refund": [],
    "पैसे पाने के लिए कभी पिन न डालें": [],
    "Please pay 200 for the milk": [],
    "": [],
}


def test_a_request_to_pay_that_poses_as_money_to_receive_is_told() -> None:
    assert dict(zip(_SAID, _asked(*(("signs", said) for said in _SAID)), strict=True)) == _SAID


@settings(max_examples=4)
@given(st.lists(st.text(max_size=80), min_size=50, max_size=100))
def test_no_text_stops_the_scripts(texts: list[str]) -> None:
    answers = _asked(*(("signs", said) for said in texts), *(("unicode", f"xn--{said}") for said in texts))
    assert len(answers) == 2 * len(texts)
