# SPDX-License-Identifier: Apache-2.0
"""The configurations in ``deploy/``: real servers run with them, and answer as docs/reference/serving.md says."""

import gzip
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.builders import ROOT
from tests.judges.feed_judges import free_port
from tests.judges.nginx import LISTEN, nginx
from tests.sites import TYPES

from chetavani.compression import publish_compressed

pytestmark = pytest.mark.xdist_group("serving")

MINUTE, FIVE, YEAR = "max-age=60,", "max-age=300,", "max-age=31536000, immutable"
NOSNIFF = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer"}
HOST = "advisories.example"


@dataclass(frozen=True)
class Answer:
    """What the server said."""

    status: int
    headers: Message
    body: bytes


class _Stay(urllib.request.HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(self, *_: object) -> None:
        """Return nothing."""


@dataclass(frozen=True)
class Server:
    """A server over the published folder: its ports for http and https."""

    name: str
    published: Path
    plain: int
    secure: int

    @property
    def address(self) -> str:
        """Return where the site is."""
        return f"https://127.0.0.1:{self.secure}/"

    def ask(self, path: str, method: str = "GET", base: str = "", **headers: str) -> Answer:
        """Ask for a path of the site; underscores in names of headers stand for hyphens."""
        said = {name.replace("_", "-"): value for name, value in headers.items()}
        request = urllib.request.Request((base or self.address) + path, headers=said, method=method)  # noqa: S310
        trusting = ssl.create_default_context()
        trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
        opener = urllib.request.build_opener(_Stay, urllib.request.HTTPSHandler(context=trusting))
        try:
            with opener.open(request, timeout=20) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())


@pytest.fixture(scope="module")
def published(every_state: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the site of every state, with its compressed variants."""
    published = tmp_path_factory.mktemp("serving") / "published"
    publish_compressed(every_state, published, 2)
    return published


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that nobody trusts, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    certificate, key = folder / "site.pem", folder / "site.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}",
         "-keyout", key, "-out", certificate], check=True, capture_output=True,
    )  # fmt: skip
    return certificate, key


@contextmanager
def _nginx(home: Path, published: Path, certificate: Path, key: Path) -> Iterator[Server]:
    secure = free_port()
    text = (ROOT / "deploy/nginx/chetavani.conf").read_text(encoding="utf-8")
    text = re.sub(r"^ *listen \[::\].*\n", "", text, flags=re.MULTILINE)
    for written, here in (
        ("listen 80;", f"listen {LISTEN};"), ("listen 443 ", f"listen 127.0.0.1:{secure} "),
        ("/srv/www/published", str(published)), (f"/etc/ssl/certs/{HOST}.pem", str(certificate)),
        (f"/etc/ssl/private/{HOST}.key", str(key)), ("    # ~^/feeds/", "    ~^/feeds/"),
    ):  # fmt: skip
        assert written in text
        text = text.replace(written, here)
    with nginx(home, text) as plain:
        yield Server("nginx", published, plain, secure)


def caddy(*arguments: str | Path, home: Path) -> subprocess.Popen[bytes]:
    """Start Caddy, which keeps what it has to keep in ``home``."""
    program = shutil.which("caddy", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    assert program, "caddy is missing: it comes with the tests' Python packages"
    kept = {**os.environ, "HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    return subprocess.Popen([program, *arguments], env=kept, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)


@contextmanager
def _caddy(home: Path, published: Path, certificate: Path, key: Path) -> Iterator[Server]:
    home.mkdir()
    plain, secure = free_port(), free_port()
    text = (ROOT / "deploy/caddy/Caddyfile").read_text(encoding="utf-8")
    for written, here in (
        ("admin off", "\n".join(("admin off", "persist_config off", "skip_install_trust", "default_bind 127.0.0.1",
                                 f"http_port {plain}", f"https_port {secure}"))),
        (f"{HOST} {{", f"127.0.0.1 {{\n\ttls {certificate} {key}"), ("/srv/www/published", str(published)),
        ("# @feed", "@feed"), ("# header @feed", "header @feed"),
    ):  # fmt: skip
        assert written in text
        text = text.replace(written, here)
    (home / "Caddyfile").write_text(text, encoding="utf-8")
    process = caddy("run", "--adapter", "caddyfile", "--config", home / "Caddyfile", home=home)
    try:
        _await(secure, process)
        yield Server("caddy", published, plain, secure)
    finally:
        process.terminate()
        process.communicate(timeout=20)


def _await(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            raise AssertionError(process.communicate()[1].decode())
        time.sleep(0.05)
    message = "the server does not answer"
    raise TimeoutError(message)


_SERVERS = {"nginx": _nginx, "caddy": _caddy}


@pytest.fixture(scope="module", params=_SERVERS)
def server(
    request: pytest.FixtureRequest,
    published: Path,
    certificate: tuple[Path, Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Server]:
    """Each server in turn, with our configuration and the places of this machine."""
    home = tmp_path_factory.mktemp("server") / request.param
    with _SERVERS[request.param](home, published, *certificate) as server:
        yield server


def test_caddy_takes_its_file_as_it_is(tmp_path: Path) -> None:
    for text, wanted in (((ROOT / "deploy/caddy/Caddyfile").read_text(encoding="utf-8"), 0), ("{\n\tno such\n}\n", 1)):
        (tmp_path / "Caddyfile").write_text(text, encoding="utf-8")
        process = caddy("validate", "--adapter", "caddyfile", "--config", tmp_path / "Caddyfile", home=tmp_path)
        said = process.communicate(timeout=60)[1].decode()
        assert process.returncode == wanted, said


def _one(published: Path, pattern: str) -> str:
    """Return the first file of the site that matches."""
    return min(published.glob(pattern)).relative_to(published).as_posix()


# what a class of files is, one of it, its type, how long it may be kept, whether programs elsewhere may read it
CLASSES = [
    ("home", "", "text/html", MINUTE, False),
    ("advisory", "advisories/MPC-2026-0001/", "text/html", MINUTE, False),
    ("asset", "assets/chetavani/*/pages.css", "text/css", YEAR, False),
    ("script", "assets/chetavani/*/pages.js", "javascript", YEAR, False),
    ("theme", "assets/stylesheets/main.*.min.css", "text/css", YEAR, False),
    ("atom", "feeds/all.atom", "application/atom+xml", MINUTE, True),
    ("rss", "feeds/all.rss", "application/rss+xml", MINUTE, True),
    ("json feed", "feeds/all.json", "json", MINUTE, True),
    ("api", "api/v1/index.json", "application/json", MINUTE, True),
    ("manifest", "manifest.json", "application/json", MINUTE, True),
    ("csaf", "csaf/white/2026/*.json", "application/json", MINUTE, True),
    ("stix", "stix/current.json", "application/json", MINUTE, True),
    ("security.txt", ".well-known/security.txt", "text/plain", MINUTE, True),
    ("bulk", "bulk/*.csv", "text/csv", FIVE, True),
]


@pytest.mark.parametrize(
    ("path", "kind", "kept", "open_to_all"), [row[1:] for row in CLASSES], ids=[row[0] for row in CLASSES]
)
def test_each_class_of_file(server: Server, path: str, kind: str, kept: str, open_to_all: bool) -> None:  # noqa: FBT001
    place = _one(server.published, path) if "*" in path else path
    answer = server.ask(place)
    assert answer.status == HTTPStatus.OK
    assert kind in answer.headers["Content-Type"]
    assert kept in answer.headers["Cache-Control"]
    assert answer.headers["Access-Control-Allow-Origin"] == ("*" if open_to_all else None)
    assert {name: answer.headers[name] for name in NOSNIFF} == NOSNIFF
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert "camera=(self)" in answer.headers["Permissions-Policy"]
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe-inline" not in policy
    assert ("script-src 'self'" in policy) == (kind == "text/html")
    assert not re.search(r"\d", answer.headers["Server"] or "")
    assert answer.headers.get_all("Cache-Control", []) == [answer.headers["Cache-Control"]]


@pytest.mark.parametrize("path", ["", "feeds/all.atom", "feeds/all.json", "api/v1/index.json", "manifest.json"])
def test_what_has_not_changed_is_not_sent_again(server: Server, path: str) -> None:
    for accepted in ("identity", "gzip"):
        answer = server.ask(path, Accept_Encoding=accepted)
        assert (answer.headers["Content-Encoding"] or "identity") == accepted
        again = server.ask(path, Accept_Encoding=accepted, If_None_Match=answer.headers["ETag"])
        assert (again.status, again.body) == (HTTPStatus.NOT_MODIFIED, b"")
    since = server.ask(path).headers["Last-Modified"]
    assert server.ask(path, If_Modified_Since=since).status == HTTPStatus.NOT_MODIFIED


@pytest.mark.parametrize("path", ["advisories/MPC-2026-0001/", "feeds/all.atom", "feeds/all.json", "manifest.json"])
def test_the_compressed_variant_is_sent_as_it_is(server: Server, path: str) -> None:
    answer = server.ask(path, Accept_Encoding="gzip")
    file = f"{server.published}/{path}{'index.html' if path.endswith('/') else ''}"
    assert answer.body == Path(f"{file}.gz").read_bytes()
    assert gzip.decompress(answer.body) == server.ask(path).body == Path(file).read_bytes()


def test_every_asset_of_a_page_may_be_kept_for_ever(server: Server) -> None:
    page = server.ask("advisories/MPC-2026-0001/").body.decode()
    assets = re.findall(r'(?:href|src)="(?:\.\./)*(assets/[^"]+\.(?:css|js|svg))"', page)
    assert len(assets) >= 7
    for path in assets:
        assert YEAR in server.ask(path, Accept_Encoding="gzip").headers["Cache-Control"]


def test_the_two_encodings_have_different_names(server: Server) -> None:
    names = {server.ask("feeds/all.atom", Accept_Encoding=one).headers["ETag"] for one in ("identity", "gzip")}
    assert len(names) == 2
    assert "Accept-Encoding" in server.ask("feeds/all.atom", Accept_Encoding="gzip").headers["Vary"]


def test_plain_http_leads_to_https(server: Server) -> None:
    answer = server.ask("advisories/?q=1", base=f"http://127.0.0.1:{server.plain}/")
    assert answer.status in {HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT}
    assert answer.headers["Location"].startswith("https://")
    assert answer.headers["Location"].endswith("/advisories/?q=1")


def test_a_feed_says_who_tells_of_its_changes(server: Server) -> None:
    link = server.ask("feeds/all.atom").headers["Link"]
    assert link == f'<https://hub.example/>; rel="hub", <https://{HOST}/feeds/all.atom>; rel="self"'
    assert server.ask("api/v1/index.json").headers["Link"] is None


def test_only_the_folders_of_csaf_are_listed(server: Server) -> None:
    listing = server.ask("csaf/white/2026/", Accept="text/html")
    assert listing.status == HTTPStatus.OK
    assert b"mpc-2026-0001.json" in listing.body
    for folder in ("api/v1/", "assets/", "stix/", "no/"):
        assert server.ask(folder).status in {HTTPStatus.NOT_FOUND, HTTPStatus.FORBIDDEN}, folder


def test_what_is_missing_gets_the_page_of_the_site_and_is_safe_too(server: Server) -> None:
    answer = server.ask("no/such/page/")
    assert answer.status == HTTPStatus.NOT_FOUND
    assert answer.body == (server.published / "404.html").read_bytes()
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["index.html.br", ".git/config", "feeds/.hidden", "index.html.bak"])
def test_what_is_no_address_of_the_site_is_not_given_out(server: Server, path: str) -> None:
    assert server.ask(path).status == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nothing_can_be_sent(server: Server, method: str) -> None:
    assert server.ask("", method).status == HTTPStatus.METHOD_NOT_ALLOWED


_NOTICE = """document.addEventListener('securitypolicyviolation', event =>
  console.error(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`))"""
_FOREIGN = """() => {
  const one = document.createElement('script')
  one.textContent = '1'
  document.body.append(one)
}"""


def test_no_page_breaks_the_policy(server: Server, browser: Browser) -> None:
    context = browser.new_context(ignore_https_errors=True)
    tab = context.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.add_init_script(_NOTICE)
    for name, path in TYPES.items():
        for root in ("", "hi/"):
            tab.goto(f"{server.address}{root}{path}", wait_until="networkidle" if name == "search" else "load")
            tab.wait_for_timeout(20)
            kept = [text for text in said if "status of 404" not in text or name != "missing"]
            assert (name, root, kept) == (name, root, [])
            said.clear()
    tab.goto(server.address)
    tab.evaluate(
        "() => { const one = document.createElement('script'); one.textContent = '1'; document.body.append(one) }"
    )
    assert any("script-src" in text for text in said), "a script that is not ours is not noticed"
    context.close()
