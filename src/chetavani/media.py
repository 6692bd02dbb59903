# SPDX-License-Identifier: Apache-2.0
"""Media types and cache headers of a site's files, for who serves them without nginx or Caddy.

The same as ``deploy/nginx/chetavani.conf`` has; a test holds both together.
"""

import re
from pathlib import PurePosixPath

_TYPES = {
    "html": "text/html", "css": "text/css", "js": "text/javascript", "mjs": "text/javascript", "txt": "text/plain",
    "hosts": "text/plain", "rpz": "text/plain", "conf": "text/plain", "csv": "text/csv", "svg": "image/svg+xml",
    "png": "image/png", "ico": "image/x-icon", "woff2": "font/woff2", "wasm": "application/wasm",
    "atom": "application/atom+xml", "rss": "application/rss+xml", "json": "application/json",
    "map": "application/json", "jsonl": "application/jsonl", "xml": "application/xml", "opml": "text/x-opml",
    "gz": "application/gzip", "zip": "application/zip", "sqlite": "application/vnd.sqlite3",
    "db": "application/vnd.sqlite3", "asc": "application/pgp-signature",
}  # fmt: skip
_TEXTS = frozenset({
    "text/html", "text/css", "text/javascript", "text/plain", "text/csv", "application/json", "application/atom+xml",
    "application/rss+xml", "application/xml",
})  # fmt: skip
UNKNOWN = "application/octet-stream"
ENCODINGS = {".br": "br", ".gz": "gzip"}
"""How a compressed variant is encoded, by its suffix (RFC 9110, 8.4.1; RFC 7932)."""

CACHE: tuple[tuple[str, str], ...] = (
    (r"assets/chetavani/[0-9a-f]+/", "public, max-age=31536000, immutable"),
    (r"assets/stylesheets/main\.[0-9a-f]+\.", "public, max-age=31536000, immutable"),
    (r"assets/", "public, max-age=86400"),
    (r"lookup/v1/cards/", "public, max-age=300, stale-while-revalidate=300, stale-if-error=86400"),
    (r"lookup/", "public, max-age=300, stale-while-revalidate=300, stale-if-error=86400"),
    (r"bulk/", "public, max-age=300, stale-while-revalidate=3600, stale-if-error=86400"),
    (r"pagefind/.*\.pf_", "public, max-age=31536000, immutable"),
    (r"", "public, max-age=60, stale-while-revalidate=60, stale-if-error=86400"),
)
"""How long a cache may keep a file, by how its path begins (RFC 9111, 5.2): the first that fits."""

_CACHE = tuple((re.compile(start), said) for start, said in CACHE)


def media_type(path: str) -> str:
    """Return the media type of a file, with the character set where it is text."""
    found = _TYPES.get(PurePosixPath(path).suffix.removeprefix("."), UNKNOWN)
    return f"{found}; charset=utf-8" if found in _TEXTS else found


def cache_control(path: str) -> str:
    """Return the ``Cache-Control`` header of a file."""
    return next(said for start, said in _CACHE if start.match(path))


def types() -> dict[str, str]:
    """Return the media types by the ends of the files' names."""
    return dict(_TYPES)
