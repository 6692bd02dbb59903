# SPDX-License-Identifier: Apache-2.0
"""Addresses in text: what is one is found, what only looks like one passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chetavani.lint.sightings import numbers, sightings
from chetavani.model.indicator import IndicatorType, defang


def seen(text: str) -> list[tuple[str, str]]:
    return [(sighting.type.value, sighting.value) for sighting in (*sightings(text), *numbers(text, 0, len(text)))]


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Open https://pay.example/now?x=1, he says.", "url", "https://pay.example/now?x=1"),
        ("(http://pay.example)", "url", "http://pay.example"),
        ("at pay.example.", "domain", "pay.example"),
        ("at www.pay.co.in today", "domain", "www.pay.co.in"),
        ("at PAY.EXAMPLE today", "domain", "PAY.EXAMPLE"),
        ("वेबसाइट pay-desk.example पर", "domain", "pay-desk.example"),
        ("वेबसाइट लोन.भारत पर", "domain", "लोन.भारत"),
        ("send to desk@pay.example now", "email", "desk@pay.example"),
        ("send to pay.desk@examplebank now", "upi", "pay.desk@examplebank"),
        ("to 00000000086@XXXX0000000 now", "bank-account", "00000000086@XXXX0000000"),
        ("from 198.51.100.7.", "ip", "198.51.100.7"),
        ("from 2001:db8::7 today", "ip", "2001:db8::7"),
        ("call +44 7700 900123 now", "phone", "+447700900123"),
        ("call +447700900123.", "phone", "+447700900123"),
        ("call (+1) 202-555-0123", "phone", "+12025550123"),
        ("call 98765 43210 now", "phone", "+919876543210"),
        ("कॉल ९८७६५४३२१० पर", "phone", "+919876543210"),
        ("call 1800-11-4000", "phone", "+911800114000"),
    ],
)
def test_an_address_is_found_once(text: str, kind: str, value: str) -> None:
    assert seen(text) == [(kind, value)]


@pytest.mark.parametrize(
    "text",
    [
        "Upgrade to 6.3.0.1234 or 2.4.7-p1, not version 6.3.0.1 and not >= 12.2.1.4.",
        "See env.php, README.md, config.py, log4j-core-2.17.1.jar, jquery.min.js, deploy.sh and invoice.zip.",
        "Node.js, Next.js, ASP.NET, VB.NET, Socket.IO and node.js are products.",
        "org.apache.logging.log4j.core.lookup.JndiLookup, java.lang.Runtime, log4j2.formatMsgNoLookups",
        "com.example.loan is an app, os.environ and json.loads(text) are Python.",
        "The sentence ends.It goes on, e.g. here, i.e. there, at 10.30 a.m. sharp.",
        "Call 1930, 112, 1947 or 1909 from 10:30:00 to 18:00 on 2026-03-02 or 02.03.2026.",
        "It cost Rs. 1,00,000.50, or 10,00,000, of 12345678 shares; CVE-2021-44228, CIAD-2025-0055.",
        "hxxps://pay[.]example, pay[.]example, desk[at]pay[.]example, desk[at]examplebank",
        "Listen on 127.0.0.1, 0.0.0.0:8080, 192.168.1.1 or ::1.",
        "Follow @CyberDost, write x @ y, use std::cout and a::b::c.",
        "order 4111-2222-3333-4444-5555, 1234567890123456789",
        "पैसा वापस नहीं होगा।अब क्या करें",
    ],
)
def test_what_only_looks_like_one_passes(text: str) -> None:
    assert seen(text) == []


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_text_raises(text: str) -> None:
    for kind, value in seen(text):
        assert value
        assert kind in set(IndicatorType)


@given(
    st.sampled_from([IndicatorType.URL, IndicatorType.DOMAIN, IndicatorType.EMAIL]),
    st.from_regex(r"[a-z]{3,12}(-[a-z]{2,6})?", fullmatch=True),
    st.sampled_from(["example", "co.in", "test", "xyz"]),
)
def test_live_is_found_and_disarmed_is_not(kind: IndicatorType, name: str, suffix: str) -> None:
    host = f"{name}.{suffix}"
    value = {IndicatorType.URL: f"https://{host}/a", IndicatorType.EMAIL: f"desk@{host}"}.get(kind, host)
    assert (kind.value, value) in seen(f"It says {value} to all.")
    assert seen(f"It says {defang(kind, value)} to all.") == []
