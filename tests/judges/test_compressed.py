# SPDX-License-Identifier: Apache-2.0
"""Compressed variants as others see them: nginx sends them, with the operator's page as its configuration."""

import gzip
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

import pytest
from tests.builders import ROOT, repository
from tests.judges.nginx import LISTEN, nginx
from tests.sites import AS_OF, build_site

from chetavani.compression import publish_compressed

_PAGE = "advisories/MPC-2026-0001/index.html"
_GZIP = {"Accept-Encoding": "gzip, br"}


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: Message
    body: bytes


@dataclass(frozen=True)
class Server:
    """nginx over a published folder."""

    published: Path
    port: int

    def get(self, path: str, **headers: str) -> Answer:
        """Ask for a path of the site."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/{path}", headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Build a site, publish it compressed, and serve it as docs/reference/serving.md says."""
    folder = tmp_path_factory.mktemp("compressed")
    site = build_site(repository(folder / "tree"), folder / "site", "--as-of", AS_OF)
    published = folder / "published"
    publish_compressed(site, published, 2)
    text = (ROOT / "docs/reference/serving.md").read_text(encoding="utf-8")
    (configuration,) = re.findall(r"```nginx\n(.*?)```", text, re.DOTALL)
    configuration = configuration.replace("listen 80", f"listen {LISTEN}").replace("/srv/www/published", str(published))
    with nginx(folder / "nginx", configuration) as port:
        yield Server(published, port)


@pytest.mark.parametrize("path", [_PAGE, "feeds/all.atom", "feeds/all.json", "manifest.json"])
def test_nginx_sends_the_gzip_variant(server: Server, path: str) -> None:
    answer = server.get(path, **_GZIP)
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in answer.headers["Vary"]
    assert answer.body == Path(f"{server.published}/{path}.gz").read_bytes()
    assert gzip.decompress(answer.body) == (server.published / path).read_bytes()


def test_whoever_takes_no_gzip_gets_the_file(server: Server) -> None:
    answer = server.get(_PAGE)
    assert answer.headers["Content-Encoding"] is None
    assert answer.body == (server.published / _PAGE).read_bytes()


@pytest.mark.parametrize("headers", [{}, _GZIP])
def test_an_unchanged_page_is_a_304(server: Server, headers: dict[str, str]) -> None:
    first = server.get(_PAGE, **headers)
    again = server.get(_PAGE, **headers, **{"If-None-Match": first.headers["ETag"]})
    assert (again.status, again.body) == (304, b"")
    since = server.get(_PAGE, **headers, **{"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status == 304


def test_assets_may_be_kept_for_ever_and_pages_not(server: Server) -> None:
    page = server.get(_PAGE)
    assert page.headers["Cache-Control"] == "no-cache"
    assets = re.findall(r'(?:href|src)="(?:\.\./)*(assets/[^"]+\.(?:css|js|svg))"', page.body.decode())
    assert len(assets) >= 7
    for path in assets:
        answer = server.get(path, **_GZIP)
        assert "immutable" in answer.headers["Cache-Control"]
        assert re.search(r"[0-9a-f]{8,}", path)


def test_what_is_not_there_is_the_sites_own_page(server: Server) -> None:
    answer = server.get("nowhere/")
    assert answer.status == 404
    assert answer.body == (server.published / "404.html").read_bytes()
