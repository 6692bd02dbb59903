# SPDX-License-Identifier: Apache-2.0
"""A small site in which something is listed with each action, something was cleared, and something has run out."""

from pathlib import Path
from typing import Any

from tests.builders import repository, source, translation
from tests.sites import AS_OF, build_site

LISTED = "2099-01-01T00:00:00+05:30"
BLOCKED_UPI, BLOCKED_DOMAIN = "refund.desk@example", "parcel-release.example"
HELD_PHONE, WARNED_URL = "+447700900417", "https://chat.example/join/profit"
CLEARED_PHONE, EXPIRED_PHONE, UNKNOWN_PHONE = "+447700900555", "+447700900666", "+447700900777"


def _indicator(kind: str, value: str, evidence: str, **changes: str) -> dict[str, Any]:
    return {"type": kind, "value": value, "role": "payee", "evidence": evidence, "expires": LISTED} | changes


_TOLD = [
    _indicator("upi", BLOCKED_UPI, "confirmed"),
    _indicator("domain", BLOCKED_DOMAIN, "ordered", role="lure"),
    _indicator("phone", HELD_PHONE, "several-reports", role="caller"),
    _indicator("url", WARNED_URL, "reported", role="lure"),
]
_PAST = [
    _indicator("phone", CLEARED_PHONE, "reported", role="caller", cleared="2026-05-20T10:00:00+05:30",
               reason="The number was given to somebody else."),
    _indicator("phone", EXPIRED_PHONE, "confirmed", role="caller", expires="2026-07-01T00:00:00+05:30"),
]  # fmt: skip


def build_check_site(folder: Path) -> Path:
    """Build the site below ``folder``; return its folder."""
    files = {
        "advisories/2026/MPC-2026-0001.md": source(1, indicators=_TOLD),
        "advisories/2026/MPC-2026-0001.hi.md": translation(1),
        "advisories/2026/MPC-2026-0002.md": source(2, title="Calls about a bill that was paid", indicators=_PAST),
    }
    return build_site(repository(folder / "tree", files), folder / "site", "--as-of", AS_OF)
