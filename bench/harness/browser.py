# SPDX-License-Identifier: Apache-2.0
"""Search in a real browser: what is transferred and how long it takes until the first result stands there.

Ours and Material's are asked alike: an empty browser opens the page of the site that searches, with the query in its
address; its own clock runs from there until a result stands in the page. One server serves both, compressed with gzip;
it counts every byte that it sends.
"""

import contextlib
import gzip
import http.server
import json
import statistics
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Browser, sync_playwright

from bench.harness.plan import OURS
from bench.harness.results import Results

_RUNS = 3
_WATCH = """\
new MutationObserver((_, watching) => {
  if (!document.querySelector(%s)) { return; }
  self.firstResult = performance.now();
  watching.disconnect();
}).observe(document, { childList: true, subtree: true });"""
_LONGEST = 120_000  # milliseconds for one search
_CHROMIUM = "/usr/bin/chromium"
_TEXTS = frozenset({".html", ".js", ".css", ".json", ".svg", ".xml", ".txt", ""})
_TYPES = {
    ".js": "text/javascript",
    ".json": "application/json",
    ".pagefind": "application/wasm",
    ".wasm": "application/wasm",
}


@dataclass(frozen=True, slots=True)
class Site:
    """A built site, and how to search it: the page of a language, and where its results stand."""

    tool: str
    folder: Path
    page: Callable[[str], str]
    results: str


def sites(work: Path, count: int) -> Iterator[Site]:
    """Yield the sites that were built with ``count`` advisories and can be searched."""
    ours = work / f"{OURS}-{count}/with-search/site"
    if (ours / "search/index.html").exists():
        yield Site(OURS, ours, lambda code: "search/" if code == "en" else f"{code}/search/", "#cv-finder-results li")
    material = work / f"mkdocs-{count}/public"
    if (material / "search/search_index.json").exists():
        yield Site("mkdocs", material, lambda _: "", ".md-search-result__item")


def queries(count: int) -> tuple[tuple[str, str], ...]:
    """Return what is searched for in which language: a word in Hindi, one in English, an id."""
    return ("hi", "बिजली"), ("en", "parcel"), ("en", f"MPC-2024-{min(42, count // 20):04d}")


def measure_browser(results: Results, work: Path, counts: list[int], say: Callable[[str], None]) -> None:
    """Search every site of ``counts`` advisories and put what was measured into ``results``."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=_CHROMIUM, args=["--no-sandbox"])
        for count in counts:
            for site in sites(work, count):
                with _served(site.folder) as (address, sent):
                    for asked in queries(count):
                        one = _search(browser, site, address, sent, asked)
                        if one is None:
                            say(f"{count:>7} {site.tool:<10} {asked[1]}: nothing was found")
                            continue
                        entry = {"tool": site.tool, "count": count, "language": asked[0], "query": asked[1], **one}
                        results.browser = [old for old in results.browser if _what(old) != _what(entry)] + [entry]
                        shown = f"{one['bytes'] / 1000:,.0f} kB {one['milliseconds']:,.0f} ms"
                        say(f"{count:>7} {site.tool:<10} {asked[1]}: {shown}")
        browser.close()


def _what(entry: dict[str, Any]) -> tuple[object, ...]:
    return entry["tool"], entry["count"], entry["query"]


def _search(
    browser: Browser, site: Site, address: str, sent: list[int], asked: tuple[str, str]
) -> dict[str, float] | None:
    """Return the median time and the most bytes of several searches; None if one finds nothing."""
    target = f"{address}{site.page(asked[0])}?q={quote(asked[1])}"
    times, transferred = [], []
    for number in range(_RUNS + 1):
        context = browser.new_context()
        tab = context.new_page()
        tab.add_init_script(_WATCH % json.dumps(site.results))
        sent.clear()
        tab.goto(target, wait_until="commit")
        try:
            tab.wait_for_function("self.firstResult", timeout=_LONGEST)
            taken, total = float(tab.evaluate("self.firstResult")), sum(sent)
        except Exception as error:  # the driver's timeout is no TimeoutError
            if "Timeout" not in str(error):
                raise
            return None
        finally:
            context.close()
        if number:  # the first one made the server compress what it keeps
            times.append(taken)
            transferred.append(total)
    return {"milliseconds": round(statistics.median(times)), "bytes": max(transferred)}


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves a site compressed, and counts what goes over the wire."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or every other answer waits 40 ms for the browser to acknowledge its head

    def __init__(self, *arguments: Any, sent: list[int], kept: dict[str, bytes], **options: Any) -> None:  # noqa: ANN401
        self.sent = sent
        self.kept = kept
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        """Answer with the file, its text compressed as a web server does."""
        path = Path(self.translate_path(self.path))
        if path.is_dir():
            path /= "index.html"
        if not path.is_file():
            self._answer(http.HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain"}, b"")
            return
        headers = {"Content-Type": _TYPES.get(path.suffix) or self.guess_type(path), "Cache-Control": "max-age=600"}
        content = path.read_bytes()
        if path.suffix in _TEXTS:
            if str(path) not in self.kept:
                self.kept[str(path)] = gzip.compress(content, 6)
            content = self.kept[str(path)]
            headers["Content-Encoding"] = "gzip"
        self._answer(http.HTTPStatus.OK, headers, content)

    def _answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        lines = {**headers, "Content-Length": str(len(content))}
        for name, value in lines.items():
            self.send_header(name, value)
        self.sent.append(len(content) + sum(len(f"{name}: {value}\r\n") for name, value in lines.items()))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Stay silent."""


class _Server(http.server.ThreadingHTTPServer):
    """A server for one browser after another."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Stay silent: a browser that is closed wants no more of what it has asked for."""


@contextlib.contextmanager
def _served(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """Yield where ``folder`` is served, and the list to which every answer's bytes are added."""
    sent: list[int] = []
    handler = partial(_Handler, sent=sent, kept={}, directory=str(folder.resolve()))
    server = _Server(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", sent
    finally:
        server.shutdown()
        server.server_close()
