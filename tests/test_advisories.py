# SPDX-License-Identifier: Apache-2.0
"""The repository's own advisories: enough, of every kind and standing, in both languages, and pointing at nobody."""

import ipaddress
import re
from collections import Counter
from collections.abc import Callable

import phonenumbers
import pytest
from tests.builders import ROOT, advisories, published

from chetavani.edition import Edition, open_edition
from chetavani.model.indicator import IndicatorType
from chetavani.model.vocab import Kind, Standing


@pytest.fixture(scope="module")
def edition() -> Edition:
    return open_edition(ROOT)


def test_there_are_enough_of_every_kind(edition: Edition) -> None:
    kinds = Counter(advisory.kind for advisory in published(edition.library))
    assert sum(kinds.values()) >= 60
    assert kinds[Kind.FRAUD_WARNING] >= 30
    assert kinds[Kind.SOFTWARE_UPGRADE] >= 24
    assert kinds[Kind.VIGIL_NOTICE] >= 3


def test_at_least_half_have_a_full_hindi_text(edition: Edition) -> None:
    public = published(edition.library)
    hindi = [advisory for advisory in public if "hi" in advisory.texts]
    assert 2 * len(hindi) >= len(public)
    for advisory in hindi:
        text = advisory.text("hi").body
        devanagari = len(re.findall(r"[\u0900-\u097f]", text))
        assert devanagari > 600, advisory.id
        headings = [len(re.findall(r"^## ", body, re.MULTILINE)) for body in (text, advisory.body)]
        assert headings[0] == headings[1], advisory.id


def test_every_standing_occurs_and_some_are_revised(edition: Edition) -> None:
    standings = {edition.library.standing(advisory) for advisory in published(edition.library)}
    assert standings >= {Standing.CURRENT, Standing.WITHDRAWN, Standing.SUPERSEDED, Standing.EXPIRED}
    assert len([advisory for advisory in published(edition.library) if advisory.revision > 1]) >= 5


def test_lint_has_nothing_to_say(edition: Edition) -> None:
    assert [finding.text() for finding in edition.findings] == []


def test_every_advisory_has_a_source(edition: Edition) -> None:
    assert [advisory.id for advisory in published(edition.library) if not advisory.references] == []


def _fictional_phone(value: str) -> bool:
    """Whether a number is in the blocks that Britain and North America set aside for drama."""
    number = phonenumbers.parse(value)
    blocks = {44: r"7700900\d{3}", 1: r"\d{3}55501\d{2}"}
    return re.fullmatch(blocks.get(number.country_code or 0, "-"), str(number.national_number)) is not None


def _documentation_address(value: str) -> bool:
    networks = ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32")
    return any(ipaddress.ip_address(value) in ipaddress.ip_network(network) for network in networks)


def _reserved_host(value: str) -> bool:
    host = re.split(r"[/?#:]", re.sub(r"^https?://", "", value).rpartition("@")[2])[0]
    return host.endswith((".example", ".test"))


POINTS_AT_NOBODY: dict[IndicatorType, Callable[[str], bool]] = {
    IndicatorType.PHONE: _fictional_phone,
    IndicatorType.IP: _documentation_address,
    IndicatorType.UPI: lambda value: value.endswith("@example"),
    IndicatorType.BANK_ACCOUNT: lambda value: re.fullmatch(r"0{8,}\d{2}@XXXX0000000", value) is not None,
    IndicatorType.ANDROID_PACKAGE: lambda value: value.startswith("com.example."),
    IndicatorType.FILE_HASH: lambda value: len(value) == 64,
    IndicatorType.DOMAIN: _reserved_host,
    IndicatorType.URL: _reserved_host,
    IndicatorType.EMAIL: _reserved_host,
}


def test_sample_indicators_point_at_nobody(edition: Edition) -> None:
    real = [
        (advisory.id, item.value)
        for advisory in advisories(edition.library)
        for item in advisory.indicators
        if not POINTS_AT_NOBODY[item.type](item.value)
    ]
    assert real == []
    assert sum(len(advisory.indicators) for advisory in advisories(edition.library)) >= 30
