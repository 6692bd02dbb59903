# SPDX-License-Identifier: Apache-2.0
"""Judges of built pages: the HTML checker of the W3C, and checkers of links and of foreign references."""

import json
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from posixpath import dirname, normpath
from urllib.parse import unquote, urlsplit

from lxml import html
from tests.builders import ROOT

_CHECKER = ROOT / ".tools/npm/node_modules/vnu-jar/build/dist/vnu.jar"
_FETCHED = (
    "//*[not(self::a or self::link or self::area)]/@href | //@src | //@poster | //@data | //@action | //@formaction"
    " | //@srcset | //@background | //link[not(@rel='canonical' or @rel='alternate')]/@href"
    " | //meta[@http-equiv]/@content"
)
_STYLES = "//style/text() | //@style"
_IN_STYLE = re.compile(r"""(?:url\(|@import(?!\s*url))\s*["']?([^"')\s;]+)""", re.IGNORECASE)
_IN_SCRIPT = re.compile(r"""["'`]\s*((?:https?:|wss?:)?//[a-z][^"'`\s]*)""", re.IGNORECASE)
# what a script names without asking for it: a namespace, and the base against which Pagefind parses addresses
_NAMED_ONLY = ("http://www.w3.org/", "https://example.com${")
_FOREIGN = re.compile(r"(?!data:)(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def html_errors(*places: Path) -> list[str]:
    """Return what the HTML checker calls an error in these files and folders, a line each."""
    options = ("--skip-non-html", "--errors-only", "--stdout", "--format", "json")
    done = subprocess.run(["java", "-jar", _CHECKER, *options, *places], capture_output=True, text=True, check=False)
    said = json.loads(done.stdout)["messages"]
    assert done.returncode == (1 if said else 0), done.stderr
    return [f"{one['url']}:{one.get('lastLine')}: {one['message']}" for one in said]


def pages(site: Path) -> list[Path]:
    """Return every page of a site."""
    return sorted(site.rglob("*.html"))


def foreign_references(site: Path) -> list[str]:
    """Return everything by which a page, a style sheet, a picture or a script would fetch from another host."""
    readers: dict[str, Callable[[str], Iterable[str]]] = {
        ".html": _page_fetches, ".svg": _page_fetches, ".css": _IN_STYLE.findall,
        ".js": _script_fetches,
    }  # fmt: skip
    return [
        f"{path.relative_to(site)}: {one}"
        for path in sorted(site.rglob("*"))
        if path.suffix in readers
        for one in readers[path.suffix](path.read_text(encoding="utf-8"))
        if _FOREIGN.match(one.strip())
    ]


def _page_fetches(text: str) -> Iterator[str]:
    tree = html.document_fromstring(text.encode())
    yield from tree.xpath(_FETCHED)
    for style in tree.xpath(_STYLES):
        yield from _IN_STYLE.findall(style)


def _script_fetches(text: str) -> Iterator[str]:
    yield from (one for one in _IN_SCRIPT.findall(text) if not one.startswith(_NAMED_ONLY))


def broken_links(site: Path, base_url: str) -> list[str]:
    """Return every link to the site itself, relative or below ``base_url``, that leads to no file or to no anchor."""
    anchors = cache(_anchors)
    found = []
    for page in pages(site):
        own = page.relative_to(site).as_posix()
        for address in sorted(set(_tree(page).xpath("//@href | //@src | //@action | //@data-cv-link"))):
            inside = _inside(address, own, base_url)
            if inside is None:
                continue
            file = site / inside[0]
            if not file.is_file() or (inside[1] and file.suffix == ".html" and inside[1] not in anchors(file)):
                found.append(f"{own}: {address}")
    return found


def disordered_headings(site: Path) -> list[str]:
    """Return the pages that do not begin with their one heading of level 1, or that skip a level on the way down."""
    return [page.relative_to(site).as_posix() for page in pages(site) if not _ordered(_levels(page))]


def _levels(page: Path) -> list[int]:
    return [int(one.tag[1]) for one in _tree(page).xpath("//h1 | //h2 | //h3 | //h4 | //h5 | //h6")]


def _ordered(levels: list[int]) -> bool:
    gentle = all(below <= above + 1 for above, below in pairwise(levels))
    return levels[:1] == [1] and levels.count(1) == 1 and gentle


def _tree(path: Path) -> html.HtmlElement:
    return html.document_fromstring(path.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


def _anchors(page: Path) -> frozenset[str]:
    return frozenset(_tree(page).xpath("//@id"))


def _inside(address: str, own: str, base_url: str) -> tuple[str, str] | None:
    """Return the path in the site and the anchor to which a link leads; None if it leads out of the site."""
    if address.startswith(base_url):
        address = f"/{address.removeprefix(base_url)}"
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return None
    if not parts.path:
        return own, unquote(parts.fragment)
    path = normpath(f"/{dirname(own)}/{unquote(parts.path)}" if not parts.path.startswith("/") else parts.path)
    folder = parts.path.endswith(("/", "/.", "/..")) or parts.path in {".", ".."}
    return f"{path}/index.html".lstrip("/") if folder else path.lstrip("/"), unquote(parts.fragment)
