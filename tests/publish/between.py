# SPDX-License-Identifier: Apache-2.0
"""What stands between a publisher and its store: it counts what passes, and answers itself where a test wants that."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_OWN = {"connection", "transfer-encoding", "keep-alive", "content-length"}


@dataclass
class Between:
    """The requests that came, as method and path; ``fault`` gives the status to answer with instead of the store."""

    came: list[tuple[str, str]] = field(default_factory=list)
    fault: Callable[[str, str, dict[str, str]], int | None] = lambda _method, _path, _headers: None
    address: str = ""

    def written(self, bucket: str) -> list[str]:
        """Return the keys of what was written into a bucket, but for the publisher's own notes."""
        start = f"/{bucket}/"
        paths = [path.removeprefix(start) for method, path in self.came if method == "PUT"]
        return [path for path in paths if not path.startswith(".chetavani/")]


def no_conditions(_method: str, _path: str, headers: dict[str, str]) -> int | None:
    """Refuse conditional writes, as OpenStack Swift does."""
    return 501 if _method == "PUT" and {"if-match", "if-none-match"} & headers.keys() else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, *arguments: object, between: Between, store: str) -> None:
        self.between, self.store = between, store
        super().__init__(*arguments)  # type: ignore[arg-type]

    def _pass(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        path = self.path.partition("?")[0]
        self.between.came.append((self.command, path))
        status = self.between.fault(self.command, path, headers)
        if status:
            self._answer(status, [], f"<Error><Code>Fault{status}</Code></Error>".encode())
            return
        with closing(http.client.HTTPConnection(self.store, timeout=30)) as connection:
            connection.request(self.command, self.path, body, dict(self.headers.items()))
            with connection.getresponse() as answer:
                content, length = answer.read(), answer.getheader("Content-Length")
                self._answer(answer.status, answer.getheaders(), content, length)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _pass  # noqa: N815 - the names that the class above wants

    def _answer(self, status: int, headers: list[tuple[str, str]], body: bytes, length: str | None = None) -> None:
        self.send_response(status)
        for name, value in headers:
            if name.lower() not in _OWN:
                self.send_header(name, value)
        self.send_header("Content-Length", length if self.command == "HEAD" and length else str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, *_: object) -> None:
        """Say nothing of publishers that were killed."""


@contextmanager
def standing_between(store: str) -> Iterator[Between]:
    """Stand between publishers and the store at an address."""
    between = Between()
    handler = partial(_Handler, between=between, store=store.removeprefix("http://"))
    server = _Server(("127.0.0.1", 0), handler)
    between.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield between
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
