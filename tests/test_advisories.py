# SPDX-License-Identifier: Apache-2.0
"""The repository's own advisories: enough, of every kind and standing, in both languages, and pointing at nobody."""

import csv
import ipaddress
import re
from collections import Counter
from collections.abc import Callable

import phonenumbers
import pytest
from tests.builders import ROOT, advisories, published

from chetavani.edition import Edition, open_edition
from chetavani.model.indicator import IndicatorType
from chetavani.model.vocab import EVIDENCE, MEASURES, ROLES, Kind, Standing, Status


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


def _impossible_handle(value: str) -> bool:
    """Whether an account is a fictional number, or a name as Telegram gives none: with ``__``, and ``_`` at its end."""
    network, _, name = value.partition(":")
    if network == "whatsapp":
        return _fictional_phone(name)
    return network == "telegram" and name.startswith("example__") and name.endswith("_")


def _bech32(address: str) -> bytes:
    """Return the program of a SegWit address (BIP 173): after ``bc1`` and the version, before the checksum."""
    bits = "".join(f"{'qpzry9x8gf2tvdw0s3jn54khce6mua7l'.index(one):05b}" for one in address[4:-6])
    return bytes(int(bits[start : start + 8], 2) for start in range(0, len(bits), 8))


def _base58(address: str) -> bytes:
    """Return what a Tron address is made of: after the version, before the checksum."""
    letters = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
    number = sum(letters.index(one) * int(58**place) for place, one in enumerate(reversed(address)))
    return number.to_bytes(25, "big")[1:-4]


_PAYLOADS: dict[str, Callable[[str], bytes]] = {
    "btc": _bech32,
    "eth": lambda address: bytes.fromhex(address.removeprefix("0x")),
    "tron": _base58,
}


def _made_up_wallet(value: str) -> bool:
    """Whether what a wallet's key is hashed to is no hash, but our own words; its checksum is right all the same."""
    network, _, address = value.partition(":")
    return re.fullmatch(rb"CHETAVANI SAMPLE \d{3}", _PAYLOADS[network](address)) is not None


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
    IndicatorType.HANDLE: _impossible_handle,
    IndicatorType.SMS_SENDER: lambda value: value.startswith("XX"),
    IndicatorType.WALLET: _made_up_wallet,
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


def test_indicators_show_everything_that_there_is(edition: Edition) -> None:
    listed = [one for advisory in advisories(edition.library) for one in advisory.indicators]
    assert {one.type for one in listed} == set(IndicatorType)
    assert {one.action for one in listed} == {None, *MEASURES.ids()}
    assert {one.evidence for one in listed} == set(EVIDENCE.ids())
    assert {one.role for one in listed} == set(ROLES.ids())
    assert any(one.cleared and one.reason for one in listed)
    assert any(one.review_by for one in listed)
    assert any(one.expires for one in listed)


def test_all_kinds_of_wallets_and_of_accounts_occur(edition: Edition) -> None:
    listed = [one for advisory in advisories(edition.library) for one in advisory.indicators]
    named = {one.value.partition(":")[0] for one in listed if one.type in {IndicatorType.WALLET, IndicatorType.HANDLE}}
    assert named == {"btc", "eth", "tron", "telegram", "whatsapp"}


def test_every_card_is_written_for_the_reader_and_not_taken_from_the_page(edition: Edition) -> None:
    held = [edition.library.advisory(card.id) for card in edition.library.public if card.is_listing]
    cards = [text.card for one in held if one.status is Status.PUBLISHED for text in one.texts.values()]
    assert len(held) >= 26
    assert cards.count(None) == 1  # whose title and summary are short enough
    assert any(card is not None and card.message is None for card in cards)


def test_a_sheet_shows_a_large_set_and_points_at_nobody_either(edition: Edition) -> None:
    (path,) = sorted((ROOT / "advisories").rglob("*.indicators.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 40
    assert [row["value"] for row in rows if not POINTS_AT_NOBODY[IndicatorType(row["type"])](row["value"])] == []
    assert {row["action"] for row in rows} == {"", *MEASURES.ids()}
    assert {row["evidence"] for row in rows} == set(EVIDENCE.ids())
    assert [bool(row["reason"]) for row in rows if row["cleared"]] == [True] * 3
    sheet = edition.library.advisory(path.name.partition(".")[0]).sheet
    assert sheet is not None
    assert sheet.rows == len(rows)
