# SPDX-License-Identifier: Apache-2.0
"""Phone numbers (ITU-T E.164). A number without a country code is an Indian one; short codes such as 1930 are none."""

import re

from chetavani.model.indicator.disarming import refang
from chetavani.model.indicator.spelling import plain

_CANONICAL = re.compile(r"\+(?:91[1-9][0-9]{7,12}|(?!91)[1-9][0-9]{6,14})")
_COMMON = re.compile(r"(?:(?:\+|00)?91[ -]?|0)?([6-9][0-9]{4})[ -]?([0-9]{5})")  # as most write, for speed
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")
_INDIAN_MOBILE = re.compile(r"\+91[6-9][0-9]{9}")
_SCHEME = re.compile(r"(?ai)^tel:")
_TRUNK_ZERO = re.compile(r"\( *0 *\)")
_INTERNATIONAL = re.compile(r"^\(? *(?:\+|00)")
_SEPARATOR = re.compile("[ ()./_\u00b7\u2010-\u2015\u2212\u30fc-]")
_AFTER_ZEROS = re.compile(r"^00(?=[1-9])")
_INDIAN = re.compile(r"^\+910(?=[1-9])")
# with 91 or the trunk zero any number; without, a mobile number, or one of those that companies have
_NATIONAL = re.compile(
    r"^(?:(?:0?910?|0)([1-9][0-9]{9}|18[06]0[0-9]{7})|([6-9][0-9]{9}|18[06]0[0-9]{6,7}|1600[0-9]{6}|140[0-9]{7}))$"
)
_NO_NUMBER = "is no phone number. Write it with country code, such as +447700900123."


def canonical(text: str) -> str:
    """Return a phone number in E.164."""
    if _CANONICAL.fullmatch(text):
        return text
    if match := _COMMON.fullmatch(text):
        return f"+91{match[1]}{match[2]}"
    written = _SCHEME.sub("", refang(plain(text)))
    if _INTERNATIONAL.match(written):
        written = _TRUNK_ZERO.sub("", written)
    digits = _AFTER_ZEROS.sub("+", _SEPARATOR.sub("", written))
    if match := _NATIONAL.match(digits):
        digits = "+91" + (match[1] or match[2])
    digits = _INDIAN.sub("+91", digits)
    if not _CANONICAL.fullmatch(digits):
        raise ValueError(_NO_NUMBER)
    return digits


def wrong(value: str) -> str:
    """Return what is wrong with a number in a list: it is in E.164, and of a length that its country has."""
    if _INDIAN_MOBILE.fullmatch(value):
        return ""
    if not _E164.fullmatch(value):
        return "is no phone number in E.164. Write +, country code and number without spaces."
    return "" if _is_possible(value) else "is no phone number of its country."


def _is_possible(number: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - slow to import, and most builds judge nothing that needs it

    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def display(value: str) -> str:
    """Return a canonical number in groups, as people of its country write it after the country code."""
    if _INDIAN_MOBILE.fullmatch(value):
        return f"{value[:3]} {value[3:8]} {value[8:]}"
    import phonenumbers  # noqa: PLC0415 - as above

    try:
        return phonenumbers.format_number(phonenumbers.parse(value), phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    except phonenumbers.NumberParseException:
        return value
