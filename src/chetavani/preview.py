# SPDX-License-Identifier: Apache-2.0
"""The preview: a server on this machine that rebuilds what a save touches and has the browser load it again.

The pages are those of a build, byte for byte; only on their way to the browser a script is added that waits for the
next build. A save with findings that stop a build keeps the last good pages.
"""

import http.server
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from watchfiles import Change, DefaultFilter, watch
from watchfiles.main import FileChange

from chetavani.errors import ConfigError
from chetavani.templating import template_roots

WAIT_PATH = "/.preview/wait"
SCRIPT_PATH = "/.preview/reload.js"
_PATIENCE = 25.0  # seconds a browser's question stays open before it asks again
_SCRIPT = b"""\
(async () => {
  let seen = null;
  for (;;) {
    try {
      const answer = await fetch("/.preview/wait?after=" + (seen ?? ""), { cache: "no-store" });
      const number = await answer.text();
      if (seen !== null && number !== seen) { location.reload(); return; }
      seen = number;
    } catch {
      await new Promise((resume) => setTimeout(resume, 1000));
    }
  }
})();
"""
_TAG = b'<script src="/.preview/reload.js" defer></script></body>'
_MEDIA_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".pagefind": "application/wasm",
}


class Builds:
    """Counts the builds, and lets browsers wait for the next."""

    def __init__(self) -> None:
        self._number = 0
        self._changed = threading.Condition()

    def announce(self) -> None:
        """Say that there is a new build."""
        with self._changed:
            self._number += 1
            self._changed.notify_all()

    def wait(self, seen: str) -> int:
        """Return the number of the newest build, after waiting a while for one that is not ``seen``."""
        with self._changed:
            self._changed.wait_for(lambda: str(self._number) != seen, _PATIENCE if seen else 0)
            return self._number


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the newest build, with the reload script added to pages."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **_MEDIA_TYPES}  # noqa: RUF012

    def __init__(self, *arguments: Any, builds: Builds, **options: Any) -> None:  # noqa: ANN401
        self.builds = builds
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        """Answer a question of the script, or serve a file."""
        path, _, query = self.path.partition("?")
        if path == WAIT_PATH:
            self._answer(str(self.builds.wait(query.removeprefix("after="))).encode(), "text/plain")
        elif path == SCRIPT_PATH:
            self._answer(_SCRIPT, _MEDIA_TYPES[".js"])
        elif page := self._page(path):
            self._answer(page.read_bytes().replace(b"</body>", _TAG), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def _page(self, path: str) -> Path | None:
        """Return the HTML file that ``path`` names, or None for anything else."""
        found = Path(self.translate_path(path))
        if path.endswith("/"):
            found /= "index.html"
        return found if found.suffix == ".html" and found.is_file() else None

    def _answer(self, content: bytes, media_type: str) -> None:
        self.send_response(http.HTTPStatus.OK)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        """Forbid caching: a preview is always of now."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        """Stay silent: the terminal is for builds and findings."""


def start_server(site: Path, builds: Builds, host: str, port: int) -> http.server.ThreadingHTTPServer:
    """Serve ``site`` in a thread of its own; port 0 takes a free one. Raises ConfigError if the port is taken."""
    handler = partial(_Handler, builds=builds, directory=str(site))
    try:
        server = http.server.ThreadingHTTPServer((host, port), handler)
    except OSError as error:
        raise ConfigError(f"--port {port}", f"cannot be used: {error.strerror}.", "Name another --port.") from None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, name="preview", daemon=True).start()
    return server


class _Sources(DefaultFilter):
    """What counts as a save: anything but editors' scratch files, caches and the site itself."""

    def __init__(self, root: Path) -> None:
        super().__init__()
        self._site = (str(root / "site"), str(root / ".site.builds"))

    def __call__(self, change: Change, path: str) -> bool:
        """Whether a change matters."""
        return super().__call__(change, path) and not path.startswith(self._site)


def watched(root: Path) -> list[Path]:
    """Return the files and folders whose changes a preview follows."""
    names = ("advisories", "docs", "chetavani.toml", "mkdocs.yml")
    return [path for path in (*(root / name for name in names), *template_roots(root)) if path.exists()]


def saves(root: Path, stop: threading.Event) -> Iterator[set[FileChange]]:
    """Yield what changed after every save below ``root`` that matters, until ``stop`` is set."""
    return watch(*watched(root), watch_filter=_Sources(root), stop_event=stop, debounce=200, step=50)
