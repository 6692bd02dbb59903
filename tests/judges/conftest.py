# SPDX-License-Identifier: Apache-2.0
"""What the judges judge: the feeds of a library of everything and of this repository, and a server that serves them."""

import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.judges.feed_judges import Served, free_port, nginx_path
from tests.outputs.feed_world import full_library, repository_library, write_feeds

from chetavani.model.library import Library

CONFIGURATION = """
daemon off;
master_process off;
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{ worker_connections 64; }}
http {{
    types {{ application/atom+xml atom; application/rss+xml rss; application/feed+json json; }}
    log_format answers "$status $uri";
    access_log {home}/access.log answers;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    server {{ listen 127.0.0.1:{port}; root {root}; }}
}}
"""


@dataclass(frozen=True)
class Written:
    """A library and the folder of its feeds."""

    library: Library
    folder: Path

    def files(self, *extensions: str) -> list[Path]:
        """Return the feeds in these formats, in the order of their names."""
        return sorted(path for path in self.folder.iterdir() if path.suffix[1:] in extensions)


@pytest.fixture(scope="session", params=["everything", "this repository"])
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return the feeds of a library: once of the library of everything, once of this repository's."""
    told = full_library() if request.param == "everything" else repository_library()
    return Written(told, write_feeds(told, tmp_path_factory.mktemp("feeds")))


@pytest.fixture(scope="session")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """Return the feeds of the library of everything."""
    told = full_library()
    return Written(told, write_feeds(told, tmp_path_factory.mktemp("everything")))


@pytest.fixture
def served(everything: Written, tmp_path: Path) -> Iterator[Served]:
    """Serve the feeds of everything with nginx on a free port of loopback."""
    home = tmp_path / "nginx"
    home.mkdir()
    port = free_port()
    configuration = home / "nginx.conf"
    root = everything.folder.parent
    configuration.write_text(CONFIGURATION.format(home=home, port=port, root=root), encoding="utf-8")
    process = subprocess.Popen(
        [nginx_path(), "-p", home, "-e", home / "error.log", "-c", configuration], stderr=subprocess.PIPE
    )
    try:
        _await(port, process)
        yield Served(everything.folder, f"http://127.0.0.1:{port}/feeds/", home / "access.log")
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert process.poll() is None, "nginx ended"
        time.sleep(0.05)
    pytest.fail("nginx does not answer")
