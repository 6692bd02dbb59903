# SPDX-License-Identifier: Apache-2.0
"""What a word without spaces may be, by its form: an address, an app, a hash, a wallet, a sender."""

import re

from chetavani.model.indicator.types import IndicatorType

_LABEL = r"[^\x00-\x2c\x2e\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]+"
_HOST = re.compile(rf"^({_LABEL}(?:\.{_LABEL})+)\.?(:[0-9]{{1,5}})?([/?#].*)?$")
_FORMS = (
    (IndicatorType.WALLET, re.compile(
        r"(?ai)^(?:(?:bitcoin|btc|ethereum|eth|tron|trx):/*(?:pay-)?)?"
        r"(?:0x[0-9a-f]{40}|(?=.*[a-z])(?:t[1-9a-z]{33}|[13][1-9a-z]{25,34})|bc1[0-9a-z]{11,71})(?:[?@].*)?$")),
    (IndicatorType.EMAIL, re.compile(r"^[^@=/:?&]+@[^@=/:?&]+\.[^@.=/:?&]+$")),
    (IndicatorType.UPI, re.compile(r"^[^@=/:?&]+@[^@.=/:?&]+$")),
    (IndicatorType.FILE_HASH, re.compile(r"(?ai)^(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64})$")),
    (IndicatorType.SMS_SENDER, re.compile(r"^[A-Z]{2}-[A-Z0-9]{6}(?:-[PSTG])?$|^[A-Z]{6}-[PSTG]$")),
    (IndicatorType.IP, re.compile(
        r"(?ai)^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|(?=.*[0-9a-f]:)[0-9a-f]*:[0-9a-f.]*:[0-9a-f:.]*)$")),
)  # fmt: skip
_IPV4 = re.compile(r"^[0-9]{1,3}(?:\.[0-9]{1,3}){3}$")
_COUNTRY = re.compile(r"^[a-z]{2}$|[^\x00-\x7f]|^xn--")
_FILE_ENDINGS = "cs db go js md mk pl ps py rb rs sh so ts"
_GENERIC_ENDINGS = """
academy agency aero app art asia bank beauty best bid biz blog bond business buzz capital cards care cash casino cat
center chat city click cloud club com company coop credit cyou date deals delivery dev digital direct download earth
edu email example exchange expert express finance financial fit fun fund fyi games gdn gives global gold gov group guru
health help homes host icu immo inc info insure int invalid invest jobs life limited link live loan loans lol ltd
market markets media men mil mobi mom money monster mov museum name net network news ninja one online ooo org page
party pay pics plus porn post press pro promo pub quest racing rest review rich rocks run sale sbs school science
services sex shop site sites social software solutions space store stream studio support surf systems tax team tech
tel test today tokyo tools top tours trade trading travel vip wang watch web website win work works world wtf xin xxx
xyz zip zone
"""
_FILES = frozenset(_FILE_ENDINGS.split())
_GENERIC = frozenset(_GENERIC_ENDINGS.split())
_PACKAGE = re.compile(r"^[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)+$")
_FIRST_OF_PACKAGES = frozenset(
    ("com", "org", "net", "edu", "gov", "io", "app", "co", "dev", "in", "me", "tv", "ai", "xyz", "info", "android")
)
_LAST_OF_HOSTS = frozenset({"com", "in", "org", "net", "gov", "edu"})
_LABELS_OF_PACKAGE = 3  # com.example.loan; with two, what ends like a host is one


def one_of(word: str) -> tuple[IndicatorType, ...]:
    """Return what ``word`` may be, the likeliest first."""
    for kind, form in _FORMS:
        if form.match(word):
            return (kind,)
    match = _HOST.match(word)
    if match is None:
        return ()
    if match[2] or match[3]:
        path = (IndicatorType.HANDLE, IndicatorType.ANDROID_PACKAGE, IndicatorType.URL)
        return path if _IPV4.match(match[1]) or _is_top(match[1]) else ()
    if _is_package(match[1]):
        return (IndicatorType.ANDROID_PACKAGE,)
    return (IndicatorType.HANDLE, IndicatorType.DOMAIN) if _is_top(match[1]) else ()


def _is_top(host: str) -> bool:
    """Whether a host ends as hosts do, rather than a file, a version or two sentences without a space."""
    top = host.rpartition(".")[2]
    shouted = host == host.upper()
    if not shouted and top != top.lower() and (host[0] == host[0].lower() or top.lower() not in _GENERIC):
        return False
    top = top.lower()
    return top in _GENERIC or (_COUNTRY.search(top) is not None and top not in _FILES)


def _is_package(host: str) -> bool:
    """Whether dotted words name an app: they begin as hosts end."""
    labels = host.split(".")
    return (
        labels[0] in _FIRST_OF_PACKAGES
        and _PACKAGE.match(host) is not None
        and labels[-1] not in _LAST_OF_HOSTS
        and (len(labels) >= _LABELS_OF_PACKAGE or not _is_top(host))
    )
