# SPDX-License-Identifier: Apache-2.0
"""Showing indicators disarmed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chetavani.model.indicator import INDICATOR_TYPES, IndicatorType, defang, refang


@pytest.mark.parametrize(
    ("kind", "live", "shown"),
    [
        (IndicatorType.URL, "https://pay.example/x?y=1", "hxxps://pay[.]example/x?y=1"),
        (IndicatorType.URL, "HTTP://Pay.example", "hxxp://Pay[.]example"),
        (IndicatorType.DOMAIN, "kyc.bank.example", "kyc[.]bank[.]example"),
        (IndicatorType.EMAIL, "a.b@mail.example", "a[.]b[at]mail[.]example"),
        (IndicatorType.UPI, "refund.desk@example", "refund.desk[at]example"),
        (IndicatorType.IP, "192.0.2.1", "192[.]0[.]2[.]1"),
        (IndicatorType.IP, "2001:db8::1", "2001[:]db8[:][:]1"),
        (IndicatorType.PHONE, "+447700900123", "+447700900123"),
        (IndicatorType.ANDROID_PACKAGE, "com.example.loan", "com.example.loan"),
    ],
)
def test_defanged_as_people_expect_it(kind: IndicatorType, live: str, shown: str) -> None:
    assert defang(kind, live) == shown


@given(st.from_regex(r"https?://[a-z0-9-]{1,20}(\.[a-z]{2,8}){1,3}(/[a-z0-9._~@:-]{0,20})?", fullmatch=True))
def test_a_defanged_link_is_dead_and_comes_back_whole(url: str) -> None:
    shown = defang(IndicatorType.URL, url)
    assert not re.search(r"https?://|\w\.\w|@", shown)
    assert refang(shown) == url


@given(st.from_regex(r"[a-z0-9.-]{2,30}@[a-z]{2,12}", fullmatch=True))
def test_a_defanged_upi_id_comes_back_whole(value: str) -> None:
    assert refang(defang(IndicatorType.UPI, value)) == value


def test_refang_reads_the_ways_in_which_others_write() -> None:
    assert refang("hXXps[:]//a(.)example[dot]test") == "https://a.example.test"
    assert refang("nothing to do here.") == "nothing to do here."


def test_every_type_has_its_words() -> None:
    assert set(INDICATOR_TYPES.ids()) == {kind.value for kind in IndicatorType}
