# SPDX-License-Identifier: Apache-2.0
"""A small site with look-up files, written by hand as their format says, and a server that tells what it was asked."""

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from pathlib import Path
from threading import Thread
from typing import Any, NamedTuple

NOW = 1_800_000_000  # 2027-01-15T08:00:00Z
LATER, BEFORE = "2027-02-01T00:00:00Z", "2027-01-01T00:00:00Z"
ENTRIES = [
    ("upi", "fee.desk@example", "block", "MPC-2026-0001", LATER),
    ("phone", "+447700900417", "hold", "MPC-2026-0002", LATER),
    ("url", "https://shop.parcel.example/pay", "warn", "MPC-2026-0003", LATER),
    ("domain", "parcel.example", "hold", "MPC-2026-0004", LATER),
    ("domain", "mail.example", "warn", "MPC-2026-0005", LATER),
    ("email", "desk@mail.example", "block", "MPC-2026-0006", LATER),
    ("upi", "old.desk@example", "warn", "MPC-2026-0007", BEFORE),
    ("phone", "+447700900999", "cleared", "MPC-2026-0008", BEFORE),
    ("ip", "203.0.113.7", "block", "MPC-2026-0009", LATER),
]
CARD = {"id": "MPC-2026-0001", "revision": 1, "texts": {"en": {
    "title": "Fraud: a fee before the job", "message": "This UPI id takes fees for jobs that do not exist.",
    "do": ["Do not pay.", "Paid already? Call 1930 now."],
    "link": "https://site.example/advisories/MPC-2026-0001/"}}}  # fmt: skip
META: dict[str, Any] = {
    "version": 1, "prefix_digits": 2, "hash": "sha256", "hash_bytes": 16, "entries": len(ENTRIES),
    "updated": "2027-01-10T00:00:00Z", "shard": "{prefix}.json", "card": "cards/{advisory}.json", "max_age": 3600,
    "helpline": "1930", "report": "https://cybercrime.gov.in",
}  # fmt: skip


def digest_of(kind: str, value: str) -> bytes:
    return hashlib.sha256(f"{kind}:{value}".encode()).digest()


def prefix_of(kind: str, value: str, digits: int = 2) -> str:
    return digest_of(kind, value).hex()[:digits]


def write_lookup(site: Path, digits: int = 2) -> Path:
    """Write the look-up files of ``ENTRIES`` into ``site``; return it."""
    folder = site / "lookup/v1"
    (folder / "cards").mkdir(parents=True, exist_ok=True)
    shards: dict[str, list[list[str]]] = {"".join(one): [] for one in product("0123456789abcdef", repeat=digits)}
    for kind, value, *told in ENTRIES:
        short = base64.urlsafe_b64encode(digest_of(kind, value)[:16]).decode().rstrip("=")
        shards[prefix_of(kind, value, digits)].append([short, *told])
    for old in folder.glob("*.json"):
        old.unlink()
    for prefix, entries in shards.items():
        lines = ",\n".join(json.dumps(entry, separators=(",", ":")) for entry in sorted(entries))
        (folder / f"{prefix}.json").write_text(f'{{"prefix":"{prefix}","entries":[\n{lines}\n]}}\n')
    (folder / "meta.json").write_text(json.dumps(META | {"prefix_digits": digits}))
    (folder / "cards/MPC-2026-0001.json").write_text(json.dumps(CARD))
    return site


class Asked(NamedTuple):
    """A request: the path below the folder of the look-up, the headers, the status of the answer."""

    path: str
    headers: dict[str, str]
    status: int


class Site:
    """A served site. ``asked`` are the requests so far; ``slow`` is for how many seconds each answer is held back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self.asked: list[Asked] = []
        self.slow = 0.0

    def paths(self) -> list[str]:
        """Return what was asked for since the last call."""
        told, self.asked = [one.path for one in self.asked], []
        return told


_TYPES = {".json": "application/json", ".mjs": "text/javascript", ".html": "text/html", "": "text/plain"}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # browsers keep nothing by its ETag for an older one

    def __init__(self, site: Site, *given: Any) -> None:  # noqa: ANN401  (the server's own)
        self.site = site
        super().__init__(*given)

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Answer with a file, with an ETag, after as long as the site is slow."""
        time.sleep(self.site.slow)
        asked = self.path.partition("?")[0]
        path = self.site.folder / asked.lstrip("/")
        content = path.read_bytes() if path.is_file() else None
        mark = f'"{hashlib.sha256(content or b"").hexdigest()[:16]}"'
        status = 404 if content is None else 304 if self.headers.get("If-None-Match") == mark else 200
        told = asked.removeprefix("/lookup/v1/")
        self.site.asked.append(Asked(told, dict(self.headers), status))
        self.send_response(status)
        self.send_header("Content-Type", _TYPES[path.suffix])
        self.send_header("ETag", mark)
        self.send_header("Connection", "close")
        body = content if status == 200 and content else b""
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serving(folder: Path) -> Iterator[Site]:
    """Serve ``folder`` on a free port of loopback."""
    site = Site(folder)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, site))
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # who gives up hangs up
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    site.address = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
