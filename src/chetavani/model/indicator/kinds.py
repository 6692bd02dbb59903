# SPDX-License-Identifier: Apache-2.0
"""The registry of types: what is done with each."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from chetavani.model.indicator import hosts, links, payments, phones, senders, software, wallets
from chetavani.model.indicator.types import IndicatorKind, IndicatorType


def _kind(
    canonical: Callable[[str], str], wrong: Callable[[str], str], days: int, display: Callable[[str], str] = str
) -> IndicatorKind:
    return IndicatorKind(canonical, wrong, display, timedelta(days=days))


# The sooner an owner may change, the shorter something holds.
KINDS: Mapping[IndicatorType, IndicatorKind] = {
    IndicatorType.UPI: _kind(payments.canonical_upi, payments.wrong_upi, 180),
    IndicatorType.PHONE: _kind(phones.canonical, phones.wrong, 90, phones.display),
    IndicatorType.BANK_ACCOUNT: _kind(
        payments.canonical_account, payments.wrong_account, 365, payments.display_account
    ),
    IndicatorType.URL: _kind(links.canonical_url, links.wrong_url, 90, links.display_url),
    IndicatorType.DOMAIN: _kind(hosts.canonical_domain, hosts.wrong_domain, 365, hosts.display_domain),
    IndicatorType.EMAIL: _kind(links.canonical_email, links.wrong_email, 365, links.display_email),
    IndicatorType.IP: _kind(hosts.canonical_ip, hosts.wrong_ip, 30),
    IndicatorType.ANDROID_PACKAGE: _kind(software.canonical_package, software.wrong_package, 730),
    IndicatorType.FILE_HASH: _kind(software.canonical_hash, software.wrong_hash, 1825),
    IndicatorType.HANDLE: _kind(senders.canonical_handle, senders.wrong_handle, 180),
    IndicatorType.SMS_SENDER: _kind(senders.canonical_sender, senders.wrong_sender, 180),
    IndicatorType.WALLET: _kind(wallets.canonical_wallet, wallets.wrong_wallet, 730),
}
