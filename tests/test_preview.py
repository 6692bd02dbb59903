# SPDX-License-Identifier: Apache-2.0
"""The preview's server: the newest build, with a script that waits for the next."""

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.builders import repository

from chetavani.errors import ConfigError
from chetavani.preview import SCRIPT_PATH, WAIT_PATH, Builds, saves, start_server, watched


@pytest.fixture
def builds() -> Builds:
    return Builds()


@pytest.fixture
def address(tmp_path: Path, builds: Builds) -> Iterator[str]:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_text("<body>नमस्ते</body>", encoding="utf-8")
    (tmp_path / "a/feed.atom").write_text("<feed/>", encoding="utf-8")
    server = start_server(tmp_path, builds, "127.0.0.1", 0)
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def get(url: str) -> tuple[str, str]:
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310
        return answer.read().decode(), answer.headers["Content-Type"]


def test_pages_get_the_script_and_files_do_not(address: str) -> None:
    page, media_type = get(f"{address}/a/")
    assert page == '<body>नमस्ते<script src="/.preview/reload.js" defer></script></body>'
    assert media_type == "text/html; charset=utf-8"
    assert get(f"{address}/a/feed.atom") == ("<feed/>", "application/atom+xml; charset=utf-8")
    assert "location.reload" in get(f"{address}{SCRIPT_PATH}")[0]


def test_nothing_above_the_site_is_served(address: str, tmp_path: Path) -> None:
    (tmp_path.parent / "secret.html").write_text("secret", encoding="utf-8")
    for path in ("/../secret.html", "/%2e%2e/secret.html", "/missing/"):
        with pytest.raises(urllib.error.HTTPError) as caught:
            get(address + path)
        assert caught.value.code == 404
        caught.value.close()


def test_a_browser_that_waits_hears_of_the_next_build(address: str, builds: Builds) -> None:
    first, _ = get(f"{address}{WAIT_PATH}?after=")
    threading.Timer(0.2, builds.announce).start()
    second, _ = get(f"{address}{WAIT_PATH}?after={first}")
    assert (first, second) == ("0", "1")


def test_a_taken_port_is_named(address: str, builds: Builds, tmp_path: Path) -> None:
    port = int(address.rpartition(":")[2])
    with pytest.raises(ConfigError, match=f"--port {port}"):
        start_server(tmp_path, builds, "127.0.0.1", port)


def test_a_save_is_noticed_and_scratch_files_are_not(tmp_path: Path) -> None:
    root = repository(tmp_path)
    stop = threading.Event()
    path = root / "advisories/2026/MPC-2026-0001.md"
    assert root / "advisories" in watched(root)
    follow = saves(root, stop)
    threading.Timer(0.5, lambda: (root / "advisories/.x.swp").write_text("x", encoding="utf-8")).start()
    threading.Timer(1.0, lambda: path.write_text("new", encoding="utf-8")).start()
    changed = next(iter(follow))
    stop.set()
    assert {Path(name).name for _, name in changed} == {path.name}
