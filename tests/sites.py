# SPDX-License-Identifier: Apache-2.0
"""Whole sites for judges: a repository in which every state of every page occurs, built by the real command, served."""

import fcntl
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.builders import ARTICLE, BODY, HINDI_BODY, MKDOCS, ROOT, repository, source, translation

AS_OF = "2026-06-01T12:00:00+00:00"
FILLERS = 160  # entries of one list: enough for an archive
TYPES = {
    "home": "", "several kinds of everything": "advisories/MPC-2026-0001/", "withdrawn": "advisories/MPC-2026-0002/",
    "superseded": "advisories/MPC-2026-0003/", "successor": "advisories/MPC-2026-0004/",
    "expired": "advisories/MPC-2026-0005/", "stale in Hindi": "advisories/MPC-2026-0006/",
    "no Hindi, long words": "advisories/MPC-2026-0007/", "upgrade": "advisories/MPC-2026-0008/",
    "vigil": "advisories/MPC-2026-0009/", "list": "advisories/", "long list": "advisories/fraud-type/lottery/",
    "a year of it": "advisories/fraud-type/lottery/2026/", "a part of it": "advisories/fraud-type/lottery/2026/1/",
    "software list": "advisories/software/example-gateway/", "feeds": "feeds/", "search": "search/?q=1930",
    "check": "check/", "forward": "forward/", "numbers": "numbers/", "article": "guide/first-hour/",
    "missing": "no/such/page/",
}  # fmt: skip
PATHS = [f"{root}{path}" for root in ("", "hi/") for path in TYPES.values()]
RICH_BODY = (
    BODY
    + f"""
> [!WARNING]
> Nobody from a bank asks for a **screen** to be shared.

> [!TIP]
> Save 1930 among your contacts.

| Said on the call | True |
| :--- | ---: |
| A parcel was stopped at the airport by the department of narcotics | never by phone |
| `{"PAY-TO-RELEASE-" * 5}` | no such form |

1. Hang up.
2. Call [1930](tel:1930), see [what to do](#s3) and [the other warning](../MPC-2026-0004/).[^source]
   - Keep the messages.
   - ~~Delete~~ the app only later.

```
a listing with a line that is longer than any phone is wide, longer than any phone is wide, longer than any phone
```

[^source]: The reporting portal says so.
"""
)
_UPGRADE = "\n".join(
    f"## {heading}\n\nVersions before 1.4 of the gateway let anybody in who sends a long header; 1.4 mends it.\n"
    for heading in ("Affected versions", "Fixed versions", "How to upgrade", "Workaround")
)
_SEEN = {"first_seen": "2026-02-01", "last_seen": "2026-03-01"}
_INDICATORS = [
    {"type": "upi", "value": "fee.desk@example", "role": "payee", "evidence": "confirmed"},
    {"type": "phone", "value": "+447700900417", "role": "caller", **_SEEN},
    {"type": "bank-account", "value": "00000000012@EXMP0000001", "role": "payee"},
    {"type": "url", "value": f"https://parcel.example/{'release-' * 12}?a=b", "role": "lure", "evidence": "ordered"},
    {"type": "domain", "value": f"{'very-' * 9}long-name.parcel.example", "role": "infrastructure"},
    {"type": "email", "value": "desk@parcel.example", "role": "sender"},
    {"type": "ip", "value": "203.0.113.7", "role": "infrastructure"},
    {"type": "ip", "value": "2001:db8::7", "role": "infrastructure"},
    {"type": "android-package", "value": "com.example.parcel.release", "role": "payload"},
    {"type": "file-hash", "value": "0123456789abcdef" * 4, "role": "payload", "evidence": "several-reports"},
]
_ACTIONS = [
    {"who": ["courier"], "what": "block", "by": "2026-03-10T18:00:00+05:30", "text": "Block the numbers & accounts."},
    {"who": ["banking"], "what": "hold", "by": "2026-06-03T18:00:00+05:30", "text": "Hold what reaches the accounts."},
]
_SOFTWARE = [
    {"vendor": "Example", "product": "Gateway", "affected": ">= 1.0, < 1.4 || >= 2.0, < 2.0.7", "fixed": "1.4, 2.0.7",
     "cve": ["CVE-2021-44228", "CVE-2021-45046"], "cvss": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H"},
    {"vendor": "Example", "product": "Ledger", "affected": "< 3", "fixed": "3", "cve": ["CVE-2021-44228"]},
]  # fmt: skip


def revised(*days: int) -> list[dict[str, str]]:
    """Return revisions of these days of May 2026."""
    return [{"date": f"2026-05-{day:02d}T10:00:00+05:30", "summary": f"Told more on day {day}."} for day in days]


def every_state() -> dict[str, str]:
    """Return the files of a repository in which there is everything that a page may have to show."""
    return _told() | _older() | _fillers() | _articles()


def _file(number: int, year: int = 2026, language: str = "") -> str:
    return f"advisories/{year}/MPC-{year}-{number:04d}{language}.md"


def _told() -> dict[str, str]:
    given: dict[int, dict[str, Any]] = {
        1: {"severity": "critical", "body": RICH_BODY, "indicators": _INDICATORS, "actions": _ACTIONS,
            "revisions": revised(2, 9), "aliases": ["EXAMPLE-17"], "related": ["MPC-2026-0004", "MPC-2026-0008"],
            "sectors": ["courier", "public", "banking"], "contact": "desk@chetavani.example"},
        2: {"title": "Warning about a charity that was genuine", "status": "withdrawn", "reason": "It was genuine.",
            "revisions": revised(11)},
        3: {"title": "Old form of the rent deposit trick", "status": "superseded", "superseded_by": "MPC-2026-0004",
            "revisions": revised(20)},
        4: {"title": "New form of the rent deposit trick", "published": "2026-05-20T11:00:00+05:30"},
        5: {"title": "Festival shops that never deliver", "expires": "2026-05-01T00:00:00+05:30"},
        6: {"title": "Helpers who clone a fingerprint", "revisions": revised(3, 20)},
        7: {"title": f"A name without an end: {'Unbreakable' * 8}", "summary": f"See {'unbreakable' * 14} for it."},
        8: {"title": "Gateways that let anybody in", "kind": "software-upgrade", "fraud_types": None,
            "sectors": ["payment", "e-commerce"], "software": _SOFTWARE, "body": _UPGRADE,
            "actions": [{"who": ["payment"], "what": "patch", "by": "2026-06-09T18:00:00+05:30", "text": "Patch."}]},
        9: {"title": "Sealed goods on offer without a licence", "kind": "vigil-notice", "sectors": ["e-commerce"],
            "fraud_types": ["prohibited-goods"],
            "actions": [{"who": ["e-commerce"], "what": "delist", "by": "2026-06-20T18:00:00+05:30", "text": "Go."}]},
    }  # fmt: skip
    hindi: dict[int, dict[str, Any]] = {
        1: {"translates": "3", "body": HINDI_BODY + "\n> [!WARNING]\n> किसी को OTP न बताएँ।\n"},
        2: {"title": "एक असली संस्था के बारे में चेतावनी"},
        4: {"title": "किराए की जमा राशि की नई चाल"},
        6: {"title": "अंगूठे की नक़ल करने वाले सहायक"},
    }
    files = {_file(number): source(number, **changes) for number, changes in given.items()}
    return files | {_file(number, language=".hi"): translation(number, **given) for number, given in hindi.items()}


def _older() -> dict[str, str]:
    given: Mapping[int, dict[str, Any]] = {
        2024: {"title": "Prize letters with a stamp duty", "severity": "low"},
        2025: {"title": "Loan apps that read the contacts", "severity": "medium", "fraud_types": ["fake-loan-app"]},
    }
    return {
        _file(1, year): source(1, id=f"MPC-{year}-0001", published=f"{year}-11-05T11:00:00+05:30", **changes)
        for year, changes in given.items()
    }


def _fillers() -> dict[str, str]:
    given = {"severity": "low", "fraud_types": ["lottery"], "sectors": ["public"]}
    return {
        _file(number): source(number, title=f"Lottery letter of lot {number}", **given)
        for number in range(10, 10 + FILLERS)
    }


_GUIDES = ("feed-guide", "for-nodal-officers", "report", "verify")
_RICH_ARTICLE = """
> A quotation.

!!! warning "Do not call back"
    The number in the message is the thief's.

| Time | What to do |
| --- | --- |
| First minute | Call 1930 |

```
a listing with a line that is longer than any phone is wide, longer than any phone is wide, longer than any phone
```

## Afterwards

See [the portal](https://cybercrime.gov.in/) and [the newest warning](../../advisories/MPC-2026-0001/).
"""


def _articles() -> dict[str, str]:
    """Return the articles that pages lead to, and a navigation with all of them."""
    files = {}
    navigation = MKDOCS
    for language, about, label in (("en", "", "guide"), ("hi", "hi/", "जानकारी")):
        other = "" if about else "hi/"
        for name in _GUIDES:
            path = f"{about}guide/{name}"
            head = f"title: {label} {name}\nlang: {language}\nalternate: {other}guide/{name}/\n"
            files[f"docs/{path}.md"] = f"---\n{head}---\n# {label} {name}\n\n1930\n"
            after = f"          - {about}guide/first-hour.md\n"
            navigation = navigation.replace(after, f"{after}          - {path}.md\n")
    article = ARTICLE + _RICH_ARTICLE
    return files | {"docs/guide/first-hour.md": article, "mkdocs.yml": navigation}


def build_site(root: Path, output: Path, *options: str) -> Path:
    """Build the repository at ``root`` through the real command; return the folder of the site."""
    command = (sys.executable, ROOT / "build.py", "--quiet", "--root", root, "--output", output)
    done = subprocess.run([*command, *options], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return output.resolve()


def build_every_state(folder: Path) -> Path:
    """Build the site of every state below ``folder``; return the folder of the site."""
    return build_site(repository(folder / "tree", every_state()), folder / "site", "--as-of", AS_OF)


def made_once(home: Path, name: str, make: Callable[[Path], Path]) -> Path:
    """Return what ``make`` makes in a folder below ``home``; of several processes one makes it, and the others wait."""
    folder, told = home / name, home / f"{name}.made"
    with (home / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what was left of one that failed
            folder.mkdir()
            told.write_text(str(make(folder)), encoding="utf-8")
    return Path(told.read_text(encoding="utf-8"))


class SiteHandler(SimpleHTTPRequestHandler):
    """Serves a site as a static host does, with its own page for what is missing, and says nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is missing with the page of the site itself."""
        missing = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not missing.is_file():
            super().send_error(code, message, explain)
            return
        content = missing.read_bytes()
        self.send_response(code)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@contextmanager
def serving(folder: Path, handler: type[SiteHandler] = SiteHandler) -> Iterator[str]:
    """Serve ``folder`` on a free port of loopback; give its address, with a closing /."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
