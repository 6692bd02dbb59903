# SPDX-License-Identifier: Apache-2.0
"""Files: the manifest lists every one as it is, and every link from one to another leads somewhere."""

import hashlib
import html
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from urllib.parse import unquote, urljoin

from chetavani.manifest import MANIFEST
from chetavani.model.finding import Finding, Level, Rule
from chetavani.release.record import OPENPGP, is_of_release
from chetavani.verify.base import Release, finding

_AGAIN = "Build the site again; what is served must be what was built."
MISSING = Rule("CH401", "file-missing", Level.ERROR, _AGAIN)
ALTERED = Rule("CH402", "file-altered", Level.ERROR, _AGAIN)
UNLISTED = Rule("CH403", "file-not-in-manifest", Level.ERROR, "Delete it, or let a build make it: nobody can check it.")
DEAD_LINK = Rule("CH404", "dead-link", Level.ERROR, "Mend the output that writes the link, or the text that has it.")

_PAGES = (".html",)
_LINKED = (".html", ".json", ".jsonl", ".xml", ".atom", ".rss", ".csv", ".txt", ".opml")
_VARIANTS = (".br", ".gz")
_ATTRIBUTE = re.compile(r"""\s(?:href|src)=(?:"([^"]*)"|'([^']*)'|([^\s>"']+))""")
_ENDS = r"[^\s\"'<>\\^`{|})\]]*"
_NAMES = (
    r"""(?<!scheme=["'])(?<!domain=["'])"""  # feeds name the kinds of their categories by addresses (RFC 4287, 4.2.2.2)
)
_AFTER = ".,;:!?*_"  # what follows an address in a text and is not of it
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")


def check(release: Release) -> Iterator[Finding]:
    """Find files that are not as the manifest says, and links within the site that lead nowhere."""
    entries = release.site.entries
    known = {*entries, MANIFEST}
    for path in sorted(release.site.there() - known):
        if not (path.endswith((*_VARIANTS, OPENPGP)) and path.rpartition(".")[0] in known) and not is_of_release(path):
            yield finding(UNLISTED, path, "is not in the manifest.")
    leads = _Leads(release)
    for path, entry in entries.items():
        content = release.site.read(path)
        if content is None:
            yield finding(MISSING, path, "is in the manifest, but not there.")
            continue
        if len(content) != entry.size or hashlib.sha256(content).hexdigest() != entry.sha256:
            yield finding(ALTERED, path, "is not what the manifest says: its SHA-256 is another.")
        if path.endswith(_LINKED):
            yield from leads.dead(path, content)


class _Leads:
    """Where addresses lead."""

    def __init__(self, release: Release) -> None:
        self._base = release.context.settings.base_url
        self._signed = bool(release.context.settings.csaf.openpgp)  # a release adds these signatures
        self._files = release.site.entries.keys() | {MANIFEST}
        self._folders = {folder for path in self._files for folder in _folders(path)}
        self._own = re.compile(_NAMES + re.escape(self._base) + _ENDS)
        self._is_dead = lru_cache(maxsize=100_000)(self._leads_nowhere)

    def dead(self, path: str, content: bytes) -> Iterator[Finding]:
        """Find the links of a file that lead nowhere, each once."""
        text = content.decode(errors="replace")
        found = dict.fromkeys(self._own.findall(text))
        if path.endswith(_PAGES):
            found |= dict.fromkeys(_on_page(text, self._base + path, self._base))
        for address in found:
            if self._is_dead(address):
                yield finding(DEAD_LINK, path, f"links to {html.unescape(address)}, which is not in the site.")

    def _leads_nowhere(self, address: str) -> bool:
        """Whether an address of this site is that of no file, nor of a folder whose listing a server may show."""
        plain = html.unescape(address)
        if "<" in plain:  # a text that shows how addresses are made: feeds/<slice>.json
            return False
        candidates = (plain, plain.rstrip(_AFTER))
        return not any(self._is_there(one.removeprefix(self._base)) for one in candidates)

    def _is_there(self, relative: str) -> bool:
        path = unquote(re.split(r"[?#]", relative, maxsplit=1)[0])
        return (
            path in self._files
            or f"{path}index.html" in self._files
            or f"{path}/".lstrip("/") in self._folders
            or path in self._folders
            or (self._signed and path.endswith(OPENPGP) and path.removesuffix(OPENPGP) in self._files)
        )


def _folders(path: str) -> Iterator[str]:
    parts = path.split("/")[:-1]
    for number in range(1, len(parts) + 1):
        yield "/".join(parts[:number]) + "/"


def _on_page(text: str, page: str, base: str) -> Iterable[str]:
    """Yield the addresses below ``base`` that the attributes of a page name, in full."""
    folder = page.removesuffix("index.html")
    for match in _ATTRIBUTE.finditer(text):
        target = html.unescape(match[1] or match[2] or match[3] or "")
        if target and not target.startswith("#") and not _SCHEME.match(target):
            address = urljoin(folder, target)
            if address.startswith(base):
                yield address
