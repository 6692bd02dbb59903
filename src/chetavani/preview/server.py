# SPDX-License-Identifier: Apache-2.0
"""The preview's server: the newest build, with the panel's script added to pages, and what the script asks for."""

import http.server
import ipaddress
import json
import socket
import threading
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from chetavani.errors import ConfigError
from chetavani.preview.board import Board, everything

PREFIX = "/.preview/"
WAIT_PATH = f"{PREFIX}wait"
NOTES_PATH = f"{PREFIX}notes"
_FILES = {
    f"{PREFIX}panel.js": ("panel.js", "text/javascript; charset=utf-8"),
    f"{PREFIX}panel.css": ("panel.css", "text/css; charset=utf-8"),
}
_HTML = "text/html; charset=utf-8"
_MEDIA_TYPES = {
    ".atom": "application/atom+xml; charset=utf-8",
    ".rss": "application/rss+xml; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".pagefind": "application/wasm",
}
_NOTHING_YET = b"""\
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><title>No such page</title></head>
<body><main><h1>No such page</h1><p>It comes up here by itself as soon as a build has it.</p></main></body></html>
"""


class _Server(http.server.ThreadingHTTPServer):
    """Answers each browser in a thread of its own, and says nothing of browsers that have gone."""

    daemon_threads = True
    block_on_close = False  # a thread that waits for the next build ends with the process

    def __init__(self, host: str, port: int, handler: Any) -> None:  # noqa: ANN401 - a handler class or its partial
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), handler)

    def handle_error(self, *_: object) -> None:
        """Stay silent: a browser that closes a page, or a file that a build has just replaced, is no news."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the newest build, with the script added to pages."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or every other answer waits 40 ms for the browser to acknowledge its head
    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, **_MEDIA_TYPES}  # noqa: RUF012

    def __init__(self, *arguments: Any, board: Board, host: str, **options: Any) -> None:  # noqa: ANN401
        self.board = board
        self.host = host
        super().__init__(*arguments, **options)

    def do_GET(self) -> None:
        """Answer a question of the script, or serve a file."""
        path, _, query = self.path.partition("?")
        if not self._is_meant():
            self.send_error(HTTPStatus.FORBIDDEN, "This preview goes by another name")
        elif path == WAIT_PATH:
            asked = {name: values[0] for name, values in parse_qs(query).items()}
            self._json(self.board.wait(asked.get("after", ""), asked.get("page", "")))
        elif path == NOTES_PATH:
            self._json(everything(self.board.standing))
        elif path in _FILES:
            name, media_type = _FILES[path]
            self._answer(Path(__file__).with_name(name).read_bytes(), media_type)
        else:
            self._serve(path)

    def _serve(self, path: str) -> None:
        """Serve a file of the site, a page with the script; what is not there with the site's page for that."""
        tag = f'<script src="{PREFIX}panel.js" data-pages="{self.board.made(path)}" defer></script>'.encode()
        found = Path(self.translate_path(path))
        page = found / "index.html" if path.endswith("/") else found
        try:
            if page.suffix == ".html":
                self._answer(_with(page.read_bytes(), tag), _HTML)
            elif page.is_file() or found.is_dir():
                super().do_GET()
            else:
                self._missing(tag)
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
            self._missing(tag)

    def _missing(self, tag: bytes) -> None:
        own = Path(self.directory, "404.html")
        page = own.read_bytes() if own.is_file() else _NOTHING_YET
        self._answer(_with(page, tag), _HTML, HTTPStatus.NOT_FOUND)

    def _is_meant(self) -> bool:
        """Whether the browser asks for this machine by a name of it.

        A page from elsewhere, whose name was made to lead here, may not read what is not published.
        """
        host = self.headers.get("Host", "").strip()
        name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return name.lower() in {"", "localhost", self.host.lower()}
        return True

    def _json(self, value: object) -> None:
        self._answer(json.dumps(value).encode(), _MEDIA_TYPES[".json"])

    def _answer(self, content: bytes, media_type: str, status: HTTPStatus = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def end_headers(self) -> None:
        """Forbid caching: a preview is always of now."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def list_directory(self, path: Any) -> None:  # noqa: ANN401 - as in the class above
        """Refuse: a site lists no folders."""
        del path
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, *_: object) -> None:
        """Stay silent: the terminal is for builds and findings."""


def _with(page: bytes, tag: bytes) -> bytes:
    """Return ``page`` with ``tag`` at the end of its body."""
    before, end, after = page.rpartition(b"</body>")
    return before + tag + end + after if end else page + tag


def open_server(site: Path, board: Board, host: str, port: int) -> http.server.ThreadingHTTPServer:
    """Return a server of ``site`` that holds its port and does not answer yet; port 0 takes a free one.

    Raises ConfigError if the port is taken or the host is not this machine.
    """
    try:
        return _Server(host, port, partial(_Handler, board=board, host=host, directory=str(site)))
    except OSError as error:
        cause = f"cannot be used: {error.strerror}."
        raise ConfigError(f"--host {host} --port {port}", cause, "Name another --port or --host.") from None


def address_of(server: http.server.ThreadingHTTPServer) -> str:
    """Return where a browser finds ``server``."""
    host = str(server.server_address[0])
    return f"http://{f'[{host}]' if ':' in host else host}:{server.server_port}/"


def answer(server: http.server.ThreadingHTTPServer) -> None:
    """Let ``server`` answer, in threads of its own, until it is shut down."""
    threading.Thread(target=partial(server.serve_forever, 0.05), name="preview", daemon=True).start()
