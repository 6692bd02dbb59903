# SPDX-License-Identifier: Apache-2.0
"""However a value is spelt it has one canonical form, and two values never have the same."""

from typing import Any

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.model.indicator.vectors import VECTORS

from chetavani.model.indicator import IndicatorType, canonical, lookup_hash

_HIDDEN = ("\u200b", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u202c", "\ufe0f")
_ZEROS = ("0", "०", "０", "٠", "۰", "০", "૦", "௦", "𝟎")
_NAMES = st.from_regex(r"[a-z][a-z0-9]{1,9}", fullmatch=True)


def hash_of(kind: IndicatorType, spelling: str) -> str:
    return lookup_hash(kind, canonical(kind, spelling))


@st.composite
def with_hidden(draw: st.DrawFn, text: str) -> str:
    """Return ``text`` with a character somewhere that nobody sees."""
    place = draw(st.integers(0, len(text)))
    return text[:place] + draw(st.sampled_from(("", *_HIDDEN))) + text[place:]


@st.composite
def any_case(draw: st.DrawFn, text: str) -> str:
    capitals = draw(st.integers(0, 2 ** min(len(text), 60) - 1))
    return "".join(one.upper() if capitals >> place & 1 else one for place, one in enumerate(text))


@st.composite
def phone_spellings(draw: st.DrawFn, national: str) -> str:
    start = draw(st.sampled_from(("", "0", "+91", "91", "0091", "+91 (0)", "+910", "091", "tel:+91", "(+91) ")))
    zero = ord(draw(st.sampled_from(_ZEROS)))
    digits = [chr(zero + int(digit)) for digit in national]
    for place in draw(st.lists(st.integers(1, 9), max_size=3, unique=True)):
        digits[place] = draw(st.sampled_from((" ", "-", ".", "\u00a0", "\u2011", "/", " - "))) + digits[place]
    return f"{draw(st.sampled_from(('', ' ')))}{start}{draw(with_hidden(''.join(digits)))}"


@given(st.data(), st.from_regex(r"[6-9][0-9]{9}", fullmatch=True), st.from_regex(r"[6-9][0-9]{9}", fullmatch=True))
def test_spellings_of_phone_numbers(data: st.DataObject, one: str, other: str) -> None:
    assert canonical(IndicatorType.PHONE, data.draw(phone_spellings(one))) == f"+91{one}"
    again = canonical(IndicatorType.PHONE, data.draw(phone_spellings(other)))
    assert (again == f"+91{one}") == (one == other)


@pytest.mark.parametrize("kind", [phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE])
def test_numbers_of_all_countries_are_what_another_library_makes_of_them(kind: int) -> None:
    written = 0
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        number = phonenumbers.example_number_for_type(region, kind)
        if number is None:
            continue
        expected = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
        for form in (phonenumbers.PhoneNumberFormat.INTERNATIONAL, phonenumbers.PhoneNumberFormat.RFC3966):
            shown = phonenumbers.format_number(number, form)
            assert canonical(IndicatorType.PHONE, shown) == expected, (region, shown)
            assert canonical(IndicatorType.PHONE, shown.replace("tel:", "").replace("+", "00")) == expected, region
        written += 1
    assert written > 230


@st.composite
def upi_spellings(draw: st.DrawFn, name: str, handle: str) -> str:
    address = draw(any_case(f"{name}@{handle}"))
    wrapped = draw(st.sampled_from((
        "{}", " {} ", "upi://pay?pa={}", "UPI://pay?pn=Some%20Name&pa={}&am=1.00", "intent://pay?pa={}#Intent;scheme=upi;end",
        "upi://pay?pn=x&amp;pa={}&amp;cu=INR", "gpay://upi/pay?pa={}",
    )))  # fmt: skip
    joint = draw(st.sampled_from(("@", "%40", "[at]") if "pa=" in wrapped else ("@", "[at]", "＠", " @ ")))
    return draw(with_hidden(wrapped.format(address.replace("@", joint))))


@given(st.data(), st.from_regex(r"[a-z0-9._-]{2,20}", fullmatch=True), _NAMES, _NAMES)
def test_spellings_of_upi_ids(data: st.DataObject, name: str, handle: str, other: str) -> None:
    assert canonical(IndicatorType.UPI, data.draw(upi_spellings(name, handle))) == f"{name}@{handle}"
    again = canonical(IndicatorType.UPI, data.draw(upi_spellings(name, other)))
    assert (again == f"{name}@{handle}") == (handle == other)


@st.composite
def account_spellings(draw: st.DrawFn, number: str, branch: str) -> str:
    place = draw(st.integers(0, len(number)))
    split = number[:place] + draw(st.sampled_from(("", " ", "-", "."))) + number[place:]
    form = draw(st.sampled_from((
        "{0}@{1}", "{0} {1}", "{1} {0}", "A/c {0} IFSC {1}", "Account No: {0}, IFSC Code: {1}", "ac no. {0}\nifsc: {1}",
        "{0}@{1}.ifsc.npci",
    )))  # fmt: skip
    return draw(with_hidden(form.format(split, draw(any_case(branch)))))


_BRANCHES = st.from_regex(r"[A-Z]{4}0[A-Z0-9]{6}", fullmatch=True)


@given(
    st.data(), st.from_regex(r"[0-9]{9,18}", fullmatch=True), st.from_regex(r"[0-9]{9,18}", fullmatch=True), _BRANCHES
)
def test_spellings_of_accounts(data: st.DataObject, number: str, other: str, branch: str) -> None:
    assert canonical(IndicatorType.BANK_ACCOUNT, data.draw(account_spellings(number, branch))) == f"{number}@{branch}"
    again = canonical(IndicatorType.BANK_ACCOUNT, data.draw(account_spellings(other, branch)))
    assert (again == f"{number}@{branch}") == (number == other)


_LABELS = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
_HOSTS = st.builds(
    "{}.{}".format, _LABELS.filter(lambda label: label != "www"), st.sampled_from(("example", "co.in", "xyz"))
)
_PATHS = st.lists(st.from_regex(r"[A-Za-z0-9_~-]{1,6}(\.[a-z]{1,3})?", fullmatch=True), max_size=3).map("/".join)
_QUERIES = st.lists(st.from_regex(r"(id|q|x)=[A-Za-z0-9]{0,5}", fullmatch=True), max_size=2)


def as_escape(letter: str) -> str:
    return f"%{ord(letter):02x}"


@st.composite
def url_spellings(draw: st.DrawFn, host: str, path: str, query: list[str]) -> str:
    tracked = draw(st.sampled_from(((), ("utm_source=sms",), ("fbclid=1", "GCLID=2"))))
    asked = "&".join((*tracked, *query) if draw(st.booleans()) else (*query, *tracked))
    if path:
        place = draw(st.integers(0, len(path) - 1))
        if path[place] not in "/.":
            path = path[:place] + as_escape(path[place]) + path[place + 1 :]
    http = draw(
        st.sampled_from((("http://", ("", ":80")), ("https://", ("", ":443")), ("HTTPS://", ("", ":")), ("", ("",))))
    )
    user = draw(st.sampled_from(("", "user@", "a:b@"))) if http[0] else ""
    written = f"{draw(any_case(host))}{draw(st.sampled_from(('', '.')))}{draw(st.sampled_from(http[1]))}"
    tail = f"/{path}{'?' if asked else ''}{asked}{draw(st.sampled_from(('', '#top')))}"
    whole = f"{http[0]}{user}{written}{tail}"
    if draw(st.booleans()):
        whole = whole.replace("http", "hxxp", 1).replace(".", "[.]")
    return draw(with_hidden(whole))


@given(st.data(), _HOSTS, _PATHS, _QUERIES, _HOSTS, _PATHS)
def test_spellings_of_links(
    data: st.DataObject, host: str, path: str, query: list[str], host2: str, path2: str
) -> None:
    expected = f"https://{host}/{path}{'?' if query else ''}{'&'.join(query)}"
    assert canonical(IndicatorType.URL, data.draw(url_spellings(host, path, query))) == expected
    again = canonical(IndicatorType.URL, data.draw(url_spellings(host2, path2, query)))
    assert (again == expected) == ((host, path) == (host2, path2))


@st.composite
def domain_spellings(draw: st.DrawFn, host: str) -> str:
    written = draw(st.sampled_from(("", "www."))) + host + draw(st.sampled_from(("", ".")))
    written = draw(any_case(written))
    written = written.replace(".", draw(st.sampled_from((".", "[.]", "(.)", "．", "。"))))
    return draw(with_hidden(written))


@given(st.data(), _HOSTS, _HOSTS)
def test_spellings_of_domains(data: st.DataObject, host: str, other: str) -> None:
    assert canonical(IndicatorType.DOMAIN, data.draw(domain_spellings(host))) == host
    assert (canonical(IndicatorType.DOMAIN, data.draw(domain_spellings(other))) == host) == (host == other)


@given(st.data(), st.from_regex(r"[a-z0-9._+-]{1,20}", fullmatch=True), _HOSTS)
def test_spellings_of_email_addresses(data: st.DataObject, local: str, host: str) -> None:
    form = data.draw(st.sampled_from(("{}", "mailto:{}", "Desk <{}>", "mailto:{}?subject=x")))
    address = data.draw(any_case(f"{local}@{host}"))
    assert canonical(IndicatorType.EMAIL, data.draw(with_hidden(form.format(address)))) == f"{local}@{host}"


@given(st.ip_addresses(), st.booleans())
def test_spellings_of_ip_addresses(address: Any, exploded: bool) -> None:  # noqa: ANN401, FBT001 - two classes
    written = address.exploded if exploded else address.compressed
    expected = canonical(IndicatorType.IP, str(address))
    assert hash_of(IndicatorType.IP, written.upper()) == lookup_hash(IndicatorType.IP, expected)
    if address.version == 6 and address.ipv4_mapped is None:
        assert expected == address.compressed


_ANYTHING = st.text(max_size=60) | st.text(alphabet="a.b@:/?=%2E&#()[]{}<>0159+-\u0966\u200d\uff0e wW", max_size=40)
_NEAR = st.builds(
    lambda text, place, extra: text[: place % (len(text) + 1)] + extra + text[place % (len(text) + 1) :],
    st.sampled_from([vector["input"] for vector in VECTORS if len(vector["input"]) < 200]),
    st.integers(0, 200),
    st.text(max_size=3) | st.sampled_from(("%2e", "%25", "[.]", "(.)", "..", "//", "\u0308", "K", "ſ", "℀")),
)


@pytest.mark.parametrize("kind", IndicatorType)
def test_the_canonical_form_is_its_own(kind: IndicatorType) -> None:
    @given(_ANYTHING | _NEAR)
    def check(text: str) -> None:
        try:
            value = canonical(kind, text)
        except ValueError:
            return
        assert canonical(kind, value) == value
        assert value == value.strip()
        assert len(lookup_hash(kind, value)) == 64

    check()


@pytest.mark.parametrize("label", ["xn--a", "xn--abc", "xn--", "xn--a-ecp", "xn--h2brj9"])
def test_a_label_in_punycode_of_nothing_is_never_listed(label: str) -> None:
    """Some parsers, browsers among them, let it pass, so that the vectors say nothing of it."""
    with pytest.raises(ValueError, match="is no domain"):
        canonical(IndicatorType.DOMAIN, f"{label}.example")
    with pytest.raises(ValueError, match="is no link"):
        canonical(IndicatorType.URL, f"https://xn--11b7ah1gn.{label}/")
