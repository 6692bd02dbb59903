# SPDX-License-Identifier: Apache-2.0
"""What is found in pasted messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.indicator.vectors import VECTORS

from chetavani.model.indicator import IndicatorType, canonical, defang, recognise


def found(text: str) -> list[tuple[str, str]]:
    return [(one.type.value, one.value) for one in recognise(text)]


MOBILE = ("phone", "+919876543210")
UPI = ("upi", "refund@example")
ACCOUNT = ("bank-account", "00000000012@XXXX0000000")
LINK = ("url", "https://shop.example/pay")
DOMAIN = ("domain", "shop.example")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Call 98765 43210 now", [MOBILE]),
        ("कॉल करें ९८७६५ ४३२१० पर।", [MOBILE]),
        ("Ph:9876543210, whatsapp +44 (0)7700 900123.", [MOBILE, ("phone", "+447700900123")]),
        ("9876543210/9123456780", [MOBILE, ("phone", "+919123456780")]),
        ("98765 43210 91234 56780", [MOBILE, ("phone", "+919123456780")]),
        ("*9876543210* _98765-43210_ (98765.43210)", [MOBILE, MOBILE, MOBILE]),
        ("98\u200b765\u206043210 and 𝟵𝟴𝟳𝟲𝟱𝟰𝟯𝟮𝟭𝟬", [MOBILE, MOBILE]),
        ("customer care 1800 123 4567", [("phone", "+9118001234567")]),
        ("office 022-2345 6789", [("phone", "+912223456789")]),
        ("pay to refund@example.", [UPI]),
        ("UPI:refund@example,9876543210", [UPI, MOBILE]),
        ("UPI id - Refund[at]Example", [UPI]),
        ("open upi://pay?pa=refund@example&pn=Desk&am=1 now", [UPI]),
        ("upi://pay?pn=Refund Desk&pa=refund%40example", [UPI]),
        ("intent://pay?pa=refund@example#Intent;scheme=upi;end", [UPI]),
        ("upi://pay?pa=00000000012@XXXX0000000.ifsc.npci&pn=x", [ACCOUNT]),
        ("00020101021126320010A0000005240114refund@example5204000053033565802IN5911Refund Desk", [UPI]),
        ("A/c 00000000012 IFSC XXXX0000000", [ACCOUNT]),
        ("Account no: 0000 0000 012\nName: Desk\nIFSC: xxxx0000000", [ACCOUNT]),
        ("IFSC XXXX0000000, A/C 00000000012, mobile 9876543210", [ACCOUNT, MOBILE]),
        ("mobile 9876543210 a/c 00000000012 ifsc XXXX0000000", [MOBILE, ACCOUNT]),
        ("mobile 9876543210 ifsc XXXX0000000 account: 00000000012", [MOBILE, ACCOUNT]),
        ("00000000012@XXXX0000000", [ACCOUNT]),
        ("see https://shop.example/pay.", [LINK]),
        ("(https://shop.example/pay)", [LINK]),
        ("https://shop.example/a_(b)", [("url", "https://shop.example/a_(b)")]),
        ("Website:shop.example/pay", [LINK]),
        ("hxxps://shop[.]example/pay", [LINK]),
        ("hxxps[:]//shop(.)example/pay", [LINK]),
        ("HTTP://SHOP.EXAMPLE/pay", [LINK]),
        ("shop.example:8080", [("url", "https://shop.example:8080/")]),
        ("at www.shop.example today", [DOMAIN]),
        ("at shop[.]example or SHOP.EXAMPLE", [DOMAIN, DOMAIN]),
        ("वेबसाइट: दुकान.भारत", [("domain", "xn--11b7ah1gn.xn--h2brj9c")]),
        ("ｓｈｏｐ．ｅｘａｍｐｌｅ", [DOMAIN]),
        ("visit Shop.Example or shop。example", [DOMAIN, DOMAIN]),
        ("mail desk[at]shop[.]example", [("email", "desk@shop.example")]),
        ("mailto:Desk@shop.example?subject=x", [("email", "desk@shop.example")]),
        ("Desk <desk@shop.example>", [("email", "desk@shop.example")]),
        ("from 192.0.2.1, 2001:db8::1", [("ip", "192.0.2.1"), ("ip", "2001:db8::1")]),
        ("from 192[.]0[.]2[.]1", [("ip", "192.0.2.1")]),
        ("::ffff:c000:201", [("ip", "::ffff:c000:201")]),
        ("http://192.0.2.1:8080/x", [("url", "https://192.0.2.1:8080/x")]),
        ("install com.example.loan", [("android-package", "com.example.loan")]),
        ("play.google.com/store/apps/details?id=com.example.loan", [("android-package", "com.example.loan")]),
        ("market://details?id=com.example.loan", [("android-package", "com.example.loan")]),
        ("md5:d41d8cd98f00b204e9800998ecf8427e", [("file-hash", "d41d8cd98f00b204e9800998ecf8427e")]),
        ("join https://t.me/refund_desk", [("handle", "telegram:refund_desk")]),
        ("join t.me/+AbCdEfGh1234 now", [("handle", "telegram:+AbCdEfGh1234")]),
        ("https://wa.me/447700900123?text=hi", [("handle", "whatsapp:+447700900123")]),
        ("Telegram: refund_desk", [("handle", "telegram:refund_desk")]),
        ("on Telegram @refund_desk", [("handle", "telegram:refund_desk")]),
        ("टेलीग्राम पर @refund_desk", [("handle", "telegram:refund_desk")]),
        ("follow @refund.desk on instagram", [("handle", "instagram:refund.desk")]),
        ("https://instagram.com/p/AbC", [("url", "https://instagram.com/p/AbC")]),
        ("VM-SBIBNK-S says", [("sms-sender", "SBIBNK")]),
        ("send to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", [("wallet", "btc:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa")]),
        (f"ethereum:0x{'aB' * 20}@1", [("wallet", f"eth:0x{'ab' * 20}")]),
        ("Website:https://shop.example/?q=1&pa=refund@example", [("url", "https://shop.example/?q=1&pa=refund@example")]),
        ("bharatpe://pay?pa=refund@example", [UPI]),
        ("TG: @refund_desk", [("handle", "telegram:refund_desk")]),
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", [("wallet", "tron:TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t")]),
    ],
)  # fmt: skip
def test_a_message_gives_what_is_in_it(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Call 1930 or 112. Report at 10:30:00 on 2026-03-02, by 18.00.",
        "Rs.500 paid.It took Rs 1,00,000.50 e.g. today, i.e. 02.03.2026, order 4111-2222-3333-4444.",
        "README.md, script.py, main.rs, Node.js and version 10.2.3 are files.",
        "write to @somebody, meet @ noon, a@b, x@",
        "OTP 123456 for txn 123456789012",
        "http:// https:// upi:// :// @@ .. [.] hxxp://",
    ],
)
def test_what_is_nothing_gives_nothing(text: str) -> None:
    assert found(text) == []


@given(st.text(max_size=120) | st.text(alphabet="aX09०.@:/?=&()[]{}+- \n%\u200b\uff10\U0001d7ce#,;'₹।", max_size=120))
def test_no_text_is_too_odd_and_places_are_right(text: str) -> None:
    last = 0
    for one in recognise(text):
        assert last <= one.start < one.end <= len(text)
        last = one.end
        assert text[one.start : one.end] == one.shown
        assert canonical(one.type, one.value) == one.value


_WORDS = st.lists(
    st.from_regex(r"[a-z]{1,8}[,!]?|[\u0915-\u0939]{1,6}\u0964?|\u20b9|-", fullmatch=True), max_size=6
).map(" ".join)
_PLANTED = st.sampled_from([
    MOBILE, UPI, ACCOUNT, LINK, DOMAIN, ("email", "desk@shop.example"), ("ip", "192.0.2.1"), ("ip", "2001:db8::1"),
    ("android-package", "com.example.loan"), ("file-hash", "d41d8cd98f00b204e9800998ecf8427e"),
    ("wallet", "eth:0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
])  # fmt: skip


@given(st.lists(st.tuples(_WORDS, _PLANTED, st.booleans()), min_size=1, max_size=5))
def test_what_is_planted_is_found(parts: list[tuple[str, tuple[str, str], bool]]) -> None:
    text = ""
    for words, (kind, value), disarmed in parts:
        shown = defang(IndicatorType(kind), value) if disarmed else value
        text += f"{words} {shown.removeprefix('eth:')}\n"
    assert found(text) == [planted for _, planted, _ in parts]


def test_most_vectors_are_found_when_pasted_alone() -> None:
    """What needs its type said (a bare name, a header without its operator) is not recognised; nearly all else is."""
    told = {"sms-sender", "handle"}
    accepted = [vector for vector in VECTORS if vector["canonical"] and vector["type"] not in told]
    missed = [
        (vector["type"], vector["input"][:60], found(vector["input"])[:2]) for vector in accepted
        if (vector["type"], vector["canonical"]) not in found(vector["input"])
    ]  # fmt: skip
    assert len(missed) <= len(accepted) // 10, missed
