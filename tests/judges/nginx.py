# SPDX-License-Identifier: Apache-2.0
"""A real nginx on a free port of loopback, with servers as the tests write them."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.judges.feed_judges import free_port

LISTEN = "127.0.0.1:PORT"
"""What servers listen on; the free port is put in."""

_CONFIGURATION = """
daemon off;
master_process off;
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{ worker_connections 64; }}
http {{
    types {{
        text/html html; text/css css; text/javascript js; image/svg+xml svg; application/feed+json json;
        application/atom+xml atom; application/rss+xml rss;
    }}
    log_format answers "$status $uri";
    access_log {home}/access.log answers;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    {servers}
}}
"""


@contextmanager
def nginx(home: Path, servers: str) -> Iterator[int]:
    """Run nginx with ``servers``, which listen on ``LISTEN``; give the port. Its logs are in ``home``."""
    home.mkdir()
    port = free_port()
    configuration = home / "nginx.conf"
    filled = servers.replace(LISTEN, f"127.0.0.1:{port}")
    configuration.write_text(_CONFIGURATION.format(home=home, servers=filled), encoding="utf-8")
    process = subprocess.Popen(
        [_program(), "-p", home, "-e", home / "error.log", "-c", configuration], stderr=subprocess.PIPE
    )
    try:
        _await(port, process)
        yield port
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _program() -> str:
    """Return where nginx is; it is not on every user's path."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    assert found, "nginx is missing: run .ci/judges"
    return found


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "nginx ended"
        time.sleep(0.05)
    message = "nginx does not answer"
    raise TimeoutError(message)
