# SPDX-License-Identifier: Apache-2.0
"""What no list may hold, though somebody may look it up; and how values are shown to people."""

import pytest

from chetavani.model.indicator import IndicatorType, display, wrong
from chetavani.model.indicator.checksums import base58_version, has_right_capitals, is_segwit, keccak256

T = IndicatorType


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (T.UPI, "refund@example"), (T.PHONE, "+447700900123"), (T.PHONE, "+919876543210"), (T.PHONE, "+12025550123"),
        (T.BANK_ACCOUNT, "00000000012@XXXX0000000"), (T.URL, "http://shop.example/x"), (T.URL, "https://192.0.2.1/"),
        (T.URL, "https://दुकान.example/"), (T.DOMAIN, "xn--11b7ah1gn.example"), (T.EMAIL, "desk@shop.example"),
        (T.EMAIL, "मदद@दुकान.example"), (T.IP, "192.0.2.1"), (T.IP, "2001:db8::1"),
        (T.ANDROID_PACKAGE, "com.example.loan"),
        (T.FILE_HASH, "D41D8CD98F00B204E9800998ECF8427E"), (T.HANDLE, "telegram:refund_desk"), (T.SMS_SENDER, "SBIBNK"),
        (T.WALLET, "btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"), (T.WALLET, "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"),
        (T.WALLET, "btc:bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
        (T.WALLET, "tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"),
        (T.WALLET, "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
        (T.WALLET, "eth:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
    ],
)  # fmt: skip
def test_what_lists_may_hold(kind: IndicatorType, value: str) -> None:
    assert wrong(kind, value) == ""


@pytest.mark.parametrize(
    ("kind", "value", "what"),
    [
        (T.UPI, "pay desk", "is no UPI id."), (T.PHONE, "98765 43210", "is no phone number in E.164."),
        (T.PHONE, "+120255501234", "is no phone number of its country."), (T.PHONE, "+9990000000", "of its country."),
        (T.BANK_ACCOUNT, "12345@XXXX0000000", "is no account."), (T.URL, "shop.example/x", "is no URL."),
        (T.URL, "https://-shop-.example/", "is no domain that can exist."), (T.DOMAIN, "Shop.example", "has capitals."),
        (T.DOMAIN, "https://shop.example", "is no domain."), (T.DOMAIN, "-shop-.example", "that can exist."),
        (T.DOMAIN, "a_b.example", "that can exist."), (T.EMAIL, "desk", "is no e-mail address."),
        (T.EMAIL, "desk@-shop.example", "that can exist."), (T.IP, "192.0.2.0/24", "is no IP address."),
        (T.IP, "192.168.1.1", "local network"), (T.IP, "fe80::1", "local network"),
        (T.ANDROID_PACKAGE, "loan", "is no Android package."), (T.FILE_HASH, "abc", "is no MD5"),
        (T.HANDLE, "refund_desk", "is no account on a network."), (T.SMS_SENDER, "9876543210", "is no sender"),
        (T.WALLET, "hello", "is no wallet"), (T.WALLET, "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "wrong checksum"),
        (T.WALLET, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "wrong checksum"),
        (T.WALLET, "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6u", "wrong checksum"),
        (T.WALLET, "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "wrong checksum"),
    ],
)  # fmt: skip
def test_what_they_may_not(kind: IndicatorType, value: str, what: str) -> None:
    assert what in wrong(kind, value)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (T.PHONE, "+919876543210", "+91 98765 43210"), (T.PHONE, "+447700900123", "+44 7700 900123"),
        (T.PHONE, "+999999999999999", "+999999999999999"),
        (T.BANK_ACCOUNT, "00000000012@XXXX0000000", "00000000012, IFSC XXXX0000000"),
        (T.DOMAIN, "xn--11b7ah1gn.example", "दुकान.example"), (T.DOMAIN, "shop.example", "shop.example"),
        (T.URL, "https://xn--11b7ah1gn.example/a", "https://दुकान.example/a"),
        (T.EMAIL, "desk@xn--11b7ah1gn.example", "desk@दुकान.example"), (T.UPI, "refund@example", "refund@example"),
    ],
)  # fmt: skip
def test_values_are_shown_as_people_read_them(kind: IndicatorType, value: str, shown: str) -> None:
    assert display(kind, value) == shown


@pytest.mark.parametrize(  # the first ones of EIP-55, section "Test Cases"
    "address",
    [
        "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
        "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB", "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
        "0x52908400098527886E0F7030069857D2E4169EE7", "0xde709f2102306220921060314715629080e2fb77",
    ],
)  # fmt: skip
def test_capitals_of_ethereum_addresses(address: str) -> None:
    assert has_right_capitals(address)
    if address[2:] not in {address[2:].lower(), address[2:].upper()}:
        assert not has_right_capitals("0x" + address[2:].swapcase())


def test_keccak_is_the_one_before_sha3() -> None:
    assert keccak256(b"").hex() == "c5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"
    assert keccak256(b"abc").hex() == "4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45"


@pytest.mark.parametrize(
    ("address", "good"),
    [  # BIP 173 and BIP 350, test vectors, in lower case
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", True),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", True),
        ("bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y", True),
        ("bc1sw50qgdz25j", True),
        ("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", True),
        ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd", False),  # Bech32 where Bech32m belongs
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", False),  # and the other way round
        ("bc1rw5uspcuh", False),
        ("bc1zw508d6qejxtdg4y5r3zarvaryvqyzf3du", False),
        ("bc1gmk9yu", False),
        ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", False),
        ("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx", False),
    ],
)
def test_segwit_addresses(address: str, good: bool) -> None:  # noqa: FBT001
    assert is_segwit(address) is good


def test_base58_addresses() -> None:
    assert base58_version("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa") == 0
    assert base58_version("3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy") == 5
    assert base58_version("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t") == 0x41
    for bad in ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "11A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "0OIl", "z" * 60, ""):
        assert base58_version(bad) is None
