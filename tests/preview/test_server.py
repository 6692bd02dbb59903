# SPDX-License-Identifier: Apache-2.0
"""The preview's server: the newest build, with the panel's script in its pages."""

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from chetavani.errors import ConfigError
from chetavani.preview.board import Board
from chetavani.preview.server import NOTES_PATH, WAIT_PATH, address_of, answer, open_server


@pytest.fixture
def board(tmp_path: Path) -> Board:
    return Board(tmp_path / "site")


@pytest.fixture
def address(tmp_path: Path, board: Board) -> Iterator[str]:
    site = tmp_path / "site"
    (site / "a").mkdir(parents=True)
    (site / "empty").mkdir()
    (site / "a/index.html").write_text("<body>नमस्ते &lt;/body></body>", encoding="utf-8")
    (site / "a/feed.atom").write_text("<feed/>", encoding="utf-8")
    with open_server(site, board, "127.0.0.1", 0) as server:
        answer(server)
        yield address_of(server).rstrip("/")
        server.shutdown()


def get(url: str) -> tuple[str, str]:
    with urllib.request.urlopen(url, timeout=10) as answered:  # noqa: S310
        return answered.read().decode(), answered.headers["Content-Type"]


def refused(url: str) -> tuple[int, str]:
    with pytest.raises(urllib.error.HTTPError) as caught:
        get(url)
    with caught.value as error:
        return error.code, error.read().decode()


def test_pages_get_the_script_and_the_name_of_their_build(address: str, board: Board) -> None:
    page, media_type = get(f"{address}/a/")
    tag = f'<script src="/.preview/panel.js" data-pages="{board.made("/a/")}" defer></script>'
    assert page == f"<body>नमस्ते &lt;/body>{tag}</body>"
    assert media_type == "text/html; charset=utf-8"
    assert get(f"{address}/a/index.html")[0] == page


def test_files_are_served_as_they_are(address: str) -> None:
    assert get(f"{address}/a/feed.atom") == ("<feed/>", "application/atom+xml; charset=utf-8")
    assert get(f"{address}/a?x=1")[0].startswith("<body>")  # sent on to a/


def test_what_the_script_needs_is_there(address: str, board: Board) -> None:
    assert get(f"{address}/.preview/panel.js")[1] == "text/javascript; charset=utf-8"
    assert get(f"{address}/.preview/panel.css")[1] == "text/css; charset=utf-8"
    state = json.loads(get(f"{address}{WAIT_PATH}?after=&page=/a/")[0])
    assert (state["pages"], state["stopped"], state["others"]) == (board.made("/a/"), False, 0)
    assert json.loads(get(f"{address}{NOTES_PATH}")[0]) == {"notes": [], "more": 0}


def test_what_is_not_there_comes_up_by_itself_later(address: str, tmp_path: Path) -> None:
    for path in ("/missing/", "/empty/", "/a/missing.html"):
        code, page = refused(address + path)
        assert code == 404
        assert "/.preview/panel.js" in page
    (tmp_path / "site/404.html").write_text("<body>Ours</body>", encoding="utf-8")
    assert refused(f"{address}/missing/")[1].startswith("<body>Ours<script")


def test_nothing_above_the_site_is_served(address: str, tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("secret", encoding="utf-8")
    for path in ("/../secret.html", "/%2e%2e/secret.html", "/..%2fsecret.html"):
        code, page = refused(address + path)
        assert code == 404
        assert "secret" not in page


@pytest.mark.parametrize(("name", "status"), [("localhost:1", 200), ("[::1]:1", 200), ("evil.example", 403)])
def test_a_page_from_elsewhere_whose_name_leads_here_reads_nothing(address: str, name: str, status: int) -> None:
    connection = HTTPConnection("127.0.0.1", int(address.rpartition(":")[2]), timeout=10)
    connection.request("GET", NOTES_PATH, headers={"Host": name})
    assert connection.getresponse().status == status
    connection.close()


def test_a_browser_that_goes_away_is_no_news(address: str, board: Board, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_connection(("127.0.0.1", int(address.rpartition(":")[2]))) as gone:
        after = board.wait("", "/")["version"]
        gone.sendall(f"GET {WAIT_PATH}?after={after} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    board.put(pages=1)
    assert get(f"{address}/a/")[0]
    assert capfd.readouterr().err == ""


def test_a_taken_port_is_named(address: str, board: Board, tmp_path: Path) -> None:
    port = int(address.rpartition(":")[2])
    with pytest.raises(ConfigError, match=f"--port {port}: cannot be used"):
        open_server(tmp_path, board, "127.0.0.1", port)
