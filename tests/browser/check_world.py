# SPDX-License-Identifier: Apache-2.0
"""A small site in which something is listed with each action, something was cleared, something has run out; its server.

What a browser is asked there, and what it must answer, is here too: two browsers are asked the same.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from tests.builders import repository, source, translation
from tests.judges.nginx import LISTEN, nginx
from tests.sites import AS_OF, build_site

# as strict as a site without a script of others can be; what the page does must be possible under it
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
_FAR = "2099-01-01T00:00:00+05:30"
_NEVER = "The number was given to somebody else."


class Case(NamedTuple):
    """What is pasted, on the page of a language, and what comes of it: the verdict, and the state of each answer."""

    root: str
    text: str
    verdict: str
    states: tuple[str, ...]


THREE = "Your parcel is held. Pay refund.desk@example or call +44 7700 900417, see https://sbi-kyc.example/form?id=77"
EVERYTHING = (
    f"{THREE} chat hxxps://chat[.]example/join/profit?utm_source=x or +447700900555, +44-7700-900666, 00447700900777 "
    "https://bit.ly/winner hdfcbank.net gооdshop.example https://cybercrime.gov.in/ "
    "Scan the code to get your refund: upi://mandate?pa=buyer@example&am=500&tn=Refund"
)
CASES = {
    "block": Case("", "refund.desk@example", "stop", ("block",)),
    "block, a QR code": Case("hi/", "upi://pay?pa=REFUND.DESK@example&pn=Desk", "stop", ("block",)),
    "block, a link on a listed website": Case("", "http://pay.parcel-release.example/fee", "stop", ("block",)),
    "hold": Case("hi/", "+44 7700 900417", "wait", ("hold",)),
    "warn": Case("", "hxxps://chat[.]example/join/profit", "careful", ("warn",)),
    "cleared": Case("hi/", "+447700900555", "cleared", ("cleared",)),
    "expired": Case("", "+447700900666", "careful", ("expired",)),
    "unknown": Case("hi/", "+447700900777", "unknown", ("unknown",)),
    "look-alike": Case("hi/", "https://hdfcbank.com.login.example/", "wait", ("lookalike",)),
    "look-alike by letters": Case("", "hdfcbаnk.com", "wait", ("lookalike",)),
    "look-alike of a member": Case("hi/", "www.kiranabazar.example", "wait", ("lookalike",)),
    "a member": Case("hi/", "https://shop.kiranabazaar.example/", "official", ("official",)),
    "another ending": Case("", "hdfcbank.net", "careful", ("ending",)),
    "short link": Case("hi/", "https://bit.ly/winner", "careful", ("short",)),
    "official": Case("", "https://cybercrime.gov.in/", "official", ("official",)),
    "official id": Case("hi/", "pmcares@sbi", "official", ("official",)),
    "collect as refund": Case("", "upi://pay?pa=buyer@example&am=500&tn=Refund", "stop", ("refund", "unknown")),
    "refund in Hindi": Case("hi/", "रिफ़ंड पाने के लिए रिक्वेस्ट स्वीकार करें और पिन डालें", "stop", ("refund",)),
    "three": Case("", THREE, "stop", ("block", "hold", "lookalike")),
    "nothing": Case("hi/", "नमस्ते", "none", ()),
    "everything": Case("", EVERYTHING, "stop", (
        "mandate", "refund", "block", "hold", "lookalike", "mixed", "warn", "expired", "short", "ending",
        "unknown", "unknown", "cleared", "official",
    )),
}  # fmt: skip
PARTS = (
    "refund", "desk", "7700", "900417", "900555", "900666", "900777", "parcel-release", "chat.example", "profit",
    "bit.ly", "pmcares", "winner", "hdfcb", "buyer", "sbi", "kyc", "gооdshop", "xn--", "login.example", "cybercrime",
    "mandate", "parcel", "held", "%40", "पिन", "%E0%A4", "नमस्ते", "utm_source", "kirana",
)  # fmt: skip
"""What may be in no request: everything typed has one of these in it, and they are parts of what is typed."""


def _indicator(kind: str, value: str, evidence: str, **changes: str) -> dict[str, Any]:
    return {"type": kind, "value": value, "role": "lure", "evidence": evidence, "expires": _FAR} | changes


_TOLD = [
    _indicator("upi", "refund.desk@example", "confirmed"),
    _indicator("domain", "parcel-release.example", "ordered"),
    _indicator("phone", "+447700900417", "several-reports"),
    _indicator("url", "https://chat.example/join/profit", "reported"),
]
_PAST = [
    _indicator("phone", "+447700900555", "reported", cleared="2026-05-20T10:00:00+05:30", reason=_NEVER),
    _indicator("phone", "+447700900666", "confirmed", expires="2026-07-01T00:00:00+05:30"),
]


def build_check_site(folder: Path) -> Path:
    """Build the site below ``folder``; return its folder."""
    files = {
        "official-domains.txt": "kiranabazaar.example # a member\n",
        "advisories/2026/MPC-2026-0001.md": source(1, indicators=_TOLD),
        "advisories/2026/MPC-2026-0001.hi.md": translation(1),
        "advisories/2026/MPC-2026-0002.md": source(2, title="Calls about a bill that was paid", indicators=_PAST),
    }
    return build_site(repository(folder / "tree", files), folder / "site", "--as-of", AS_OF)


@contextmanager
def serving_check(site: Path, home: Path) -> Iterator[str]:
    """Serve the site with nginx under a strict policy; give its address, with a closing /."""
    server = f'server {{ listen {LISTEN}; root {site}; add_header Content-Security-Policy "{POLICY}"; }}'
    with nginx(home, server) as port:
        yield f"http://127.0.0.1:{port}/"
